"""What may happen while a project runs, and a project's time as geometry."""

from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.steering.rules import life as rules
from strahlkraft.steering.rules.timeline import Aim, Mark, Span, chart, spans_of
from strahlkraft.steering.rules.timeline_svg import mark_svg, timeline_svg

pytestmark = pytest.mark.house
DAY, TODAY = date(2026, 6, 30), date(2026, 7, 10)


def codes(refusals: Any) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in refusals]


def test_level_follows_the_product() -> None:
    rows = [[rules.level_of(probability, impact)[0] for probability in rules.RATINGS] for impact in rules.RATINGS]
    assert ["".join(row) for row in rows] == ["llllm", "llmmh", "lmmhh", "lmhhh", "mhhhh"]


def test_slip_counts_from_the_plan_to_what_was_said_last() -> None:
    later, reached = date(2026, 7, 14), date(2026, 6, 28)
    said = [rules.slip_days(DAY, None, None), rules.slip_days(DAY, later, None), rules.slip_days(DAY, later, reached)]
    assert said == [0, 14, -2]


def test_milestone_is_overdue_only_when_open_and_past_its_last_forecast() -> None:
    facts = [("open", None), ("open", date(2026, 7, 10)), ("open", date(2026, 7, 9)), ("reached", None)]
    assert [rules.overdue(state, DAY, expected, TODAY) for state, expected in facts] == [True, False, True, False]


def test_risk_is_looked_at_on_its_day_unless_closed() -> None:
    facts = [("open", TODAY), ("occurred", DAY), ("open", date(2026, 7, 11)), ("open", None), ("closed", DAY)]
    assert [rules.review_due(state, on, TODAY) for state, on in facts] == [True, True, False, False, False]


def test_forecast_needs_another_day_and_a_reason() -> None:
    same = rules.may_forecast("open", expected_now=DAY, expected_on=DAY, reason=" ")
    settled = rules.may_forecast("reached", expected_now=DAY, expected_on=TODAY, reason="Beispiel")
    assert (codes(same), codes(settled)) == (
        [("same_day", "expected_on"), ("reason_missing", "reason")],
        [("settled", "")],
    )


def test_what_happened_does_not_lie_ahead() -> None:
    tomorrow = date(2026, 7, 11)
    assert [
        codes(rules.may_reach("open", reached_on=tomorrow, today=TODAY)),
        codes(rules.may_finish("open", done_on=tomorrow, today=TODAY)),
        codes(rules.may_reach("dropped", reached_on=TODAY, today=TODAY)),
        codes(rules.may_finish("open", done_on=TODAY, today=TODAY)),
    ] == [[("future", "reached_on")], [("future", "done_on")], [("wrong_state", "")], []]


def test_dropping_and_opening_again_need_a_reason() -> None:
    assert [
        codes(rules.may_drop_milestone("open", "")),
        codes(rules.may_reopen_milestone("dropped", "")),
        codes(rules.may_drop_task("open", "x" * 501)),
        codes(rules.may_reopen_task("open", "Beispiel")),
    ] == [
        [("reason_missing", "reason")],
        [("reason_missing", "reason")],
        [("too_long", "reason")],
        [("wrong_state", "")],
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Projektleitung", []),
        ("Stadt Beispielfrauen, Amt 61", []),
        ("Frau Beispiel", [("a_person", "owner")]),
        ("z. Hd. Herrn Beispiel", [("a_person", "owner")]),
        ("leitung@beispiel.example", [("a_person", "owner")]),
        (" ", [("body_missing", "owner")]),
        ("B" * 201, [("too_long", "owner")]),
    ],
)
def test_owner_is_a_function_or_body(name: str, found: list[tuple[str, str]]) -> None:
    assert codes(rules.body_problems(name, "owner")) == found


def test_rating_lies_on_the_matrix() -> None:
    assert codes(rules.rating_problems(0, 6)) == [("no_rating", "probability"), ("no_rating", "impact")]


def test_closed_risk_is_opened_before_it_is_rated_and_moves_have_a_reason() -> None:
    facts: dict[str, Any] = {"probability": 2, "impact": 2}
    assert [
        codes(rules.may_review("closed", "", note="", **facts)),
        codes(rules.may_review("open", "close", note="", **facts)),
        codes(rules.may_review("open", "reopen", note="Beispiel", **facts)),
        codes(rules.may_review("open", "", note="", **facts)),
    ] == [[("closed", "")], [("reason_missing", "note")], [("wrong_state", "")], []]


def test_day_to_look_again_is_checked_when_given() -> None:
    found = [codes(rules.review_day_problems(day)) for day in (None, TODAY, date(202, 7, 10))]
    assert found == [[], [], [("far_off", "review_on")]]


def test_file_is_judged_by_its_content_and_size() -> None:
    def judged(**facts: Any) -> list[tuple[str, str]]:
        sound = {"title": "Bescheid", "size": 10, "limit": 100, "media_type": "application/pdf"}
        return codes(rules.file_problems(**(sound | facts)))

    assert [
        judged(),
        judged(title=""),
        judged(size=101),
        judged(size=0),
        judged(media_type="text/html"),
        judged(media_type="image/png"),
    ] == [[], [("title_missing", "title")], [("too_large", "file")], [("empty", "file")], [("wrong_type", "file")], []]


