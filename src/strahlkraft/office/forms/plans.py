"""The financing plan as one table to fill in: categories and sources by year; what is allowed is said by the rules."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.funding import texts
from strahlkraft.funding.models import FinancingPlan, GrantNotice
from strahlkraft.funding.queries.plans import lines_of, sources_of
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.plans import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_YEARS,
    NAME_LIMIT,
    Balance,
    LineInput,
    SourceInput,
    balances,
)
from strahlkraft.funding.rules.vocabulary import Category, SourceKind
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.office.forms.base import AmountInput, VersionedForm

MOST_THIRDS = 12
"""Third parties a plan can name."""


def _years(text: str) -> list[int]:
    found = {whole_number(part) for part in text.split(",")[: MOST_YEARS + 1]}
    return sorted(year for year in found if FIRST_YEAR <= year <= LAST_YEAR)


class PlanForm(VersionedForm):
    """All amounts of a draft at once. ``years`` and ``thirds`` say which columns and rows the sheet has."""

    years = forms.CharField(widget=forms.HiddenInput, max_length=100)
    thirds = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_THIRDS)

    def __init__(self, data: QueryDict | None = None, *, plan: FinancingPlan, span: Iterable[int] = ()) -> None:
        lines, sources = lines_of(plan), sources_of(plan)
        names = list(dict.fromkeys(row.name for row in sources if row.kind == SourceKind.THIRD_PARTY))
        if data is None:
            self.shown = sorted({*span, *(row.year for row in lines), *(row.year for row in sources)})[:MOST_YEARS]
            places = min(len(names) + 1, MOST_THIRDS)
        else:
            self.shown = _years(data.get("years", ""))
            places = min(max(whole_number(data.get("thirds", "")), 0), MOST_THIRDS)
        super().__init__(data)
        self.who: list[tuple[str, str]] = [(SourceKind.GRANT, ""), (SourceKind.OWN, "")]
        self.who += [(SourceKind.THIRD_PARTY, names[place] if place < len(names) else "") for place in range(places)]
        self.initial.update(
            {
                "version": plan.version,
                "years": ",".join(str(year) for year in self.shown),
                "thirds": places,
                **self._stored(lines, sources),
            }
        )
        self._add_fields()

    def _stored(self, lines: list[LineInput], sources: list[SourceInput]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in lines:
            found[f"e_{line.category}_{line.year}"] = line.eligible or None
            found[f"n_{line.category}_{line.year}"] = line.non_eligible or None
        amounts = {(source.who, source.year): source.amount for source in sources}
        for place, who in enumerate(self.who):
            found[f"who_{place}"] = who[1]
            for year in self.shown:
                found[f"s_{place}_{year}"] = amounts.get((who, year)) if who[1] or place < 2 else None  # noqa: PLR2004 - the Land and own money have no name
        return found

    def _add_fields(self) -> None:
        for year in self.shown:
            for category in Category:
                word = texts.CATEGORIES[category]
                self._amount(f"e_{category}_{year}", _("%(line)s %(year)s, eligible") % {"line": word, "year": year})
                self._amount(
                    f"n_{category}_{year}", _("%(line)s %(year)s, not eligible") % {"line": word, "year": year}
                )
        for place, (kind, name) in enumerate(self.who):
            source = f"{texts.SOURCE_KINDS[kind]} {name}".strip()
            if kind == SourceKind.THIRD_PARTY:
                self.fields[f"who_{place}"] = forms.CharField(
                    label=_("Who pays (third party)"), max_length=NAME_LIMIT, required=False
                )
            for year in self.shown:
                self._amount(f"s_{place}_{year}", f"{source} {year}")

    def _amount(self, name: str, label: str) -> None:
        field = AmountInput(label=label, positive=True)
        field.widget.attrs |= {"aria-label": label, "class": "plan-amount"}
        if name.startswith("n_"):
            field.widget.attrs["placeholder"] = _("not eligible")
        self.fields[name] = field

    def _typed(self, name: str) -> Decimal:
        """What was typed or is stored there, as far as it is an amount."""
        if not self.is_bound:
            value: Any = self.initial.get(name)
        else:
            value = getattr(self, "cleaned_data", {}).get(name)
        return value if isinstance(value, Decimal) else ZERO

    def lines(self) -> list[LineInput]:
        """The lines as typed."""
        return [
            LineInput(str(category), year, self._typed(f"e_{category}_{year}"), self._typed(f"n_{category}_{year}"))
            for category in Category
            for year in self.shown
        ]

    def sources(self) -> list[SourceInput]:
        """The sources as typed; rows without any amount are none."""
        found = []
        for place, (kind, name) in enumerate(self.who):
            given = str(getattr(self, "cleaned_data", {}).get(f"who_{place}", name)).strip() if place > 1 else ""
            amounts = {year: self._typed(f"s_{place}_{year}") for year in self.shown}
            if any(amounts.values()):
                found += [SourceInput(str(kind), year, amount, given) for year, amount in amounts.items()]
        return found

    def sums(self) -> list[Balance]:
        """Expenditure, cover and what is missing, year by year and in all, by what is typed."""
        found = {row.year: row for row in balances(self.lines(), self.sources())}
        return [*(found.get(year, Balance(year, ZERO, ZERO)) for year in self.shown), found[None]]

    def line_rows(self) -> list[dict[str, Any]]:
        """The fields of the lines, row by row."""
        return [
            {
                "label": texts.CATEGORIES[category],
                "cells": [(self[f"e_{category}_{year}"], self[f"n_{category}_{year}"]) for year in self.shown],
            }
            for category in Category
        ]

    def source_rows(self) -> list[dict[str, Any]]:
        """The fields of the sources, row by row."""
        return [
            {
                "label": texts.SOURCE_KINDS[kind],
                "who": self[f"who_{place}"] if kind == SourceKind.THIRD_PARTY else None,
                "cells": [self[f"s_{place}_{year}"] for year in self.shown],
            }
            for place, (kind, _name) in enumerate(self.who)
        ]

    def look_again(self, version: int) -> None:
        """Let the person save knowingly over what somebody else saved."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed


def with_year(data: QueryDict, year: int) -> QueryDict:
    """The sheet as it was sent, with one column more."""
    wider = data.copy()
    wider["years"] = ",".join(str(one) for one in sorted({*_years(data.get("years", "")), year}))
    return wider


def with_third(data: QueryDict) -> QueryDict:
    """The sheet as it was sent, with one row more for a third party."""
    longer = data.copy()
    longer["thirds"] = str(min(max(whole_number(data.get("thirds", "")), 0) + 1, MOST_THIRDS))
    return longer


class InForceForm(VersionedForm):
    """By which notice a draft comes into force: just the version that was seen (I19)."""

    notice = forms.ModelChoiceField(
        GrantNotice.objects.none(), label=gettext_lazy("By which notice?"), empty_label=None
    )

    def __init__(self, *args: Any, notices: QuerySet[GrantNotice], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["notice"]
        field.queryset = notices

    def look_again(self, version: int) -> None:
        """Let the person look at what stands there now, and say so knowingly."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed


class DropForm(VersionedForm):
    """Only the version that was seen."""
