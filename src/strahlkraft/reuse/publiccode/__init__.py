"""publiccode.yml: read, check, write. A package of its own that knows nothing else of this product.

``check`` gives a report with what the reference parser says and what only we say; ``read`` gives the content with the
place of everything. The facts behind the rules and where we differ on purpose: docs/adr/0007-publiccode-deviations.md.
"""

from collections.abc import Iterable

from strahlkraft.reuse.publiccode.checking import Checker
from strahlkraft.reuse.publiccode.decoding import Decoded, decode, dotted, key_on_line, place
from strahlkraft.reuse.publiccode.facts import document_from, facts_from
from strahlkraft.reuse.publiccode.findings import Finding, Report, Verdict, wording
from strahlkraft.reuse.publiccode.formatting import UnreadableError, format_text
from strahlkraft.reuse.publiccode.hints import hints
from strahlkraft.reuse.publiccode.modernising import modernise
from strahlkraft.reuse.publiccode.privacy import without_people
from strahlkraft.reuse.publiccode.reading import MAX_BYTES, Node, Plain, Problem, Reading, read
from strahlkraft.reuse.publiccode.shapes import Contact, Contractor, Dependency, Description, Facts, Organisation
from strahlkraft.reuse.publiccode.starting import new_document
from strahlkraft.reuse.publiccode.vocabularies import (
    ALIASES,
    CATEGORIES,
    MAINTENANCE_TYPES,
    NEWEST,
    PLATFORMS,
    RECOMMENDED_VERSION,
    SCOPES,
    SOFTWARE_TYPES,
    STATUSES,
    VERSIONS,
)
from strahlkraft.reuse.publiccode.writing import write

__all__ = [
    "ALIASES",
    "CATEGORIES",
    "MAINTENANCE_TYPES",
    "MAX_BYTES",
    "NEWEST",
    "PLATFORMS",
    "RECOMMENDED_VERSION",
    "SCOPES",
    "SOFTWARE_TYPES",
    "STATUSES",
    "VERSIONS",
    "Contact",
    "Contractor",
    "Dependency",
    "Description",
    "Facts",
    "Finding",
    "Node",
    "Organisation",
    "Plain",
    "Problem",
    "Reading",
    "Report",
    "UnreadableError",
    "check",
    "document_from",
    "facts_from",
    "format_text",
    "modernise",
    "new_document",
    "read",
    "verdict_of",
    "without_people",
    "wording",
    "write",
]

_VERSION = "publiccodeYmlVersion"


def check(data: bytes, *, name: str = "publiccode.yml") -> Report:
    """Check one file by its content; never raises, costs at most a second and 100 MB whatever the bytes are."""
    reading = read(data)
    if reading.problem:
        problem = reading.problem
        found = Finding("error", "", problem.code, problem.params, problem.line, problem.column)
        return Report(name, "error", (found,), (), None)
    if reading.root is None or reading.root.kind != "map":
        found = Finding("error", _VERSION, "no_mapping")
        return Report(name, "error", (found,), (), None)
    results, further = _findings(reading, reading.root)
    return Report(name, verdict_of(results), tuple(results), tuple(further), reading.document)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst level among findings; hints do not count."""
    levels = {finding.level for finding in findings}
    return "error" if "error" in levels else "warning" if "warning" in levels else "valid"


def _findings(reading: Reading, root: Node) -> tuple[list[Finding], list[Finding]]:
    """What the reference says, and the rest."""
    decoded = decode(root)
    version, ends = _version(reading, root)
    first = _first_fault(root, decoded)
    strict = [] if ends else [*first, *Checker(root, decoded.strict, strict=True).run()]
    results = [*([version] if version else []), *strict]
    further: list[Finding] = []
    if ends or decoded.faults or any(finding.code == "not_language" for finding in strict):
        said = {(finding.level, finding.key, finding.code) for finding in strict}
        own = [*_faults(decoded)[0 if ends else 1 :], *Checker(root, decoded.values).run()]
        further = [finding for finding in own if (finding.level, finding.key, finding.code) not in said]
    return results, [*further, *hints(reading, decoded)]


def _version(reading: Reading, root: Node) -> tuple[Finding | None, bool]:
    """What is to say about the version, and whether the reference stops there."""
    shown = {"versions": ", ".join(VERSIONS)}
    if reading.byte_order_mark and next(iter(root.pairs), "") == _VERSION:
        return Finding("error", _VERSION, "version_hidden", shown), True
    node = root.get(_VERSION)
    if node is None:
        return Finding("error", _VERSION, "version_missing", shown), True
    line, column = place(root, (_VERSION,))
    if node.kind != "str":
        return Finding("error", _VERSION, "version_type", {**shown, "value": node.text[:20]}, line, column), True
    if node.text not in VERSIONS:
        return Finding("error", _VERSION, "version_unsupported", {**shown, "value": node.text[:20]}), True
    if node.text not in NEWEST:
        return Finding("warning", _VERSION, "version_old", {**shown, "value": node.text}, line, column), False
    return None, False


def _faults(decoded: Decoded) -> list[Finding]:
    """Every unknown key and wrong type, named by its own path."""
    return [Finding("error", dotted(fault.path), fault.code, fault.params, fault.line, 1) for fault in decoded.faults]


def _first_fault(root: Node, decoded: Decoded) -> list[Finding]:
    """The one the reference reports, named as it does: by what begins on its line."""
    if not decoded.faults:
        return []
    fault = decoded.faults[0]
    if fault.placeless:
        return [Finding("error", "", fault.code, fault.params)]
    return [Finding("error", dotted(key_on_line(root, fault.line)), fault.code, fault.params, fault.line, 1)]
