"""Writing YAML that everybody reads the same way."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.reuse.publiccode import check, document_from, facts_from, modernise, read, write
from tests.reuse.publiccode.real_files import FOLDER, documents

pytestmark = pytest.mark.house


def test_keys_come_in_the_standards_order_and_unknown_ones_last() -> None:
    document = {
        "x-own": 1,
        "legal": {"mainCopyrightOwner": "Stadt Beispiel", "license": "EUPL-1.2", "x": True},
        "description": {"no": {"features": ["a"], "shortDescription": "b"}},
        "name": "Beispiel",
        "publiccodeYmlVersion": "0",
    }
    assert write(document, comment="Erste Zeile\n\nDritte Zeile") == (
        "# Erste Zeile\n"
        "#\n"
        "# Dritte Zeile\n"
        'publiccodeYmlVersion: "0"\n'
        "name: Beispiel\n"
        "description:\n"
        '  "no":\n'
        "    shortDescription: b\n"
        "    features:\n"
        "      - a\n"
        "legal:\n"
        "  license: EUPL-1.2\n"
        "  mainCopyrightOwner: Stadt Beispiel\n"
        "  x: true\n"
        "x-own: 1\n"
    )


def test_texts_of_several_lines_and_long_ones_are_blocks() -> None:
    long = "Wort " * 25 + "Ende"
    assert write({"a": "Ä\n\n* b # c\n", "b": long}) == (
        f"a: |\n  Ä\n\n  * b # c\nb: >-\n  {'Wort ' * 19}Wort\n  {'Wort ' * 5}Ende\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        *"no Yes on OFF y N true null ~ << = 1 1.0 -1 +.5 0x1F 0o17 017 1_000 1e3 12:30 12:30:45.5 .inf .NaN".split(),
        *"2026-01-31 2026-01-31T12:00:00Z &a *a @a %a".split(),
        *("", "2026-01-31 12:00:00", " a", "a ", "# a", "a: b", "- a"),
    ],
)
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    written = write({"a": text, "b": [text]})
    assert yaml.safe_load(written) == {"a": text, "b": [text]}  # by YAML 1.1
    assert read(written.encode()).document == {"a": text, "b": [text]}  # by YAML 1.2


def test_nothing_is_named_to_be_repeated() -> None:
    again = ["https://example.org"]
    assert write({"a": again, "b": again}) == "a:\n  - https://example.org\nb:\n  - https://example.org\n"


TEXTS = st.text(alphabet=st.sampled_from("aß \n\t:#-'\"\\{}[],&*!|>%@`0\r\x85\u2028\ufeff🧑‍🌾"), max_size=20) | st.text(
    alphabet=st.sampled_from("ab \n"), min_size=90, max_size=130
)
DOCUMENTS = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)


@pytest.mark.slow
@given(DOCUMENTS)
@settings(max_examples=150)
def test_whatever_is_written_is_read_again(document: dict[str, Any]) -> None:
    written = write(document)
    assert read(written.encode()).document == document
    assert written == write(document)


def _errors(data: bytes) -> set[tuple[str, str]]:
    return {(finding.key, finding.code) for finding in check(data).results if finding.level == "error"}


def test_a_valid_file_stays_valid_through_facts_and_back() -> None:
    for name in list(documents())[::3]:
        facts = facts_from(documents()[name])
        if not _errors((FOLDER / name).read_bytes()):
            assert _errors(write(document_from(facts)).encode()) == set(), name
            assert _errors(write(document_from(modernise(facts))).encode()) == set(), name


@pytest.mark.slow
def test_every_real_document_is_read_again_as_it_was() -> None:
    for name, document in documents().items():
        assert read(write(document).encode()).document == document, name
