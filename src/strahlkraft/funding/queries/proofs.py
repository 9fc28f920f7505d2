"""Proofs of use in lists: those of a grant, those handed in and how long ago, what waits for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format

from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import history_of
from strahlkraft.funding import access
from strahlkraft.funding.models import (
    AuthorityQuery,
    Grant,
    GrantNotice,
    Proof,
    ProofSnapshot,
)
from strahlkraft.funding.queries.terms import facts_of
from strahlkraft.funding.rules import proofs as rules
from strahlkraft.funding.rules.deadline_kinds import GrantRule
from strahlkraft.funding.rules.terms import terms
from strahlkraft.funding.rules.vocabulary import (
    GrantState,
    NoticeState,
    ProofKind,
    ProofState,
    QueryState,
)
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.steering.rules.deadlines import name_of

MOST = 50
"""Lines of one kind on somebody's list."""
ANSWER_WITHIN = timedelta(weeks=4)
"""Our own time for a question the authority names no day for."""
WRITES = ("take_up_proof", "edit_proof")
"""Verbs of the trail by which somebody became one of the writers of a proof."""
_SETTLED = (GrantState.SETTLED, GrantState.EARMARKED, GrantState.RETENTION, GrantState.ARCHIVED)


def visible(by: Actor) -> QuerySet[Proof]:
    """Proofs of grants somebody may see from inside (default deny)."""
    return Proof.objects.filter(access.of_grants(by, Right.READ_FUNDING, "grant__")).select_related(
        "grant__recipient", "grant__region", "grant__project", "certificate"
    )


def supervised(by: Actor) -> QuerySet[Proof]:
    """Proofs the granting authority or the Land sees: those that were handed in, never a draft (I22)."""
    rows = Proof.objects.filter(grant__in=access.supervised_grants(by).values("pk"), state__in=rules.HANDED_IN)
    return rows.select_related("grant__recipient", "grant__region", "grant__project")


def writers_of(proof: Proof) -> frozenset[str]:
    """Everybody who wrote in it (actor ids): opened by, last edited by, and whoever did so in between (I18)."""
    told = history_of(Label("grant", proof.grant.code)).filter(verb__in=WRITES, after__proof=proof.code)
    wrote = told.values_list("actor_id", flat=True)
    return frozenset({proof.opened_by, proof.last_edited_by, *wrote})


def proofs_of(grant: Grant) -> list[Proof]:
    """The proofs of one grant: the final one first, then the years from the newest."""
    rows = list(grant.proofs.annotate(open_queries=Count("queries", filter=Q(queries__state=QueryState.ASKED))))
    return sorted(rows, key=lambda row: (row.kind != ProofKind.FINAL, -(row.year or 0)))


def decision_of(proof: Proof) -> AuditEntry | None:
    """The line of the trail that says how the authority decided and why."""
    told = history_of(Label("grant", proof.grant.code)).filter(verb="decide_proof", after__proof=proof.code)
    return told.first()


def snapshots_of(proof: Proof) -> list[ProofSnapshot]:
    """What was handed in, the newest first."""
    return list(proof.snapshots.order_by("-number"))


def queries_about(grant: Grant) -> list[AuthorityQuery]:
    """Questions about the grant itself, the open ones first, among them those due first."""
    rows = grant.queries.filter(proof=None)
    return sorted(rows, key=lambda row: (row.state != QueryState.ASKED, row.state, due_of(row), row.pk))


def due_of(row: AuthorityQuery) -> date:
    """By when it is answered: as the authority wants it, else within our own four weeks."""
    return row.answer_due_on or row.asked_on + ANSWER_WITHIN


def years_of(grant: Grant, *, today: date) -> list[int]:
    """Years of which an interim proof may be opened: those of the grant period until this one, without one yet."""
    told = terms(map(facts_of, GrantNotice.objects.filter(grant=grant, state=NoticeState.CONFIRMED)))
    if told.grant_from is None:
        return []
    taken = set(grant.proofs.exclude(year=None).values_list("year", flat=True))
    last = min(today.year, told.grant_until.year) if told.grant_until else today.year
    return [year for year in range(last, told.grant_from.year - 1, -1) if year not in taken]


def to_open(*, today: date) -> list[tuple[Grant, int | None]]:
    """What the clock opens: final proofs of grants that ended, interim proofs of past years where a notice asks for them."""
    ended = Grant.objects.filter(state=GrantState.PROOF_DUE).exclude(
        Exists(Proof.objects.filter(grant=OuterRef("pk"), kind=ProofKind.FINAL))
    )
    found: list[tuple[Grant, int | None]] = [(grant, None) for grant in ended]
    asked = Grant.objects.filter(
        state__in=(GrantState.EFFECTIVE, GrantState.RUNNING),
        notices__state=NoticeState.CONFIRMED,
        notices__interim_proof=True,
    ).distinct()
    for grant in asked.prefetch_related("notices", "proofs"):
        told = terms(facts_of(row) for row in grant.notices.all() if row.state == NoticeState.CONFIRMED)
        taken = {row.year for row in grant.proofs.all()}
        if told.grant_from is not None and told.grant_until is not None:
            years = range(told.grant_from.year, min(today.year, told.grant_until.year))
            found += [(grant, year) for year in years if year not in taken]
    return found


