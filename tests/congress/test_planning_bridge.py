"""From records to the planner's problem and back; what it finds in people's words."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.congress.bridge.desk import Desk
    from strahlkraft.congress.models import Occasion


@pytest.fixture(autouse=True)
def english(db: None) -> Iterator[None]:
    """Sentences as they are written."""
    with translation.override("en"):
        yield


def made(pitches: int = 3, **fields: Any) -> "Occasion":
    from tests.factories.programme import a_congress  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return a_congress(pitches, **fields)


def desk(occasion: "Occasion") -> "Desk":
    from strahlkraft.congress.bridge.desk import desk_of  # noqa: PLC0415 - see made

    return desk_of(occasion)


def problem(occasion: "Occasion", order: dict[str, list[str]] | None = None, **fixed: Any) -> Any:
    from strahlkraft.congress.bridge.planning import problem_of  # noqa: PLC0415 - see made

    return problem_of(desk(occasion), order or {}, **fixed)


def code(occasion: "Occasion", number: int) -> str:
    return str(occasion.pitches.get(title=f"Beispielpitch {number}").code)


def test_times_become_half_minutes_since_midnight_in_berlin_and_lengths_are_rounded_up() -> None:
    from strahlkraft.congress.models import SpeakerWindow  # noqa: PLC0415 - see made
    from tests.factories.congress import DAY  # noqa: PLC0415 - see made

    occasion = made(1, stages=1, slots=1)
    occasion.pitches.update(seconds=181)
    speaker = occasion.speakers.get()
    SpeakerWindow.objects.create(
        speaker=speaker, starts_at=DAY + timedelta(seconds=10), ends_at=DAY + timedelta(minutes=30, seconds=50)
    )
    SpeakerWindow.objects.create(speaker=speaker, starts_at=DAY, ends_at=DAY + timedelta(minutes=30), preferred=True)

    found = problem(occasion)

    block, pitch, person = found.blocks[0], found.pitches[0], found.speakers[0]
    assert (block.open, block.close, block.intro, block.reserve) == (1080, 1260, 4, 20)
    assert (pitch.duration, person.windows, person.preferred) == (7, ((1081, 1141),), (1080, 1140))


def test_what_a_run_keeps_is_read_back_as_the_same_problem() -> None:
    from strahlkraft.congress.bridge.planning import as_json, problem_from  # noqa: PLC0415 - see made
    from strahlkraft.congress.models import Pair  # noqa: PLC0415 - see made

    occasion = made(8)
    first, second = occasion.pitches.order_by("code")[:2]
    Pair.objects.create(occasion=occasion, kind="apart", first=first, second=second)
    Pair.objects.create(occasion=occasion, kind="rather_apart", first=first, second=second, weight=3)
    Pair.objects.create(occasion=occasion, kind="before", first=second, second=first)

    found = problem(occasion)

    assert problem_from(as_json(found)) == found
    assert (found.hard_conflicts, found.soft_conflicts, found.precedence) == (
        ((first.code, second.code),),
        ((first.code, second.code, 3),),
        ((second.code, first.code),),
    )


def test_a_layout_survives_the_way_to_the_planner_and_back() -> None:
    from strahlkraft.congress.bridge.planning import layout_of, order_in, timed  # noqa: PLC0415 - see made
    from tests.factories.programme import a_plan  # noqa: PLC0415 - see made

    occasion = made(9)
    plan = a_plan(occasion)
    order = {block: [code for code, _start in row] for block, row in plan.layout.items()}

    laid_out = timed(problem(occasion), order)

    assert (order_in(laid_out), layout_of(desk(occasion), laid_out)) == (order, plan.layout)


def test_a_pitch_waits_for_its_speaker() -> None:
    from strahlkraft.congress.bridge.planning import layout_for  # noqa: PLC0415 - see made
    from strahlkraft.congress.models import SpeakerWindow  # noqa: PLC0415 - see made
    from tests.factories.congress import DAY  # noqa: PLC0415 - see made

    occasion = made(2, stages=1, slots=1)
    first, second = code(occasion, 1), code(occasion, 2)
    SpeakerWindow.objects.create(
        speaker=occasion.pitches.get(code=second).speaking.get().speaker,
        starts_at=DAY + timedelta(minutes=20),
        ends_at=DAY + timedelta(minutes=40),
    )

    layout = layout_for(desk(occasion), {"buehne-1-1": [first, second]})

    assert layout == {"buehne-1-1": [[first, 120], [second, 1200]]}


def test_locked_blocks_take_nothing_more_and_keep_their_pitches() -> None:
    occasion = made(4, stages=1, slots=2)
    first, second = code(occasion, 1), code(occasion, 2)

    found = problem(occasion, {"buehne-1-1": [first, second]}, locked=["buehne-1-1"])
    empty = problem(occasion, {}, locked=["buehne-1-1"])

    block = found.block_of["buehne-1-1"]
    assert set(found.pins) == {(first, "buehne-1-1"), (second, "buehne-1-1")}
    assert block.end - block.start == 6 + 1 + 6
    assert empty.block_of["buehne-1-1"].end - empty.block_of["buehne-1-1"].start == 0


def test_a_keynote_is_pinned_where_it_stands_and_alone_there() -> None:
    from strahlkraft.congress.rules.vocabulary import BlockKind, PitchKind  # noqa: PLC0415 - see made

    occasion = made(2, stages=1, slots=2)
    keynote = code(occasion, 1)
    occasion.pitches.filter(code=keynote).update(kind=PitchKind.KEYNOTE)
    occasion.blocks.filter(slug="buehne-1-1").update(kind=BlockKind.KEYNOTE)

    unplaced, placed = problem(occasion), problem(occasion, {"buehne-1-1": [keynote]})

    assert ([b.id for b in unplaced.blocks], [p.id for p in unplaced.pitches]) == (["buehne-1-2"], [code(occasion, 2)])
    assert placed.pins == ((keynote, "buehne-1-1"),)
    assert placed.block_of["buehne-1-1"].end - placed.block_of["buehne-1-1"].start == 6


def test_reading_takes_as_many_queries_for_forty_pitches_as_for_one() -> None:
    counts = set()
    for pitches in (1, 3, 40):
        occasion = made(pitches, stages=2, slots=3)
        with CaptureQueriesContext(connection) as queries:
            desk(occasion)
        counts.add(len(queries))

    assert len(counts) == 1


def test_every_rule_a_plan_can_break_has_a_sentence_with_names() -> None:
    from strahlkraft.congress.bridge.sentences import sentence  # noqa: PLC0415 - see made
    from strahlkraft.congress.planner.reasons import SENTENCES  # noqa: PLC0415 - see made

    occasion = made(2)
    known = desk(occasion)
    first, second = code(occasion, 1), code(occasion, 2)
    speaker = known.speaking[first][0]
    pairs, blocks = (first, second), ("buehne-1-1",)
    about = {
        **dict.fromkeys(("needs", "pin", "missing", "twice", "late"), (first,)),
        **dict.fromkeys(("conflict", "precedence", "overlap"), pairs),
        **dict.fromkeys(("too_long", "max_remote", "max_topics", "too_early"), blocks),
        **dict.fromkeys(("window", "one_place"), (f"v{speaker.pk}",)),
        **dict.fromkeys(("remote_crews", "dgs_teams"), ("1",)),
    }

    texts = {code: sentence(known, code, names, {"block": "buehne-1-1"}).text for code, names in about.items()}

    assert {name for name in SENTENCES if name not in about} == {"unknown"}
    assert [text for text in texts.values() if "A rule is broken" in text or "%" in text] == []
    assert texts["conflict"] == "“Beispielpitch 1” and “Beispielpitch 2” must not run at the same time."
    assert texts["too_long"] == "The block “Block 11” has room for 78 minutes of pitches; there are more in it."
    assert texts["one_place"].startswith(speaker.name)
    assert texts["remote_crews"].startswith("At the same time (from 09:00 to 10:30) at most 1 blocks")


def test_why_two_pitches_of_one_person_have_no_room_is_said_in_one_sentence() -> None:
    from strahlkraft.congress.bridge.sentences import sentence  # noqa: PLC0415 - see made
    from strahlkraft.congress.models import SpeakerWindow  # noqa: PLC0415 - see made
    from tests.factories.congress import DAY, PitchSpeakerFactory  # noqa: PLC0415 - see made

    occasion = made(2)
    speaker = occasion.pitches.get(title="Beispielpitch 1").speaking.get().speaker
    PitchSpeakerFactory(pitch=occasion.pitches.get(title="Beispielpitch 2"), speaker=speaker)
    SpeakerWindow.objects.create(
        speaker=speaker, starts_at=DAY + timedelta(minutes=75), ends_at=DAY + timedelta(minutes=90)
    )

    found = sentence(desk(occasion), "window", [f"v{speaker.pk}"])

    assert found.text == (
        f"{speaker.name} can only come from 10:15 to 10:30, but all 2 pitches (“Beispielpitch 1”, “Beispielpitch 2”) "
        "need 6 minutes and the changeover between them."
    )


@pytest.mark.parametrize(
    ("code_", "change"),
    [
        ("conflict", lambda o: o.pairs.count() == 0),
        ("needs", lambda o: o.pitches.get(title="Beispielpitch 1").needs == ["stepfree"]),
        ("max_topics", lambda o: o.blocks.get(slug="buehne-1-1").max_topics == 4),
        ("remote_crews", lambda o: o.planning_rules.remote_blocks_parallel == 3),
        ("too_long", lambda o: o.blocks.get(slug="buehne-1-1").reserve_seconds == 300),
    ],
)
def test_a_relaxation_changes_the_records_as_far_as_its_plan_needs(code_: str, change: Any) -> None:
    from strahlkraft.congress.actions import planning as deeds  # noqa: PLC0415 - see made
    from strahlkraft.congress.models import Pair, PlanRun  # noqa: PLC0415 - see made
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see made
    from tests.factories.congress import EARLIER  # noqa: PLC0415 - see made

    occasion = made(2)
    first, second = occasion.pitches.order_by("title")
    Pair.objects.create(occasion=occasion, kind="apart", first=first, second=second)
    first.needs = ["stepfree", "led_wall"]
    first.save()
    about = {"conflict": [first.code, second.code], "needs": [first.code], "remote_crews": ["1"]}
    relaxation = {
        "code": code_,
        "about": about.get(code_, ["buehne-1-1"]),
        "params": {"count": 3 if code_ == "remote_crews" else 4, "minutes": "5"},
        "cost": 1,
        "plan": {"blocks": {"buehne-1-1": [[first.code, 1084]]}},
    }
    run = PlanRun.objects.create(
        occasion=occasion, state="done", problem={}, relaxations=[relaxation], asked_at=EARLIER, ended_at=EARLIER
    )

    deeds.relax(by=SYSTEM, at=EARLIER, slug=occasion.slug, run=run.pk, index=0)

    occasion = type(occasion).objects.get(pk=occasion.pk)
    assert change(occasion)
