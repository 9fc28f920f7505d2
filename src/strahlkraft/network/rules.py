"""Pure rules of the network: size classes, peers, names of municipal bodies; contacts, exchange groups, duplicates."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from strahlkraft.kernel.diff import Problem
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.rules import may_post

MANY = 20

# Classes of the Bundesinstitut für Bau-, Stadt- und Raumforschung (Stadt- und Gemeindetypen), by inhabitants.
SIZE_CLASSES: tuple[tuple[str, int], ...] = (
    ("rural", 0),
    ("small_town", 5_000),
    ("small_town_large", 10_000),
    ("medium_town", 20_000),
    ("medium_town_large", 50_000),
    ("city", 100_000),
    ("city_large", 500_000),
)


def size_class(population: int | None) -> str:
    """The class of a municipality by inhabitants; ``unknown`` when the number is not known."""
    if population is None:
        return "unknown"
    name = SIZE_CLASSES[0][0]
    for candidate, lower in SIZE_CLASSES:
        if population >= lower:
            name = candidate
    return name


def district_title(name: str, kind: str) -> str:
    """``Kreis Soest`` from name and kind, unless the name says it already; empty for a city that is its own district."""
    if kind in ("Kreisfreie Stadt", "Stadtkreis"):
        return ""
    speaks = "kreis" in name.lower() or name.lower().startswith(("städteregion", "region ", "regionalverband"))
    return name if speaks or not kind else f"{kind} {name}"


def peer_band(population: int) -> tuple[int, int]:
    """Inhabitants from and to within which a municipality counts as a peer: two thirds to one and a half times."""
    return (population * 2 // 3, population * 3 // 2)


@dataclass(frozen=True, slots=True)
class MunicipalName:
    """A name such as ``Stadt Soest`` taken apart; ``kind`` is ``municipality`` or ``district``."""

    kind: str
    name: str


_MUNICIPAL = re.compile(r"(Stadt|Gemeinde|Kreis|StädteRegion|Städteregion)\s+(.+)")


def read_municipal_name(text: str) -> MunicipalName | None:
    """Whether an organisation's name is that of a municipality or Kreis, by its first word; None when not."""
    match = _MUNICIPAL.fullmatch(text.strip())
    if not match:
        return None
    kind = "municipality" if match.group(1) in ("Stadt", "Gemeinde") else "district"
    return MunicipalName(kind, match.group(2))


def vanishing_problems(gone: list[str], present: list[str]) -> list[Problem]:
    """Why a list may be incomplete: more than 5 % (and more than 20) of a Land's municipalities are missing in it."""
    problems = []
    for land in sorted({key[:2] for key in gone}):
        missing = sum(1 for key in gone if key.startswith(land))
        total = sum(1 for key in present if key.startswith(land))
        if missing > MANY and missing * 20 > total:
            problems.append(
                Problem(
                    f"Land {land}",
                    "",
                    f"{missing} of {total} municipalities are missing in the file; it seems incomplete."
                    " If it is right, import with --allow-many",
                )
            )
    return problems


