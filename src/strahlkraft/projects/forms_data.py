"""What an editor hands in: one value object per deed (pure)."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One body taking part: ``organisation_id`` when known, else only the stated name."""

    role: str
    stated_name: str
    organisation_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TruthRow:
    """One truth: ``value`` yes, no or empty (not known); dates as partial-date texts."""

    value: str = ""
    since: str = ""
    as_of: str = ""
    wording: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One stated value; exactly one of text, amount (euro) and date is filled."""

    field: str
    text: str = ""
    amount: Decimal | None = None
    date: str = ""
    approximate: bool = False
    qualifier: str = ""
    as_of: str = ""
    preferred: bool = True
    source_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectInput:
    """Every part of a project that the office edits; a part left at None is not touched."""

    title: str | None = None
    title_confirmed: bool | None = None
    summary: str | None = None
    benefit: str | None = None
    unique_feature: str | None = None
    notes: str | None = None
    search_words: str | None = None
    region_id: int | None = None
    also_region_ids: tuple[int, ...] | None = None
    field_of_action_ids: tuple[int, ...] | None = None
    result_kinds: tuple[str, ...] | None = None
    funding_state: str | None = None
    licence_state: str | None = None
    superseded_by_id: int | None = None  # 0 takes a successor back
    superseded_note: str | None = None
    aliases: tuple[str, ...] | None = None
    source_urls: tuple[str, ...] | None = None
    participations: tuple[PersonRow, ...] | None = None
    truths: dict[str, TruthRow] | None = None
    phases: dict[str, tuple[str, str]] | None = None
    facts: tuple[FactRow, ...] | None = field(default=None)
