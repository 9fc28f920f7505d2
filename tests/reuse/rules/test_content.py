"""What an offer says survives being kept; what is wrong in it is said with its field."""

import dataclasses
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strahlkraft.reuse.rules import offers as rules
from strahlkraft.reuse.rules.content import (
    Effort,
    OfferContent,
    Paper,
    Product,
    ServiceKey,
    changed_fields,
    read_decimal,
)

pytestmark = pytest.mark.house

TEXT = st.text(max_size=30)
AMOUNT = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9)
CONTENTS = st.builds(
    OfferContent,
    title=TEXT,
    kind=TEXT,
    description=TEXT,
    licence=TEXT,
    last_change=TEXT,
    languages=st.tuples(TEXT, TEXT),
    standards=st.lists(TEXT, max_size=3).map(tuple),
    no_products=st.booleans(),
    products=st.lists(st.builds(Product, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    efforts=st.lists(st.builds(Effort, TEXT, AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.none() | st.integers(0, 9999), TEXT), max_size=2).map(tuple),
    keys=st.lists(st.builds(ServiceKey, TEXT, TEXT), max_size=2).map(tuple),
    papers=st.lists(st.builds(Paper, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    publiccode=st.dictionaries(TEXT, st.none() | st.booleans() | TEXT | st.lists(TEXT, max_size=2), max_size=2),
)  # fmt: skip


@given(CONTENTS)
@settings(max_examples=60, deadline=None)
def test_content_comes_back_from_its_json_as_it_was(content: OfferContent) -> None:
    assert OfferContent.from_json(json.loads(json.dumps(content.as_json()))) == content


@given(CONTENTS)
@settings(max_examples=60, deadline=None)
def test_every_problem_names_a_field_of_the_offer(content: OfferContent) -> None:
    fields = set(OfferContent.__dataclass_fields__)
    assert {refusal.field for refusal in rules.content_problems(content)} <= fields


def test_json_of_an_older_version_is_read_with_what_it_lacks_empty() -> None:
    assert OfferContent.from_json({"title": "Beispiel", "gone": 1, "efforts": [{"year": 2025, "gone": 1}]}) == (
        OfferContent(title="Beispiel", efforts=(Effort(year=2025),))
    )


@pytest.mark.parametrize(("text", "number"), [("1.50", Decimal("1.50")), ("", None), ("NaN", None), ("drei", None)])
def test_stored_numbers_are_read_exactly_or_not_at_all(text: str, number: Decimal | None) -> None:
    assert read_decimal(text) == number


def test_changed_fields_are_those_that_differ() -> None:
    before = OfferContent(title="Alt", licence="MIT")
    assert changed_fields(before, dataclasses.replace(before, title="Neu", keys=(ServiceKey("ozg", "10174"),))) == (
        "title",
        "keys",
    )


def problems(**said: object) -> list[tuple[str, str]]:
    return [(r.code, r.field) for r in rules.content_problems(OfferContent(**said))]  # type: ignore[arg-type] # any field of the offer


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, []),
        ({"summary": "x" * 151}, [("summary_long", "summary")]),
        ({"title": "x" * 251}, [("text_long", "title")]),
        ({"repository_url": f"https://beispiel.example/{'x' * 500}"}, [("text_long", "repository_url")]),
        ({"kind": "roman"}, [("not_a_choice", "kind")]),
        ({"size_classes": ("riesig",)}, [("not_a_choice", "size_classes")]),
        ({"languages": tuple("x" * 51)}, [("too_many", "languages")]),
        ({"standards": ("x" * 251,)}, [("text_long", "standards")]),
        ({"landing_url": "beispiel.example"}, [("address_wrong", "landing_url")]),
        ({"landing_url": "https://[kaputt"}, [("address_wrong", "landing_url")]),
        ({"mailbox": "a@b"}, [("mailbox_wrong", "mailbox")]),
        ({"last_release": "2025-13"}, [("date_wrong", "last_release")]),
        ({"licence": "lizenzfrei"}, [("licence_unknown", "licence")]),
        ({"products": (Product(" "),)}, [("product_name", "products")]),
        ({"products": (Product("Server", "halb"),)}, [("not_a_choice", "products")]),
        ({"efforts": (Effort(yearly_cost=Decimal(-1)),)}, [("effort_number", "efforts")]),
        ({"efforts": (Effort(yearly_cost=Decimal(10**10)),)}, [("effort_number", "efforts")]),
        ({"efforts": (Effort(yearly_days=Decimal("0.25")),)}, [("effort_exact", "efforts")]),
        ({"efforts": (Effort(yearly_days=Decimal("0.500")),)}, []),
        ({"efforts": (Effort(yearly_cost=Decimal("0.005")),)}, [("effort_exact", "efforts")]),
        ({"efforts": (Effort(year=25),)}, [("effort_year", "efforts")]),
        ({"efforts": (Effort(size_class="riesig"),)}, [("not_a_choice", "efforts")]),
        ({"keys": (ServiceKey("leika", ""),)}, [("key_missing", "keys")]),
        ({"papers": (Paper("Titel", ""),)}, [("paper_incomplete", "papers")]),
        ({"papers": (Paper("Titel", "ftp://x.example/"),)}, [("address_wrong", "papers")]),
    ],
    ids=str,
)
def test_what_was_typed_wrong_is_named_with_its_field(said: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert problems(**said) == found


@pytest.mark.parametrize(
    ("scheme", "key", "fits"),
    [
        ("leika", "99108008000000", True),
        ("leika", "4711", False),
        ("ozg", "10174", True),
        ("xoev", "XTA", True),
        ("fim", "S00000094V1.0", True),
        ("quatsch", "1", False),
    ],
)
def test_key_that_does_not_look_like_its_kind_is_marked(scheme: str, key: str, fits: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert rules.key_fits(scheme, key) is fits


def test_publishing_needs_title_kind_and_one_sentence_and_nothing_else() -> None:
    assert [r.field for r in rules.may_publish("draft", OfferContent())] == ["title", "kind", "summary"]
    assert rules.may_publish("withdrawn", OfferContent(title="T", kind="guide", summary="S.")) == []


@pytest.mark.parametrize(
    ("state", "reason", "codes"),
    [
        ("published", "weil", []),
        ("published", " ", ["reason_missing"]),
        ("draft", "weil", ["wrong_state"]),
        ("withdrawn", "", ["wrong_state", "reason_missing"]),
    ],
)
def test_only_what_is_public_is_withdrawn_and_with_a_reason(state: str, reason: str, codes: list[str]) -> None:
    assert [r.code for r in rules.may_withdraw(state, reason)] == codes


def test_offer_is_not_replaced_by_itself_on_any_way() -> None:
    chain = {"b": "c", "c": "a"}
    found = [[r.code for r in rules.may_supersede("a", newer, chain)] for newer in ("", "a", "b", "d")]
    assert found == [[], ["circle"], ["circle"], []]
