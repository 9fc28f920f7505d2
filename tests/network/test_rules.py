"""Sizes, peers, names."""

import pytest

from strahlkraft.network import rules
from strahlkraft.network.rules import MunicipalName


@pytest.mark.parametrize(
    ("population", "size"),
    [
        (None, "unknown"),
        (0, "rural"),
        (4_999, "rural"),
        (5_000, "small_town"),
        (47_927, "medium_town"),
        (10**6, "city_large"),
    ],
)
def test_size_classes_follow_their_lower_bounds(population: int | None, size: str) -> None:
    assert rules.size_class(population) == size


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("Soest", "Kreis", "Kreis Soest"),
        ("Märkischer Kreis", "Kreis", "Märkischer Kreis"),
        ("Hochsauerlandkreis", "Kreis", "Hochsauerlandkreis"),
        ("Städteregion Aachen", "Kreis", "Städteregion Aachen"),
        ("Bielefeld", "Kreisfreie Stadt", ""),
        ("Fürth", "Landkreis", "Landkreis Fürth"),
    ],
)
def test_a_district_is_called_as_people_do(name: str, kind: str, title: str) -> None:
    assert rules.district_title(name, kind) == title


def test_peers_have_two_thirds_to_one_and_a_half_times_as_many() -> None:
    assert rules.peer_band(30_000) == (20_000, 45_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stadt Soest", MunicipalName("municipality", "Soest")),
        ("Kreis Höxter", MunicipalName("district", "Höxter")),
        ("Stadtwerke Soest", None),
        ("Universität Paderborn", None),
    ],
)
def test_municipal_names_are_told_by_their_first_word(text: str, expected: MunicipalName | None) -> None:
    assert rules.read_municipal_name(text) == expected


def test_a_list_that_lacks_many_is_held_to_be_incomplete() -> None:
    present = [f"05{n:06d}" for n in range(400)]

    assert rules.vanishing_problems(present[:20], present) == []
    assert [p.record for p in rules.vanishing_problems(present[:21], present)] == ["Land 05"]


@pytest.mark.parametrize(
    ("data", "field"),
    [(b"{", ""), (b"[]", "type"), (b'{"type": "Topology"}', "objects")],
)
def test_a_file_that_is_no_map_is_named(data: bytes, field: str) -> None:
    _topology, problems = rules.read_topology(data)

    assert problems[0].field == field
