"""What holds for a grant on a day: the fold of its confirmed notices (I11); pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from strahlkraft.funding.rules.vocabulary import NoticeKind


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A confirmed notice as far as the rules need it; None and empty: as before."""

    key: int
    kind: str
    issued_on: date
    effective_on: date
    reference: str
    edition: str
    amount: Decimal | None = None
    rate: Decimal | None = None
    eligible_total: Decimal | None = None
    grant_from: date | None = None
    grant_until: date | None = None
    work_from: date | None = None
    work_until: date | None = None
    earmarked_until: date | None = None
    proof_due_on: date | None = None
    interim_proof: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)
    disapplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What the effective notices say together, and which of them said the money and the end last."""

    amount: Decimal | None = None
    rate: Decimal | None = None
    eligible_total: Decimal | None = None
    grant_from: date | None = None
    grant_until: date | None = None
    work_from: date | None = None
    work_until: date | None = None
    earmarked_until: date | None = None
    proof_due_on: date | None = None
    interim_proof: bool = False
    edition: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    disapplied: tuple[str, ...] = ()
    effective_on: date | None = None  # of the award
    revoked: bool = False
    notices: tuple[int, ...] = ()


_CARRIED = (
    "amount",
    "rate",
    "eligible_total",
    "grant_from",
    "grant_until",
    "work_from",
    "work_until",
    "earmarked_until",
    "proof_due_on",
)


def terms(notices: Iterable[NoticeFacts], *, on: date | None = None) -> Terms:
    """The terms by the notices effective on a day (None: all confirmed ones), in the order they took effect.

    The edition stays that of the award (I13); an amendment adds its overrides and disapplied clauses.
    """
    found = Terms()
    for notice in sorted(notices, key=lambda row: (row.effective_on, row.issued_on, row.key)):
        if on is not None and notice.effective_on > on:
            continue
        if notice.kind == NoticeKind.REFUSAL:
            continue
        told = {name: value for name in _CARRIED if (value := getattr(notice, name)) is not None}
        found = replace(
            found,
            **told,
            interim_proof=found.interim_proof or notice.interim_proof,
            edition=found.edition or notice.edition,
            overrides={**found.overrides, **notice.overrides},
            disapplied=tuple(dict.fromkeys((*found.disapplied, *notice.disapplied))),
            effective_on=found.effective_on or notice.effective_on,
            revoked=found.revoked or notice.kind == NoticeKind.REVOCATION,
            notices=(*found.notices, notice.key),
        )
    return found
