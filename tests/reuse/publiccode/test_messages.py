"""Every finding has a sentence in both languages, and every sentence a finding."""

import ast
import re
from pathlib import Path

import pytest

from strahlkraft.jobs import publiccode_commands
from strahlkraft.reuse import publiccode
from strahlkraft.reuse.publiccode import Finding, check, wording
from tests.reuse.publiccode.samples import report
from tests.reuse.publiccode.test_checking import ADVICE, OLD, TYPES, WRONG
from tests.reuse.publiccode.test_reading import BAD

pytestmark = pytest.mark.house
FOLDER = Path(publiccode.__path__[0])
GAP = re.compile(r"\{([a-z]+)\}")
# Modules that make findings; the rest of the package writes files.
MODULES = ("__init__", "checking", "decoding", "hints", "online", "reading")
COMPOSED = {f"wrong_type_{name}" for name in ("text", "list", "map", "boolean", "text_or_list")}
COMPOSED |= {f"ui_{level}" for level in ("valid", "error", "warning", "hint")}
LITERAL_BRACES = {"complex_key"}  # its example shows a placeholder


def test_both_languages_say_something_with_the_same_gaps() -> None:
    for code, sentences in wording().items():
        assert sorted(sentences) == ["de", "en"], code
        assert all(len(sentence) > 3 for sentence in sentences.values()), code
        if code not in LITERAL_BRACES:
            assert set(GAP.findall(sentences["de"])) == set(GAP.findall(sentences["en"])), code


def test_the_table_has_no_sentence_that_nothing_says() -> None:
    files = [FOLDER / f"{name}.py" for name in MODULES] + [Path(publiccode_commands.__file__)]
    texts = {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(wording()) - texts - COMPOSED == set()


def test_no_finding_lacks_its_sentence_or_leaves_a_gap() -> None:
    cases = [*({name: value} for name, value, _, _ in [*WRONG, *TYPES]), *(changes for changes, _ in [*OLD, *ADVICE])]
    reports = [*(report(**case) for case in cases), *(check(data) for data, _, _ in BAD.values()), check(b"a: b")]
    for found in (found for one in reports for found in (*one.results, *one.further)):
        for language in ("de", "en"):
            sentence = found.message(language)
            gaps = set(GAP.findall(wording()[found.code][language])) if found.code not in LITERAL_BRACES else set()
            assert gaps <= {"key", *found.params}, found.code
            assert sentence.strip(), found.code


def test_a_value_that_looks_like_a_gap_is_not_filled() -> None:
    found = Finding("error", "url", "not_address", {"value": "{example}", "example": "x"})
    assert "{example}" in found.message("en")


def test_a_language_we_do_not_speak_is_answered_in_english() -> None:
    found = Finding("error", "", "yaml_tab")
    assert found.message("fr") == found.message("en") != found.message("de")
