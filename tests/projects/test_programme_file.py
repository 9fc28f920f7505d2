"""The import format names record and field of every defect."""

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.kernel.diff import ImportRefused
from strahlkraft.projects import programme_file

SMALL: dict[str, Any] = {
    "programme": {"name": "P"},
    "regions": [{"name": "R"}],
    "projects": [{"title": "A", "region": "R", "source": "https://example.org/a"}],
    "events": [],
}


def problems(change: dict[str, Any]) -> list[str]:
    content = copy.deepcopy(SMALL)
    content["projects"][0] |= change
    with pytest.raises(ImportRefused) as caught:
        programme_file.read(json.dumps(content).encode())
    return [f"{p.record} {p.field}" for p in caught.value.problems]


def test_a_small_file_is_read() -> None:
    assert programme_file.read(json.dumps(SMALL).encode()) == SMALL


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"title": ""}, ["project 1 title"]),
        ({"region": "X"}, ["A region"]),
        ({"start": "2021-13"}, ["A start"]),
        ({"funding_eur": "viel"}, ["A funding_eur"]),
        ({"funding_eur": -1}, ["A funding_eur"]),
        ({"parent": "Z"}, ["A parent"]),
        ({"parent": "A"}, ["A parent"]),
        ({"also_regions": ["X"]}, ["A also_regions"]),
        ({"partners": [1]}, ["A partners"]),
        ({"source": "ftp://x"}, ["A source"]),
        ({"more_sources": ["javascript:alert(1)"]}, ["A source"]),
        ({"conflicting_values": [{"field": "x", "values": []}]}, ["A conflicting_values"]),
        ({"conflicting_values": [{"field": "end", "values": [{"date": "x"}]}]}, ["A conflicting_values"]),
    ],
)
def test_a_defect_is_named_by_record_and_field(change: dict[str, Any], named: list[str]) -> None:
    assert problems(change) == named


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"programme": 1}'])
def test_what_is_no_programme_file_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused):
        programme_file.read(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from(
        [*programme_file.TEXTS, *programme_file.LISTS, *programme_file.DATES, "conflicting_values", "source"]
    ),
)
def test_no_value_in_a_field_breaks_the_reader(value: Any, field: str) -> None:
    content = copy.deepcopy(SMALL)
    content["projects"][0][field] = value

    with contextlib.suppress(ImportRefused):  # refused or read, never a failure of the reader
        programme_file.read(json.dumps(content).encode())
