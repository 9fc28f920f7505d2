"""Reviews, the ranking and the choice, as values for pages; a constant number of queries whatever the size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from strahlkraft.congress.access import CrewHolder
from strahlkraft.congress.models import Call, CrewMember, Criterion, Occasion, Pitch, Review, ReviewNote
from strahlkraft.congress.rules import calls as rules
from strahlkraft.congress.rules import review
from strahlkraft.congress.rules.vocabulary import CrewRole, PitchKind, PitchState

IN_REVIEW = (PitchState.SUBMITTED, PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED)


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A pitch in a reviewer's list: what they wrote, and whether a conflict of interest seems likely."""

    pitch: Pitch
    written: Review | None
    suggested: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """A pitch with its standing and what it rests on; ``parts`` are (criterion, mean of its marks)."""

    pitch: Pitch
    standing: review.Standing
    parts: list[tuple[str, float]] = field(default_factory=list)
    conflicts: int = 0

    @property
    def value(self) -> float | None:
        """The weighted mean, for showing."""
        return float(self.standing.value) if self.standing.value is not None else None

    @property
    def spread(self) -> float:
        """Highest minus lowest, for showing."""
        return float(self.standing.spread)


@dataclass(frozen=True, slots=True)
class OtherReview:
    """What one reviewer wrote, for those who may see it."""

    who: str
    review: Review
    value: float | None
    marks: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are, how many are taken, and how much was handed in."""

    limit: int | None
    taken: int
    handed_in: int
    waiting: int
    untold: int

    @property
    def free(self) -> int | None:
        """How many can still be accepted; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.taken)


def criteria_of(occasion: Occasion) -> list[Criterion]:
    """What pitches of an event are judged by."""
    return list(Criterion.objects.filter(call__occasion=occasion))


def under_review(occasion: Occasion) -> list[Pitch]:
    """Pitches reviewers may write about; keynotes are not chosen this way."""
    rows = Pitch.objects.filter(occasion=occasion, kind=PitchKind.PITCH, state__in=IN_REVIEW, told_at=None)
    return list(rows.select_related("topic", "organisation", "project").order_by("code"))


def own_rows(by: CrewHolder) -> list[OwnRow]:
    """The reviewer's list: what is to be done first, then what is done, each by its code."""
    member = CrewMember.objects.select_related("occasion").get(pk=by.member_id)
    pitches = under_review(member.occasion)
    mine = {row.pitch_id: row for row in Review.objects.filter(reviewer=member, pitch__in=pitches)}
    mailboxes = defaultdict(list)
    for pitch_id, mailbox in Pitch.objects.filter(pk__in=[p.pk for p in pitches]).values_list(
        "pk", "speaking__speaker__mailbox"
    ):
        mailboxes[pitch_id].append(mailbox or "")
    rows = [
        OwnRow(
            pitch,
            mine.get(pitch.pk),
            review.conflict_suggested(
                member.mailbox, [pitch.body, *pitch.partners], [pitch.mailbox, *mailboxes[pitch.pk]]
            ),
        )
        for pitch in pitches
    ]
    return sorted(rows, key=lambda row: (row.written is not None, row.pitch.code))


def weights_of(criteria: Iterable[Criterion]) -> dict[str, int]:
    """Weight by the criterion's id as text, as marks are kept."""
    return {str(criterion.pk): criterion.weight for criterion in criteria}


def judgements(reviews: Iterable[Review], weights: dict[str, int]) -> list[review.Judgement]:
    """The reviews that carry marks, as the ranking reads them."""
    found = []
    for row in reviews:
        value = None if row.conflict else review.weighted(row.marks, weights)
        if value is not None:
            found.append(review.Judgement(row.reviewer_id, row.pitch_id, value))
    return found


def ranked(occasion: Occasion) -> list[Ranked]:
    """Everything handed in, best first; keynotes last, since they are not chosen this way."""
    rows = Pitch.objects.handed_in().filter(occasion=occasion).select_related("topic", "organisation", "project")
    pitches = {pitch.pk: pitch for pitch in rows}
    criteria = criteria_of(occasion)
    weights = weights_of(criteria)
    reviews = list(Review.objects.filter(pitch__occasion=occasion))
    by_pitch: dict[int, list[Review]] = defaultdict(list)
    for row in reviews:
        by_pitch[row.pitch_id].append(row)
    known = [row for row in judgements(reviews, weights) if row.pitch in pitches]
    made = [
        Ranked(
            pitches[standing.pitch],
            standing,
            _parts(by_pitch[standing.pitch], criteria),
            sum(row.conflict for row in by_pitch[standing.pitch]),
        )
        for standing in review.ranking(pitches, known)
    ]
    return sorted(made, key=lambda row: row.pitch.kind != PitchKind.PITCH)


def _parts(reviews: list[Review], criteria: list[Criterion]) -> list[tuple[str, float]]:
    found = []
    for criterion in criteria:
        marks = [row.marks[str(criterion.pk)] for row in reviews if str(criterion.pk) in row.marks]
        if marks:
            found.append((criterion.name, float(Fraction(sum(marks), len(marks)))))
    return found


def reviews_of(pitch: Pitch, criteria: list[Criterion]) -> list[OtherReview]:
    """All reviews of a pitch with their marks by name."""
    weights = weights_of(criteria)
    found = []
    for row in pitch.reviews.select_related("reviewer"):
        value = review.weighted(row.marks, weights)
        marks = [(c.name, row.marks[str(c.pk)]) for c in criteria if str(c.pk) in row.marks]
        found.append(OtherReview(row.reviewer.name, row, float(value) if value is not None else None, marks))
    return found


def notes_of(pitch: Pitch) -> list[ReviewNote]:
    """The discussion, in its order."""
    return list(pitch.discussion.all())


def places_of(occasion: Occasion, call: Call | None, rows: Iterable[Ranked]) -> Places:
    """How full the programme is."""
    pitches = [row.pitch for row in rows if row.pitch.kind == PitchKind.PITCH]
    decided = (PitchState.ACCEPTED, PitchState.WAITING, PitchState.REJECTED)
    return Places(
        limit=call.places if call else None,
        taken=sum(pitch.state in rules.ON_STAGE for pitch in pitches),
        handed_in=len(pitches),
        waiting=sum(pitch.state == PitchState.WAITING for pitch in pitches),
        untold=sum(pitch.state in decided and pitch.told_at is None for pitch in pitches),
    )


def balance_of(occasion: Occasion, rows: Iterable[Ranked]) -> list[tuple[str, int, int]]:
    """Per theme how many were handed in and how many have a place."""
    pitches = [row.pitch for row in rows if row.pitch.kind == PitchKind.PITCH]
    name = {pitch.pk: pitch.topic.name if pitch.topic else "" for pitch in pitches}
    return review.balance(
        occasion.topics.values_list("name", flat=True),
        [name[pitch.pk] for pitch in pitches],
        [name[pitch.pk] for pitch in pitches if pitch.state in rules.ON_STAGE],
    )


def progress(occasion: Occasion) -> list[tuple[str, int, int, int]]:
    """Each reviewer with the number of reviews, of conflicts, and of pitches to review."""
    total = len(under_review(occasion))
    rows: dict[int, list[bool]] = defaultdict(list)
    for reviewer_id, conflict in Review.objects.filter(pitch__occasion=occasion).values_list("reviewer_id", "conflict"):
        rows[reviewer_id].append(conflict)
    crew = occasion.crew.filter(role=CrewRole.REVIEWER, ended_at=None)
    return [(member.name, rows[member.pk].count(False), rows[member.pk].count(True), total) for member in crew]
