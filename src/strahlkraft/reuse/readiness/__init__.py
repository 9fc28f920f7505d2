"""The readiness check (Übertragbarkeitsprüfung): twelve criteria with evidence, three levels, never a bare number.

Pure: facts are handed in as a :class:`~strahlkraft.reuse.readiness.subject.Subject`, findings come out.
"""

from strahlkraft.reuse.readiness.badge import badge_json, badge_svg
from strahlkraft.reuse.readiness.checking import NEEDS, check, lacking, next_steps
from strahlkraft.reuse.readiness.findings import CRITERIA, LEVELS, Change, Check, Evidence, Finding, compare
from strahlkraft.reuse.readiness.subject import Amount, DescriptionFile, Document, Judgement, Link, Product, Subject

__all__ = [
    "CRITERIA",
    "LEVELS",
    "NEEDS",
    "Amount",
    "Change",
    "Check",
    "DescriptionFile",
    "Document",
    "Evidence",
    "Finding",
    "Judgement",
    "Link",
    "Product",
    "Subject",
    "badge_json",
    "badge_svg",
    "check",
    "compare",
    "lacking",
    "next_steps",
]
