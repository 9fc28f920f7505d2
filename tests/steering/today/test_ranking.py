"""What stands first on a list: legal consequence times days left; what may be put off; when a visit begins."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.steering.rules import ranking
from strahlkraft.steering.rules.ranking import Change, Place, Visit

pytestmark = pytest.mark.house
TODAY = date(2026, 6, 15)
NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def _duty(key: str, weight: Weight, due: int | None = None, latest: int | None = None, **more: object) -> Duty:
    """A duty due in so many days, by law in so many."""

    def day(offset: int | None) -> date | None:
        return None if offset is None else TODAY + timedelta(days=offset)

    return Duty(key, weight, "Beispiel", "Los", Label("project", "x"), due=day(due), latest=day(latest), **more)  # type: ignore[arg-type] # what a test adds


def _keys(duties: object) -> list[str]:
    return [duty.key for duty in duties]  # type: ignore[attr-defined] # duties


def test_order_is_that_of_the_office() -> None:
    duties = [
        _duty("silent", Weight.SILENT),
        _duty("in 40 days", Weight.DUE, 40),
        _duty("in 20 days", Weight.DUE, 20),
        _duty("promise overdue", Weight.DUE, -3),
        _duty("law in 10 days", Weight.LEGAL, 5, 10),
        _duty("in a year", Weight.LEGAL, 360, 365),
        _duty("waits", Weight.WAITING),
        _duty("waits longer", Weight.WAITING, -9),
        _duty("law passed", Weight.LEGAL, -8, -1),
        _duty("law long passed", Weight.LEGAL, -60, -50),
    ]
    assert _keys(ranking.rank(duties, TODAY)) == [
        "law long passed",
        "law passed",
        "waits longer",
        "waits",
        "law in 10 days",
        "promise overdue",
        "silent",
        "in 20 days",
        "in 40 days",
        "in a year",
    ]


@pytest.mark.parametrize(
    ("duty", "place"),
    [
        (_duty("a", Weight.LEGAL, -5, 1), Place.DUE),
        (_duty("a", Weight.LEGAL, -5), Place.OVERDUE),
        (_duty("a", Weight.WAITING, -5, -1), Place.OVERDUE),
        (_duty("a", Weight.DUE, -500, -400), Place.DUE),
        (_duty("a", Weight.DUE), Place.DUE),
        (_duty("a", Weight.DUE, 14), Place.DUE),
        (_duty("a", Weight.DUE, 15), Place.MONTH),
        (_duty("a", Weight.LEGAL, 30), Place.MONTH),
        (_duty("a", Weight.LEGAL, 31), Place.QUARTER),
        (_duty("a", Weight.DUE, 90), Place.QUARTER),
        (_duty("a", Weight.DUE, 91), Place.LATER),
        (_duty("a", Weight.SILENT, -400), Place.SILENT),
    ],
)
def test_place_at_the_borders(duty: Duty, place: Place) -> None:
    assert ranking.place_of(duty, TODAY) is place


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Weight)), st.none() | st.integers(-200, 200), st.none() | st.integers(-200, 200))
    )
)
def test_ranking_loses_nothing_keeps_equals_in_order_and_nothing_stands_before_what_weighs_more(
    given_days: list[tuple[Weight, int | None, int | None]],
) -> None:
    duties = [_duty(str(number), *row) for number, row in enumerate(given_days)]
    ranked = ranking.rank(duties, TODAY)
    order = [(list(Place).index(ranking.place_of(one, TODAY)), list(Weight).index(one.weight)) for one in ranked]
    assert sorted(_keys(ranked)) == sorted(_keys(duties))
    assert order == sorted(order)
    assert ranking.rank(ranked, TODAY) == ranked


def test_days_count_to_our_own_day_until_the_law_has_passed() -> None:
    duties = [_duty("a", Weight.LEGAL, -8, -1), _duty("a", Weight.LEGAL, -8, 1), _duty("a", Weight.DUE, -8, -1)]
    assert [ranking.days_left(duty, TODAY) for duty in duties] == [-1, -8, -8]


def test_equal_duties_keep_their_order() -> None:
    duties = [_duty(key, Weight.DUE, 3) for key in "cab"]
    assert _keys(ranking.rank(duties, TODAY)) == ["c", "a", "b"]


def test_twelve_lines_are_shown_and_the_rest_is_counted() -> None:
    duties = [_duty(f"now {number}", Weight.DUE, 1) for number in range(14)]
    duties += [_duty("month", Weight.DUE, 30), _duty("quarter", Weight.DUE, 31), _duty("later", Weight.DUE, 91)]
    day = ranking.day_of(duties, TODAY)
    assert [len(day.lines), _keys(day.more), _keys(day.month), _keys(day.quarter), day.room] == [
        12,
        ["now 12", "now 13"],
        ["month"],
        ["quarter"],
        0,
    ]


@pytest.mark.parametrize(
    ("duty", "until", "code"),
    [
        (_duty("a", Weight.DUE, 3), 0, "not_later"),
        (_duty("a", Weight.DUE, 3), -1, "not_later"),
        (_duty("a", Weight.DUE, 3), 90, ""),
        (_duty("a", Weight.DUE, 3), 91, "too_long"),
        (_duty("a", Weight.LEGAL, 3, 10), 10, ""),
        (_duty("a", Weight.LEGAL, 3, 10), 11, "past_deadline"),
        (_duty("a", Weight.LEGAL, 3), 4, "past_deadline"),
        (_duty("a", Weight.WAITING, 3, 5), 6, "past_deadline"),
        (_duty("a", Weight.LEGAL, -3, -1), 1, "overdue"),
        (_duty("a", Weight.DUE, -3, -1), 1, ""),
        (_duty("a", Weight.LEGAL, 0, 0), 1, "past_deadline"),
    ],
)
def test_putting_off_needs_a_later_day_and_never_passes_the_law(duty: Duty, until: int, code: str) -> None:
    found = ranking.put_off_problems(duty, TODAY + timedelta(days=until), TODAY)
    assert [refusal.code for refusal in found] == ([code] if code else [])


def test_put_off_duty_comes_back_on_its_day_and_when_the_law_draws_nearer() -> None:
    until = TODAY + timedelta(days=5)
    duty, nearer = _duty("a", Weight.LEGAL, 3, 10), _duty("a", Weight.LEGAL, 3, 4)
    hidden = [ranking.is_put_off(duty, until, TODAY + timedelta(days=days)) for days in (0, 4, 5)]
    assert (hidden, ranking.is_put_off(nearer, until, TODAY), ranking.is_put_off(duty, None, TODAY)) == (
        [True, True, False],
        False,
        False,
    )


def test_duty_of_named_people_is_theirs_and_their_deputies_only() -> None:
    named, anybody = _duty("a", Weight.WAITING, people=frozenset({"user:1"})), _duty("b", Weight.WAITING)
    seen = [
        [ranking.is_mine(duty, frozenset(ids)) for duty in (named, anybody)]
        for ids in ({"user:1"}, {"user:2", "user:1"}, {"user:3"})
    ]
    assert seen == [[True, True], [True, True], [False, True]]


def test_visit_goes_on_for_half_an_hour_without_a_look_and_is_noted_every_five_minutes() -> None:
    def after(minutes: int) -> datetime:
        return NOW + timedelta(minutes=minutes)

    first = ranking.visit(None, NOW)
    noted = [ranking.visit(first, after(minutes)) for minutes in (4, 5, 29, 30)]
    assert (first, noted) == (
        Visit(NOW, None),
        [first, Visit(after(5), None), Visit(after(29), None), Visit(after(30), NOW)],
    )


def test_red_light_is_news_and_green_is_none() -> None:
    red, green = {"time_light": "red", "money_light": "green"}, {"time_light": "green"}
    assert [ranking.change_of("receive_checkin", after) for after in (red, green, {})] == [Change.RED, None, None]


def test_risk_decision_and_notice_are_news_and_other_deeds_are_none() -> None:
    verbs = ("open_risk", "record_decision", "grant_application", "edit_project")
    assert [ranking.change_of(verb, {}) for verb in verbs] == [Change.RISK, Change.DECISION, Change.NOTICE, None]
