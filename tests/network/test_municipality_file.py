"""Reading lists of municipalities."""

from datetime import date
from decimal import Decimal

import pytest

from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.network import municipality_file

HEAD = "ags,ars,name,name_amtlich,typ,land,land_name,rb_name,kreis,kreis_name,verband_name,plz,flaeche_km2,einwohner,lat,lon,nachfolger"
SOEST = '05974040,059740040040,Soest,"Soest, Stadt",Stadt,05,Nordrhein-Westfalen,Arnsberg,05974,Soest,"Soest, Stadt",59494,85.81,47927,51.5711,8.1057,'


def read(*rows: str) -> municipality_file.MunicipalityFile:
    return municipality_file.read("\n".join((HEAD, *rows, "")).encode())


def test_a_row_becomes_a_municipality_with_its_district_and_land() -> None:
    file = read(SOEST)

    assert file.states == {"05": {"name": "Nordrhein-Westfalen", "abbreviation": "NW"}}
    assert file.districts == {
        "05974": {"name": "Soest", "official_name": "Soest", "state": "05", "government_district": "Arnsberg"}
    }
    assert file.municipalities == {
        "05974040": {
            "regional_key": "059740040040",
            "name": "Soest",
            "official_name": "Soest, Stadt",
            "kind": "Stadt",
            "state": "05",
            "district": "05974",
            "association": "Soest, Stadt",
            "postcode": "59494",
            "dissolved": False,
            "successor": None,
            "area_km2": Decimal("85.81"),
            "latitude": Decimal("51.5711"),
            "longitude": Decimal("8.1057"),
            "population": 47927,
        }
    }


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("05974040,", "5974040,", "ags"),
        ("059740040040", "05974004004", "ars"),
        ("47927", "viele", "einwohner"),
        ("51.5711", "91.5", "lat"),
        ("51.5711,", ",", "lat"),
        (",05974,", ",5974,", "kreis"),
        (",05,", ",77,", "land"),
        ('Soest,"Soest', ',"Soest', "name"),
        ("8.1057,", "8.1057,05999999", "nachfolger"),
    ],
)
def test_a_wrong_value_is_named_by_line_and_field(old: str, new: str, field: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        read(SOEST.replace(old, new, 1))

    assert [p.field for p in caught.value.problems][:1] == [field]
    assert "05974040" in caught.value.problems[0].record or "line 2" in caught.value.problems[0].record


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ImportRefused, match="stands twice"):
        read(SOEST, SOEST)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ImportRefused, match="kreis_name: this column is missing"):
        municipality_file.read(HEAD.replace("kreis_name,", "").encode())


def gv100ad(kind: str, key: str, name: str, rest: str = "") -> str:
    return f"{kind}20250831{key:<12}{name:<50}{rest}"


def test_the_official_fixed_width_file_is_read() -> None:
    lines = [
        gv100ad("10", "05", "Nordrhein-Westfalen", f"{'Düsseldorf':<50}"),
        gv100ad("20", "059", "Arnsberg", f"{'Arnsberg':<50}"),
        gv100ad("40", "05974", "Soest", f"{'Soest':<50}43"),
        gv100ad("50", "05974" + "   " + "0040", "Soest, Stadt", f"{'':<50}50"),
        gv100ad(
            "60", "05974040" + "0040", "Soest, Stadt", f"{'':<50}63    {8581:011d}{47927:011d}{23000:011d}    59494"
        ),
        gv100ad("60", "05974999" + "9999", "Ein Forst", f"{'':<50}66    {0:011d}{0:011d}{0:011d}    "),
    ]

    file = municipality_file.read("\r\n".join(lines).encode("latin-1"))

    assert file.as_of == date(2025, 8, 31)
    assert file.districts["05974"]["kind"] == "Kreis"
    assert file.municipalities == {
        "05974040": {
            "regional_key": "059740040040",
            "name": "Soest",
            "official_name": "Soest, Stadt",
            "kind": "Stadt",
            "state": "05",
            "district": "05974",
            "association": "Soest, Stadt",
            "postcode": "59494",
            "area_km2": Decimal("85.81"),
            "population": 47927,
            "dissolved": False,
            "successor": None,
        }
    }


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"99 nonsense\n", b"\x00\x01\x02", HEAD.encode()])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused):
        municipality_file.read(data)
