"""States are called as FUNDING.md d.2 and the law of grants call them, in both languages."""

import pytest
from django.utils import translation

from strahlkraft.funding import texts
from strahlkraft.funding.rules.phase import Phase
from strahlkraft.funding.rules.vocabulary import Category, ChangeState, ClaimState, DrawdownState, Exclusion, GrantState

SAID = (
    (texts.GRANT_STATES[GrantState.RUNNING], "running", "in Durchführung"),
    (texts.GRANT_STATES[GrantState.SETTLED], "settled", "abgerechnet"),
    (texts.GRANT_STATES[GrantState.EARMARKED], "purpose still bound", "zweckgebunden"),
    (texts.GRANT_STATES[GrantState.RETENTION], "receipts to be kept", "in Aufbewahrung"),
    (texts.GRANT_PHASES[Phase.RUNNING], "running", "laufend"),
    (texts.EXCLUSIONS[Exclusion.SETTLED], "settled", "abgerechnet"),
    (texts.GAPS["requested"], "requested", "beantragt"),
    (texts.GAPS["dropped"], "request taken back", "Antrag zurückgezogen"),
    (texts.DRAWDOWN_STATES[DrawdownState.REQUESTED], "requested", "angefordert"),
    (texts.CHANGE_STATES[ChangeState.PARTLY_GRANTED], "granted in part", "teilweise bewilligt"),
    (texts.CLAIM_STATES[ClaimState.WAIVED], "waived", "entfallen"),
    (texts.CATEGORIES[Category.OTHER], "other", "Sonstiges"),
    (texts.BALANCES["eligible"], "Eligible costs", "Zuwendungsfähige Ausgaben"),
)


@pytest.mark.house
@pytest.mark.parametrize(("word", "english", "german"), SAID)
def test_a_word_means_the_same_in_both_languages_though_one_english_word_has_several_german_ones(
    word: object, english: str, german: str
) -> None:
    with translation.override("en"):
        assert str(word) == english
    with translation.override("de"):
        assert str(word) == german