def read_topology(data: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The TopoJSON and what is wrong with it as a map of ours (objects, arcs, source line, licence)."""
    try:
        topology = json.loads(data)
    except (ValueError, RecursionError) as error:
        return {}, [Problem("", "", f"is not JSON: {error}")]
    if not isinstance(topology, dict) or topology.get("type") != "Topology":
        return {}, [Problem("", "type", "is not a TopoJSON topology")]
    problems = [
        Problem("", name, "is missing") for name in ("objects", "arcs", "source", "licence") if not topology.get(name)
    ]
    problems += [
        Problem("", name, f"is not a text of at most {limit} characters")
        for name, limit in (("source", 200), ("licence", 120))
        if topology.get(name) and not (isinstance(topology[name], str) and len(topology[name]) <= limit)
    ]
    objects = topology.get("objects")
    problems += [
        Problem("objects", name, "is missing")
        for name in ("municipalities", "districts", "regions")
        if isinstance(objects, dict) and name not in objects
    ]
    return topology, problems


class Channel(StrEnum):
    """How people spoke with each other."""

    CALL = "call"
    MAIL = "mail"
    LETTER = "letter"
    MEETING = "meeting"
    VIDEO = "video"
    EVENT = "event"
    OTHER = "other"


class Ring(StrEnum):
    """How far an exchange group reaches."""

    REGION = "region"
    REGIONS = "regions"
    LAND = "land"


class SaidBy(StrEnum):
    """Who says what an organisation knows."""

    OFFICE = "office"
    SELF = "self"


CONSENT_YEARS = 3
"""How long consent to be named holds at most, then it is asked for again (our own rule: data minimisation)."""


@dataclass(frozen=True, slots=True)
class OrganisationInput:
    """What an editor states of an organisation; places by their official keys."""

    name: str
    kind: str
    municipality: str = ""
    district: str = ""
    seat: str = ""
    mailbox: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class PersonInput:
    """A person beside the function mailbox."""

    function: str
    name: str
    mailbox: str
    consent_on: date
    consent_how: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class ContactInput:
    """One entry of the contact log; ``thing`` is kind, key and title of the record it belongs to."""

    on: date
    channel: str
    text: str
    organisation_id: int | None = None
    function: str = ""
    thing: tuple[str, str, str] = ("", "", "")
    next_step: str = ""
    due_on: date | None = None


def mailbox_problems(mailbox: str, *, field: str = "mailbox", needed: bool = True) -> list[Refusal]:
    """Whether letters can go there."""
    if not mailbox.strip():
        missing = Refusal("mailbox_missing", gettext_noop("A function mailbox is missing."), field)
        return [missing] if needed else []
    if may_post(to=mailbox.strip(), subject="-", text="-", key="-"):
        return [Refusal("mailbox", gettext_noop("This is not an e-mail address."), field)]
    return []


def link_problems(url: str, *, field: str) -> list[Refusal]:
    """Links lead to web pages and nowhere else."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if sound:
        return []
    return [Refusal("no_address", gettext_noop("Enter a web address that begins with https://."), field)]


def organisation_problems(given: OrganisationInput, *, kinds: Iterable[str], name_taken: bool) -> list[Refusal]:
    """Why an organisation cannot be kept like this; municipal ones name their territorial unit."""
    refusals = []
    if not given.name.strip():
        refusals.append(Refusal("name_missing", gettext_noop("A name is missing."), "name"))
    elif name_taken:
        refusals.append(Refusal("name_taken", gettext_noop("There is already an organisation of this name."), "name"))
    if given.kind not in kinds:
        refusals.append(Refusal("kind", gettext_noop("Say what kind of organisation it is."), "kind"))
    if given.kind == "municipality" and not given.municipality:
        message = gettext_noop("Choose the municipality, so that its projects stand on its page.")
        refusals.append(Refusal("municipality_missing", message, "municipality"))
    if given.kind == "district" and not given.district:
        message = gettext_noop("Choose the district (Kreis), so that its projects stand in the right place.")
        refusals.append(Refusal("district_missing", message, "district"))
    refusals += mailbox_problems(given.mailbox, needed=False)
    return refusals + (link_problems(given.website, field="website") if given.website else [])


def person_problems(given: PersonInput, *, today: date) -> list[Refusal]:
    """A person is named only with consent, recorded with day and manner, and with an end."""
    refusals = []
    if not given.function.strip():
        refusals.append(Refusal("function_missing", gettext_noop("Say what the person does there."), "function"))
    if not given.name.strip():
        refusals.append(Refusal("name_missing", gettext_noop("A name is missing."), "name"))
    if not given.consent_how.strip():
        message = gettext_noop("Without recorded consent nobody is named: say how it was given.")
        refusals.append(Refusal("consent_missing", message, "consent_how"))
    if given.consent_on > today:
        refusals.append(Refusal("consent_later", gettext_noop("Consent cannot lie in the future."), "consent_on"))
    if given.ends_on <= max(given.consent_on, today):
        refusals.append(Refusal("end_past", gettext_noop("The last day lies after today."), "ends_on"))
    elif given.ends_on > years_later(given.consent_on, CONSENT_YEARS):
        message = gettext_noop("Consent holds for at most %(years)s years; ask again then.")
        refusals.append(Refusal("end_far", message, "ends_on", {"years": CONSENT_YEARS}))
    return refusals + mailbox_problems(given.mailbox, needed=False)


def years_later(day: date, years: int) -> date:
    """The same day so many years later; the last day of February for its 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def contact_problems(given: ContactInput, *, today: date) -> list[Refusal]:
    """Why an entry of the log cannot be written."""
    refusals = []
    if given.on > today:
        message = gettext_noop("What was said cannot lie in the future; a plan is a next step.")
        refusals.append(Refusal("later", message, "on"))
    if given.channel not in set(Channel):
        refusals.append(Refusal("channel", gettext_noop("Say how you spoke."), "channel"))
    if not given.text.strip():
        refusals.append(Refusal("text_missing", gettext_noop("Say what it was about."), "text"))
    if given.organisation_id is None and not given.function.strip():
        message = gettext_noop("Name the organisation, or at least the function of whom you spoke with.")
        refusals.append(Refusal("whom_missing", message, "organisation"))
    if given.due_on and not given.next_step.strip():
        message = gettext_noop("A date needs a next step.")
        refusals.append(Refusal("step_missing", message, "next_step"))
    if given.due_on and given.due_on < given.on:
        message = gettext_noop("The next step cannot be due before you spoke.")
        refusals.append(Refusal("due_before", message, "due_on"))
    return refusals


def may_correct(*, corrected: bool) -> list[Refusal]:
    """An entry is corrected once; then its correction is."""
    if not corrected:
        return []
    return [Refusal("corrected", gettext_noop("This entry has been corrected already; correct the newer one."))]


def may_finish(*, next_step: str, done: bool, corrected: bool) -> list[Refusal]:
    """Whether a next step can be ticked off."""
    if not next_step or corrected:
        return [Refusal("no_step", gettext_noop("There is no next step here."))]
    return [Refusal("done", gettext_noop("This step is done already."))] if done else []


def group_problems(*, name: str, purpose: str, ring: str, name_taken: bool) -> list[Refusal]:
    """Why a group cannot be kept like this."""
    refusals = []
    if not name.strip():
        refusals.append(Refusal("name_missing", gettext_noop("A name is missing."), "name"))
    elif name_taken:
        refusals.append(Refusal("name_taken", gettext_noop("There is already a group of this name."), "name"))
    if not purpose.strip():
        refusals.append(Refusal("purpose_missing", gettext_noop("Say what the group is for."), "purpose"))
    if ring not in set(Ring):
        refusals.append(Refusal("ring", gettext_noop("Say how far the group reaches."), "ring"))
    return refusals


def may_join(
    *, mailbox: str, joined_on: date, begun_on: date, ended: bool, is_member: bool, mailbox_taken: bool
) -> list[Refusal]:
    """Whether an organisation can join a group; letters go to a function mailbox, each to one of its own."""
    if ended:
        return [group_over()]
    refusals = mailbox_problems(mailbox)
    if is_member:
        message = gettext_noop("This organisation is a member already.")
        refusals.append(Refusal("member", message, "organisation"))
    if mailbox_taken:
        message = gettext_noop("Another member has this mailbox; every member needs its own.")
        refusals.append(Refusal("mailbox_taken", message, "mailbox"))
    if joined_on < begun_on:
        message = gettext_noop("Nobody can join before the group began.")
        refusals.append(Refusal("too_early", message, "joined_on"))
    return refusals


def group_over() -> Refusal:
    """The one sentence for a group that has ended."""
    return Refusal("ended", gettext_noop("This group has ended."))


def may_send(*, subject: str, text: str, ended: bool, receivers: int) -> list[Refusal]:
    """Whether a letter to the group can leave."""
    if ended:
        return [group_over()]
    refusals = []
    if not subject.strip():
        refusals.append(Refusal("subject_missing", gettext_noop("A subject is missing."), "subject"))
    if not text.strip():
        refusals.append(Refusal("text_missing", gettext_noop("The letter has no text."), "text"))
    if not receivers:
        refusals.append(Refusal("nobody", gettext_noop("No member of the group wants letters.")))
    return refusals


UPLOAD_TYPES: Mapping[str, str] = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "application/zip": "ZIP",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
}


def file_problems(*, size: int, limit: int, media_type: str) -> list[Refusal]:
    """Whether a file may be kept: sizes in bytes; ``media_type`` is the real type found in the content."""
    if size > limit:
        message = gettext_noop("The file has %(size)s MB; at most %(limit)s MB are possible. Nothing else is lost.")
        words = {"size": f"{size / 1_048_576:.0f}", "limit": f"{limit / 1_048_576:.0f}"}
        return [Refusal("too_large", message, "file", words)]
    if size == 0:
        return [Refusal("empty", gettext_noop("The file is empty."), "file")]
    if media_type not in UPLOAD_TYPES:
        message = gettext_noop("Files of this type are not accepted. Possible are %(types)s.")
        return [Refusal("wrong_type", message, "file", {"types": ", ".join(sorted(UPLOAD_TYPES.values()))})]
    return []


ALIKE = 88
"""From which likeness of two names (0 to 100) somebody shall look whether they are one organisation."""
_FORMS = re.compile(
    r"\b(gmbh|ggmbh|mbh|ag|kg|se|co|ug|e v|ev|gbr|aör|anstalt des öffentlichen rechts|haftungsbeschränkt)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as far as its likeness to others goes; ``place`` is its own official key, empty without one."""

    pk: int
    name: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one: ``why`` is ``key`` (same territorial unit) or ``name``; ``score`` 0 to 100."""

    one: int
    other: int
    why: str
    score: int


def plain_name(name: str) -> str:
    """A name without legal form, punctuation and capitals: ``Beispiel GmbH & Co. KG`` is ``beispiel``."""
    words = re.sub(r"[^\w]+", " ", name.casefold())
    return " ".join(_FORMS.sub(" ", words).split()) or words.strip()


def pairs_alike(rows: Sequence[Named]) -> list[Pair]:
    """Which of the organisations may be one and the same, most alike first.

    Two with different official keys never are, however alike their names (two towns may share one).
    """
    names = [plain_name(row.name) for row in rows]
    found: dict[tuple[int, int], Pair] = {}
    for index, row in enumerate(rows):
        later = names[index + 1 :]
        hits = process.extract(names[index], later, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=None)
        for _name, score, offset in hits:
            other = rows[index + 1 + offset]
            if not (row.place and other.place):
                found[row.pk, other.pk] = Pair(row.pk, other.pk, "name", round(score))
    by_place: dict[str, list[Named]] = {}
    for row in rows:
        if row.place:
            by_place.setdefault(row.place, []).append(row)
    for group in by_place.values():
        for one, other in combinations(group, 2):
            found[one.pk, other.pk] = Pair(one.pk, other.pk, "key", 100)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.why, pair.one, pair.other))


def may_merge(*, same: bool, merged: bool, into_merged: bool, places_differ: bool, reason: str) -> list[Refusal]:
    """Two records are one organisation: both stand on their own, neither names another territorial unit, and it is said why."""
    refusals = []
    if same:
        refusals.append(Refusal("same", gettext_noop("Choose another record than this one."), "into"))
    if merged or into_merged:
        refusals.append(Refusal("merged", gettext_noop("One of the two has been merged already."), "into"))
    if places_differ:
        message = gettext_noop("The two are different municipalities or districts; they cannot be one organisation.")
        refusals.append(Refusal("places_differ", message, "into"))
    if not reason.strip():
        refusals.append(Refusal("reason_missing", gettext_noop("Say how you know that they are one."), "reason"))
    return refusals


def may_unmerge(*, merged: bool, kept_merged: bool) -> list[Refusal]:
    """A merger is taken back while the record that stands does stand."""
    if not merged:
        return [Refusal("not_merged", gettext_noop("This record is not merged with another."))]
    if kept_merged:
        message = gettext_noop("The other record has been merged too; take that back first.")
        return [Refusal("kept_merged", message)]
    return []


KNOWN_WORD = 78
"""From which likeness (0 to 100) a word of a question counts as a word of the answer, misspelt."""
_SHORT = 4


def words_met(question: str, answer: str) -> int:
    """How well the words of ``question`` stand in ``answer``, 0 to 100: misspelt ones and parts of compounds count too.

    Every word must be met somehow; 0 means that one is not.
    """
    asked = re.findall(r"\w+", question.casefold())
    known = re.findall(r"\w+", answer.casefold())
    if not asked or not known:
        return 0
    scores = [max(_likeness(word, other) for other in known) for word in asked]
    return round(sum(scores) / len(scores)) if min(scores) >= KNOWN_WORD else 0


def _likeness(word: str, other: str) -> float:
    if word == other:
        return 100
    if len(word) >= _SHORT and (word in other or (other in word and len(other) >= _SHORT)):
        return 92
    return fuzz.ratio(word, other) if len(word) >= _SHORT else 0
