"""Reading YAML: what scalars mean, where things stand, and what hostile bytes cost."""

import tracemalloc

import pytest

from strahlkraft.reuse.publiccode import MAX_BYTES, check, read
from strahlkraft.reuse.publiccode.reading import MAX_DEPTH, MAX_VALUES
from tests.cost import cost

pytestmark = pytest.mark.house
MEGABYTE = 1_000_000


def test_scalars_mean_what_yaml_1_2_says() -> None:
    text = b"""
    norway: no
    on: off
    date: 2026-01-31
    version: 1.10
    padded: 007
    number: 42
    minus: -3
    huge: 123456789012345678901234567890
    hexadecimal: 0x1f
    nothing:
    tilde: ~
    truth: True
    quoted: "true"
    tagged: !!str 42
    own: !beispiel x
    literal: |
      a
      b
    """
    assert read(text).document == {
        "norway": "no",
        "on": "off",
        "date": "2026-01-31",
        "version": "1.10",
        "padded": "007",
        "number": 42,
        "minus": -3,
        "huge": "123456789012345678901234567890",
        "hexadecimal": "0x1f",
        "nothing": None,
        "tilde": None,
        "truth": True,
        "quoted": "true",
        "tagged": "42",
        "own": "x",
        "literal": "a\nb\n",
    }


def test_anchors_and_merge_keys_are_followed_and_own_values_win() -> None:
    text = b"base: &b {a: 1, c: 3}\nnext: {<<: *b, a: 2}\nlist: [*b]\nmore: {<<: [*b, {d: 4}]}\n"
    assert read(text).document == {
        "base": {"a": 1, "c": 3},
        "next": {"a": 2, "c": 3},
        "list": [{"a": 1, "c": 3}],
        "more": {"a": 1, "c": 3, "d": 4},
    }


def test_line_ends_of_other_systems_and_marks_around_a_document_are_fine() -> None:
    assert read(b"---\r\na: b\r\nc:\td\r\n...\r\n").document == {"a": "b", "c": "d"}


def test_characters_that_older_yaml_took_for_line_breaks_stay_in_the_text() -> None:
    text = "a: b\u2028c\nd: |\n  e\u2029f\x85g\ufeffh\n"
    found = read(text.encode())
    assert found.document == {"a": "b\u2028c", "d": "e\u2029f\x85g\ufeffh\n"}
    assert found.root is not None
    assert found.root.pairs["d"][0].line == 2


BAD: dict[str, tuple[bytes, str, int]] = {
    "tab": (b"a:\n\tb: c\n", "yaml_tab", 2),
    "indentation": (b"a:\n  b: c\n   d: e\n", "yaml_syntax", 3),
    "text without indentation": (b"a: b\nc\nd: e\n", "yaml_syntax", 2),
    "quotation mark without end": (b'a: b\nc: "d\ne: f\ng: h\n', "yaml_syntax", 2),
    "bracket without end": (b"a: b\nc: [d,\ne: f\ng: h\n", "yaml_syntax", 2),
    "list and key mixed": (b"a:\n  - b\n  c: d\n", "yaml_syntax", 3),
    "second colon": (b"a: b\nc: d: e\n", "yaml_syntax", 2),
    "text out of its block": (b"a:\n  b: >\nc d\ne f\ng: h\n", "yaml_syntax", 3),
    "duplicate key": (b"a: 1\nb: 2\na: 3\n", "duplicate_key", 3),
    "duplicate key inside": (b"a: 1\nb:\n  c: 1\n  c: 2\n", "duplicate_key", 4),
    "latin-1": ("name: a\nurl: Bürger\n".encode("latin-1"), "not_utf8", 0),
    "utf-16": ("name: a\n".encode("utf-16"), "utf16", 0),
    "zero byte": (b"name: a\nurl: \0\n", "control_character", 2),
    "escape": (b"name: a\x1b[2J\n", "control_character", 1),
    "list as key": (b"a: b\n? [a, b]\n: c\n", "complex_key", 2),
    "template": (b"name: {{ name }}\n", "complex_key", 1),
    "unknown alias": (b"a: b\nc: *nobody\n", "unknown_alias", 2),
    "circle": (b"a: 1\nb: &b {c: *b}\n", "cyclic_alias", 2),
    "second document": (b"a: b\n---\nc: d\n", "several_documents", 0),
    "other version of yaml": (b"%YAML 9.9\n---\na: b\n", "yaml_syntax", 1),
    "surrogate": (b'name: "\\ud800"\n', "yaml_syntax", 1),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_error_with_its_line(name: str) -> None:
    data, code, line = BAD[name]
    report = check(data)
    assert [(found.level, found.key, found.code, found.line) for found in report.results] == [("error", "", code, line)]
    assert (report.verdict, report.further, report.document, report.listed) == ("error", (), None, False)


@pytest.mark.parametrize("data", [b"", b"# only a remark\n", b"- a\n- b\n", b"text", b"---\n...\n", b"~"])
def test_what_is_no_mapping_lacks_its_version(data: bytes) -> None:
    assert [(found.key, found.code) for found in check(data).results] == [("publiccodeYmlVersion", "no_mapping")]


def test_a_byte_order_mark_hides_the_version_from_the_reference_but_not_from_us() -> None:
    report = check(b'\xef\xbb\xbfpubliccodeYmlVersion: "0"\nname: x\n')
    assert [(found.key, found.code, found.line) for found in report.results] == [
        ("publiccodeYmlVersion", "version_hidden", 0)
    ]
    assert report.document == {"publiccodeYmlVersion": "0", "name": "x"}
    assert ("url", "missing") in [(found.key, found.code) for found in report.further]
    later = check(b'\xef\xbb\xbfname: x\npubliccodeYmlVersion: "0"\n')
    assert [found.code for found in later.further] == ["byte_order_mark"]


def bomb() -> bytes:
    """Nine lines that unfold to nine to the ninth values."""
    steps = (b"%c: &%c [%s]" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 107))
    return b"\n".join([b"a: &a [x,x,x,x,x,x,x,x,x]", *steps])


