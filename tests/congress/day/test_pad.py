"""The pad's deeds on real records: stored, told to all screens, done once, undone, and only by who may."""

import uuid
from datetime import timedelta

import pytest

from strahlkraft.audit.models import AuditEntry
from strahlkraft.congress.actions.stage import press, take_over_programme
from strahlkraft.congress.models import LiveEvent, PadStep, Pitch, RunItem, Stage, StageClock
from strahlkraft.congress.queries.stage import board, clock_message, milliseconds
from strahlkraft.congress.rules.vocabulary import CrewRole, ItemState, LiveKind
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from tests.factories.congress import StageFactory
from tests.factories.stage import a_day, at, crew_of, pressed, publish

pytestmark = pytest.mark.django_db


def lines(stage: Stage) -> list[tuple[str, str]]:
    """Each line's title and state, in order."""
    return [(line.title, line.state) for line in RunItem.objects.filter(stage=stage)]


def key(stage: Stage, title: str) -> int:
    return RunItem.objects.get(stage=stage, title=title).pk


def began(stage: Stage) -> Stage:
    """The day after the introduction began at nine."""
    pressed(stage, "next", at(0))
    return stage


def test_the_lines_of_the_day_come_from_the_published_programme() -> None:
    stage = a_day()
    changed = take_over_programme(by=crew_of(stage), at=at(-60), slug=stage.occasion.slug)
    found = [
        (line.kind, line.title, line.planned_start, line.planned_seconds, line.changeover_seconds, line.fixed)
        for line in RunItem.objects.filter(stage=stage)
    ]
    assert changed == 7
    assert found == [
        ("intro", "Verwaltung", at(0), 120, 0, False),
        ("pitch", "Eins", at(2), 180, 0, False),
        ("pitch", "Zwei", at(6), 180, 30, False),
        ("pitch", "Drei", at(10), 180, 30, False),
        ("pitch", "Vier", at(20), 180, 90, True),
        ("reserve", "reserve", at(23), 420, 0, False),
        ("break", "Kaffee", at(30), 900, 0, True),
    ]


def test_a_newer_version_moves_what_has_not_begun_and_loses_nothing() -> None:
    stage = began(a_day())
    pressed(stage, "next", at(2))
    pitches = {pitch.title: pitch for pitch in Pitch.objects.all()}
    frame = RunItem.objects.get(title="Eins").block
    new = Pitch.objects.get(title="Drei")
    publish(stage.occasion, stage, frame, [(pitches["Eins"], 3), (new, 8), (pitches["Vier"], 20)])
    take_over_programme(by=crew_of(stage), at=at(3), slug=stage.occasion.slug)
    assert lines(stage)[:4] == [("Verwaltung", "done"), ("Eins", "on"), ("Drei", "waiting"), ("Vier", "waiting")]
    assert RunItem.objects.get(title="Zwei").state == ItemState.SKIPPED
    assert (RunItem.objects.get(title="Eins").planned_start, RunItem.objects.get(title="Drei").planned_start) == (
        at(2),
        at(8),
    )
    assert take_over_programme(by=crew_of(stage), at=at(3), slug=stage.occasion.slug) == 0


def test_the_first_press_takes_the_programme_over_and_tells_all_screens() -> None:
    stage = began(a_day())
    event = LiveEvent.objects.get()
    assert lines(stage)[0] == ("Verwaltung", "on")
    assert (event.kind, event.stage, event.payload) == (LiveKind.CLOCK, stage, clock_message(board(stage, at=at(0))))
    assert event.payload["now"] | {"key": 0} == {
        "key": 0,
        "kind": "intro",
        "title": "Verwaltung",
        "body": "",
        "code": "",
        "block": "vormittag",
        "pause": True,
        "started": milliseconds(at(0)),
        "seconds": 120,
    }
    assert [(row["title"], row["starts"]) for row in event.payload["next"]] == [
        ("Eins", milliseconds(at(2))),
        ("Zwei", milliseconds(at(6))),
        ("Drei", milliseconds(at(10))),
    ]


def test_one_press_sent_twice_is_done_once() -> None:
    stage, uid, by = a_day(), uuid.uuid4(), None
    by = crew_of(stage)
    first = press(by=by, at=at(0), stage=stage, deed="next", uid=uid)
    again = press(by=by, at=at(1), stage=stage, deed="next", uid=uid)
    assert (first, again) == (True, False)
    assert (PadStep.objects.count(), LiveEvent.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)


