"""Queries against documents: what is found, why, in which order, and counted how."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strahlkraft.search.engine.highlighting import segments
from strahlkraft.search.engine.store import IndexMissingError
from strahlkraft.search.rules import MAX_LIMIT, Document, Query, Result, Why
from tests.cost import cost
from tests.factories.search import Shelf, project


def keys(result: object) -> list[str]:
    return [hit.key for hit in result.hits]  # type: ignore[attr-defined] # any result with hits


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("Parkraumbewirtschaftung", "word"),
        ("Bewirtschaftung", "word"),
        ("parkraumbewirtschaftungen", "word"),
        ("Parkraumbewirtschaftunk", "spelling"),
        ("Stellplatz", "synonym"),
        ("Prakraum", "spelling"),
    ],
)
def test_a_document_is_found_and_says_why(shelf: Shelf, query: str, kind: str) -> None:
    engine = shelf.fill(project("a", "Parkraumbewirtschaftung"), project("b", "Stolpersteine"))
    result = engine.search(Query(query))
    assert keys(result) == ["a"]
    assert {why.kind for why in result.hits[0].why} == {kind}


def test_a_part_of_a_query_word_finds_and_is_named(shelf: Shelf) -> None:
    engine = shelf.fill(project("a", "Ein Schild am Weg"), project("b", "Anderes"))
    assert engine.search(Query("Hausnummernschild")).hits[0].why == (Why("part", "Hausnummernschild", "Schild"),)


@pytest.mark.parametrize("field", ["keywords", "aliases"])
def test_search_words_of_editors_weigh_more_than_the_body(shelf: Shelf, field: str) -> None:
    engine = shelf.fill(
        project("body", "Vorhaben im Ort", "Es geht um Bewässerung der Bäume."),
        project("named", "Vorhaben im Ort", "Es geht um etwas der Bäume.", **{field: "Bewässerung"}),
    )
    assert keys(engine.search(Query("Bewässerung"))) == ["named", "body"]


def test_the_title_weighs_more_than_the_body(shelf: Shelf) -> None:
    engine = shelf.fill(
        project("body", "Vorhaben im Ort", "Radwege"), project("title", "Radwege im Ort", "Vorhaben"), project("c", "x")
    )
    assert keys(engine.search(Query("Radwege"))) == ["title", "body"]


def test_more_words_of_the_query_win(shelf: Shelf) -> None:
    engine = shelf.fill(
        project("one", "Parkplätze", "Parkplätze in der Stadt"),
        project("both", "Parkplätze am Bahnhof", ""),
        project("none", "Friedhof", ""),
    )
    assert keys(engine.search(Query("Wo finde ich Parkplätze am Bahnhof?"))) == ["both", "one"]


def test_english_words_are_found(shelf: Shelf) -> None:
    engine = shelf.fill(project("a", "Bike sharing stations"), project("b", "Public libraries"))
    assert keys(engine.search(Query("station of shared bikes"))) == ["a"]


def test_did_you_mean_offers_the_word_as_documents_write_it(shelf: Shelf) -> None:
    engine = shelf.fill(project("a", "Straßenbeleuchtung"), project("b", "Anderes"))
    assert engine.search(Query("Strasenbeleuchtung an")).did_you_mean == "Straßenbeleuchtung an"
    assert engine.search(Query("Straßenbeleuchtung")).did_you_mean is None


def faceted(key: str, *regions: str, phase: str = "idee", year: int = 0, title: str = "Vorhaben") -> Document:
    return project(key, title, facets={"region": regions, "phase": (phase,)}, sort={"year": year})


def test_each_facet_is_counted_under_the_other_filters(shelf: Shelf) -> None:
    engine = shelf.fill(
        faceted("a", "owl"), faceted("b", "owl", "ruhr", phase="betrieb"), faceted("c", "ruhr"), faceted("d", "köln.s")
    )
    result = engine.search(
        Query("", filters={"region": ("owl",), "phase": ("idee",)}, facets=("region", "phase", "no"))
    )
    assert result.total == 1
    assert result.facet_counts == {
        "region": {"owl": 1, "ruhr": 1, "köln.s": 1},
        "phase": {"idee": 1, "betrieb": 1},
        "no": {},
    }


def test_values_of_one_facet_mean_or(shelf: Shelf) -> None:
    engine = shelf.fill(faceted("a", "owl"), faceted("b", "ruhr"), faceted("c", "köln.s"))
    found = engine.search(Query("vorhaben", filters={"region": ("owl", "köln.s")}))
    assert sorted(keys(found)) == ["a", "c"]


@pytest.mark.parametrize(("sort", "order"), [("year", ["b", "c", "a"]), ("-year", ["a", "c", "b"])])
@pytest.mark.parametrize("text", ["", "Vorhaben"])
def test_results_come_in_the_order_asked_for(shelf: Shelf, sort: str, order: list[str], text: str) -> None:
    engine = shelf.fill(faceted("a", year=9), faceted("b", year=1), faceted("c", year=5))
    assert keys(engine.search(Query(text, sort=sort))) == order


def test_an_empty_query_shows_the_newest_first_and_pages_through_all(shelf: Shelf) -> None:
    engine = shelf.fill(*(project(f"p{n:03}", "Vorhaben") for n in range(150)))
    pages = [engine.search(Query("", offset=offset, limit=60)) for offset in (0, 60, 120)]
    assert {page.total for page in pages} == {150}
    assert [key for page in pages for key in keys(page)] == [f"p{n:03}" for n in reversed(range(150))]


def test_pages_of_a_query_show_every_document_once(shelf: Shelf) -> None:
    engine = shelf.fill(*(project(f"p{n:03}", "Vorhaben", "wort " * n) for n in range(150)))
    found = [key for offset in range(0, 160, 20) for key in keys(engine.search(Query("Vorhaben", offset=offset)))]
    assert sorted(found) == [f"p{n:03}" for n in range(150)]


def test_kinds_and_collections_fence_off(shelf: Shelf) -> None:
    engine = shelf.fill(
        Document("project", "a", "Radweg", "", collection="x"), Document("region", "b", "Radweg", "", collection="y")
    )
    assert keys(engine.search(Query("Radweg", kinds=("region", "event")))) == ["b"]
    assert keys(engine.search(Query("Radweg"), collection="x")) == ["a"]
    assert engine.search(Query("Radweg", kinds=("event",))).total == 0


def test_a_trace_is_not_shown_beside_the_thing_itself_but_kept_for_measuring(shelf: Shelf) -> None:
    engine = shelf.fill(
        faceted("a", "owl", title="Neue Parkplätze"), faceted("b", "owl", title="Marktplatz"), faceted("c", title="Weg")
    )
    result = engine.search(Query("Parkplatz", facets=("region",)))
    assert (keys(result), result.total, result.facet_counts) == (["a"], 1, {"region": {"owl": 1}})
    assert keys(engine.search(Query("Parkplatz", traces=True))) == ["a", "b"]


def test_a_phrase_of_the_table_is_met_as_a_whole(shelf: Shelf) -> None:
    engine = shelf.fill(project("a", "Freiwillige finden"), project("b", "Kurs"), project("c", "Stelle frei"))
    assert keys(engine.search(Query("Friedhof"))) == []
    assert keys(engine.search(Query("Ehrenamt"))) == ["a"]


def test_where_nothing_is_found_the_nearest_in_meaning_are_offered(shelf: Shelf) -> None:
    engine = shelf.fill(project("a", "Hitze und Klima"), project("b", "Steuerbescheid der Gemeinde"))
    result = engine.search(Query("Kälte"))
    assert (result.total, [(hit.key, hit.why) for hit in result.nearest]) == (
        0,
        [("a", (Why("meaning", "Kälte", ""),))],
    )


def test_nothing_under_the_filter_leads_to_the_nearest_without_it(shelf: Shelf) -> None:
    engine = shelf.fill(faceted("a", "owl", title="Radweg"), faceted("b", "ruhr", title="Friedhof"))
    result = engine.search(Query("Radweg", filters={"region": ("ruhr",)}))
    assert (result.total, result.hits, [hit.key for hit in result.nearest]) == (0, (), ["a"])


def test_suggestions_continue_words_and_titles(shelf: Shelf) -> None:
    engine = shelf.fill(
        project("a", "Straßenreinigung Bielefeld"), project("b", "Straßenreinigung"), project("c", "Friedhof")
    )
    assert engine.suggest("strass", 3) == ["Straßenreinigung", "Straßenreinigung Bielefeld"]
    assert engine.suggest("Neue Fried", 3) == ["Neue Friedhof"]
    assert engine.suggest("s", 3) == []
    assert engine.suggest("", 3) == []


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Die Großstraßenreinigung", "Straßen", ["straßen"]),
        ("Parkraumbewirtschaftung", "Parkraum", ["Parkraum"]),
        ("Neue Radwege hier", "Radweg", ["Radwege"]),
        ("Gebühren für Müll", "muell", ["Müll"]),
        ("Nichts davon", "Friedhof", []),
        ("und der die", "der", ["der"]),
    ],
)
def test_highlighting_marks_words_and_parts(text: str, query: str, marked: list[str]) -> None:
    found = segments(text, query)
    assert "".join(piece for piece, _ in found) == text
    assert [piece for piece, hit in found if hit] == marked


@given(st.text(max_size=200), st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_highlighting_any_text_loses_no_letter(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in segments(text, query)) == text


def test_an_unfilled_folder_says_that_the_index_is_missing(shelf: Shelf) -> None:
    with pytest.raises(IndexMissingError):
        shelf.engine.search(Query("x"))


HOSTILE = {
    "long word": "a" * 10_000,
    "long text": "Straßenbeleuchtungsmast kaputt " * 400,
    "many words": " ".join(f"wort{n}qx" for n in range(10_000)),
    "control": "\x00\x01\x1f\u202e Radweg \ufeff\u200b",
    "query language": 'title:"x" AND (NOT *) OR {!func} [a TO b]~5^3 \\',
    "marks": "*" * 5_000 + "/(" * 2_000,
    "compound": "kinder" * 1_600,
    "surrogate": "Rad\udcffweg",
    "emoji": "🚲" * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_queries_cost_no_more_than_an_honest_sentence(shelf: Shelf, text: str) -> None:
    engine = shelf.fill(*(project(f"p{n}", f"Radweg Straßenbeleuchtung {n}", "Kinder " * 20) for n in range(50)))
    hostile = Query(text, facets=("a\x00.b", "region"), filters={"x" * 500: ("y" * 5_000,)})
    answers: list[Result] = []
    honest = cost(lambda: engine.search(Query("Wer baut Radwege mit Straßenbeleuchtung und Ampeln für Kinder?")))
    # the first time, when no word is known yet; the worst costs some three times as much
    assert cost(lambda: answers.append(engine.search(hostile)), times=1) < 50 * honest
    assert answers[0].total == 0
    assert engine.suggest(text, 5) is not None
    assert engine.search(Query(text, offset=-5, limit=10**9, sort="-nope")).total <= 50


def test_limits_are_bounded(shelf: Shelf) -> None:
    engine = shelf.fill(*(project(f"p{n:04}", "Vorhaben") for n in range(MAX_LIMIT + 20)))
    assert len(engine.search(Query("", limit=10**9)).hits) == MAX_LIMIT
    assert engine.search(Query("Vorhaben", limit=0)).hits == ()


@given(text=st.text(max_size=120))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_is_answered(shelf: Shelf, text: str) -> None:
    try:
        shelf.store.snapshot()
    except IndexMissingError:
        shelf.fill(project("a", "Radweg"), project("b", "Friedhof"))
    result = shelf.engine.search(Query(text))
    assert 0 <= result.total <= 2
    assert len(result.hits) == result.total
