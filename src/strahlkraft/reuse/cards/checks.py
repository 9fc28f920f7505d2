"""The readiness check in words: level, criteria with evidence and remedy, what lacks for the next level, history."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.formats import day, partial_date
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.reuse import readiness
from strahlkraft.reuse.cards.words import field_label
from strahlkraft.reuse.queries.checks import LevelChange, Standing
from strahlkraft.reuse.readiness import words

_OFTEN = 3  # times a remedy is the same: it is said once
_FEW = 4  # criteria of which nothing is known stand among the others; more of them are folded away
LEVEL_STATES: Mapping[str, str] = {"": "unknown", "findable": "info", "transferable": "good", "proven": "good"}
VERDICT_STATES: Mapping[str, tuple[str, str]] = {
    "met": ("good", "check"),
    "partly": ("warn", "minus"),
    "not": ("bad", "cross"),
    "unknown": ("unknown", "question"),
    "not_applicable": ("unknown", "minus"),
}
EVIDENCE: Mapping[str, Any] = {
    "licence": gettext_lazy("licence as stated"),
    "link": gettext_lazy("address"),
    "file": gettext_lazy("publiccode.yml"),
    "reference_verdict": gettext_lazy("reference parser"),
    "empty_fields": gettext_lazy("empty fields"),
    "introduction": gettext_lazy("introduction"),
    "operation": gettext_lazy("operation"),
    "contract": gettext_lazy("contract or agreement"),
    "other": gettext_lazy("document"),
    "product": gettext_lazy("product"),
    "standard": gettext_lazy("standard"),
    "answer": gettext_lazy("last answer"),
    "change": gettext_lazy("last change"),
    "release": gettext_lazy("last release"),
    "statement": gettext_lazy("statement of the provider"),
    "cases": gettext_lazy("confirmed reuses"),
    "successor": gettext_lazy("successor"),
    "person": gettext_lazy("looked at by a person"),
    "data_protection": gettext_lazy("data protection statement"),
    "accessibility": gettext_lazy("accessibility statement"),
}
FACTS: Mapping[str, Any] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "valid": gettext_lazy("valid"),
    "warning": gettext_lazy("valid with notes"),
    "error": gettext_lazy("not valid"),
    "finished": gettext_lazy("finished and stable"),
    "current": gettext_lazy("still stands"),
}


def level_badge(level: str) -> dict[str, str]:
    """The level as word and state, for badges."""
    return {"text": _(words.LEVELS[level]), "state": LEVEL_STATES[level]}


def readiness_view(standing: Standing, *, successor_hidden: bool = False) -> dict[str, Any]:
    """Everything the panel shows. ``successor_hidden``: the newer one is no longer public, its title is not told."""
    check = standing.check
    findings = [_unnamed(found) if successor_hidden else found for found in check.findings]
    often = _said_often(findings)
    rows = [_row(found, said=often) for found in findings]
    silent = [row for row in rows if row["state"] == "unknown"]
    folded = silent if len(silent) > _FEW else []
    names = [_(words.LEVELS[level]) for level in readiness.LEVELS if level]
    reached = readiness.LEVELS.index(check.level)
    return {
        "level": check.level,
        "badge": level_badge(check.level),
        "meaning": _(words.LEVEL_MEANINGS[check.level]),
        "steps": [
            {"label": name, "state": "done" if place <= reached else "todo"}
            for place, name in enumerate(names, start=1)
        ],
        "next_level": names[reached] if reached < len(names) else "",
        "next": [_(words.CRITERIA[found.criterion]) for found in readiness.next_steps(check)],
        "rows": [row for row in rows if row not in folded],
        "folded": folded,
        "remedy_for_many": _(words.REMEDIES[often]) if often else "",
        "counts": [
            {"text": _(words.VERDICTS[verdict]), "state": state, "count": count}
            for verdict, (state, _icon) in VERDICT_STATES.items()
            if (count := sum(1 for found in findings if found.verdict == verdict))
        ],
        "confirmed_at": standing.confirmed_at,
        "history": [_change(change) for change in standing.history] if len(standing.history) > 1 else [],
    }


def _unnamed(found: readiness.Finding) -> readiness.Finding:
    if found.reason_code != "current_superseded":
        return found
    return readiness.Finding(found.criterion, found.verdict, "current_superseded_unnamed", "name_successor")


def _said_often(findings: list[readiness.Finding]) -> str:
    """The remedy that helps with three points or more: it is said once, above them; empty when there is none."""
    count = Counter(found.remedy_code for found in findings if found.remedy_code)
    code, times = max(count.items(), key=lambda item: item[1], default=("", 0))
    return code if times >= _OFTEN else ""


def _row(found: readiness.Finding, *, said: str) -> dict[str, Any]:
    state, icon = VERDICT_STATES[found.verdict]
    return {
        "criterion": _(words.CRITERIA[found.criterion]),
        "verdict": _(words.VERDICTS[found.verdict]),
        "state": state,
        "icon": icon,
        "reason": _(words.REASONS[found.reason_code]) % _params(found.params),
        "remedy": _(words.REMEDIES[found.remedy_code]) if found.remedy_code not in {"", said} else "",
        "evidence": [_evidence(item) for item in found.evidence if item.link or item.fact or item.on],
        "by_person": found.by == "person",
        "checked_on": found.checked_on,
    }


def _params(params: Mapping[str, Any]) -> dict[str, Any]:
    """The gaps of a sentence, dates in words; a missing one is said to be unknown rather than an error."""
    shown = {name: day(value) if isinstance(value, date) else value for name, value in params.items()}
    if "since" in shown:
        shown["since"] = partial_date(shown["since"])
    return shown


_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def _evidence(item: readiness.Evidence) -> dict[str, Any]:
    link = item.link if item.link.startswith(("https://", "http://")) else ""
    fact = FACTS.get(item.fact, item.fact)
    if item.kind == "empty_fields":
        fact = ", ".join(field_label(name) for name in item.fact.split(", "))
    elif item.kind in {"introduction", "operation"}:
        fact = " · ".join(str(SIZE_CLASSES.get(part, _as_date(part))) for part in str(fact).split(" · "))
    return {"kind": EVIDENCE.get(item.kind, item.kind), "fact": fact, "url": link, "on": item.on}


def _as_date(text: str) -> str:
    """A month or day as people write it; years and other texts as they are."""
    return partial_date(text) if _MONTH.fullmatch(text) else text


def _change(change: LevelChange) -> dict[str, Any]:
    before = level_badge(change.before)["text"] if change.before is not None else ""
    return {"at": change.at, "before": before} | level_badge(change.level)
