"""The rules of the monthly word: when it is asked for, what it must say, how long a light shines."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.kernel.working_days import is_working_day
from strahlkraft.steering.rules import checkins as rules
from strahlkraft.steering.rules.checkins import Answers, Lights, Report, Shine

pytestmark = pytest.mark.house
TODAY = date(2026, 6, 30)
GREEN = Answers("green", "green", "green", achieved="Beispiel: Testbetrieb läuft.")


def report(days: int, *lights: str) -> Report:
    return Report(TODAY - timedelta(days=days), *(lights or ("green", "green", "green")))


def codes(refusals: list[rules.Refusal]) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in refusals]


def test_the_newest_word_makes_the_lights() -> None:
    shown = rules.light_of([report(40), report(10, "amber", "red", "green")], TODAY)
    assert shown == Lights(Shine.AMBER, Shine.RED, Shine.GREEN, TODAY - timedelta(days=10))
    assert shown.worst is Shine.RED


def test_a_light_is_grey_from_the_sixty_first_day_on() -> None:
    assert [rules.light_of([report(days)], TODAY).content for days in (0, 60, 61)] == [
        Shine.GREEN,
        Shine.GREEN,
        Shine.SILENT,
    ]


def test_nobody_has_ever_said_anything_is_unknown() -> None:
    assert rules.light_of([], TODAY) == Lights()
    assert Lights().worst is Shine.UNKNOWN


@given(st.integers(61, 3000), st.sampled_from(["green", "amber", "red"]))
def test_an_old_light_is_never_green(days: int, light: str) -> None:
    assert Shine.GREEN not in rules.light_of([report(days, light, light, light)], TODAY).each


def test_a_word_of_the_future_does_not_count() -> None:
    assert rules.light_of([report(-1)], TODAY) == Lights()


def test_silence_counts_from_the_last_word_or_the_first_asking() -> None:
    ago = {days: TODAY - timedelta(days=days) for days in (45, 46)}
    assert [
        rules.is_silent(ago[45], ago[46], TODAY),
        rules.is_silent(ago[46], None, TODAY),
        rules.is_silent(None, ago[46], TODAY),
        rules.is_silent(None, None, TODAY),
    ] == [False, True, True, False]


def test_an_empty_checkin_names_everything_that_is_missing() -> None:
    assert codes(rules.answer_problems(Answers())) == [
        ("light_missing", "content_light"),
        ("light_missing", "time_light"),
        ("light_missing", "money_light"),
        ("nothing_said", "achieved"),
    ]


def test_three_green_lights_and_one_sentence_are_enough() -> None:
    assert rules.answer_problems(GREEN) == []


def test_a_light_that_is_not_green_wants_a_reason() -> None:
    amber = Answers("green", "amber", "green", text="Beispiel")
    assert codes(rules.answer_problems(amber)) == [("unexplained", "obstacles")]


@pytest.mark.parametrize(("name", "limit"), [("text", 600), ("achieved", 1200)])
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name: str, limit: int) -> None:
    fits, long = Answers(**{name: "x" * limit}), Answers(**{name: "x" * (limit + 1)})
    assert (rules.draft_problems(fits), codes(rules.draft_problems(long))) == ([], [("too_long", name)])


def test_a_light_of_another_colour_is_refused() -> None:
    assert codes(rules.draft_problems(Answers(money_light="blue"))) == [("unknown_choice", "money_light")]


def test_last_times_words_come_without_their_lights() -> None:
    assert rules.without_lights(GREEN) == Answers(achieved=GREEN.achieved)


@pytest.mark.parametrize(
    ("more", "calls"), [({}, False), ({"time_light": "red"}, True), ({"help_wanted": "Beispiel"}, True)]
)
def test_what_is_not_simply_green_calls_for_reading(more: dict[str, str], *, calls: bool) -> None:
    assert rules.calls_for_reading(Answers(**{**GREEN.as_dict(), **more})) is calls


@pytest.mark.parametrize(
    ("first", "last", "before", "after"),
    [
        # May begins with a holiday on a Friday: asking begins on Monday the 4th
        (date(2026, 5, 4), date(2026, 5, 8), date(2026, 5, 1), date(2026, 5, 11)),
        (date(2026, 6, 1), date(2026, 6, 8), date(2026, 5, 29), date(2026, 6, 9)),
    ],
)
def test_the_machine_asks_in_the_first_five_working_days(first: date, last: date, before: date, after: date) -> None:
    assert [rules.asks_on(day) for day in (before, first, last, after)] == [False, True, True, False]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_machine_asks_on_working_days_of_the_month_it_asks_for(day: date) -> None:
    assert not rules.asks_on(day) or is_working_day(day)


def test_an_answer_is_expected_after_ten_working_days_a_second_one_after_five() -> None:
    assert (rules.due_on(date(2026, 6, 1)), rules.due_on(date(2026, 6, 1), again=True)) == (
        date(2026, 6, 16),
        date(2026, 6, 9),
    )


@pytest.mark.parametrize(
    ("reminded", "today", "step"),
    [
        (None, date(2026, 6, 16), 0),
        (None, date(2026, 6, 17), 1),
        (date(2026, 6, 17), date(2026, 6, 22), 0),
        (date(2026, 6, 17), date(2026, 6, 23), 7),
        (None, date(2026, 6, 30), 14),
        (date(2026, 6, 30), date(2026, 7, 31), 0),
        (None, date(2026, 6, 20), 0),  # a Saturday
    ],
)
def test_reminders_climb_the_ladder_and_end(reminded: date | None, today: date, step: int) -> None:
    assert rules.reminder_due(date(2026, 6, 16), reminded, today) == step


def test_twelve_months_end_with_this_one() -> None:
    months = rules.months_until(TODAY)
    assert (len(months), months[0], months[-1]) == (12, date(2025, 7, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"has_contact": True, "closed": False, "paused_until": None}, []),
        ({"has_contact": False, "closed": False, "paused_until": None}, ["no_contact"]),
        ({"has_contact": True, "closed": True, "paused_until": None}, ["closed"]),
        ({"has_contact": True, "closed": False, "paused_until": TODAY + timedelta(days=1)}, ["paused"]),
        ({"has_contact": True, "closed": False, "paused_until": TODAY}, []),
    ],
)
def test_who_is_asked(facts: dict[str, object], code: list[str]) -> None:
    assert [refusal.code for refusal in rules.may_ask(today=TODAY, **facts)] == code  # type: ignore[arg-type] # facts by name


@pytest.mark.parametrize(("reason", "code"), [("", ["reason_missing"]), ("x" * 301, ["too_long"]), ("x" * 300, [])])
def test_a_reason_is_given_and_short(reason: str, code: list[str]) -> None:
    assert [refusal.code for refusal in rules.reason_problems(reason)] == code
