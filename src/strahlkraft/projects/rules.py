"""Pure rules of the register: what may be done when, and what totals rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlsplit

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network import rules as network

UPLOAD_TYPES = network.UPLOAD_TYPES

# State of publication -> deed -> state after it.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    "draft": {"publish": "published", "merge": "merged"},
    "published": {"withdraw": "withdrawn", "merge": "merged"},
    "withdrawn": {"publish": "published", "merge": "merged"},
    "merged": {},
}

SINGLE_VALUED = ("funding", "total_cost", "start", "end", "transferable_from", "status", "licence")
# What the amount of a fact counts, where it is not a plain number.
MONEY_FIELDS = frozenset(
    {
        "funding",
        "total_cost",
        "budget",
        "funding_volume",
        "office_grant",
        "successor_funding",
        "related_programme",
        "event_grants_eur",
        "event_award",
        "event_award_place",
    }
)
PERCENT_FIELDS = frozenset({"funding_rate", "successor_rate", "event_rated_good_percent"})
PHASE_ORDER = ("preparation", "conception", "implementation", "closure")


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a rule needs to know of a project."""

    publication: str
    title: str = ""
    summary: str = ""
    has_lead: bool = False
    has_source: bool = False


def may_move(facts: ProjectFacts, deed: str) -> list[Refusal]:
    """Whether ``deed`` (publish, withdraw, merge) fits the state of publication."""
    if deed in TRANSITIONS[facts.publication]:
        return []
    return [Refusal("wrong_state", gettext_noop("This is not possible in the record's present state."))]


def may_publish(facts: ProjectFacts) -> list[Refusal]:
    """A public record has a title, a summary in plain words and at least one source."""
    refusals = may_move(facts, "publish")
    if not facts.title.strip():
        refusals.append(Refusal("title_missing", gettext_noop("A title is missing."), "title"))
    if not facts.summary.strip():
        refusals.append(Refusal("summary_missing", gettext_noop("A summary in plain words is missing."), "summary"))
    if not facts.has_source:
        refusals.append(Refusal("source_missing", gettext_noop("Name at least one source."), "sources"))
    return refusals


def may_withdraw(facts: ProjectFacts, reason: str) -> list[Refusal]:
    """A withdrawal names its reason."""
    refusals = may_move(facts, "withdraw")
    if not reason.strip():
        refusals.append(Refusal("reason_missing", gettext_noop("Please give the reason."), "reason"))
    return refusals


def may_merge(facts: ProjectFacts, target: ProjectFacts, *, same: bool, same_region: bool) -> list[Refusal]:
    """A duplicate is merged into another standing record of the same region."""
    refusals = may_move(facts, "merge")
    if same:
        refusals.append(Refusal("same_record", gettext_noop("A record cannot be merged into itself."), "target"))
    if target.publication == "merged":
        refusals.append(
            Refusal("target_merged", gettext_noop("That record was itself merged into another one."), "target")
        )
    if not same_region:
        refusals.append(
            Refusal("other_region", gettext_noop("Only records of the same region can be merged."), "target")
        )
    return refusals


def version_problems(shown: int, stored: int) -> list[Refusal]:
    """Whether somebody else saved between opening the form and saving it."""
    if shown == stored:
        return []
    return [
        Refusal(
            "changed_meanwhile",
            gettext_noop("Somebody else has changed this record in the meantime. Both versions are shown below."),
        )
    ]


def phase_problems(phases: Mapping[str, tuple[str, str]]) -> list[Refusal]:
    """Phases in their order: no later phase may be reached before an earlier one (planned, actual per kind)."""
    refusals = []
    for index, name in ((0, "planned"), (1, "actual")):
        dated = [(kind, phases[kind][index]) for kind in PHASE_ORDER if kind in phases and phases[kind][index]]
        for (_, earlier), (kind, later) in pairwise(dated):
            if PartialDate.parse(later).last_day < PartialDate.parse(earlier).first_day:
                refusals.append(
                    Refusal(
                        "phase_order",
                        gettext_noop("This phase lies before the one that precedes it."),
                        f"{kind}_{name}",
                    )
                )
    return refusals


def period_problems(start: str, end: str) -> list[Refusal]:
    """An end may not lie before the start."""
    if start and end and PartialDate.parse(end).last_day < PartialDate.parse(start).first_day:
        return [Refusal("end_before_start", gettext_noop("The end lies before the start."), "end")]
    return []


def upload_problems(*, size: int, limit: int, media_type: str, alternative: str, credit: str) -> list[Refusal]:
    """Whether a file may be kept, and what a picture needs; sizes in bytes, ``media_type`` is the real type."""
    refusals = network.file_problems(size=size, limit=limit, media_type=media_type)
    if media_type.startswith("image/"):
        if not alternative.strip():
            refusals.append(
                Refusal(
                    "alternative_missing",
                    gettext_noop("Describe the picture for people who cannot see it."),
                    "alternative_text",
                )
            )
        if not credit.strip():
            refusals.append(Refusal("credit_missing", gettext_noop("Say who made the picture."), "credit"))
    return refusals


def fact_problems(facts: list[tuple[str, str, Decimal | None, str, bool]]) -> list[Refusal]:
    """Facts (field, text, amount, date, preferred): each states one thing; at most one preferred per single-valued field."""
    refusals = []
    seen = set()
    for number, (name, text, amount, date, preferred) in enumerate(facts):
        if not text and amount is None and not date:
            refusals.append(Refusal("fact_empty", gettext_noop("Enter a value."), f"facts-{number}"))
        if amount is not None and amount < 0:
            refusals.append(
                Refusal("amount_negative", gettext_noop("An amount cannot be negative."), f"facts-{number}")
            )
        if preferred and name in SINGLE_VALUED:
            if name in seen:
                refusals.append(
                    Refusal(
                        "two_preferred",
                        gettext_noop(
                            "Only one value of this field can be shown first; mark the others as contradicting."
                        ),
                        f"facts-{number}",
                    )
                )
            seen.add(name)
    return refusals


def person_problems(rows: Iterable[tuple[str, str]]) -> list[Refusal]:
    """Who takes part (role, name): everybody has a name and stands once in each role."""
    refusals, seen = [], set()
    for number, row in enumerate(rows):
        if not row[1].strip():
            refusals.append(Refusal("name_missing", gettext_noop("A name is missing."), f"participations-{number}"))
        elif row in seen:
            refusals.append(
                Refusal(
                    "twice",
                    gettext_noop("“%(name)s” stands here twice in the same role."),
                    f"participations-{number}",
                    {"name": row[1]},
                )
            )
        seen.add(row)
    return refusals


def address_problems(urls: Iterable[str], field: str) -> list[Refusal]:
    """Links lead to web pages and nowhere else; empty ones are none."""
    if all(_is_web_address(url) for url in urls if url):
        return []
    return [Refusal("no_address", gettext_noop("Enter a web address that begins with https://."), field)]


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