def test_a_press_that_means_something_else_on_stage_changes_nothing() -> None:
    stage = began(a_day())
    with pytest.raises(Refused, match="something else is on stage"):
        press(by=crew_of(stage), at=at(2), stage=stage, deed="next", uid=uuid.uuid4(), seen=0)
    press(by=crew_of(stage), at=at(2), stage=stage, deed="next", uid=uuid.uuid4(), seen=key(stage, "Verwaltung"))
    assert lines(stage)[:2] == [("Verwaltung", "done"), ("Eins", "on")]


def test_every_deed_is_stored_and_undone_step_by_step() -> None:
    stage = began(a_day())
    states = [lines(stage)]
    deeds = [
        ("postpone", {"key": key(stage, "Eins")}),
        ("swap", {"key": key(stage, "Eins"), "other": key(stage, "Drei")}),
        ("skip", {"key": key(stage, "Zwei")}),
        ("next", {}),
        ("put_back", {"key": key(stage, "Zwei")}),
        ("extend", {"key": key(stage, "Drei"), "seconds": 60}),
        ("hold", {}),
        ("resume", {}),
        ("finish", {}),
    ]
    for minute, (deed, params) in enumerate(deeds, 1):
        pressed(stage, deed, at(minute), **params)
        states.append(lines(stage))
    assert [title for title, _ in states[2][:4]] == ["Verwaltung", "Zwei", "Drei", "Eins"]
    assert states[-1][1:4] == [("Drei", "done"), ("Zwei", "waiting"), ("Eins", "waiting")]
    assert StageClock.objects.get().revision == 10
    for expected in reversed(states[:-1]):
        pressed(stage, "undo", at(20))
        assert lines(stage) == expected
    assert RunItem.objects.get(title="Drei").extra_seconds == 0


def test_undoing_more_than_was_done_is_refused() -> None:
    stage = began(a_day())
    pressed(stage, "undo", at(1))
    assert {state for _, state in lines(stage)} == {"waiting"}
    with pytest.raises(Refused, match="nothing to undo"):
        pressed(stage, "undo", at(1))


def test_a_message_to_the_speaker_stays_on_the_crews_screens_and_can_be_taken_back() -> None:
    stage = began(a_day())
    pressed(stage, "say", at(1), text=" Bitte \n näher ans Mikrofon ")
    assert StageClock.objects.get().message == "Bitte näher ans Mikrofon"
    assert "Mikrofon" not in str(LiveEvent.objects.latest("pk").payload)
    pressed(stage, "undo", at(2))
    assert StageClock.objects.get().message == ""


def test_a_hold_stops_the_time_of_who_is_on_stage_only() -> None:
    stage = began(a_day())
    pressed(stage, "next", at(2))
    pressed(stage, "hold", at(3))
    pressed(stage, "resume", at(4, 30))
    shown = board(stage, at=at(5))
    assert (shown.countdown.remaining, shown.projection.drift_seconds) == (90, 90)
    pressed(stage, "next", at(6, 30))
    assert board(stage, at=at(6, 30)).countdown.remaining == 180


@pytest.mark.parametrize("role", [CrewRole.REVIEWER, CrewRole.JURY, CrewRole.DOOR])
def test_only_moderators_and_technicians_of_the_event_may_press(role: CrewRole) -> None:
    stage = a_day()
    for by in (crew_of(stage, role), crew_of(StageFactory()), NOBODY):
        with pytest.raises(Refused, match="may not manage"):
            press(by=by, at=at(0), stage=stage, deed="next", uid=uuid.uuid4())
        with pytest.raises(Refused, match="may not manage"):
            take_over_programme(by=by, at=at(0), slug=stage.occasion.slug)
    assert not RunItem.objects.exists()


def test_what_the_pad_does_not_know_is_refused() -> None:
    stage = began(a_day())
    with pytest.raises(Refused, match="does not know"):
        pressed(stage, "explode", at(1))
    with pytest.raises(Refused, match="no longer in the running order"):
        pressed(stage, "skip", at(1), key=987654)
    assert PadStep.objects.count() == 1


def test_a_board_is_read_with_a_constant_number_of_queries(django_assert_num_queries: object) -> None:
    stage = began(a_day())
    with django_assert_num_queries(2):  # type: ignore[operator]  # the plug-in's own type is private
        clock_message(board(stage, at=at(1)))


def test_held_back_presses_count_from_when_they_were_made() -> None:
    stage = began(a_day())
    pressed(stage, "next", at(2) - timedelta(seconds=1))
    assert RunItem.objects.get(title="Eins").started_at == at(1, 59)
