"""Whatever the bytes are: always a report, never an exception."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.reuse.publiccode import Report, check
from strahlkraft.reuse.publiccode.schema import ROOT, ListOf, MapOf, Struct, Type
from tests.reuse.publiccode.samples import SAMPLE, written

pytestmark = [pytest.mark.house, pytest.mark.slow]
GOOD = written(SAMPLE)
SNIPPETS = [b"\n", b"\t", b"\0", b"&a ", b"*a", b"<<: ", b"- ", b"? ", b"{", b"}", b"[", b"]", b"|", b">", b'"', b"'", b": ", b"\xff", b"---\n", b"...\n", b"%", b"!!str ", b"!", b"\xef\xbb\xbf", "\u2028".encode(), b"~", b"no", b"0x", b"1e9"]  # fmt: skip


def fits(report: Report) -> bool:
    """A report that can be shown: sentences exist, places count from one, the verdict sums up the results."""
    found = [*report.results, *report.further]
    levels = {one.level for one in report.results}
    verdict = "error" if "error" in levels else "warning" if "warning" in levels else "valid"
    return (
        report.verdict == verdict
        and all(one.message("de") and one.message("en") for one in found)
        and all((one.line > 0 and one.column > 0) or (one.line, one.column) == (0, 0) for one in found)
    )


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_report(data: bytes) -> None:
    assert fits(check(data))


@settings(max_examples=150)
@given(st.text(alphabet="ab:-?!&*[]{}|>'\"%@#,<~ \n\t\r01.\ufeff\u2028\x85é", max_size=80))
def test_any_text_of_signs_that_mean_something_gives_a_report(text: str) -> None:
    assert fits(check(text.encode()))


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(SNIPPETS)), min_size=1, max_size=4
    )
)
def test_a_good_file_spoilt_anywhere_gives_a_report(wounds: list[tuple[int, int, bytes]]) -> None:
    data = GOOD
    for at, cut, snippet in wounds:
        data = data[:at] + snippet + data[at + cut :]
    assert fits(check(data))


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.sampled_from(["de", "no", "https://a", "urn:a:b", "0", "MIT"]))  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


def shaped(wanted: Type) -> st.SearchStrategy[Any]:
    """Values of a type of the standard, now and then of another."""
    if isinstance(wanted, Struct):
        fields = {key: shaped(inner) for key, inner in wanted.fields.items()}
        right: st.SearchStrategy[Any] = st.fixed_dictionaries({}, optional=fields)
    elif isinstance(wanted, ListOf):
        right = st.lists(shaped(wanted.item), max_size=2)
    elif isinstance(wanted, MapOf):
        right = st.dictionaries(st.sampled_from(["de", "en", "german", "", "x-a"]), shaped(wanted.item), max_size=2)
    else:
        right = SCALARS
    return st.one_of(right, right, right, ANYTHING)


@settings(max_examples=60)
@given(shaped(ROOT), st.sampled_from(["0", "0.4", "9", None]))
def test_any_structure_gives_a_report(document: object, version: str | None) -> None:
    if isinstance(document, dict) and version:
        document = {**document, "publiccodeYmlVersion": version}
    assert fits(check(yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass")))
