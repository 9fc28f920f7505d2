"""Which days a grant's notices and records set, each with rule, edition and what went in (R8 to R41, I10); pure.

A day follows from its inputs and nothing else: the same inputs give the same day. ``latest`` is what the law or the notice
says, moved to a working day only where § 31 (3) VwVfG does so (R41); ``target`` is our own working day before it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from strahlkraft.funding.rules import dates
from strahlkraft.funding.rules.deadline_kinds import LADDER, NUMBERS, GrantRule
from strahlkraft.funding.rules.editions import Parameter, parameter
from strahlkraft.funding.rules.settlement import retention
from strahlkraft.funding.rules.terms import Terms
from strahlkraft.funding.rules.vocabulary import GrantState, ProofState
from strahlkraft.steering.rules.deadlines import target_before

__all__ = ["NUMBERS", "Due", "Facts", "GrantRule", "NoticeDay", "ProofDay", "Thing", "due_of", "proof_day"]

LAPSE_DAY = (10, 1)
"""Month and day of the list of money that may lapse at the end of the year (R26)."""

WORKING = frozenset({GrantState.GRANTED, GrantState.EFFECTIVE, GrantState.RUNNING})
"""States in which a term can still end."""
_CLOSED = frozenset({GrantState.NOT_GRANTED, GrantState.ARCHIVED})
_PROVEN = frozenset(
    {
        GrantState.UNDER_REVIEW,
        GrantState.REPAYMENT_OPEN,
        GrantState.SETTLED,
        GrantState.EARMARKED,
        GrantState.RETENTION,
    }
)
_WRITING = frozenset({"", ProofState.OPEN, ProofState.IN_WORK})
_CHECKING = _WRITING | {ProofState.CHECKED}


@dataclass(frozen=True, slots=True)
class Thing:
    """A record of a grant with its day. ``over``: what was due is done; ``since``: the day from which it is counted.

    ``staff``: a contract of employment.
    """

    pk: int
    about: str
    on: date | None = None
    since: date | None = None
    over: bool = False
    staff: bool = False


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """A confirmed notice: when it came, whether the right to contest it was waived, when it takes effect."""

    pk: int
    reference: str
    notified_on: date
    waiver_on: date | None
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a grant's records say, as far as days follow from them."""

    pk: int
    state: str
    recipient: str
    terms: Terms
    audit_office: bool = False
    fulfilled_on: date | None = None
    proof_state: str = ""
    submitted_on: date | None = None  # of the final proof
    request_open: bool = False  # the authority has a request for a longer term
    interim_years: frozenset[int] = frozenset()  # of interim proofs that were handed in
    lapsing: tuple[int, ...] = ()  # years in which the plan counts on more from the Land than was paid out
    notices: tuple[NoticeDay, ...] = ()
    payments: tuple[Thing, ...] = ()
    queries: tuple[Thing, ...] = ()
    claims: tuple[Thing, ...] = ()
    contracts: tuple[Thing, ...] = ()
    assets: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day with all it rests on.

    ``over``: nothing has to be done any more; ``owed``: stays due though its day has passed; ``shifted``: moved from
    ``inputs["before_shift"]`` to a working day; ``legal``: a right or money is lost by waiting.
    """

    rule: GrantRule
    source: str
    latest: date
    target: date
    about: str = ""
    citation: str = ""
    edition: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    overridden: bool = False
    verified: bool = True
    legal: bool = False
    over: bool = False
    owed: bool = False
    shifted: bool = False


def due_of(facts: Facts, *, today: date) -> list[Due]:
    """Every deadline of a grant, by day. What merely happens on a day is over once it has passed."""
    if facts.state in _CLOSED:
        return []
    found = [
        *_of_notices(facts, today),
        *(() if facts.terms.revoked else _of_terms(facts, today)),
        *(() if facts.terms.revoked else _of_proof(facts)),
        *_of_money(facts, today),
        *_of_records(facts, today),
        *_of_assets(facts, today),
        *_afterwards(facts, today),
    ]
    return sorted(found, key=lambda row: (row.latest, row.rule, row.source))


def _figure(facts: Facts, key: str) -> Parameter:
    return parameter(key, facts.terms.edition, overrides=facts.terms.overrides, recipient=facts.recipient)


def _source(facts: Facts, part: str = "") -> str:
    return f"grant:{facts.pk}/{part}" if part else f"grant:{facts.pk}"


def _said(facts: Facts, rule: GrantRule, latest: date, **more: object) -> Due:
    """A day the notice or a record names itself: not moved, nothing to verify."""
    given: dict[str, object] = {
        "source": _source(facts),
        "target": target_before(latest),
        "edition": facts.terms.edition,
        **more,
    }
    return Due(rule=rule, latest=latest, **given)  # type: ignore[arg-type]  # the fields of Due, by name


def _by(facts: Facts, rule: GrantRule, latest: date, figure: Parameter, **more: object) -> Due:
    """A day that follows from a figure of the law, which is named with it."""
    inputs = more.pop("inputs", {})
    assert isinstance(inputs, dict)  # noqa: S101 - our own calls give dicts; tells the type checker
    return _said(
        facts,
        rule,
        latest,
        citation=figure.citation,
        overridden=figure.overridden,
        verified=figure.verified,
        inputs={**inputs, figure.key: f"{figure.value.normalize():f}"},
        **more,
    )


def _of_notices(facts: Facts, today: date) -> Iterator[Due]:
    """When each notice can no longer be contested (R8)."""
    months = _figure(facts, "effective_months")
    ahead = _figure(facts, "appeal_reminder_days")
    for row in facts.notices:
        source, inputs = _source(facts, f"notice:{row.pk}"), {"notified_on": row.notified_on.isoformat()}
        if row.waiver_on is None:
            plain = dates.add_months(row.notified_on, months.whole)
            latest = dates.next_working_day(plain)
            yield _by(
                facts,
                GrantRule.APPEAL_END,
                latest,
                months,
                source=source,
                about=row.reference,
                target=dates.last_working_day(max(latest - timedelta(days=ahead.whole), row.notified_on))
                if is_ahead(latest, row.notified_on, ahead.whole)
                else target_before(latest),
                inputs={**inputs, "before_shift": plain.isoformat()},
                shifted=latest != plain,
                legal=True,
                over=today > latest,
            )
        else:
            inputs["waiver_on"] = row.waiver_on.isoformat()
        yield _by(
            facts,
            GrantRule.EFFECTIVE,
            row.effective_on,
            months,
            source=source,
            about=row.reference,
            inputs=inputs,
            over=today >= row.effective_on,
        )


def is_ahead(latest: date, since: date, days: int) -> bool:
    """Whether so many days before ``latest`` still lies after ``since``: a target before the letter came helps nobody."""
    return latest - timedelta(days=days) > since + timedelta(days=3)


def _of_terms(facts: Facts, today: date) -> Iterator[Due]:
    """The ends of work and grant period, and the days to ask for longer ones (R9, R24, R25)."""
    terms, running = facts.terms, facts.state in WORKING
    for rule, name in ((GrantRule.WORK_END, "work_until"), (GrantRule.GRANT_END, "grant_until")):
        day: date | None = getattr(terms, name)
        if day is not None:
            yield _said(facts, rule, day, inputs={name: day.isoformat()}, legal=True, owed=running, over=not running)
    ends = [day for day in (terms.work_until, terms.grant_until) if day is not None]
    if not ends or facts.request_open:
        return
    end = min(ends)
    inputs, citation = {"ends_on": end.isoformat()}, "VVG 4.3"
    yield _said(
        facts,
        GrantRule.EXTENSION_END,
        end,
        inputs=inputs,
        citation=citation,
        verified=False,
        legal=True,
        over=not running or today > end,
    )
    for days in LADDER:
        rung = dates.last_working_day(end - timedelta(days=days))
        yield _said(
            facts,
            GrantRule(f"grant-extension-{days}"),
            rung,
            about=str(days),
            inputs={**inputs, "days_before": str(days)},
            citation=citation,
            verified=False,
            over=not running or today > _next_rung(end, days),
        )


def _next_rung(end: date, days: int) -> date:
    """Until when a rung of the ladder speaks: the day before the next one."""
    later = [rung for rung in LADDER if rung < days]
    return dates.last_working_day(end - timedelta(days=max(later, default=0))) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProofDay:
    """The day a proof of use is due, both anchors, and which of them won (R29)."""

    plain: date
    latest: date
    by_grant_end: date | None
    by_fulfilment: date | None
    named: bool


def proof_day(facts: Facts) -> ProofDay | None:
    """When the proof of use is due; a day the notice names holds as it is, any other one is moved to a working day."""
    months, terms = _figure(facts, "proof_months").whole, facts.terms
    plain = dates.proof_due(terms.grant_until, facts.fulfilled_on, months=months, named=terms.proof_due_on)
    if plain is None:
        return None
    named = terms.proof_due_on is not None
    return ProofDay(
        plain,
        plain if named else dates.next_working_day(plain),
        dates.proof_due(terms.grant_until, None, months=months),
        dates.proof_due(None, facts.fulfilled_on, months=months),
        named,
    )


def _of_proof(facts: Facts) -> Iterator[Due]:
    """The proof of use and the way to it, planned backwards: audit office, narrative, last booking (R28 to R30, R34)."""
    yield from _interim(facts)
    found = proof_day(facts)
    if found is None:
        return
    proven = facts.submitted_on is not None or facts.state in _PROVEN
    months = _figure(facts, "proof_months")
    anchors = {
        "by_grant_end": found.by_grant_end,
        "by_fulfilment": found.by_fulfilment,
        "grant_until": facts.terms.grant_until,
        "fulfilled_on": facts.fulfilled_on,
        "named": found.plain if found.named else None,
        "before_shift": found.plain if found.latest != found.plain else None,
    }
    inputs = {name: day.isoformat() for name, day in anchors.items() if day is not None}
    proof = _by(
        facts,
        GrantRule.PROOF,
        found.latest,
        months,
        inputs=inputs,
        shifted=found.latest != found.plain,
        legal=True,
        over=proven,
        owed=True,
    )
    if found.named:
        proof = _said(
            facts, GrantRule.PROOF, found.latest, inputs=inputs, overridden=True, legal=True, over=proven, owed=True
        )
    yield proof
    yield from _back_plan(facts, proof.target, proven=proven)


def _back_plan(facts: Facts, ready: date, *, proven: bool) -> Iterator[Due]:
    """From our own target of the proof backwards, each step so many weeks before the one after it."""
    steps = [
        (GrantRule.AUDIT_OFFICE, "audit_office_weeks", facts.proof_state not in _CHECKING),
        (GrantRule.NARRATIVE, "narrative_weeks", facts.proof_state not in _WRITING),
        (GrantRule.LAST_BOOKING, "last_booking_weeks", facts.proof_state not in _WRITING),
    ]
    for rule, key, done in steps[0 if facts.audit_office else 1 :]:
        figure = _figure(facts, key)
        latest = dates.last_working_day(ready - timedelta(weeks=figure.whole))
        yield _by(facts, rule, latest, figure, inputs={"before": ready.isoformat()}, over=proven or done)
        ready = latest


def _interim(facts: Facts) -> Iterator[Due]:
    """A yearly interim proof only where the notice asks for one (R28)."""
    terms = facts.terms
    if not terms.interim_proof or terms.grant_from is None or terms.grant_until is None:
        return
    months = _figure(facts, "interim_proof_months")
    for year in range(terms.grant_from.year, terms.grant_until.year):
        plain = dates.end_of_month_after(date(year, 12, 31), months.whole)
        latest = dates.next_working_day(plain)
        yield _by(
            facts,
            GrantRule.INTERIM_PROOF,
            latest,
            months,
            source=_source(facts, f"year:{year}"),
            about=str(year),
            inputs={"year": str(year), "before_shift": plain.isoformat()},
            shifted=latest != plain,
            legal=True,
            over=year in facts.interim_years or facts.submitted_on is not None or facts.state in _PROVEN,
            owed=True,
        )


def _of_money(facts: Facts, today: date) -> Iterator[Due]:
    """The two months of each payout, a condition that is never moved (R15, R41); money that lapses at year's end (R26)."""
    months = _figure(facts, "use_months")
    for row in facts.payments:
        if row.on is not None:
            yield _by(
                facts,
                GrantRule.USE_BY,
                dates.use_by(row.on, months=months.whole),
                months,
                source=_source(facts, f"payment:{row.pk}"),
                about=row.about,
                inputs={"received_on": row.on.isoformat()},
                legal=True,
                over=row.over,
                owed=True,
            )
    for year in facts.lapsing:
        yield _said(
            facts,
            GrantRule.LAPSE,
            dates.last_working_day(date(year, *LAPSE_DAY)),
            source=_source(facts, f"year:{year}"),
            about=str(year),
            inputs={"year": str(year)},
            citation="§ 45 LHO NRW",
            verified=False,
            over=facts.state not in WORKING or year < today.year,
        )


