"""Who gets which issue, what somebody has to agree to, when a mailbox is the same: without a database."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from strahlkraft.newsroom.rules import newsletter as rules
from strahlkraft.newsroom.rules.newsletter import CONSENT, CONSENTS, Given, ItemGiven, Wish

pytestmark = pytest.mark.house
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = some.sampled_from(["aachen", "owl", "soest"])
CHOSEN = some.frozensets(NAMES)
ASKED = NAMES | some.just("")


@given(regions=CHOSEN, topics=CHOSEN)
def test_an_issue_for_everybody_goes_to_everybody(regions: AbstractSet[str], topics: AbstractSet[str]) -> None:
    assert rules.wants(region="", topic="", regions=regions, topics=topics)


@given(region=ASKED, topic=ASKED)
def test_who_chose_nothing_gets_everything(region: str, topic: str) -> None:
    assert rules.wants(region=region, topic=topic, regions=(), topics=())


@given(region=ASKED, topic=ASKED, regions=CHOSEN.filter(bool), more=CHOSEN, topics=CHOSEN)
def test_choosing_more_never_brings_less(
    region: str, topic: str, regions: frozenset[str], more: frozenset[str], topics: frozenset[str]
) -> None:
    before = rules.wants(region=region, topic=topic, regions=regions, topics=topics)
    after = rules.wants(region=region, topic=topic, regions=regions | more, topics=topics)
    assert after or not before


@given(region=NAMES, topic=ASKED, regions=CHOSEN.filter(bool), topics=CHOSEN)
def test_what_was_not_chosen_does_not_come(
    region: str, topic: str, regions: frozenset[str], topics: frozenset[str]
) -> None:
    got = rules.wants(region=region, topic=topic, regions=regions, topics=topics)
    assert got <= (region in regions)


@given(region=ASKED, topic=ASKED, regions=CHOSEN, topics=CHOSEN)
def test_region_and_topic_both_have_to_fit(
    region: str, topic: str, regions: frozenset[str], topics: frozenset[str]
) -> None:
    alone = rules.wants(region=region, topic="", regions=regions, topics=topics)
    other = rules.wants(region="", topic=topic, regions=regions, topics=topics)
    assert rules.wants(region=region, topic=topic, regions=regions, topics=topics) == (alone and other)


def test_a_yes_to_the_wording_of_today_and_a_mailbox_are_needed() -> None:
    wishes = [
        Wish("a@beispiel.example", CONSENT, seconds=20.0),
        Wish("", CONSENT),
        Wish("kein Postfach", CONSENT),
        Wish("a@beispiel.example", ""),
        Wish("a@beispiel.example", "1999-01"),
        Wish("a@beispiel.example", CONSENT, trap="x"),
        Wish("a@beispiel.example", CONSENT, seconds=1.0),
    ]
    assert [[refusal.code for refusal in rules.may_subscribe(wish)] for wish in wishes] == [
        [],
        ["mailbox_missing"],
        ["mailbox_wrong"],
        ["no_consent"],
        ["no_consent"],
        ["machine"],
        ["machine"],
    ]


def test_the_wording_of_today_is_kept_by_its_name() -> None:
    assert CONSENT in CONSENTS


@pytest.mark.parametrize(
    ("confirmed", "ended", "days", "may"),
    [(False, False, 6, True), (False, False, 8, False), (True, False, 8, True), (True, True, 1, False)],
)
def test_a_link_confirms_for_seven_days_and_again_does_no_harm(
    *, confirmed: bool, ended: bool, days: int, may: bool
) -> None:
    by = AT + rules.CONFIRM_WITHIN
    refusals = rules.may_confirm(confirmed=confirmed, ended=ended, confirm_by=by, at=AT + timedelta(days=days))
    assert (not refusals) == may


@given(confirmed=some.booleans(), ended=some.booleans(), suppressed=some.booleans())
def test_nobody_is_written_to_without_two_yes_and_no_no(*, confirmed: bool, ended: bool, suppressed: bool) -> None:
    assert rules.may_send(confirmed=confirmed, ended=ended, suppressed=suppressed) == (
        confirmed and not ended and not suppressed
    )


def test_a_mailbox_is_the_same_however_it_is_spelt_and_under_another_key_another_digest() -> None:
    spelt = ["a@b.example", " A@B.Example ", "a+brief@b.example"]
    assert len({rules.mailbox_digest(b"k", one) for one in spelt}) == 1
    assert rules.mailbox_digest(b"k", "a@b.example") != rules.mailbox_digest(b"k", "b@b.example")
    assert rules.mailbox_digest(b"k", "a@b.example") != rules.mailbox_digest(b"other", "a@b.example")


@given(order=some.lists(some.integers(), min_size=1, unique=True), data=some.data(), step=some.sampled_from([-1, 1]))
def test_moving_keeps_every_part_and_changes_places_with_one_neighbour(
    order: list[int], data: some.DataObject, step: int
) -> None:
    item = data.draw(some.sampled_from(order))
    after = rules.moved(order, item, step)
    here = order.index(item)
    there = min(max(here + step, 0), len(order) - 1)
    assert sorted(after) == sorted(order)
    assert after.index(item) == there
    assert [one for one in after if one != item] == [one for one in order if one != item]


def test_limits_are_told_beside_their_field() -> None:
    long = Given(subject="x" * 161, intro="y" * 4001)
    assert [(refusal.code, refusal.field) for refusal in rules.given_problems(long)] == [
        ("too_long", "subject"),
        ("too_long", "intro"),
    ]
    assert [refusal.field for refusal in rules.given_problems(Given(subject=" "))] == ["subject"]
    assert [refusal.field for refusal in rules.item_problems(ItemGiven(text="x"), picked=False)] == ["title"]
    assert rules.item_problems(ItemGiven(), picked=True) == []


def test_an_issue_says_something_that_readers_can_open() -> None:
    said = [
        rules.submission_problems(intro="", items=0, hidden=()),
        rules.submission_problems(intro="x", items=0, hidden=()),
        rules.submission_problems(intro="", items=1, hidden=["Beispiel"]),
    ]
    assert [[refusal.code for refusal in refusals] for refusals in said] == [["empty"], [], ["hidden_item"]]
