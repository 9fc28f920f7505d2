"""Every parser of strangers' bytes takes or refuses with a sentence, whatever it is given, within bounds of memory."""

import ast
import re
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.hostile.bombs import BOMBS, Bomb
from tests.hostile.child import MOST_BYTES, measured
from tests.hostile.inventory import ALL, READS
from tests.hostile.mutations import hostile
from tests.hostile.parsers import BY_NAME, PARSERS, Parser

pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),  # refused by its size
    pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning"),  # allowed by YAML 1.2
]
SOURCE = Path(__file__).parents[2] / "src" / "strahlkraft"
PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
TAKEN = {"publiccode", "typed"}  # reports and fields of a form: they answer even what is sound with words


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_sound_file_is_taken(parser: Parser) -> None:
    assert parser.name in TAKEN or "" in [parser.outcome(seed) for seed in parser.seeds()]


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@hypothesis.settings(max_examples=40, derandomize=True, phases=[hypothesis.Phase.generate])
@hypothesis.given(seed=st.integers(0, 2**32))
def test_a_hostile_file_is_taken_or_refused_with_a_sentence(parser: Parser, seed: int) -> None:
    parser.outcome(parser.dress(hostile(parser.seeds(), seed)[: parser.most]))


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: f"{bomb[1]}: {bomb[0]}")
def test_a_bomb_is_taken_or_refused_within_memory(bomb: Bomb) -> None:
    """How long it takes is measured by benchmarks/fuzz.py; here its process ends after twenty seconds of processor."""
    _what, name, make = bomb
    found = measured(BY_NAME[name], make()[: BY_NAME[name].most + 1])
    assert (found.fault, found.bytes <= MOST_BYTES) == ("", True)


def test_a_workbook_of_a_million_rows_is_refused_before_the_library_reads_it() -> None:
    bomb = next(make for what, _name, make in BOMBS if what == "1,000,000 rows")
    assert BY_NAME["workbook"].outcome(bomb()) == "Unpacked, the file is larger than a list of projects can be."


@pytest.mark.house
def test_every_module_that_reads_bytes_of_strangers_stands_in_the_inventory() -> None:
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if READS.search(_code(path))}
    assert (found - set(ALL), set(ALL) - found) == (set(), set())


@pytest.mark.house
def test_every_parser_of_the_inventory_is_fuzzed_and_told() -> None:
    named = {name for name in ALL.values() if not name.startswith("-")}
    section = PAGE.read_text(encoding="utf-8").partition("\n## Hostile input\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))
    assert named <= set(BY_NAME)
    assert told == set(BY_NAME)


def _code(path: Path) -> str:
    """The source without its comments and words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return "\n".join(
        ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)
    )
