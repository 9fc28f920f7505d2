"""Extensions on one occasion: whom they concern, what they move, what is still open; constant numbers of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from strahlkraft.audit.four_eyes import content_hash
from strahlkraft.funding import access
from strahlkraft.funding.models import Approval, BatchEntry, ChangeRequest, ExtensionBatch, Grant, GrantNotice, Proof
from strahlkraft.funding.queries.changes import content_of
from strahlkraft.funding.queries.deadlines import facts_by_grant
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules import changes as change_rules
from strahlkraft.funding.rules import extensions as rules
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import (
    ChangeKind,
    ChangeState,
    Exclusion,
    NoticeKind,
    NoticeState,
    ProofKind,
    ProofState,
)
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Region
from strahlkraft.steering.models import Position

MOST = 50
SOON = 30  # days before the first old end from which the gap list has legal weight
_HANDED_IN = (
    ProofState.SUBMITTED,
    ProofState.QUERIED,
    ProofState.RESUBMITTED,
    ProofState.ACCEPTED,
    ProofState.PARTLY_ACCEPTED,
    ProofState.OBJECTED,
)


def visible(by: Actor) -> QuerySet[ExtensionBatch]:
    """Extensions of the regions whose grants somebody reads as a whole."""
    regions = by.region_ids(Right.READ_FUNDING)
    rows = ExtensionBatch.objects.select_related("region", "document")
    return rows if regions is None else rows.filter(region_id__in=regions)


def managed(by: Actor) -> QuerySet[ExtensionBatch]:
    """Extensions of the regions whose office somebody is of."""
    return visible(by).filter(access.of_managed_regions(by))


def label_of(batch: ExtensionBatch) -> Label:
    """The page of an extension."""
    return Label("extension", batch.code, str(batch))


def same_batch(region_id: int, given: rules.Occasion) -> ExtensionBatch | None:
    """An extension of this region on the same occasion: same reference and new end; without a reference, same day and kind."""
    rows = ExtensionBatch.objects.filter(region=region_id, new_end=given.new_end, reference=given.reference.strip())
    if not given.reference.strip():
        rows = rows.filter(kind=given.kind, dated_on=given.dated_on)
    return rows.first()


def grants_of(region_id: int) -> QuerySet[Grant]:
    """All grants of a region: each is proposed or excluded."""
    return Grant.objects.filter(region=region_id).select_related("project", "recipient", "region")


def ends_of(grants: Iterable[int]) -> dict[int, date | None]:
    """When each grant ends by its confirmed notices: the grant period, else the work period."""
    return {key: terms.grant_until or terms.work_until for key, terms in terms_of(grants).items()}


def proposal_facts(grants: Iterable[Grant], *, batch: ExtensionBatch | None = None) -> list[rules.GrantFacts]:
    """What the proposal needs of each grant; requests of ``batch`` itself do not stand in its way. Four queries."""
    rows = list(grants)
    keys = [row.pk for row in rows]
    ends = ends_of(keys)
    revoked = set(
        GrantNotice.objects.filter(grant__in=keys, kind=NoticeKind.REVOCATION)
        .exclude(state=NoticeState.DISCARDED)
        .values_list("grant_id", flat=True)
    )
    proofs = Proof.objects.filter(grant__in=keys, kind=ProofKind.FINAL, state__in=_HANDED_IN)
    handed_in = set(proofs.values_list("grant_id", flat=True))
    waiting = ChangeRequest.objects.filter(grant__in=keys, kind=ChangeKind.TERM, state__in=change_rules.OPEN_STATES)
    if batch is not None:
        waiting = waiting.exclude(batch=batch)
    asked = set(waiting.values_list("grant_id", flat=True))
    return [
        rules.GrantFacts(row.pk, row.state, ends[row.pk], row.pk in revoked, row.pk in handed_in, row.pk in asked)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One proposed grant of an extension. ``left``: days to its old end, negative when it has passed.

    ``since``: why it would be left out by now, while nothing was requested for it.
    """

    entry: BatchEntry
    grant: Grant
    request: ChangeRequest | None
    gap: rules.Gap
    left: int | None
    since: Exclusion | None = None

    @property
    def late(self) -> bool:
        """Whether the old end passed before anything was submitted."""
        return self.gap is rules.Gap.OPEN and self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One grant that is left out, and why."""

    entry: BatchEntry
    grant: Grant


@dataclass(frozen=True, slots=True)
class Whole:
    """An extension with every grant of its region; ``missing``: grants that came after it was begun."""

    rows: list[Row]
    excluded: list[LeftOut]
    missing: list[Grant]

    @property
    def open_rows(self) -> list[Row]:
        """Those for which the weekly letter goes out."""
        return [row for row in self.rows if row.gap in rules.UNSETTLED]


def whole(batch: ExtensionBatch, *, today: date) -> Whole:
    """Everything of one extension: proposed with their requests, excluded with their reasons, none left out.

    Three queries, four more while a proposed grant has no request.
    """
    entries = list(batch.entries.select_related("grant__project", "grant__recipient", "grant__region"))
    requests = {row.grant_id: row for row in batch.change_requests.all()}
    without = [entry.grant for entry in entries if not entry.reason and entry.grant_id not in requests]
    since = _since(proposal_facts(without, batch=batch) if without else [], batch)
    rows, excluded = [], []
    for entry in entries:
        entry.grant.region = batch.region
        if entry.reason:
            excluded.append(LeftOut(entry, entry.grant))
        else:
            request = requests.get(entry.grant_id)
            if request is not None:
                request.grant, request.batch = entry.grant, batch
            now = since.get(entry.grant_id)
            gap = rules.gap_of(request.state if request else None, since=now)
            rows.append(Row(entry, entry.grant, request, gap, rules.days_left(entry.old_end, today), now))
    known = [entry.grant_id for entry in entries]
    missing = list(grants_of(batch.region_id).exclude(pk__in=known))
    rows.sort(key=lambda row: (row.entry.old_end or date.max, str(row.grant)))
    return Whole(rows, excluded, missing)


def _since(facts: Iterable[rules.GrantFacts], batch: ExtensionBatch) -> dict[int, Exclusion | None]:
    """Why grants that were proposed would be left out by now."""
    return {one.key: rules.exclusion_of(one, new_end=batch.new_end) for one in facts}


def _since_by_batch(
    batches: Iterable[ExtensionBatch], entries: Iterable[BatchEntry], states: Mapping[tuple[int | None, int], str]
) -> dict[int, dict[int, Exclusion | None]]:
    """The same by extension, for the grants nothing was requested for."""
    without = {one.grant_id for one in entries if not one.reason and (one.batch_id, one.grant_id) not in states}
    facts = proposal_facts(Grant.objects.filter(pk__in=without)) if without else []
    return {row.pk: _since(facts, row) for row in batches}


def neighbours(row: ChangeRequest) -> tuple[int, list[ChangeRequest]]:
    """Which place a request has among all of its extension, in the order of the gap list; one query."""
    if row.batch_id is None:
        return 0, []
    rows = ChangeRequest.objects.filter(batch=row.batch_id).select_related("grant__project", "grant__recipient")
    found = sorted(rows, key=lambda one: (one.before.get("grant_until") or "9", str(one.grant)))
    return next(place for place, one in enumerate(found, start=1) if one.pk == row.pk), found


def posts_until(region_id: int, new_end: date | None, *, today: date) -> list[rules.Moved]:
    """The office's own posts that end before the new end (d.5 step 4)."""
    posts = Position.objects.filter(region=region_id, ends_on__isnull=False)
    running = [rules.Running(row.label, row.ends_on) for row in posts if row.ends_on]
    return rules.ending(rules.POST, running, new_end=new_end, today=today)


