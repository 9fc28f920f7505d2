"""Forms of change requests; what is allowed is said by the rules."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.funding import texts
from strahlkraft.funding.actions.changes import Asked
from strahlkraft.funding.rules import changes as rules
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import Category, ChangeKind, SourceKind
from strahlkraft.office.forms.base import AmountInput
from strahlkraft.office.forms.board import SheetForm

MOST_YEARS = 12  # columns of the money table
_TEXTS: Mapping[str, Any] = {
    "staff_months": gettext_lazy("Who works how many months longer, by post, never by name."),
    "milestones": gettext_lazy("Which milestones move to when."),
    "content": gettext_lazy("What is done otherwise than the notice says, and what stays."),
    "partners": gettext_lazy("Which bodies come, go or take over another part."),
}
_LONG = {"milestones", "content", "partners"}


def _day(label: Any, **options: Any) -> DayInput:
    return DayInput(label=label, **options)


def _text(label: Any, limit: int = rules.REASON_LIMIT, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the money table: its words and a field for each year."""

    words: str
    fields: list[BoundField]


class ChangeForm(SheetForm):
    """What a request of one kind asks for; ``before`` is what holds, ``after`` what is asked so far."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any] | None = None,
        of_batch: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.before = kind, before
        shown = after or before
        for name in rules.FIELDS[kind]:
            self._add(name, shown)
        if "lines" in rules.FIELDS[kind]:
            self._add_money(rules.money_of(before), rules.money_of(shown), self._last_year(shown))
        if kind == ChangeKind.PLAN:
            self.fields["more_money"] = forms.BooleanField(
                label=gettext_lazy("The sums themselves shall change"),
                required=False,
                help_text=gettext_lazy("Without this every sum stays: only years and lines move."),
            )
        if of_batch:
            self.fields["own_reason"] = _text(
                gettext_lazy("Reason of this grant alone"),
                required=False,
                help_text=gettext_lazy("Beside the paragraph all requests share."),
            )
        else:
            self.fields["reason"] = _text(gettext_lazy("Reason"), required=False)

    def _add(self, name: str, shown: Mapping[str, Any]) -> None:
        label = texts.CHANGE_FIELDS[name]
        if name in {"grant_until", "work_until"}:
            self.fields[name] = _day(label, required=name == "grant_until")
            self.initial.setdefault(name, rules.day_of(shown, name))
        elif name in _TEXTS:
            self.fields[name] = _text(
                label, rules.TEXT_LIMIT, rows=6 if name in _LONG else 2, required=False, help_text=_TEXTS[name]
            )
            self.initial.setdefault(name, shown.get(name, ""))

    def _last_year(self, shown: Mapping[str, Any]) -> int | None:
        """The year of the new end, as typed if it was typed."""
        typed = str(self.data.get(self.add_prefix("grant_until"), "")) if self.is_bound else ""
        with suppress(ValueError):
            return date.fromisoformat(typed).year
        end = rules.day_of(shown, "grant_until")
        return end.year if end else None

    def _add_money(self, before: rules.Money, shown: rules.Money, last: int | None) -> None:
        known = sorted({*before.years, *shown.years})
        if not known:
            self.years: list[int] = []
            return
        end = max(known[-1], last or known[-1])
        self.years = list(range(known[0], min(end, known[0] + MOST_YEARS - 1) + 1))
        for category in Category:
            for year in self.years:
                self._amount(f"line-{category}-{year}", shown.eligible.get((year, category)), year)
                if self._has_non_eligible(before, category):
                    self._amount(f"non-{category}-{year}", shown.non_eligible.get((year, category)), year)
        self.source_rows = self._sources(before)
        for place, (kind, name) in enumerate(self.source_rows):
            for year in self.years:
                self._amount(f"source-{place}-{year}", shown.sources.get((kind, name, year)), year)

    def _has_non_eligible(self, before: rules.Money, category: str) -> bool:
        return self.kind == ChangeKind.PLAN or any(one == category for _year, one in before.non_eligible)

    def _sources(self, before: rules.Money) -> list[tuple[str, str]]:
        found = {(kind, name) for kind, name, _year in before.sources}
        if self.kind == ChangeKind.PLAN:
            found |= {(str(kind), "") for kind in SourceKind}
        order = list(SourceKind)
        return sorted(found, key=lambda one: (order.index(SourceKind(one[0])), one[1]))

    def _amount(self, name: str, value: Decimal | None, year: int) -> None:
        self.fields[name] = AmountInput(label=str(year), positive=True)
        self.initial.setdefault(name, value or None)

    @property
    def has_money(self) -> bool:
        """Whether there is a plan in force whose money can be moved."""
        return bool(getattr(self, "years", []))

    def cost_lines(self) -> Iterator[Line]:
        """Rows of costs for the table."""
        for category in Category:
            words = str(texts.CATEGORIES[category])
            yield Line(words, [self[f"line-{category}-{year}"] for year in self.years])
            if f"non-{category}-{self.years[0]}" in self.fields:
                words = _("%(line)s, not eligible") % {"line": texts.CATEGORIES[category]}
                yield Line(words, [self[f"non-{category}-{year}"] for year in self.years])

    def source_lines(self) -> Iterator[Line]:
        """Rows of sources for the table."""
        for place, (kind, name) in enumerate(self.source_rows):
            words = f"{texts.SOURCE_KINDS[kind]}{f', {name}' if name else ''}"
            yield Line(words, [self[f"source-{place}-{year}"] for year in self.years])

    def own_fields(self) -> list[BoundField]:
        """Days and texts, without the table, the reasons and what is hidden."""
        names = [name for name in rules.FIELDS[self.kind] if name in self.fields]
        return [self[name] for name in (*names, "more_money") if name in self.fields]

    def reasons(self) -> list[BoundField]:
        """The reasons."""
        return [self[name] for name in ("reason", "own_reason") if name in self.fields]

    def money(self) -> rules.Money:
        """The table as typed; empty fields are nothing."""
        data = self.cleaned_data
        eligible, non_eligible, sources = {}, {}, {}
        for year in getattr(self, "years", []):
            for category in Category:
                eligible[year, str(category)] = data.get(f"line-{category}-{year}") or ZERO
                non_eligible[year, str(category)] = data.get(f"non-{category}-{year}") or ZERO
            for place, (kind, name) in enumerate(self.source_rows):
                sources[kind, name, year] = data.get(f"source-{place}-{year}") or ZERO
        return rules.Money(
            {key: amount for key, amount in eligible.items() if amount},
            {key: amount for key, amount in non_eligible.items() if amount},
            {key: amount for key, amount in sources.items() if amount},
        )

    def given(self) -> rules.Given:
        """What is asked for."""
        data = self.cleaned_data
        after: dict[str, Any] = {}
        for name in rules.FIELDS[self.kind]:
            value = data.get(name)
            after[name] = value.isoformat() if isinstance(value, date) else (value or "")
        if "lines" in after:
            after |= rules.money_as_json(self.money())
        return rules.Given(
            after,
            own_reason=data.get("own_reason", ""),
            reason=data.get("reason", ""),
            cost_neutral=not data.get("more_money", False),
        )


class SubmitForm(SheetForm):
    """On which day a request went to the authority."""

    on = _day(gettext_lazy("Submitted on"))
    late_reason = _text(
        gettext_lazy("Why after the old end"),
        rules.LATE_LIMIT,
        rows=2,
        required=False,
        help_text=gettext_lazy("Only needed when the old end has passed by then."),
    )

    def given(self) -> rules.Sending:
        """As the action takes it."""
        return rules.Sending(self.cleaned_data["on"], self.cleaned_data["late_reason"])


class AskedForm(SheetForm):
    """What the authority asks."""

    question = _text(gettext_lazy("What the authority asks"))
    asked_on = _day(gettext_lazy("Asked on"))
    answer_due_on = _day(gettext_lazy("Answer due on"), required=False)

    def given(self) -> Asked:
        """As the action takes it."""
        data = self.cleaned_data
        return Asked(data["question"], data["asked_on"], data["answer_due_on"])


class AnswerForm(SheetForm):
    """What was answered."""

    answer = _text(gettext_lazy("What was answered"))
    answered_on = _day(gettext_lazy("Answered on"))


class WhyForm(SheetForm):
    """Why it is taken back."""

    reason = _text(gettext_lazy("Why?"), rules.LATE_LIMIT, rows=3)
