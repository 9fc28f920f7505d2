"""Who knows what: organisations found by what was said of them and by the projects they took part in, with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Expertise, Organisation
from strahlkraft.network.rules import words_met
from strahlkraft.projects.models import Participation
from strahlkraft.search.queries import search
from strahlkraft.search.rules import Query

PROJECTS_LOOKED_AT = 60
MOST_FOUND = 40
SAID = 100  # what was said of an organisation weighs as much as the best project
_ROLES = {"lead": 1.0, "partner": 0.8, "reuser": 0.6}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is found: ``kind`` is ``said`` (by ``who``: office or self), ``name``, ``lead``, ``partner`` or ``reuser``."""

    kind: str
    text: str
    who: str = ""
    note: str = ""
    thing: Label | None = None


@dataclass(slots=True)
class Knower:
    """An organisation that may know it, best first by ``score``; the number means nothing else."""

    organisation: Organisation
    score: float = 0.0
    reasons: list[Reason] = field(default_factory=list)


def who_knows(text: str) -> list[Knower]:
    """Organisations that know something of ``text``: words may be misspelt, parts of compounds or synonyms.

    A constant number of queries. Said of them: their words; derived: public projects they lead, join or reuse.
    """
    if not text.strip():
        return []
    found: dict[int, Knower] = {}
    for pk, weight, reason in (*_said(text), *_derived(text)):
        knower = found.get(pk)
        if knower is None:
            knower = found[pk] = Knower(Organisation(pk=pk))
        knower.score += weight / (1 + len(knower.reasons))  # many projects of one kind do not bury the one who said so
        knower.reasons.append(reason)
    bodies = Organisation.objects.select_related("municipality", "seat").in_bulk(list(found))
    known = [Knower(bodies[pk], row.score, row.reasons) for pk, row in found.items() if pk in bodies]
    return sorted(known, key=lambda row: (-row.score, row.organisation.name))[:MOST_FOUND]


def _said(text: str) -> Iterator[tuple[int, float, Reason]]:
    """By the words somebody noted; every word of the question must be met."""
    rows = Expertise.objects.filter(struck_at=None, organisation__merged_into=None).order_by("pk")
    for row in rows:
        if met := words_met(text, f"{row.words} {row.note}"):
            yield row.organisation_id, SAID * met / 100, Reason("said", row.words, row.said_by, row.note)


def _derived(text: str) -> Iterator[tuple[int, float, Reason]]:
    """By the projects the search finds for the words."""
    hits = search(Query(text, kinds=("project",), limit=PROJECTS_LOOKED_AT)).hits
    best = hits[0].score if hits else 0
    scores = {hit.key: SAID * hit.score / best for hit in hits if best > 0}
    rows = Participation.objects.filter(
        project__slug__in=scores,
        project__publication="published",
        role__in=_ROLES,
        organisation__isnull=False,
    ).select_related("project")
    for row in sorted(_once(rows), key=lambda row: (-scores[row.project.slug], row.pk)):
        weight = scores[row.project.slug] * _ROLES[row.role]
        yield row.organisation_id or 0, weight, Reason(row.role, row.project.title, thing=row.project.label)


def _once(rows: Iterable[Participation]) -> Iterator[Participation]:
    """Each organisation once per project, in its weightiest role."""
    grouped: dict[tuple[int | None, int], list[Participation]] = defaultdict(list)
    for row in rows:
        grouped[row.organisation_id, row.project_id].append(row)
    for same in grouped.values():
        yield max(same, key=lambda row: _ROLES[row.role])
