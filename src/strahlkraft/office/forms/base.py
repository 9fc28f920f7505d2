"""What the office's forms share: German numbers and dates, lines of addresses, and the marks that make saving safe."""

import re
from copy import copy
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.utils import ErrorDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from strahlkraft.design.fields import ShownVersion, as_seen
from strahlkraft.design.formats import partial_date
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.amounts import read_amount
from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal

URL_LIMIT = 1000  # characters, as the column of sources
WEB_ADDRESS = URLValidator(schemes=["http", "https"])
LARGEST = Decimal("999999999999.99")

_GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_GERMAN_MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")


def read_partial_date(text: str) -> str:
    """The stored form of a date as people write it: ``2021``, ``2021-09-30``, ``09/2021``, ``30.9.2021``; else ValueError."""
    text = text.strip()
    if match := _GERMAN_DAY.fullmatch(text):
        day, month, year = match.groups()
        text = f"{year}-{int(month):02d}-{int(day):02d}"
    elif match := _GERMAN_MONTH.fullmatch(text):
        month, year = match.groups()
        text = f"{year}-{int(month):02d}"
    return str(PartialDate.parse(text))


class PartialDateInput(forms.CharField):
    """A year, a month or a day, also as German offices write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, required=False, **options)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored date as it is written in the language; anything else stays as it was typed."""
        try:
            stored = str(PartialDate.parse(str(value)))
        except ValueError:
            return value
        return partial_date(stored, "short") if _german() else stored

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date is meant."""
        return _meant(initial) != _meant(data)

    def clean(self, value: Any) -> Any:
        """The stored form; a sentence says what is possible."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return read_partial_date(text)
        except ValueError as error:
            raise ValidationError(
                _("Please write a year, a month or a day, for example 2021, 09/2021 or 30.09.2021."), code="date"
            ) from error


def _meant(text: Any) -> str:
    try:
        return read_partial_date(str(text or ""))
    except ValueError:
        return str(text or "").strip()


class AmountInput(forms.CharField):
    """An amount in euro with the separators of the language; ``positive``: never below zero."""

    def __init__(self, *, positive: bool = False, **options: Any) -> None:
        self.positive = positive
        super().__init__(max_length=30, required=False, **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with separators; what was typed stays as it was typed."""
        if isinstance(value, Decimal):
            text = f"{value:,.2f}".removesuffix(".00")
            return text.translate(str.maketrans(",.", ".,")) if _german() else text
        return value

    def clean(self, value: Any) -> Any:
        """The exact amount, None when empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = read_amount(text, german=_german())
        except InvalidOperation as error:
            example = "1.234.567,89" if _german() else "1,234,567.89"
            raise ValidationError(
                _("Please write an amount in euros, for example %(example)s."),
                code="amount",
                params={"example": example},
            ) from error
        if abs(amount) > LARGEST:
            raise ValidationError(_("This amount is too large."), code="amount")
        if self.positive and amount < 0:
            raise ValidationError(_("An amount cannot be negative."), code="amount")
        return amount


def _german() -> bool:
    return (get_language() or "de").startswith("de")


class LinesInput(forms.CharField):
    """Several short texts, one a line; repeated ones count once."""

    def __init__(self, *, line_limit: int = 250, most: int = 50, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        self.line_limit, self.most = line_limit, most
        super().__init__(max_length=line_limit * most, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """A list becomes lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines differ."""
        return lines_of(self.prepare_value(initial)) != lines_of(data)

    def clean(self, value: Any) -> Any:
        """The lines as a tuple; the error names the line."""
        lines = lines_of(super().clean(value))
        if len(lines) > self.most:
            raise ValidationError(_("At most %(most)s lines are possible."), code="lines", params={"most": self.most})
        for number, line in enumerate(lines, start=1):
            self.check_line(number, line)
        return lines

    def check_line(self, number: int, line: str) -> None:
        """Refuse a line that is too long."""
        if len(line) > self.line_limit:
            raise ValidationError(
                _("Line %(number)s is too long: at most %(limit)s characters."),
                code="line",
                params={"number": number, "limit": self.line_limit},
            )


class AddressLinesInput(LinesInput):
    """Web addresses, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(line_limit=URL_LIMIT, **options)

    def check_line(self, number: int, line: str) -> None:
        """Refuse what is no address of a page."""
        super().check_line(number, line)
        try:
            WEB_ADDRESS(line)
        except ValidationError as error:
            raise ValidationError(
                _("Line %(number)s is not a web address; it begins with https:// or http://."),
                code="address",
                params={"number": number},
            ) from error


def lines_of(text: Any) -> tuple[str, ...]:
    """The lines of a text without blank and repeated ones."""
    return tuple(dict.fromkeys(line.strip() for line in str(text or "").splitlines() if line.strip()))


class WebAddressInput(forms.CharField):
    """One address of a page."""

    default_validators = [WEB_ADDRESS]

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=URL_LIMIT, required=False, **options)
        self.widget.attrs |= {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}


class OfficeForm(forms.Form):
    """A form of the office; ``submission`` makes sure that sending it twice does the deed once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(as_seen(data), *args, **options)
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())

    def full_clean(self) -> None:
        """Make unreadable marks of the sheet sound again, so that saving again, as the page then asks for, succeeds."""
        super().full_clean()
        lost = [bound for bound in self.hidden_fields() if bound.name in (self._errors or {})]
        if not lost:
            return
        typed: Any = copy(self.data)
        for bound in lost:
            new = uuid4() if bound.name == "submission" else self.get_initial_for_field(bound.field, bound.name)
            typed[bound.html_name] = "" if new is None else str(new)
        self.data = typed

    def without_verdict(self) -> None:
        """Show what was typed without judging it yet (another row was asked for, or it was kept for later)."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def submission_id(self) -> UUID | None:
        """The mark of this sheet of the form; None when it was tampered with."""
        try:
            return UUID(str(self.data.get(self.add_prefix("submission"), "")))
        except ValueError:
            return None

    def show_refusals(self, refusals: list[Refusal]) -> None:
        """Put each reason next to its field, or on top of the form."""
        for refusal in refusals:
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, sentence(refusal))


class VersionedForm(OfficeForm):
    """A form on a record that others may change meanwhile; ``version`` is the one that was shown."""

    version = ShownVersion(required=False)


UNKNOWN_CHOICE = ("", gettext_lazy("not known"))
