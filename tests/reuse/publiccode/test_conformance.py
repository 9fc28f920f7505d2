"""The same verdicts, keys and lines as the reference parser, measured through the command itself."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from strahlkraft.jobs.cli import strahlkraft

pytestmark = pytest.mark.house
HERE = Path(__file__).resolve()
SHARED = HERE.parents[4] / "shared" / "data" / "publiccode"
PAPER = HERE.parents[3] / "docs" / "adr" / "0007-publiccode-deviations.md"
SETS = {
    "testdata": ("expectations.json", "schema_only_expected"),
    "real": ("reference_verdicts.json", "results"),
}
DEVIATIONS = {
    "testdata": set[str](),
    "real": {"Azienda-USL-di-Bologna__DAE-RespondER.yml", "BaseAdresseNationale__codes-postaux.yml"},
}


def expected(name: str) -> dict[str, dict[str, Any]]:
    """What the reference says, by file; skips the test where the files are missing."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data/publiccode is not beside this checkout")
    file, key = SETS[name]
    rows = json.loads((SHARED / name / file).read_text(encoding="utf-8"))
    return {row["file"]: {"verdict": row["verdict"], "results": row[key]} for row in rows}


def ours(name: str) -> dict[str, dict[str, Any]]:
    """What the command says, by file."""
    answer = CliRunner().invoke(strahlkraft, ["publiccode", "check", "--offline", "--json", str(SHARED / name)])
    assert answer.exit_code == 1, answer.output
    return {row["file"]: row for row in json.loads(answer.output)}


def keys(row: dict[str, Any]) -> set[tuple[str, str]]:
    """Type and key of every finding."""
    return {(found["type"], found["key"]) for found in row["results"]}


def places(row: dict[str, Any]) -> Counter[tuple[str, str, int, int]]:
    """The same with line and column, counted."""
    return Counter((found["type"], found["key"], found["line"], found["column"]) for found in row["results"])


@pytest.mark.parametrize("name", SETS)
def test_verdicts_keys_and_lines_are_those_of_the_reference(name: str) -> None:
    reference, found = expected(name), ours(name)
    assert set(found) == set(reference)
    assert {file for file in reference if found[file]["verdict"] != reference[file]["verdict"]} == set()
    different = {file for file in reference if places(found[file]) != places(reference[file])}
    assert different == DEVIATIONS[name]
    assert {file for file in reference if keys(found[file]) != keys(reference[file])} <= DEVIATIONS[name]
    told = sum(places(reference[file]).total() for file in reference)
    same = sum((places(reference[file]) & places(found[file])).total() for file in reference)
    assert same / told >= 0.99


def test_the_paper_lists_exactly_the_deviations_of_this_test() -> None:
    rows = re.findall(r"^\| (\w+) \| `([^`]+)` \|", PAPER.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(rows) == sorted((name, file) for name, files in DEVIATIONS.items() for file in files)
