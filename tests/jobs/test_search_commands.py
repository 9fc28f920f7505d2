"""``strahlkraft search`` and ``strahlkraft search-eval``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from strahlkraft.jobs.search_commands import search, search_eval
from strahlkraft.search import actions
from strahlkraft.search.rules import Document


@pytest.fixture
def _filled(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.BASE_URL = "https://beispiel.example"
    actions.put_documents([Document("project", "radweg", "Radweg", ""), Document("odd", "x", "Friedhof", "")])


@pytest.mark.usefixtures("_filled")
def test_a_search_prints_one_object_with_an_absolute_address() -> None:
    done = CliRunner().invoke(search, ["--json", "--limit", "1", "Radwege"])
    answer = json.loads(done.stdout)
    assert answer["results"][0].pop("score") > 0
    assert answer == {
        "query": "Radwege",
        "results": [
            {
                "kind": "project",
                "title": "Radweg",
                "url": "https://beispiel.example/projekte/radweg/",
                "why": ["Radwege: Radweg (word)"],
            }
        ],
    }


@pytest.mark.usefixtures("_filled")
def test_queries_from_standard_input_give_one_line_each() -> None:
    done = CliRunner().invoke(search, ["-"], input="Radweg\nNichts\n\nFriedhof\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["query"] for answer in answers] == ["Radweg", "Nichts", "", "Friedhof"]
    assert [len(answer["results"]) for answer in answers] == [1, 0, 2, 1]


@pytest.mark.usefixtures("_filled")
def test_without_json_a_person_can_read_it() -> None:
    done = CliRunner().invoke(search, ["Radweg"])
    assert done.stdout == "Radweg\n  https://beispiel.example/projekte/radweg/\n  Radweg: Radweg (word)\n"
    assert CliRunner().invoke(search, ["Nichts"]).stdout == "Nothing found.\n"


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(search_eval, [str(tmp_path)])
    assert (done.exit_code, "lacks documents.jsonl, queries.jsonl, qrels.tsv" in done.output) == (1, True)