def test_only_the_newest_file_in_sight_is_replaced() -> None:
    facts = [(False, False), (True, False), (False, True)]
    assert [[r.code for r in rules.may_replace(removed=gone, replaced=old)] for gone, old in facts] == [
        [],
        ["file_hidden"],
        ["replaced_already"],
    ]


def test_decision_is_past_and_says_who_and_why() -> None:
    found = rules.decision_problems(on=date(2027, 1, 1), today=TODAY, title="", reason="", decided_by="")
    assert codes(found) == [
        ("title_missing", "title"),
        ("future", "on"),
        ("body_missing", "decided_by"),
        ("reason_missing", "reason"),
    ]


# ---- the drawing


def test_marks_of_a_row_tell_its_whole_story() -> None:
    first, second = date(2026, 7, 5), date(2026, 8, 1)
    stories = [
        Aim("a", DAY),
        Aim("b", DAY, (first, second)),
        Aim("c", DAY, (first,), reached=second),
        Aim("d", DAY, dropped=True),
    ]
    assert [aim.marks for aim in stories] == [
        [(Mark.PLANNED, DAY)],
        [(Mark.PLANNED, DAY), (Mark.EARLIER, first), (Mark.FORECAST, second)],
        [(Mark.PLANNED, DAY), (Mark.EARLIER, first), (Mark.REACHED, second)],
        [(Mark.PLANNED, DAY), (Mark.DROPPED, DAY)],
    ]


def test_phase_lasts_until_the_next_begins() -> None:
    begins = [("implementation", date(2026, 3, 1), False), ("preparation", date(2025, 1, 1), True)]
    assert spans_of(begins, date(2026, 2, 1)) == [
        Span("preparation", date(2025, 1, 1), date(2026, 3, 1), actual=True),
        Span("implementation", date(2026, 3, 1), date(2026, 3, 1), actual=False),
    ]


def test_no_phases_are_no_spans() -> None:
    assert spans_of([], TODAY) == []


def test_months_are_columns_of_one_width_and_days_stand_within() -> None:
    drawn = chart([Aim("a", date(2026, 1, 1), (date(2026, 3, 16),))], [], today=date(2026, 2, 15))
    assert drawn is not None
    columns = [(column.x, column.month.month, column.year, column.named) for column in drawn.columns]
    assert (columns[:3], drawn.today, drawn.lines[0].marks, drawn.lines[0].late) == (
        [(18.0, 1, True, True), (82.0, 2, False, True), (146.0, 3, False, True)],
        114.0,
        ((Mark.PLANNED, 18.0), (Mark.FORECAST, 177.0)),
        True,
    )


@pytest.mark.parametrize(
    ("last", "months", "width"), [(DAY, 12, 804.0), (date(2027, 12, 31), 19, 896.0), (date(2046, 6, 30), 241, 2205.0)]
)
def test_drawing_is_a_year_at_least_and_keeps_months_wide_enough(last: date, months: int, width: float) -> None:
    drawn = chart([Aim("a", DAY), Aim("b", last)], [], today=DAY)
    assert drawn is not None
    assert (len(drawn.columns), drawn.width) == (months, width)


def test_title_too_long_for_the_drawing_is_cut_in_it() -> None:
    drawn = chart([Aim("W" * 200, DAY)], [], today=DAY)
    assert drawn is not None
    assert f">{'W' * 106}…</text>" in timeline_svg(drawn, name="", today="", phases={})


def test_long_gone_project_has_no_line_for_today() -> None:
    drawn = chart([Aim("a", date(2019, 1, 1))], [], today=TODAY)
    assert drawn is not None
    assert (drawn.today, len(drawn.columns)) == (None, 12)


def test_nothing_to_show_is_no_drawing() -> None:
    assert chart([], [], today=TODAY) is None


DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(
    st.lists(st.builds(Aim, st.text(max_size=20), DAYS, st.lists(DAYS, max_size=3).map(tuple)), min_size=1, max_size=5),
    DAYS,
)
def test_every_mark_lies_within_the_drawing_and_time_runs_right(aims: list[Aim], today: date) -> None:
    drawn = chart(aims, [], today=today)
    assert drawn is not None
    places = sorted(
        (day, x)
        for aim, line in zip(aims, drawn.lines, strict=True)
        for (_, day), (_, x) in zip(aim.marks, line.marks, strict=True)
    )
    assert all(0 < x < drawn.width for _day, x in places)
    assert [x for _day, x in places] == sorted(x for _day, x in places)


def test_drawing_is_sound_markup_whatever_titles_say() -> None:
    aims = [Aim('<script>"&', DAY, (TODAY,)), Aim("b", DAY, reached=TODAY), Aim("c", DAY, dropped=True)]
    drawn = chart(aims, [Span("preparation", date(2026, 1, 1), DAY, actual=True)], today=TODAY)
    assert drawn is not None
    svg = timeline_svg(drawn, name='Zeit "1" <2>', today="heute", phases={"preparation": "Vor & nach"})
    tree = ET.fromstring(svg)  # noqa: S314 - our own drawing
    words = [text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert (tree.get("aria-label"), tree.get("role"), "style" in svg) == ('Zeit "1" <2>', "img", False)
    assert words == [
        "2026",
        "01",
        "02",
        "03",
        "04",
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
        "12",
        "Vor & nach",
        "heute",
        '<script>"&',
        "b",
        "c",
    ]


def test_every_mark_can_be_drawn_alone() -> None:
    assert [mark_svg(mark).count(f"life-chart__mark--{mark}") for mark in Mark] == [1] * 5