def many(head: bytes, line: bytes, count: int) -> bytes:
    """A file of very many similar lines."""
    return b'publiccodeYmlVersion: "0"\n' + head + b"".join(line % number for number in range(count))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "alias bomb": (bomb(), "too_many"),
    "merge bomb": (b"a: &a {x: 1}\n" + b"".join(b"b%d: &b%d {<<: [%s], k%d: 1}\n" % (n, n, b",".join([b"*b%d" % (n - 1) if n else b"*a"] * 9), n) for n in range(50)), "too_many"),
    "deep brackets": (b"a: " + b"[" * 500_000, "too_deep"),
    "deep dashes": (b"- " * 500_000, "too_deep"),
    "deep question marks": (b"? " * 500_000, "too_deep"),
    "deep aliases": (b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d" % (n - 1) if n else b"x") for n in range(100)), "too_deep"),
    "ten megabytes": (b"name: " + b"x" * 10 * MEGABYTE, "too_large"),
    "ten megabytes of lines": (b"a: b\n" * 2 * MEGABYTE, "too_large"),
    "a long text": (b"name: " + b"x" * MEGABYTE, "version_missing"),
    "a long list": (b"usedBy:\n" + b"- a\n" * 100_000, "too_many"),
    "many keys": (many(b"", b"kategorie%d: v\n", 12_000), "unknown_key_similar"),
    "many wrong categories": (many(b"categories:\n", b"- kategorie%d\n", 24_000), "missing"),
    "many wrong languages": (many(b"localisation:\n availableLanguages:\n", b" - zz-k%d\n", 24_000), "missing"),
    "many wrong addresses": (many(b"isBasedOn:\n", b"- htt/%d\n", 24_000), "missing"),
    "many anchors": (many(b"", b"a%d: &a x\n", 12_000), "unknown_top_key"),
    "a mail address that tires": (many(b"maintenance:\n contacts:\n - email: ", b"a." * 100 + b"@" + b"a-" * 100 + b"%d", 1), "missing"),
    "a licence of brackets": (b'publiccodeYmlVersion: "0"\nlegal:\n license: ' + b"(" * 900_000, "missing"),
    "emoji": (b'publiccodeYmlVersion: "0"\ndescription:\n de:\n  longDescription: ' + "👨‍👩‍👧".encode() * 50_000, "missing"),
    "commas": (b"a: [" + b"," * MEGABYTE, "yaml_syntax"),
    "colons": (b":" * MEGABYTE, "yaml_syntax"),
    "blanks": (b" " * MEGABYTE + b"a: b", "version_missing"),
    "a huge number": (b"name: " + b"9" * MEGABYTE, "version_missing"),
}  # fmt: skip


@pytest.fixture(scope="module")
def honest() -> float:
    """What the largest file costs that may be read and means no harm."""
    data = many(b"usedBy:\n", b"- Kreisverwaltung Beispiel Nummer %d\n", 24_000)
    assert "too_many" not in {found.code for found in check(data).results}
    return cost(lambda: check(data))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_cost_no_more_than_a_large_honest_file(name: str, honest: float) -> None:
    data, code = HOSTILE[name]
    report = check(data)
    assert (report.verdict, report.results[0].code) == ("error", code)
    # the worst costs 1.4 times as much; what grows with the square of its lines would cost some hundred times
    assert cost(lambda: check(data)) < 15 * honest


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["alias bomb", "ten megabytes of lines", "many keys", "many wrong categories", "a long list"]
)
def test_hostile_bytes_take_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        check(HOSTILE[name][0])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60 * MEGABYTE


def test_the_limits_leave_room_for_the_largest_file_known() -> None:
    text = "usedBy:\n" + "".join(f"- Kreisverwaltung Beispiel Nummer {number}\n" for number in range(5202))
    document = read(text.encode()).document
    assert document is not None
    assert isinstance(document["usedBy"], list)
    assert len(document["usedBy"]) == 5202
    assert MAX_BYTES > 6 * 165_000
    assert MAX_VALUES > 4 * 5202
    assert MAX_DEPTH > 8
