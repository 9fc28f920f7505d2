"""Formatting a file that a person wrote, comments and all."""

import pytest
from hypothesis import given, settings

from strahlkraft.reuse.publiccode.formatting import MAX_BYTES, MAX_EVENTS, MAX_MERGES, UnreadableError, format_text
from strahlkraft.reuse.publiccode.reading import read
from strahlkraft.reuse.publiccode.writing import write
from tests.reuse.publiccode.real_files import paths
from tests.reuse.publiccode.test_writing import DOCUMENTS

pytestmark = pytest.mark.house

WRITTEN = """\
# SPDX-License-Identifier: CC0-1.0

# the licence
legal:
    license:   MIT   # as in LICENSE
    repoOwner: ~

platforms:
- web
#- linux

# what it is called
name: 'Beispiel'
releaseDate: 2026-01-31

x-own: {a: 0x1F}  # ours
description:
    de:
        longDescription: |
            Zeile

            # keine Bemerkung
        features: ["eins",
            zwei]
# kept at the end
publiccodeYmlVersion: "0"

# vim: set ts=2:
"""
FORMATTED = """\
# SPDX-License-Identifier: CC0-1.0

# kept at the end
publiccodeYmlVersion: "0"

# what it is called
name: 'Beispiel'
releaseDate: 2026-01-31

platforms:
  - web
#- linux
description:
  de:
    longDescription: |
      Zeile

      # keine Bemerkung
    features: ["eins", zwei]
# the licence
legal:
  license: MIT       # as in LICENSE
  repoOwner: ~

x-own: {a: 0x1F}  # ours

# vim: set ts=2:
"""


def test_keys_move_with_the_comments_above_them_and_values_stay_as_written() -> None:
    assert format_text(WRITTEN.encode()) == FORMATTED
    assert format_text(FORMATTED.encode()) == FORMATTED


def test_a_document_keeps_its_beginning_and_loses_the_needless_mark_of_its_end() -> None:
    assert format_text(b"%YAML 1.2\n---\nurl: a\nname: b\n...\n") == "%YAML 1.2\n---\nname: b\nurl: a\n"


def test_an_alias_is_never_moved_before_its_anchor() -> None:
    assert format_text(b"usedBy: &all [a]\nplatforms: *all\n") == "usedBy: &all [a]\nplatforms: *all\n"


def test_line_ends_and_a_byte_order_mark_are_made_plain() -> None:
    assert format_text(b"\xef\xbb\xbfurl: a\r\nname: b") == "name: b\nurl: a\n"


def test_odd_characters_and_odd_yaml_stay_what_they_are() -> None:
    odd = "a\x85b: c\u2028d\n"
    assert format_text(odd.encode()) == odd
    with_set = "url: !!set a\nname: b\n"  # nothing the library could write again
    assert format_text(with_set.encode()) == "name: b\nurl: !!set a\n"


def test_a_file_with_very_many_merges_keeps_its_indents_and_is_ordered() -> None:
    merges = "".join(f"    k{number}: {{<<: *a}}\n" for number in range(MAX_MERGES + 1))
    assert format_text(f"x: &a {{y: 1}}\nz:\n{merges}name: b\n".encode()) == f"name: b\nx: &a {{y: 1}}\nz:\n{merges}"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- b\n", "{url: a, name: b}\n", "text\n"])
def test_what_has_no_keys_to_order_stays(text: str) -> None:
    assert format_text(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: [1\nb: 2\n", (2, 2)),
        (b"a: 1\nb: 2\na: 3\n", (3, 1)),
        (b"a: 1\nb: \xff\n", (2, 4)),
        (b"a: 1\nb: \x00\n", (2, 4)),
        (b"a: *nobody\n", (1, 4)),
        (b"a: 1\n---\nb: 2\n", (2, 1)),
        (b"a: " + b"[" * 60 + b"]" * 60, (1, 53)),
        (b"a:\n" + b"- b\n" * MAX_EVENTS, (MAX_EVENTS - 3, 3)),
        (b"a: " + b"b" * MAX_BYTES, (0, 0)),
    ],
    ids="unclosed twice latin1 nul alias documents deep many large".split(),
)
def test_what_cannot_be_read_is_told_with_its_place(data: bytes, place: tuple[int, int]) -> None:
    with pytest.raises(UnreadableError) as caught:
        format_text(data)
    assert (caught.value.line, caught.value.column) == place
    assert str(caught.value) == f"{place[0]}:{place[1]}: {caught.value.problem}"


@given(DOCUMENTS)
@settings(max_examples=30)
def test_formatting_changes_nothing_of_what_a_file_says(document: dict[str, object]) -> None:
    once = format_text(write(document).encode())
    assert read(once.encode()).document == document
    assert format_text(once.encode()) == once


@pytest.mark.slow
def test_real_files_say_the_same_after_formatting_and_stay_so() -> None:
    for path in paths()[::12]:
        before = read(path.read_bytes())
        if before.document is None:
            continue
        once = format_text(path.read_bytes())
        assert read(once.encode()).document == before.document, path.name
        assert format_text(once.encode()) == once, path.name
