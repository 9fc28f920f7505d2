"""Cells read as German offices write them."""

from decimal import Decimal

import pytest

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.steering.sheets import values

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("30.09.2021", "2021-09-30"),
        ("30. 9. 21", "2021-09-30"),
        ("1.1.85", "1985-01-01"),
        ("Sept. 2021", "2021-09"),
        ("März 2022", "2022-03"),
        ("30. September 2021", "2021-09-30"),
        ("09/2021", "2021-09"),
        ("2021", "2021"),
        ("2021-09-30", "2021-09-30"),
        (PartialDate(2021, 9), "2021-09"),
        (Decimal(2021), "2021"),
        (Decimal(44469), "2021-09-30"),
    ],
)
def test_a_date_is_read_in_its_precision(cell: values.Value, stored: str) -> None:
    assert values.read_date(cell) == stored


@pytest.mark.parametrize("cell", ["31.02.2022", "demnächst", "13/2021", Decimal("1.5"), Decimal(7), "1.1.0000"])
def test_what_is_no_date_is_refused(cell: values.Value) -> None:
    with pytest.raises(ValueError, match=r".+"):
        values.read_date(cell)


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("1.234.567,89 €", "1234567.89"),
        ("1,2 Mio. €", "1200000.00"),
        ("350 T€", "350000.00"),
        ("350 TEUR", "350000.00"),
        ("ca. 350.000", "~350000.00"),
        ("1.5", "1.50"),
        ("350.000,–", "350000.00"),
        (Decimal("12.5"), "12.50"),
    ],
)
def test_an_amount_is_read_with_its_unit(cell: values.Value, stored: str) -> None:
    assert values.read_amount(cell) == stored


@pytest.mark.parametrize("cell", ["viel", "-5", "1.2.3", "99999999999999"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        values.read_amount(cell)


def test_the_head_says_the_unit_of_its_numbers() -> None:
    assert [
        values.unit(head) for head in ("Fördersumme (T€)", "Kosten in Mio. €", "Summe TEUR", "Tage", "Summe €")
    ] == [
        Decimal(1000),
        Decimal(1_000_000),
        Decimal(1000),
        Decimal(1),
        Decimal(1),
    ]


def test_ratings_mailboxes_and_names_are_read_and_others_refused() -> None:
    assert [values.read_rating(cell) for cell in ("hoch", "2", Decimal(5), "sehr gering")] == ["4", "2", "5", "1"]
    assert values.read_mailbox(" Digital@Beispiel.Example ") == "digital@beispiel.example"
    assert values.read_names("Stadt A;  Stadt B ; ") == "Stadt A; Stadt B"
    for reader, cell in ((values.read_rating, "6"), (values.read_mailbox, "Beispiel, bei Beispiel")):
        with pytest.raises(ValueError, match=r".+"):
            reader(cell)
