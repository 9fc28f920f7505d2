"""Checklists of security say what is true: every control has its line, every line names proofs that exist."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.house
ROOT = Path(__file__).resolve().parents[1]
STATES = {"met", "partly", "not met", "not applicable"}
# ASVS 5.0.0: the level of each control, section by section: 1.1.1 and 1.1.2 are of level 2, and so on.
_LEVELS = """
    1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123
    2.1:122 2.2:112 2.3:12223 2.4:23
    3.1:3 3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333
    4.1:12233 4.2:23333 4.3:22 4.4:1222
    5.1:2 5.2:112333 5.3:113 5.4:222
    6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222
    7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22
    8.1:1233 8.2:1123 8.3:133 8.4:23
    9.1:111 9.2:1222
    10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22 10.7:222
    11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23 11.6:23 11.7:33
    12.1:12233 12.2:11 12.3:22223
    13.1:2333 13.2:222223 13.3:2233 13.4:1222233
    14.1:22 14.2:12223333 14.3:122
    15.1:12233 15.2:12233 15.3:1222222 15.4:3333
    16.1:2 16.2:22222 16.3:2222 16.4:222 16.5:2223
    17.1:23 17.2:22223333 17.3:22
"""
LEVELS = dict(pair.split(":") for pair in _LEVELS.split())
BEYOND = {  # of level 3, looked at all the same
    *("1.2.10", "1.3.12", "1.5.3", "2.3.5", "3.4.7", "3.4.8", "3.5.8", "5.2.4", "5.2.5", "5.2.6", "5.3.3"),
    *("6.3.7", "6.3.8", "6.5.6", "7.5.3", "8.3.2", "13.1.4", "16.5.4"),
}


def _rows(page: str) -> list[list[str]]:
    """The lines of a page's tables: the controls, what they are about, the state, the evidence."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if re.match(r"\| [A-Z]?\d", line)
    ]
    return [[cell.strip(" |") for cell in row] for row in cells]


def _controls(cell: str) -> Iterator[str]:
    """``10.4.1–10.4.11`` names eleven controls."""
    first, _dash, last = cell.partition("–")
    if not last:
        yield first
        return
    stem, _dot, start = first.rpartition(".")
    for number in range(int(start), int(last.rpartition(".")[2]) + 1):
        yield f"{stem}.{number}"


def _named(text: str) -> list[str]:
    """What a page names as proof: files, folders, and tests of files."""
    return re.findall(r"`((?:tests|src|docs|tools|benchmarks)/[^`\s]+|\.env\.example|REUSE\.toml|SECURITY\.md)`", text)


def _missing(name: str) -> bool:
    path, _colons, test = name.partition("::")
    file = ROOT / path
    return not file.exists() or bool(test and f"def {test}(" not in file.read_text(encoding="utf-8"))


def test_the_levels_are_those_of_the_standard() -> None:
    assert Counter("".join(LEVELS.values())) == {"1": 70, "2": 183, "3": 92}


def test_every_control_of_level_two_has_one_line() -> None:
    asked = [f"{section}.{number}" for section, levels in LEVELS.items() for number, _ in enumerate(levels, 1)]
    level = dict(zip(asked, "".join(LEVELS.values()), strict=True))
    wanted = {control for control in asked if level[control] < "3"} | BEYOND
    told = Counter(control for row in _rows("asvs.md") for control in _controls(row[0]))
    assert {control: told[control] for control in wanted | set(told)} == dict.fromkeys(wanted, 1)


def test_every_requirement_of_con10_has_one_line() -> None:
    assert [row[0] for row in _rows("con10.md")] == [f"A{number}" for number in range(1, 19)]


@pytest.mark.parametrize("page", ["asvs.md", "con10.md"])
def test_every_line_says_how_it_stands_and_what_is_met_names_its_proof(page: str) -> None:
    rows = _rows(page)
    assert [row[0] for row in rows if len(row) != 4 or row[2] not in STATES] == []
    assert [row[0] for row in rows if row[2] == "met" and not _named(row[3])] == []
    assert [row[0] for row in rows if not row[3]] == []


@pytest.mark.parametrize("page", ["asvs.md", "con10.md", "threat-model.md", "releases.md"])
def test_every_proof_exists(page: str) -> None:
    named = _named((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert (named != [], [name for name in named if _missing(name)]) == (True, [])


def test_every_threat_has_a_proof() -> None:
    rows = [
        line for line in (ROOT / "docs/threat-model.md").read_text(encoding="utf-8").splitlines() if line[:3] == "| T"
    ]
    assert (len(rows) >= 15, [row[:6] for row in rows if not _named(row)]) == (True, [])
