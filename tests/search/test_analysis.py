"""The analysis of German text: facts that must hold for chosen words, and laws that must hold for any text."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.search.analysis.build_lexicon import count_parts, splits
from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.lexicon import Lexicon, lexicon
from strahlkraft.search.analysis.meanings import Meanings, likeness, meanings, text_vector, word_vector
from strahlkraft.search.analysis.spelling import corrections
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.synonyms import Synonyms, synonyms
from strahlkraft.search.analysis.terms import terms_of
from strahlkraft.search.analysis.tokens import tokenise


def forms(text: str) -> list[str]:
    return [token.form for token in tokenise(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "Strasse"), ("MÜLL", "Muell"), ("Bürgeramt", "Buergeramt"), ("Café", "Cafe"), ("Größe", "GROESSE")],
)
def test_two_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(normalise(one)) == fold(normalise(other))


@pytest.mark.parametrize("word", ["neue", "quelle", "steuer", "bauer"])
def test_a_diphthong_is_no_written_out_umlaut(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize(
    "marked", ["Bürger*innen", "Bürger:innen", "Bürger_innen", "Bürger/-innen", "Bürger(innen)", "Bürger·innen"]
)
def test_gender_marks_leave_the_word_itself(marked: str) -> None:
    assert forms(f"Für {marked} da") == ["fur", "burger", "da"]


def test_hyphens_give_their_parts_and_places_point_at_the_letters() -> None:
    text = normalise("Kfz-Kennzeichen, 3D!")
    tokens = tokenise(text)
    assert [text[token.start : token.end] for token in tokens] == ["kfz", "kennzeichen", "3d"]
    assert [token.joined for token in tokens] == [False, True, False]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("parkraumbewirtschaftung", ["parkraum", "bewirtschaftung"]),
        ("verwaltungsgebührensatzung", ["verwaltungs", "gebuhrensatzung"]),
        ("hundesteuer", ["hunde", "steuer"]),
        ("mängelmelder", ["mangel", "melder"]),
        ("schulwegplanung", ["schul", "weg", "planung"]),
        ("information", ["information"]),
        ("anmeldung", ["anmeldung"]),
        ("bürgerinnen", ["burgerinnen"]),
        ("amt", ["amt"]),
    ],
)
def test_compounds_fall_into_known_words(word: str, parts: list[str]) -> None:
    assert [part.form for part in split(fold(word)).parts] == parts


def test_terms_hold_the_whole_its_parts_and_their_pairs() -> None:
    found = dict(terms_of(fold("schulwegplanung")))
    assert found[stem("schulwegplanung")] == 1.0
    assert {stem("weg"), stem("planung"), stem("schulweg"), stem("wegplanung")} <= found.keys()
    assert all(0 < weight <= 1 for weight in found.values())


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("Meldebecsheinigung", "meldebescheinigung"), ("Fahrad", "fahrrad"), ("Kinderagrten", "kindergarten")],
)
def test_a_typing_error_is_one_step_from_a_german_word(wrong: str, right: str) -> None:
    assert corrections(fold(normalise(wrong)))[0] == right


def test_nonsense_has_no_correction() -> None:
    assert corrections("xqzwvkpt") == ()


def test_words_of_like_meaning_are_nearer_than_others() -> None:
    wedding = word_vector("hochzeit")
    married, rubbish = meanings().of("heirat"), meanings().of("mull")
    assert wedding is not None
    assert married is not None
    assert rubbish is not None
    assert likeness(wedding, married) > 0.3 > likeness(wedding, rubbish)


def test_words_without_meaning_have_no_vector() -> None:
    assert (word_vector("xqzwvk"), text_vector(["xqzwvk"]), text_vector([])) == (None, None, None)


def test_synonyms_go_both_ways_and_know_phrases() -> None:
    table = Synonyms(["# remark", "", "Nummernschild | Kennzeichen", "Hundesteuer | Hund anmelden"])
    assert table.of("nummernschilder") == (("kennzeichen", 1.0),)
    assert table.of("kennzeichen") == (("nummernschild", 1.0),)
    assert list(table.phrases(["hund", "anmelden"])) == [(0, 2, (("hundesteuer",),))]
    assert table.of("unbekannt") == ()


def test_our_own_table_is_large_and_clean() -> None:
    assert len(dict(synonyms().of("mull"))) >= 2
    assert len(synonyms()._words) > 1_500


@pytest.mark.parametrize(("kind", "loads"), [(Lexicon, Lexicon.load), (Meanings, Meanings.load)])
def test_a_foreign_file_is_refused(kind: type, loads: object, tmp_path: object) -> None:
    file = tmp_path / "other.bin"  # type: ignore[operator] # the fixture gives a path
    file.write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"other\.bin"):
        loads(file)  # type: ignore[operator] # the fixture gives a path


def test_the_lexicon_counts_what_stands_first_and_last() -> None:
    modifiers, heads = count_parts(["hausboot", "hausrat", "ruderboot"], frozenset({"haus", "boot", "ruder", "rat"}))
    assert (modifiers["haus"], heads["boot"]) == (2.0, 2.0)
    assert splits("schulbus", frozenset({"schule", "bus"})) == [("schul", "bus")]
    assert "burgermeister" in lexicon()
    assert len(lexicon()) > 600_000


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_words_that_stand_where_they_say(text: str) -> None:
    normalised = normalise(text)
    for token in tokenise(normalised):
        assert fold(normalised[token.start : token.end]) == token.form
        assert token.form.strip() == token.form != ""


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_parts_of_any_word_lie_end_to_end(word: str) -> None:
    form = fold(word)
    parts = split(form).parts
    assert parts[0].start == 0
    assert parts[-1].end == len(form)
    assert all(left.end == right.start for left, right in pairwise(parts))
    assert all(form[part.start : part.end].startswith(part.form) for part in parts)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüß", min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_folding_any_word_again_changes_nothing_that_matters(word: str) -> None:
    assert fold(word) == fold(word.upper().lower())
    assert terms_of(fold(word))[0] == (stem(fold(word)), 1.0)


def test_the_word_lists_are_loaded_as_they_lie_without_an_object_for_each_word() -> None:
    before = sys.getallocatedblocks()
    loaded = (Lexicon.load(), Meanings.load())
    assert sys.getallocatedblocks() - before < 1_000
    assert len(loaded[0]) > 600_000


def test_threads_that_stem_at_once_do_not_mix_up_their_words() -> None:
    words = [f"{word}{ending}" for word in ("verwaltung", "leistung", "foerderung") for ending in ("en", "s", "skraft")]
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(4) as threads:
        rounds = threads.map(lambda _: [stem.__wrapped__(word) for word in words], range(200))
        assert all(together == alone for together in rounds)
