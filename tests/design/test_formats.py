"""Numbers, money and dates read right in German and English."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from strahlkraft.design.addresses import address, bare_path, localised
from strahlkraft.design.formats import day, money, number, partial_date, percent, period
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.partial_date import PartialDate


@pytest.mark.parametrize(
    ("value", "style", "german", "english"),
    [
        (Decimal("1234.56"), "", "1.234,56 €", "€1,234.56"),
        (1234, "", "1.234 €", "€1,234"),
        (Decimal("1234.00"), "", "1.234 €", "€1,234"),
        (1234, "cents", "1.234,00 €", "€1,234.00"),
        (Decimal(55_400_000), "short", "55,4 Mio. €", "€55.4 million"),
        (Decimal(999_999), "short", "999.999 €", "€999,999"),
        (Decimal("-12.5"), "", "−12,50 €", "−€12.50"),
        (None, "", "nicht bekannt", "not known"),
    ],
)
def test_money(value: object, style: str, german: str, english: str) -> None:
    with override("de"):
        assert money(value, style).replace("\u00a0", " ") == german
    with override("en"):
        assert money(value, style).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("value", "style", "german", "english"),
    [
        ("2019", "", "2019", "2019"),
        ("2019-09", "", "September 2019", "September 2019"),
        ("2019-03", "", "März 2019", "March 2019"),
        ("2019-09-01", "", "1. September 2019", "1 September 2019"),
        ("2019-09", "short", "09/2019", "09/2019"),
        ("2019-09-01", "short", "01.09.2019", "1 Sep 2019"),
        (date(2026, 11, 22), "", "22. November 2026", "22 November 2026"),
        (PartialDate(2020, 5), "", "Mai 2020", "May 2020"),
        ("around 2019", "", "around 2019", "around 2019"),
        ("", "", "nicht bekannt", "not known"),
    ],
)
def test_partial_dates_are_as_precise_as_their_source(value: object, style: str, german: str, english: str) -> None:
    with override("de"):
        assert partial_date(value, style) == german
    with override("en"):
        assert partial_date(value, style).replace("Sept.", "Sep") == english


def test_numbers_and_shares() -> None:
    with override("de"):
        assert [number(1234.5), number(1000000), number(3, 1), number(-0.001, 1)] == [
            "1.234,5",
            "1.000.000",
            "3,0",
            "0,0",
        ]
        assert [percent(0.421, 1), percent(1), percent(None)] == ["42,1\u00a0%", "100\u00a0%", "nicht bekannt"]
    with override("en"):
        assert [number(1234.5), percent("0.421", 1)] == ["1,234.5", "42.1%"]


def test_periods_say_what_is_known() -> None:
    with override("de"):
        said = [period("2019", "2023-06"), period("2019", None), period(None, "2023"), period(None, None)]
    assert said == ["2019 bis Juni 2023", "ab 2019", "bis 2023", "nicht bekannt"]


def test_a_day_is_short_or_in_words() -> None:
    with override("de"):
        assert [day(date(2026, 1, 2)), day(date(2026, 1, 2), "short")] == ["2. Januar 2026", "02.01.2026"]


def test_paths_carry_the_language_except_those_machines_read() -> None:
    paths = ["/projekte/", "/", "/en/projekte/", "/api/v1/docs", "/static/x.css", "https://example.org/", "#a"]
    with override("de"):
        assert [localised(path) for path in paths] == ["/projekte/", "/", "/projekte/", *paths[3:]]
    with override("en"):
        assert [localised(path) for path in paths] == ["/en/projekte/", "/en/", "/en/projekte/", *paths[3:]]
    assert [bare_path("/en"), bare_path("/energie/"), localised("/x/", "en")] == ["/", "/energie/", "/en/x/"]


def test_labels_become_addresses_and_unknown_kinds_none() -> None:
    with override("en"):
        found = [address(Label("project", "p-1")), address(Label("nothing", "x")), address(None)]
    assert found == ["/en/projekte/p-1/", "", ""]