@dataclass(frozen=True, slots=True)
class Age:
    """How long a proof has been with the authority (R35), and how many of its questions are open."""

    proof: Proof
    days: int
    open_queries: int

    @property
    def years(self) -> int:
        """Full years; courts of audit found proofs unchecked for up to eight."""
        return self.days // 365


def ageing(rows: QuerySet[Proof], *, today: date) -> list[Age]:
    """The proofs among ``rows`` (``visible`` or ``supervised``) nobody has decided on, the oldest first; one query."""
    waiting = (
        rows.filter(
            state__in=(ProofState.SUBMITTED, ProofState.QUERIED, ProofState.RESUBMITTED), submitted_on__isnull=False
        )
        .exclude(grant__state__in=_SETTLED)
        .annotate(asked=Count("queries", filter=Q(queries__state=QueryState.ASKED)))
    )
    return [
        Age(row, (today - row.submitted_on).days, row.__dict__["asked"])
        for row in waiting.order_by("submitted_on", "pk")
        if row.submitted_on is not None
    ]


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Proofs that wait for somebody, questions of the authority, grants to settle; three queries, at most 50 lines."""
    if not by.holds(Right.EDIT_FUNDING):
        return []
    scope = access.of_grants(by, Right.EDIT_FUNDING, "grant__")
    return [*_asked(scope, today=today), *_waiting(scope, by), *_undecided(by)][:MOST]


_NEXT: Mapping[str, tuple[str, str]] = {
    ProofState.OPEN: (
        gettext_noop("A proof of use is open; nobody has begun to write it"),
        gettext_noop("Take up the proof"),
    ),
    ProofState.CHECKED: (
        gettext_noop("A proof of use is checked and waits for the audit office or its release"),
        gettext_noop("Look"),
    ),
    ProofState.CERTIFIED: (
        gettext_noop("A proof of use is certified; another person must release it"),
        gettext_noop("Look and release"),
    ),
    ProofState.RELEASED: (gettext_noop("A proof of use is released and not handed in yet"), gettext_noop("Hand in")),
}


def _waiting(scope: Q, by: Actor) -> list[Duty]:
    """Proofs that go on by a deed; one somebody wrote waits for another person once it is checked (I18)."""
    own = Q(state__in=(ProofState.CHECKED, ProofState.CERTIFIED), last_edited_by=by.actor_id)
    rows = Proof.objects.filter(scope, state__in=list(_NEXT)).exclude(own)
    return [
        Duty(
            key=f"proof:{row.code}:{row.state}",
            weight=Weight.WAITING,
            text=_NEXT[row.state][0],
            button=_NEXT[row.state][1],
            thing=Label("proof", row.code, str(row.grant)),
            about=str(row.grant),
            region_id=row.grant.region_id,
        )
        for row in rows.select_related("grant__recipient").order_by("opened_at", "pk")[:MOST]
    ]


def _asked(scope: Q, *, today: date) -> list[Duty]:
    """Questions of the authority, the first one due first; those without a day within our own four weeks."""
    rows = AuthorityQuery.objects.filter(scope, state=QueryState.ASKED).select_related("grant__recipient", "proof")
    return [
        Duty(
            key=f"authority-query:{row.code}",
            weight=Weight.LEGAL if row.answer_due_on and row.answer_due_on < today else Weight.WAITING,
            text=gettext_noop("The authority asked on %(day)s and waits for an answer"),
            button=gettext_noop("Answer the query"),
            thing=Label("proof", row.proof.code) if row.proof else Label("authority_query", row.code),
            about=str(row.grant),
            due=due_of(row),
            latest=row.answer_due_on,
            region_id=row.grant.region_id,
            params=(("day", date_format(row.asked_on, "SHORT_DATE_FORMAT")),),
            deadlines=(name_of(GrantRule.QUERY, f"grant:{row.grant_id}/query:{row.pk}"),),
        )
        for row in rows.order_by("answer_due_on", "asked_on", "pk")[:MOST]
    ]


def _undecided(by: Actor) -> list[Duty]:
    """Grants whose proof was decided on and which nobody has settled: for the office."""
    rows = Grant.objects.filter(
        access.of_managed_regions(by),
        Exists(Proof.objects.filter(grant=OuterRef("pk"), kind=ProofKind.FINAL, state__in=rules.DECIDED)),
        state=GrantState.UNDER_REVIEW,
    )
    return [
        Duty(
            key=f"settle-grant:{row.code}",
            weight=Weight.WAITING,
            text=gettext_noop("The authority has decided on the proof of use; the grant can be settled"),
            button=gettext_noop("Settle the grant"),
            thing=Label("grant", f"{row.code}/abrechnen", str(row)),
            about=str(row),
            region_id=row.region_id,
        )
        for row in rows.select_related("recipient").order_by("pk")[:MOST]
    ]
