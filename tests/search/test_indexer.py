"""The index follows the change log: nothing is lost, nothing stays wrong, whatever happens to process or folder."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from strahlkraft.search import actions, indexer, queries
from strahlkraft.search.engine import store as store_module
from strahlkraft.search.models import SearchCounter, SearchDocument
from strahlkraft.search.rules import Lag, Query
from tests.factories.search import project

pytestmark = pytest.mark.usefixtures("search_index")


def found(text: str) -> list[str]:
    return [hit.key for hit in queries.search(Query(text)).hits]


@pytest.mark.django_db
def test_a_search_without_any_document_or_index_finds_nothing() -> None:
    assert queries.search(Query("Radweg", facets=("region",))).total == 0
    assert queries.suggest("rad") == []
    assert queries.lag() == Lag(0, 0)


@pytest.mark.django_db
def test_documents_are_found_replaced_and_withdrawn() -> None:
    actions.put_documents([project("a", "Radweg"), project("b", "Friedhof")])
    assert found("Radweg") == ["a"]
    actions.put_documents([project("b", "Radweg am Friedhof")])
    assert sorted(found("Radweg")) == ["a", "b"]
    actions.withdraw_documents("project", ["a", "unknown"])
    assert found("Radweg") == ["b"]
    assert queries.search(Query("")).total == 1
    actions.put_documents([project("a", "Radweg")])
    assert sorted(found("Radweg")) == ["a", "b"]
    assert queries.lag() == Lag(5, 5)


@pytest.mark.django_db
def test_an_unchanged_document_is_no_change() -> None:
    actions.put_documents([project("a", "Radweg")])
    actions.put_documents([project("a", "Radweg")])
    actions.withdraw_documents("project", ["a"])
    actions.withdraw_documents("project", ["a"])
    assert SearchCounter.objects.get().value == 2


@pytest.mark.django_db
def test_of_one_document_handed_in_twice_the_last_counts() -> None:
    actions.put_documents([project("a", "Radweg"), project("a", "Friedhof")])
    assert (found("Radweg"), found("Friedhof")) == ([], ["a"])


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_never_found() -> None:
    actions.put_documents([project("a", "Radweg")])
    with transaction.atomic():
        actions.put_documents([project("b", "Radweg")])
        transaction.set_rollback(True)
    assert found("Radweg") == ["a"]


@pytest.mark.django_db
def test_another_change_log_makes_the_index_anew() -> None:
    actions.put_documents([project("a", "Radweg"), project("b", "Radweg")])
    assert sorted(found("Radweg")) == ["a", "b"]
    SearchDocument.objects.all().delete()
    SearchCounter.objects.all().delete()
    actions.put_documents([project("c", "Radweg"), project("d", "Radweg")])
    assert sorted(found("Radweg")) == ["c", "d"]


@pytest.mark.django_db
def test_a_restored_older_change_log_makes_the_index_anew() -> None:
    actions.put_documents([project("a", "Radweg"), project("b", "Radweg")])
    assert queries.search(Query("")).total == 2
    SearchDocument.objects.filter(key="b").delete()
    assert queries.search(Query("")).total == 1


@pytest.mark.django_db
def test_a_new_version_of_the_analysis_makes_the_index_anew(
    monkeypatch: pytest.MonkeyPatch, search_index: Path
) -> None:
    actions.put_documents([project("a", "Radweg")])
    assert found("Radweg") == ["a"]
    before = (search_index / "CURRENT").read_text()
    monkeypatch.setattr(store_module, "analyser_version", lambda: "another")
    indexer._engine.cache_clear()
    assert found("Radweg") == ["a"]
    assert (search_index / "CURRENT").read_text() != before
    assert len([path for path in search_index.iterdir() if path.is_dir()]) == 1


def _put(file: Path, content: bytes) -> None:
    """In the place of the file, not into it: the engine maps files, and cutting one short under it ends any process."""
    file.unlink()
    file.write_bytes(content)


def _empty_files(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "CURRENT" and not file.name.startswith("."):
            _put(file, b"")


def _garbage(folder: Path) -> None:
    for file in folder.rglob("*.*"):
        if file.suffix in {".store", ".term", ".idx", ".fast"}:
            _put(file, b"\xff" * file.stat().st_size)


def _without_meta(folder: Path) -> None:
    for file in folder.rglob("meta.json"):
        file.unlink()


def _wrong_pointer(folder: Path) -> None:
    (folder / "CURRENT").write_text("nowhere")


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [_empty_files, _garbage, _without_meta, _wrong_pointer, shutil.rmtree])
@pytest.mark.parametrize("reopened", [True, False])
def test_a_damaged_index_is_made_anew(damage: object, search_index: Path, *, reopened: bool) -> None:
    actions.put_documents([project("a", "Radweg"), project("b", "Friedhof")])
    assert found("Radweg") == ["a"]
    damage(search_index)  # type: ignore[operator] # each damage is a function
    if reopened:
        indexer._engine.cache_clear()
    assert found("Radweg") == ["a"]
    actions.put_documents([project("c", "Radweg")])
    assert sorted(found("Radweg")) == ["a", "c"]


def _child(code: str) -> "subprocess.Popen[str]":
    """Another process of this node, on the test's database and index."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
        url = f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    from django.conf import settings  # noqa: PLC0415 - the values of this test

    prelude = (
        "import os, signal, django\n"
        "django.setup()\n"
        "from django.conf import settings\n"
        f"settings.SEARCH_INDEX_DIR = {str(settings.SEARCH_INDEX_DIR)!r}\n"
        "from strahlkraft.search import actions, indexer\n"
        "from strahlkraft.search.engine import store\n"
        "from tests.factories.search import project\n"
    )
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", prelude + code], env=environment, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )


