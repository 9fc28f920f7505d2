"""Figures quoted by reference are found, filled and compared; what leads nowhere is named in a sentence."""

import pytest
from hypothesis import given, strategies

from strahlkraft.newsroom.rules.facts import FIELDS, Shown, changed, filled, mark, plain, problems, quote_of, references

pytestmark = pytest.mark.house
FUNDING = Shown("project:a:funding", "1.000 €", label="Förderung", of="Projekt A")


def test_references_stand_once_in_the_order_of_the_text() -> None:
    text = "Zuerst [[project:b:start]], dann [[ project:a:funding ]], noch einmal [[project:b:start]] und [[etwas]]."
    assert references(text) == ["project:b:start", "project:a:funding", "etwas"]


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_writer_is_offered_reads_back_as_a_reference(field: str) -> None:
    [reference] = references(mark("dmr-07", field))
    quote = quote_of(reference)
    assert quote is not None
    assert (quote.slug, quote.field) == ("dmr-07", field)


@pytest.mark.parametrize(
    "reference", ["", "project:a", "project:a:colour", "project:A:funding", "region:a:funding", "project:a:funding:x"]
)
def test_another_form_is_no_reference(reference: str) -> None:
    assert quote_of(reference) is None


def test_a_text_is_filled_and_what_is_unknown_stays_as_typed() -> None:
    text = "Für [[project:a:funding]] und [[project:b:funding]]."
    assert filled(text, {FUNDING.reference: FUNDING}) == "Für 1.000 € und [[project:b:funding]]."


def test_an_unknown_figure_is_refused_by_its_name_and_an_unstated_one_by_its_words() -> None:
    nothing = Shown("project:a:end", "nicht bekannt", label="Ende", of="Projekt A", known=False)
    known = {FUNDING.reference: FUNDING, nothing.reference: nothing}
    found = problems("[[project:a:funding]] [[project:a:end]] [[Projekt A]]", known, "body_de")
    assert [(one.code, one.field, one.params) for one in found] == [
        ("unstated_figure", "body_de", {"figure": "Ende", "of": "Projekt A"}),
        ("unknown_figure", "body_de", {"reference": "[[Projekt A]]"}),
    ]


def test_only_figures_that_say_something_else_have_changed() -> None:
    before = {"a": "1.00", "b": "~2.00", "c": "yes"}
    assert changed(before, {"a": "1.00", "b": "2.00", "d": "no"}) == {"b": ("~2.00", "2.00")}


def test_a_rounded_amount_is_plain_for_programs() -> None:
    assert (plain("~2.00"), plain("2.00"), plain("")) == ("2.00", "2.00", "")


@given(strategies.text(max_size=200))
def test_no_text_makes_finding_references_fail(text: str) -> None:
    assert all(f"[[{reference}]]" in text or reference.strip() == reference for reference in references(text))
