"""How the wording of sources is read into the register's terms (pure). Nothing is guessed: unread stays unknown.

Each reading keeps the wording beside it, so that a person can check it.
"""

import re
from dataclasses import dataclass

from strahlkraft.kernel.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class TruthReading:
    """One truth as a status line states it; dates are partial-date texts or empty."""

    kind: str
    value: str
    since: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a status line says: truths and whether money was granted."""

    truths: tuple[TruthReading, ...] = ()
    funding_state: str = "granted"


_MONTH_YEAR = re.compile(r"(\d{2})/(\d{4})|(\d{2})\.(\d{2})\.(\d{4})|\b(20\d{2})\b")

# (pattern in one clause of the status line, truth, value, whether a date in the clause is since or as-of).
_CLAUSES: tuple[tuple[str, str, str, str], ...] = (
    (r"^abgeschlossen", "formally_closed", "yes", "since"),
    (r"^formal beendet", "formally_closed", "yes", "since"),
    (r"kein Dauerbetrieb", "in_operation", "no", "as_of"),
    (r"^verlängert", "formally_closed", "no", "as_of"),
    (r"^in Planung", "formally_closed", "no", "as_of"),
    (r"^in Umsetzung", "formally_closed", "no", "as_of"),
    (r"^in Betrieb seit", "in_operation", "yes", "since"),
    (r"^in Betrieb", "in_operation", "yes", "as_of"),
    (r"^online seit", "in_operation", "yes", "since"),
    (r"Betrieb .*fortgesetzt", "in_operation", "yes", "as_of"),
    (r"^städtischer Weiterbetrieb", "in_operation", "yes", ""),
    (r"^Ort besteht weiter", "in_operation", "yes", ""),
    (r"landesweit angebunden", "in_operation", "yes", "as_of"),
    (r"^Eigenlösung .* ersetzt", "in_operation", "no", "since"),
)


def read_status(status: str | None) -> StatusReading:
    """Read a status line of the collected records, clause by clause (clauses end at ``;`` or ``, kein``)."""
    if not status:
        return StatusReading()
    if status.startswith("förderwürdig, ohne Mittel"):
        return StatusReading(funding_state="unfunded")
    truths: dict[str, TruthReading] = {}
    for clause in re.split(r";\s*|,\s*(?=kein)", status):
        for pattern, kind, value, dated in _CLAUSES:
            if re.search(pattern, clause) and kind not in truths:
                date = _date_in(clause)
                truths[kind] = TruthReading(
                    kind, value, since=date if dated == "since" else "", as_of=date if dated == "as_of" else ""
                )
                break
    state = "unconfirmed" if status.startswith("in Planung") else "granted"
    return StatusReading(tuple(truths.values()), state)


def _date_in(clause: str) -> str:
    match = _MONTH_YEAR.search(clause)
    if not match:
        return ""
    month, year, day, month_of_day, year_of_day, only_year = match.groups()
    if month:
        return f"{year}-{month}"
    if day:
        return f"{year_of_day}-{month_of_day}-{day}"
    return str(only_year)


RESULT_KINDS = (
    "software",
    "online_service",
    "platform",
    "app",
    "data_model",
    "sensor_network",
    "concept",
    "guide",
    "prototype",
    "living_lab",
    "event_format",
    "competence_centre",
    "project_office",
)

_RESULT_WORDS: tuple[tuple[str, str], ...] = (
    (r"project office", "project_office"),
    (r"sensor network", "sensor_network"),
    (r"software|archive system|records management|AI service|\btools\b", "software"),
    (r"online service|specialist procedure", "online_service"),
    (r"portal|platform|dashboard", "platform"),
    (r"\bapp\b", "app"),
    (r"concept(?!.*event)", "concept"),
    (r"guide", "guide"),
    (r"prototype|research|data visualisation", "prototype"),
    (r"living lab|city lab|testbed", "living_lab"),
    (r"event format", "event_format"),
    (r"digital twin|3D city model|GIS layer|standards", "data_model"),
    (r"competence centre", "competence_centre"),
)


def read_result_type(text: str | None) -> tuple[str, ...]:
    """The kinds of result a record names, in the order of RESULT_KINDS; empty when none is named."""
    if not text:
        return ()
    found = {kind for pattern, kind in _RESULT_WORDS if re.search(pattern, text)}
    return tuple(kind for kind in RESULT_KINDS if kind in found)


def read_licence(text: str | None) -> str:
    """``none``, ``open_unnamed`` (called open or free, no licence named) or ``named`` (an SPDX expression)."""
    if not text:
        return "none"
    if "nicht genannt" in text or "keine Lizenz" in text:
        return "open_unnamed"
    return "named"


def read_record_kind(result_type: str | None, parent: str | None) -> str:
    """``office`` for the project offices, ``subproject`` below a parent, else ``project``."""
    if result_type == "project office":
        return "office"
    return "subproject" if parent else "project"


def split_names(text: str) -> list[str]:
    """Several bodies written in one field, as in ``Stadt A / Stadt B`` or ``a; b``."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) == 1 and text.count(" / ") and all(p.startswith(("Stadt ", "Kreis ")) for p in text.split(" / ")):
        parts = [part.strip() for part in text.split(" / ")]
    return [part for part in parts if part]


def split_note(text: str) -> tuple[str, str]:
    """A name and the remark in brackets behind it; the remark is empty when there is none."""
    match = re.fullmatch(r"(.+?) \(([^()]+)\)", text)
    return (match.group(1), match.group(2)) if match else (text, "")


def phase_of(closed: str, phases: dict[str, str], today: PartialDate) -> str:
    """The phase a project is in: ``closure`` when formally closed, else the latest phase reached by ``today``.

    ``phases`` maps a phase to its actual date. ``unknown`` when no source says.
    """
    if closed == "yes":
        return "closure"
    reached = "unknown"
    for kind in ("preparation", "conception", "implementation"):
        if phases.get(kind) and PartialDate.parse(phases[kind]).first_day <= today.first_day:
            reached = kind
    return reached


def attendance_mode(format_text: str) -> str:
    """``online``, ``mixed`` or ``offline`` by the wording of an event's format; empty when it does not say."""
    words = format_text.lower()
    online = any(word in words for word in ("online", "virtuell", "livestream"))
    on_site = any(word in words for word in ("präsenz", "vor ort", "hybrid"))
    if online and on_site:
        return "mixed"
    if online:
        return "online"
    return "offline" if on_site else ""