KILL = "os.kill(os.getpid(), signal.SIGKILL)\n"
BETWEEN = "actions.put_documents([project('b', 'Radweg')])\n" + KILL
WHILE = (
    "actions.put_documents([project('b', 'Radweg'), project('c', 'Radweg')])\n"
    "prepare, seen = store.prepare, []\n"
    "def dying(document, *rest):\n"
    "    if seen: " + KILL + "    seen.append(document)\n"
    "    return prepare(document, *rest)\n"
    "store.prepare = dying\n"
    "indexer.catch_up()\n"
)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("code", "expected"), [(BETWEEN, ["a", "b"]), (WHILE, ["a", "b", "c"])])
@pytest.mark.parametrize("indexed_before", [True, False])
def test_a_process_killed_before_it_indexed_loses_nothing(
    code: str, expected: list[str], *, indexed_before: bool
) -> None:
    actions.put_documents([project("a", "Radweg")])
    if indexed_before:
        indexer.catch_up()
    with _child(code) as child:
        child.wait(60)
    assert child.returncode == -9
    assert queries.lag().behind > 0
    assert sorted(found("Radweg")) == expected
    assert queries.lag().behind == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_another_process_indexed_is_seen_here() -> None:
    actions.put_documents([project("a", "Radweg")])
    assert found("Radweg") == ["a"]
    with _child("actions.put_documents([project('b', 'Radweg')]); print(indexer.catch_up())") as child:
        assert child.wait(60) == 0
    hits = indexer.engine().search(Query("Radweg")).hits
    assert sorted(hit.key for hit in hits) == ["a", "b"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_while_another_process_indexes_a_search_does_not_wait() -> None:
    actions.put_documents([project("a", "Radweg")])
    assert found("Radweg") == ["a"]
    store = indexer.engine().store
    with _child(
        "import sys, time\nwith indexer.engine().store.writing():\n    print(1, flush=True); time.sleep(120)"
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "1\n"
        actions.put_documents([project("b", "Radweg")])
        assert found("Radweg") == ["a"]
        with pytest.raises(store_module.BusyError), store.writing():  # the other process has not come to its end yet
            pass
        child.kill()
    assert sorted(found("Radweg")) == ["a", "b"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_thread_makes_commits_of_all_processes_searchable_by_itself(settings: Settings) -> None:
    settings.SEARCH_INDEXER_IN_PROCESS = True
    assert indexer.start()
    try:
        assert not indexer.start()
        _wait_until_indexed()
        actions.put_documents([project("a", "Radweg")])
        _wait_until_indexed()
        assert found("Radweg") == ["a"]
        with _child("actions.put_documents([project('b', 'Radweg')])") as child:
            assert child.wait(60) == 0
            _wait_until_indexed()
        assert sorted(found("Radweg")) == ["a", "b"]
    finally:
        indexer.stop()
    assert not indexer.running()


def _wait_until_indexed() -> None:
    end = time.monotonic() + 60  # a busy machine is no finding
    while queries.lag().behind:
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.django_db
def test_the_settings_can_forbid_the_thread() -> None:
    assert (indexer.start(), indexer.running()) == (False, False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sequences_become_visible_in_their_order() -> None:
    holding, release = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            actions.put_documents([project("a", "Radweg")])
            holding.set()
            release.wait(10)
        connection.close()

    def second() -> None:
        actions.put_documents([project("b", "Radweg")])
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert holding.wait(10)
    threads[1].start()
    time.sleep(0.3)
    assert list(SearchDocument.objects.values_list("key", flat=True)) == []
    release.set()
    for thread in threads:
        thread.join(20)
    assert list(SearchDocument.objects.order_by("sequence").values_list("key", "sequence")) == [("a", 1), ("b", 2)]


@pytest.mark.slow
@pytest.mark.django_db
def test_all_municipalities_are_put_in_few_queries_and_indexed() -> None:
    documents = [
        project(f"{n:08}", f"Gemeinde {n}hausen", "Kreis Beispiel", facets={"land": ("NRW",)}) for n in range(12_000)
    ]
    with CaptureQueriesContext(connection) as asked:
        actions.put_documents(documents)
    assert len(asked) < len(documents) / 100
    assert queries.search(Query("", facets=("land",))).facet_counts == {"land": {"NRW": 12_000}}


@pytest.mark.django_db
def test_both_databases_give_one_and_the_same_result() -> None:
    actions.put_documents(
        [
            project(
                "a", "Digitales Parkraummanagement", "Sensoren zeigen freie Parkplätze", facets={"region": ("owl",)}
            ),
            project("b", "Freie Parkplätze", "Karte der Parkhäuser", facets={"region": ("ruhr",)}),
            project("c", "Mängelmelder", "Schlaglöcher und Laternen melden", facets={"region": ("owl", "ruhr")}),
        ]
    )
    result = queries.search(Query("Parkplatz frei", facets=("region",)))
    assert ([hit.key for hit in result.hits], result.facet_counts) == (["b", "a"], {"region": {"owl": 1, "ruhr": 1}})
    assert found("Schlagloch") == ["c"]
    assert queries.highlighter("Parkraum")("Digitales Parkraummanagement") == [
        ("Digitales ", False),
        ("Parkraum", True),
        ("management", False),
    ]


def test_the_payload_of_a_row_is_plain_json() -> None:
    document = project("a", "Radweg", facets={"region": ("owl", "ruhr")}, sort={"year": 2019, "sum": 1.5})
    row = actions._row(document)
    assert indexer.document_of(json.loads(json.dumps(row.payload))) == document
