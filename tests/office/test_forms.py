"""Dates, amounts and lines as people write them."""

from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override

from strahlkraft.design.fields import DayInput
from strahlkraft.kernel.amounts import read_amount
from strahlkraft.office.forms import notices
from strahlkraft.office.forms.base import (
    AddressLinesInput,
    AmountInput,
    LinesInput,
    OfficeForm,
    PartialDateInput,
    VersionedForm,
    read_partial_date,
)
from strahlkraft.office.forms.rows import MeaningInput
from strahlkraft.projects import texts


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2021", "2021"),
        ("2021-09", "2021-09"),
        ("2021-09-30", "2021-09-30"),
        ("09/2021", "2021-09"),
        ("9/2021", "2021-09"),
        ("09.2021", "2021-09"),
        ("30.9.2021", "2021-09-30"),
        ("30.09.2021", "2021-09-30"),
        (" 1. 2. 2020 ", "2020-02-01"),
    ],
)
def test_partial_date_is_read_as_written(written: str, stored: str) -> None:
    assert read_partial_date(written) == stored


@pytest.mark.parametrize(
    "written", ["31.02.2021", "13/2021", "2021-13", "gestern", "21", "30.9.21", "2021-09-31", "1/1/2021"]
)
def test_broken_date_is_refused_with_a_sentence(written: str) -> None:
    with override("de"), pytest.raises(ValidationError) as refused:
        PartialDateInput().clean(written)
    assert refused.value.messages == [
        "Bitte geben Sie ein Jahr, einen Monat oder einen Tag an, zum Beispiel 2021, 09/2021 oder 30.09.2021."
    ]


@pytest.mark.parametrize(
    ("stored", "shown"), [("2021", "2021"), ("2021-09", "09/2021"), ("2021-09-30", "30.09.2021"), ("Unfug", "Unfug")]
)
def test_date_is_shown_as_it_can_be_written(stored: str, shown: str) -> None:
    with override("de"):
        assert PartialDateInput().prepare_value(stored) == shown


@pytest.mark.parametrize(
    ("written", "german", "amount"),
    [
        ("1.234.567,89", True, "1234567.89"),
        ("1.234.567", True, "1234567"),
        ("1234567,8", True, "1234567.8"),
        ("1.234", True, "1234"),
        ("12.34", True, "12.34"),
        ("1 234 567 €", True, "1234567"),
        ("1.070.000\u00a0€", True, "1070000"),
        ("-5", True, "-5"),
        ("1.234,56", True, "1234.56"),
        ("12 345,6", True, "12345.6"),
        ("€ 5", True, "5"),
        ("5 EUR", True, "5"),
        ("1,234.56", False, "1234.56"),
        ("1,234,567.89", False, "1234567.89"),
        ("1,234", False, "1234"),
    ],
)
def test_amount_is_read_as_written(written: str, *, german: bool, amount: str) -> None:
    assert read_amount(written, german=german) == Decimal(amount)


NO_AMOUNTS = (
    "eine Million|1.2.3|12,345|1e9|1e999|NaN|Infinity|1,5 Mio.|1,234.56|0.005|5€5|1 2 3|12 34|٣|½|+5|- 5|EUR||.5|\0"
).split("|")


@pytest.mark.parametrize("written", NO_AMOUNTS)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(InvalidOperation):
        read_amount(written, german=True)


def test_amount_survives_showing_and_reading() -> None:
    with override("de"):
        assert AmountInput().clean(AmountInput().prepare_value(Decimal("1760000.50"))) == Decimal("1760000.50")


def test_amount_beyond_the_column_is_refused() -> None:
    with override("en"), pytest.raises(ValidationError) as refused:
        AmountInput().clean("9,999,999,999,999")
    assert refused.value.messages == ["This amount is too large."]


def test_lines_lose_blanks_and_repetitions() -> None:
    assert LinesInput().clean(" eins \r\n\r\nzwei\neins") == ("eins", "zwei")


def test_line_that_is_too_long_is_named() -> None:
    with override("en"), pytest.raises(ValidationError) as refused:
        LinesInput(line_limit=5).clean("kurz\nviel zu lang")
    assert refused.value.messages == ["Line 2 is too long: at most 5 characters."]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "beispiel", "ftp://beispiel.example/x", "https://"])
def test_line_that_is_no_page_is_named(address: str) -> None:
    with override("en"), pytest.raises(ValidationError) as refused:
        AddressLinesInput().clean(f"https://beispiel.example/\n{address}")
    assert refused.value.messages == ["Line 2 is not a web address; it begins with https:// or http://."]


def test_known_meaning_is_shown_in_words_and_stored_as_its_code() -> None:
    field = MeaningInput(required=False)
    with override("de"):
        words = str(texts.QUALIFIERS["grant notice"])
        assert (field.prepare_value("grant notice"), field.clean(words), field.clean(words.upper())) == (
            words,
            "grant notice",
            "grant notice",
        )


def test_meaning_in_own_words_stays_as_written() -> None:
    field = MeaningInput(required=False)
    assert (field.prepare_value("laut Ratsvorlage"), field.clean("laut Ratsvorlage"), field.clean("")) == (
        "laut Ratsvorlage",
        "laut Ratsvorlage",
        "",
    )


@pytest.mark.parametrize("typed", ["0001-01-01", "0206-11-03", "9999-12-31"])
def test_a_day_in_a_year_nobody_means_is_told_as_such(typed: str) -> None:
    with pytest.raises(ValidationError) as told, override("de"):
        DayInput().clean(typed)
    assert told.value.messages == ["Bitte prüfen Sie das Jahr dieses Datums."]


def test_a_lost_mark_is_replaced_so_that_saving_again_succeeds() -> None:
    first = OfficeForm(QueryDict("a-submission=verloren"), prefix="a")
    assert (first.is_valid(), list(first.errors)) == (False, ["submission"])
    again = OfficeForm(QueryDict(f"a-submission={first['submission'].value()}"), prefix="a")
    assert again.is_valid()


@pytest.mark.parametrize("sent", ["", "version=", "version=x", "version=-", "version=%00"])
def test_a_version_that_cannot_be_read_is_no_records_version(sent: str) -> None:
    form = VersionedForm(QueryDict(f"{sent}&submission=6a0f6a0c-1d52-4c7e-8d0a-0b6c3ad1f0e4"))
    assert (form.is_valid(), form.cleaned_data["version"]) == (True, 0)


def test_an_amount_that_is_never_below_zero_says_so_at_its_field() -> None:
    with override("de"), pytest.raises(ValidationError) as refused:
        AmountInput(positive=True).clean("-0,01")
    assert refused.value.messages == ["Ein Betrag kann nicht negativ sein."]


def test_a_figure_of_a_notice_comes_back_as_it_was_typed() -> None:
    """Fails when ``12.125`` of the record is shown with a point, which German reads as thousands."""
    row: Any = SimpleNamespace(
        **dict.fromkeys(notices._PLAIN), overrides={"x": "12.125"}, answers=None, disapplied=[], version=1
    )
    with override("de"):
        figure = forms.DecimalField(localize=True)
        assert figure.clean(figure.widget.format_value(notices.initial_of(row)["own-x"])) == Decimal("12.125")
