"""What stands behind the figures texts quote by reference: asked of the register, put into words with their source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.design import formats
from strahlkraft.design.addresses import address
from strahlkraft.design.richtext import Mark
from strahlkraft.kernel.label import Label
from strahlkraft.newsroom.rules.facts import FIELDS, ROUNDED, Measure, Quote, Shown, plain, quote_of
from strahlkraft.projects import texts as projects
from strahlkraft.projects.models import Fact, Project, Truth, TruthKind
from strahlkraft.reuse.models import ReuseCase


@dataclass(frozen=True, slots=True)
class Stated:
    """What the record says behind one reference: ``machine`` (empty: nobody states it), whose it is, who states it."""

    quote: Quote
    machine: str
    project: Label
    source: Label | None = None


def stated(references: Iterable[str]) -> dict[str, Stated]:
    """What stands behind references to public projects, in five queries however many; others are left out."""
    quotes = {reference: quote for reference in references if (quote := quote_of(reference))}
    slugs = {quote.slug for quote in quotes.values()}
    projects_by_slug = {row.slug: row for row in Project.objects.published().filter(slug__in=slugs)} if slugs else {}
    if not projects_by_slug:
        return {}
    known = _known(projects_by_slug.values())
    return {
        reference: known.get((quote.slug, quote.field))
        or Stated(quote, _nothing(quote), projects_by_slug[quote.slug].label)
        for reference, quote in quotes.items()
        if quote.slug in projects_by_slug
    }


def _nothing(quote: Quote) -> str:
    """What it means that no record speaks of it: nobody states it; of what is counted there is none."""
    return "0" if FIELDS[quote.field] is Measure.COUNT else ""


def _known(rows: Iterable[Project]) -> dict[tuple[str, str], Stated]:
    labels = {row.pk: row.label for row in rows}
    found = [*_facts(labels), *_truths(labels), *_reuses(labels)]
    return {(one.quote.slug, one.quote.field): one for one in found}


def _facts(labels: Mapping[int, Label]) -> Iterable[Stated]:
    rows = Fact.objects.standing().filter(project__in=labels, preferred=True, field__in=FIELDS)
    for row in rows.prefetch_related("sources"):
        label = labels[row.project_id or 0]
        sources = list(row.sources.all())
        source = Label("source", sources[0].key, sources[0].publisher) if sources else None
        yield Stated(Quote(label.key, row.field), _machine(row), label, source)


def _machine(row: Fact) -> str:
    if row.amount is None:
        return row.date or row.text[:190]
    return f"{ROUNDED if row.approximate else ''}{row.amount:.2f}"


def _truths(labels: Mapping[int, Label]) -> Iterable[Stated]:
    for row in Truth.objects.filter(project__in=labels, current=True).select_related("source"):
        label = labels[row.project_id]
        source = Label("source", row.source.key, row.source.publisher) if row.source else None
        yield Stated(Quote(label.key, row.kind), row.value, label, source)


def _reuses(labels: Mapping[int, Label]) -> Iterable[Stated]:
    cases = ReuseCase.objects.in_operation().annotate(of=Coalesce("project_id", "offer__project_id"))
    counts = cases.filter(of__in=list(labels)).order_by().values_list("of").annotate(count=Count("pk"))
    for pk, count in counts:
        yield Stated(Quote(labels[pk].key, "reuses"), str(count), labels[pk])


def worded(field: str, machine: str) -> str:
    """A figure in words of the active language; what cannot be read as its measure is shown as it is stated."""
    measure = FIELDS[field]
    if measure is Measure.TRUTH:
        return str(projects.TRUTHS[field, machine or "unknown"])
    if not machine:
        return formats.unknown()
    if measure is Measure.DATE:
        return formats.partial_date(machine)
    try:
        amount = Decimal(plain(machine))
    except InvalidOperation:
        return machine
    words = formats.money(amount) if measure is Measure.MONEY else formats.number(amount)
    return _("about %(amount)s") % {"amount": words} if machine.startswith(ROUNDED) else words


def label_of(field: str) -> str:
    """What a field is called."""
    if FIELDS[field] is Measure.TRUTH:
        return str(TruthKind(field).label)
    return _("Reuses in operation") if FIELDS[field] is Measure.COUNT else str(projects.FIELDS[field])


def shown(one: Stated, *, language: str = "", before: str | None = None, changed_at: datetime | None = None) -> Shown:
    """A figure for readers of a text in ``language`` (empty: the active one); its address is that of the reader's language.

    ``before`` is what the text said when readers first saw it, if that was something else, ``changed_at`` when it became
    another.
    """
    url = address(one.source or one.project)
    with translation.override(language or translation.get_language()):
        field = one.quote.field
        return Shown(
            reference=one.quote.reference,
            value=worded(field, one.machine),
            machine=plain(one.machine),
            label=label_of(field),
            of=one.project.title,
            source=_source(one),
            url=url,
            note="" if before is None or before == one.machine else _note(worded(field, before), changed_at),
            known=one.machine != "",
        )


def _source(one: Stated) -> str:
    if one.source:
        return _("Source: %(source)s") % {"source": one.source.title}
    return _("Source: the register, “%(project)s”") % {"project": one.project.title}


def _note(before: str, changed_at: datetime | None) -> str:
    if changed_at is None:
        return _("corrected; before: %(value)s") % {"value": before}
    day = formats.day(localdate(changed_at), "short")
    return _("corrected on %(day)s; before: %(value)s") % {"day": day, "value": before}


def as_it_was(reference: str, machine: str, *, language: str = "") -> Shown | None:
    """A figure as a version kept it, for a project that is no longer public; None for what is no reference."""
    quote = quote_of(reference)
    if quote is None:
        return None
    with translation.override(language or translation.get_language()):
        return Shown(
            reference, worded(quote.field, machine), plain(machine), label_of(quote.field), known=machine != ""
        )


def values_of(references: Iterable[str]) -> dict[str, Shown]:
    """What stands behind references, in words of the active language; those that lead to nothing public are left out."""
    return {reference: shown(one) for reference, one in stated(references).items()}


def of_project(slug: str) -> list[Shown]:
    """Every figure of a public project that somebody states, to be chosen from; empty for others."""
    values = values_of(Quote(slug, field).reference for field in FIELDS)
    return [value for value in values.values() if value.known]


def marks(values: Mapping[str, Shown]) -> dict[str, Mark]:
    """The figures as they are set into a text."""
    return {
        reference: Mark(text=one.value, value=one.machine, url=one.url, source=one.source, note=one.note)
        for reference, one in values.items()
    }
