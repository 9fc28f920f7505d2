"""Which column holds what: guessed from German and English heads by similarity (pure)."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from strahlkraft.steering.rules.sheets import ITEM_OF, MOST_OF_A_KIND, PARTS, PHASES, Field
from strahlkraft.steering.sheets.cells import folded
from strahlkraft.steering.sheets.values import Value, plain

_CLOSE = 86  # of 100: from here on two heads mean the same
_HEAD_WITHIN = 20  # rows from the top
_PLANNED = "geplant plan soll planned"
_ACTUAL = "ist erreicht tatsaechlich actual reached"
_PHASE_NAMES: Mapping[str, str] = {
    "preparation": "vorbereitung|antrag bewilligt|bewilligung|preparation",
    "conception": "konzeption|konzept|beauftragung|conception",
    "implementation": "umsetzung|go live|inbetriebnahme|implementation",
    "closure": "abschluss|projektabschluss|closure",
    "transfer": "uebertragbarkeit|start uebertragbarkeit|uebertragbar ab|transfer|transferability",
}
_HEADS: Mapping[Field, str] = {
    Field.IDENTIFIER: "kennung|projektkennung|projekt id|id|projektnummer|nr|lfd nr|identifier|project id",
    Field.SLUG: "adressteil|kurzadresse|slug",
    Field.TITLE: "projekt|titel|projekttitel|projektname|name|name des projekts|vorhaben|bezeichnung"
    "|title|project|project name|project title",
    Field.REGION: "region|modellregion|heimatregion|home region|model region",
    Field.SUMMARY: "kurzbeschreibung|beschreibung|kurzfassung|zusammenfassung|inhalt|summary|description",
    Field.LEAD: "leitung|projektleitung|federfuehrung|projekttraeger|traeger|federfuehrende kommune|antragsteller"
    "|zuwendungsempfaenger|lead|lead partner|project lead",
    Field.MAILBOX: "postfach|funktionspostfach|e mail|email|mail|kontakt|kontakt e mail|ansprechpostfach|mailbox|contact",
    Field.START: "beginn|start|projektbeginn|projektstart|laufzeit von|von|laufzeitbeginn|start date",
    Field.END: "ende|projektende|laufzeit bis|bis|laufzeitende|end|end date",
    Field.FUNDING: "foerderung|foerdersumme|foerderung des landes|zuwendung|bewilligte mittel|foerdermittel"
    "|landesmittel|foerderbetrag|funding|funding by the land|grant",
    Field.TOTAL_COST: "gesamtkosten|gesamtausgaben|gesamtvolumen|projektvolumen|kosten|total cost|budget",
    Field.MILESTONE: "meilenstein|meilenstein titel|meilenstein bezeichnung|naechster meilenstein|ms|milestone",
    Field.MILESTONE_EXPECTED: "meilenstein geplant|meilenstein plan|meilenstein soll|meilenstein termin"
    "|meilenstein erwartet|ms geplant|ms plan|ms soll|milestone planned|milestone due|milestone expected",
    Field.MILESTONE_REACHED: "meilenstein erreicht|meilenstein ist|ms erreicht|ms ist|milestone reached|milestone actual",
    Field.TASK: "aufgabe|offene aufgabe|to do|todo|naechster schritt|task",
    Field.TASK_DUE: "aufgabe faellig|aufgabe bis|aufgabe frist|faellig am|frist|task due|due",
    Field.TASK_BODY: "aufgabe zustaendig|zustaendig|wer|aufgabe wer|task body|who does it|responsible",
    Field.RISK: "risiko|risk|groesstes risiko",
    Field.RISK_PROBABILITY: "eintrittswahrscheinlichkeit|risiko wahrscheinlichkeit|wahrscheinlichkeit"
    "|risk probability|probability",
    Field.RISK_IMPACT: "auswirkung|risiko auswirkung|schadenshoehe|tragweite|risk impact|impact",
    Field.RISK_OWNER: "risiko zustaendig|risiko verantwortlich|risikoeigner|risk owner",
    Field.RISK_MEASURE: "massnahme|gegenmassnahme|risiko massnahme|risk measure|measure|mitigation",
} | {
    Field(f"{kind}_{name}"): "|".join(
        f"{words} {word}" for words in _PHASE_NAMES[kind].split("|") for word in dated.split()
    )
    + (f"|{_PHASE_NAMES[kind]}" if name == "planned" else "")
    for kind in PHASES
    for name, dated in (("planned", _PLANNED), ("actual", _ACTUAL))
}
_MEANT: Mapping[str, Field] = {head: field for field, heads in _HEADS.items() for head in heads.split("|")}
_LONGEST_HEAD = 60  # characters; what is longer is no head
_UNITS = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\b(?:in\s+)?(?:t€|teur|tsd\.?|mio\.?)(?:\s?(?:€|eur))?|\bin\s+euro?\b|€", re.IGNORECASE
)
_PLAN_WORDS = re.compile(
    r"[\s:,/(–-]*\b(?:geplant|plan|soll|termin|erwartet|planned|expected|due)\b\)?\s*$", re.IGNORECASE
)


def split_key(key: str) -> tuple[str, int]:
    """``milestone_expected:2`` as field and number; other fields have the number 0."""
    field, _, number = key.partition(":")
    return field, int(number) if number.isdigit() else 0


def choices() -> list[str]:
    """All a column can be said to hold, as keys of the mapping: what comes in several is numbered."""
    keys = [str(field) for field in Field if field not in ITEM_OF]
    for name, parts in PARTS.items():
        keys += [f"{field}:{number}" for number in range(1, MOST_OF_A_KIND + 1) for field in (name, *parts)]
    return keys


def find_head(rows: Sequence[Sequence[Value]]) -> int:
    """The row that most looks like column heads; the first with two texts when none does."""
    counted = [
        (known_heads([plain(value) for value in row]), -number) for number, row in enumerate(rows[:_HEAD_WITHIN])
    ]
    best, place = max(counted)
    if best:
        return -place
    texts = (n for n, row in enumerate(rows[:_HEAD_WITHIN]) if sum(isinstance(value, str) for value in row) > 1)
    return next(texts, 0)


def known_heads(headers: Sequence[str]) -> int:
    """How many of these heads are understood."""
    return len(guess(headers))


def guess(headers: Sequence[str], labels: Mapping[str, str] | None = None) -> dict[int, str]:
    """The field of each column whose head is understood; each field is given to its best column once.

    ``labels`` are the heads this house writes itself: a sheet that has them is understood without guessing.
    """
    own = {folded(label): key for key, label in (labels or {}).items()}
    if headers and all(folded(header) in own for header in headers):
        return {column: own[folded(header)] for column, header in enumerate(headers)}
    found: list[tuple[float, int, Field, int]] = []
    last: Field | None = None
    for column, header in enumerate(headers):
        text, number = _numbered(header)
        field, score = _meaning(text, last)
        if field is not None:
            found.append((score, column, field, number))
        last = field
    columns: dict[int, str] = {}
    for _score, column, field, _number in sorted(found, key=lambda item: (-item[0], item[1])):
        if field not in ITEM_OF and str(field) not in columns.values():
            columns[column] = str(field)
    groups = sorted(((c, f, n) for _score, c, f, n in found if f in ITEM_OF), key=lambda item: item[0])
    return dict(sorted((columns | _grouped(groups)).items()))


def _grouped(found: Sequence[tuple[int, Field, int]]) -> dict[int, str]:
    """Columns of milestones, tasks and risks, numbered as their heads say or in their order."""
    columns: dict[int, str] = {}
    for column, field, number in found:
        place = number
        if not place:
            place = next(n for n in range(1, len(found) + 2) if f"{field}:{n}" not in columns.values())
        key = f"{field}:{place}"
        if place <= MOST_OF_A_KIND and key not in columns.values():
            columns[column] = key
    return columns


def _numbered(header: str) -> tuple[str, int]:
    """The head without unit and number, for comparing."""
    text = folded(_UNITS.sub(" ", header))
    digits = re.search(r"\b(\d{1,2})\b", text)
    bare = " ".join(re.sub(r"\b\d{1,2}\b", " ", text).split())
    return bare, int(digits[1]) if digits else 0


def _meaning(text: str, last: Field | None) -> tuple[Field | None, float]:
    if not text or len(text) > _LONGEST_HEAD:
        return None, 0
    if last is not None and ITEM_OF.get(last) == Field.MILESTONE:  # "Meilenstein 1 | geplant | erreicht"
        if text in {*_PLANNED.split(), "termin"}:
            return Field.MILESTONE_EXPECTED, 100
        if text in _ACTUAL.split():
            return Field.MILESTONE_REACHED, 100
    if text in _MEANT:
        return _MEANT[text], 100
    found = [
        hit
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio)
        if (hit := process.extractOne(text, _MEANT.keys(), scorer=scorer, score_cutoff=_CLOSE))
    ]
    if not found:
        return None, 0
    head, score, _place = max(found, key=lambda hit: hit[1])
    return _MEANT[head], score


def title_in_head(header: str) -> str:
    """The milestone a head names itself: ``Go-Live geplant`` gives ``Go-Live``."""
    return _PLAN_WORDS.sub("", header).strip()


def remembered(headers: Sequence[str], columns: Mapping[str, str]) -> dict[int, str]:
    """An earlier mapping (by column number as text) for the same heads."""
    return {int(place): key for place, key in columns.items() if place.isdigit() and int(place) < len(headers)}