def _of_records(facts: Facts, today: date) -> Iterator[Due]:
    """Days that letters and contracts name: queries (R35), claims (R36), contracts (R22)."""
    for row in facts.queries:
        if row.on is not None and row.since is not None:
            yield _said(
                facts,
                GrantRule.QUERY,
                row.on,
                source=_source(facts, f"query:{row.pk}"),
                about=row.about,
                inputs={"asked_on": row.since.isoformat(), "named": row.on.isoformat()},
                legal=True,
                over=row.over,
                owed=True,
            )
    for row in facts.claims:
        if row.on is not None:
            yield _said(
                facts,
                GrantRule.CLAIM,
                row.on,
                source=_source(facts, f"claim:{row.pk}"),
                about=row.about,
                inputs={"named": row.on.isoformat()},
                citation="§ 49a VwVfG NRW",
                legal=True,
                over=row.over,
                owed=True,
            )
    for row in facts.contracts:
        if row.on is not None:
            yield _said(
                facts,
                GrantRule.CONTRACT_END,
                row.on,
                source=_source(facts, f"contract:{row.pk}"),
                about=row.about,
                inputs={"ends_on": row.on.isoformat()},
                over=today > row.on,
            )


def _of_assets(facts: Facts, today: date) -> Iterator[Due]:
    """Every bound thing: its yearly confirmation, and its end (R37). The years stand in the notice only."""
    for row in facts.assets:
        if row.on is None or row.since is None:
            continue
        source, bound = _source(facts, f"asset:{row.pk}"), {"bound_until": row.on.isoformat()}
        again = dates.add_years(row.since, 1)
        if again <= row.on and today <= row.on:
            yield _said(
                facts,
                GrantRule.ASSET_CONFIRM,
                again,
                source=source,
                about=row.about,
                inputs={**bound, "confirmed_on": row.since.isoformat()},
                citation="VVG 5.3.4",
                owed=True,
            )
        yield _said(
            facts, GrantRule.ASSET_END, row.on, source=source, about=row.about, inputs=bound, over=today > row.on
        )


def _afterwards(facts: Facts, today: date) -> Iterator[Due]:
    """What runs years after the last employee left: the bound purpose (R37), the receipts, the longest time wins (R33)."""
    end = facts.terms.earmarked_until
    if end is not None and not facts.terms.revoked:
        yield _said(facts, GrantRule.EARMARK_END, end, inputs={"earmarked_until": end.isoformat()}, over=today > end)
    if facts.submitted_on is not None:
        years = _figure(facts, "retention_years")
        by_rule = dates.retain_until(facts.submitted_on, years=years.whole)
        kept = retention(by_rule, [end, *(row.on for row in facts.assets)])
        inputs = {"submitted_on": facts.submitted_on.isoformat()}
        if kept.bound_until is not None:
            inputs["bound_until"] = kept.bound_until.isoformat()
        yield _by(facts, GrantRule.RETENTION_END, kept.until, years, inputs=inputs, over=today > kept.until)