@dataclass(frozen=True, slots=True)
class Preview:
    """What one request would move; ``request`` is the draft, ``days`` old and new with their rules."""

    request: ChangeRequest
    days: list[rules.Moved]


def previews(requests: Iterable[ChangeRequest], *, today: date) -> list[Preview]:
    """The days each request for a longer term moves; a constant number of queries for any number of requests."""
    rows = [row for row in requests if row.kind == ChangeKind.TERM]
    facts = facts_by_grant([row.grant for row in rows])
    return [
        Preview(
            row,
            rules.moved_days(
                facts[row.grant_id],
                grant_until=change_rules.day_of(row.after, "grant_until"),
                work_until=change_rules.day_of(row.after, "work_until"),
                today=today,
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Released:
    """Who released a request when, with the hash of what was released; ``holds``: it is still just that."""

    approval: Approval
    holds: bool


def approvals_of(requests: Iterable[ChangeRequest]) -> dict[int, Released]:
    """The last release by id of the request; one query."""
    rows = {row.pk: row for row in requests}
    found = Approval.objects.filter(subject="changerequest", subject_id__in=list(rows), step="release")
    return {
        one.subject_id: Released(one, one.content_hash == content_hash(content_of(rows[one.subject_id])))
        for one in found.order_by("approved_at", "pk")
        if rows[one.subject_id].state != ChangeState.DRAFT
    }


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One grant and, by extension, where it stands: a gap, an exclusion, or nothing."""

    grant: Grant
    end: date | None
    cells: list[tuple[str, str]]  # "gap" or "excluded" with its value; both empty: not known


@dataclass(frozen=True, slots=True)
class Matrix:
    """All grants of a region against its extensions, the oldest first."""

    region: Region
    batches: list[ExtensionBatch]
    rows: list[MatrixRow]


def matrix(region: Region, *, most: int = 12) -> Matrix:
    """The extension matrix of a region: its newest ``most`` extensions; four queries, five more while a request is missing."""
    batches = list(ExtensionBatch.objects.filter(region=region).order_by("-dated_on", "-pk")[:most])[::-1]
    states = {(row.batch_id, row.grant_id): row.state for row in ChangeRequest.objects.filter(batch__in=batches)}
    cells: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    entries = list(BatchEntry.objects.filter(batch__in=batches))
    since = _since_by_batch(batches, entries, states)
    for entry in entries:
        now = since[entry.batch_id].get(entry.grant_id)
        gap = rules.gap_of(states.get((entry.batch_id, entry.grant_id)), since=now)
        cells[entry.grant_id][entry.batch_id] = ("excluded", entry.reason) if entry.reason else ("gap", gap)
    grants = list(grants_of(region.pk))
    terms: dict[int, Terms] = dict(terms_of([row.pk for row in grants]))
    return Matrix(
        region,
        batches,
        [
            MatrixRow(
                row,
                terms[row.pk].grant_until or terms[row.pk].work_until,
                [cells[row.pk].get(batch.pk, ("", "")) for batch in batches],
            )
            for row in grants
        ],
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of extensions."""

    batch: ExtensionBatch
    counts: dict[str, int]
    first_end: date | None  # the nearest old end among those still open

    @property
    def still_open(self) -> int:
        """How many proposed grants are not settled."""
        return sum(self.counts.get(gap, 0) for gap in rules.UNSETTLED)


def summaries(batches: Iterable[ExtensionBatch]) -> list[Summary]:
    """Counts by gap for each extension; two queries, five more while a proposed grant has no request."""
    rows = list(batches)
    states = {(row.batch_id, row.grant_id): row.state for row in ChangeRequest.objects.filter(batch__in=rows)}
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    ends: dict[int, list[date]] = defaultdict(list)
    entries = list(BatchEntry.objects.filter(batch__in=rows))
    since = _since_by_batch(rows, entries, states)
    for entry in entries:
        state = states.get((entry.batch_id, entry.grant_id))
        gap = rules.gap_of(state, since=since[entry.batch_id].get(entry.grant_id))
        key = "excluded" if entry.reason else str(gap)
        counts[entry.batch_id][key] += 1
        if key in rules.UNSETTLED and entry.old_end:
            ends[entry.batch_id].append(entry.old_end)
    return [Summary(row, dict(counts[row.pk]), min(ends[row.pk], default=None)) for row in rows]


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Extensions with grants that are not settled, for the office. Three queries."""
    if not by.holds(Right.MANAGE_FUNDING):
        return []
    found = []
    for row in summaries(managed(by)[:MOST]):
        if not row.still_open:
            continue
        near = row.first_end is not None and (row.first_end - today).days <= SOON
        found.append(
            Duty(
                key=f"extension:{row.batch.code}",
                weight=Weight.LEGAL if near else Weight.WAITING,
                text=gettext_noop("%(n)s grants of an extension are not settled yet"),
                button=gettext_noop("Look"),
                thing=label_of(row.batch),
                about=row.batch.title,
                due=row.first_end,
                latest=row.first_end if near else None,
                region_id=row.batch.region_id,
                params=(("n", str(row.still_open)),),
            )
        )
    return found
