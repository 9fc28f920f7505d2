"""What is judged: plain facts about a project, an offer or a piece of software.

Everywhere ``None`` (or an empty text) means: nobody said so. An empty tuple means: said to be none.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address and when it was last reached and last not reached."""

    url: str
    reached_on: date | None = None
    failed_on: date | None = None

    @property
    def works(self) -> bool | None:
        """Whether the latest visit reached it; None when nobody has tried. On the same day the success counts."""
        if self.reached_on is None:
            return None if self.failed_on is None else False
        return self.failed_on is None or self.reached_on >= self.failed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document; ``purpose`` is ``operation``, ``introduction`` or anything else (counts as the result itself)."""

    title: str
    purpose: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionFile:
    """A publiccode.yml and its verdicts (``valid``, ``warning``, ``error``; empty: not judged)."""

    url: str
    verdict: str
    reference_verdict: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Effort or cost as somebody stated it; ``phase`` is ``introduction`` or ``operation`` (a year of it).

    ``size_class`` as in ``network.rules.SIZE_CLASSES``, empty when the figure is not bound to a size.
    """

    phase: str
    size_class: str = ""
    year: int | None = None
    stated_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product that the result presupposes; ``proprietary`` None when not stated."""

    name: str
    proprietary: bool | None = None
    alternative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person found on a criterion; stands before the machine's finding for a year."""

    criterion: str
    verdict: str
    on: date
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The facts the check needs. ``kind`` is ``project``, ``offer`` or ``software`` (found elsewhere).

    ``asked`` says that a provider was asked for the facts (an offer's form): what is missing then is *not* stated;
    otherwise it is *unknown*. ``licence_claim_only``: called free or licence-free without a licence's name.
    ``fact_sheet_missing``: names of empty fields of the transfer fact sheet; None when there is no sheet.
    ``answer_days`` is the median of working days to the first answer over ``answers`` requests.
    ``status`` is the development status of publiccode.yml; ``finished`` is the provider's word that the result is
    complete and stable. ``reuses`` counts confirmed cases in operation elsewhere.
    ``superseded`` False means: somebody confirmed on ``superseded_checked_on`` that it still stands.
    """

    kind: str
    result_kind: str = "software"
    asked: bool = False
    licence: str = ""
    licence_url: str = ""
    licence_claim_only: bool = False
    repository: Link | None = None
    documents: tuple[Document, ...] = ()
    description: DescriptionFile | None = None
    fact_sheet_missing: tuple[str, ...] | None = None
    amounts: tuple[Amount, ...] = ()
    products: tuple[Product, ...] | None = None
    standards: tuple[str, ...] = ()
    function_mailbox: bool | None = None
    last_answer_on: date | None = None
    answer_days: int | None = None
    answers: int = 0
    last_change_on: date | None = None
    last_release_on: date | None = None
    status: str = ""
    finished: bool | None = None
    in_operation: bool | None = None
    in_operation_since: str = ""
    in_operation_source: str = ""
    reuses: int | None = None
    data_protection: Link | None = None
    accessibility: Link | None = None
    superseded: bool | None = None
    superseded_by: str = ""
    superseded_checked_on: date | None = None
    small_towns: bool | None = None
    judgements: tuple[Judgement, ...] = ()
