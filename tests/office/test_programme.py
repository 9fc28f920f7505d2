"""The office's pages of a programme: set-up, board, comparing, publishing, the planner's runs, and what comes in."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.congress.models import Occasion, Plan
    from strahlkraft.network.models import Region


@pytest.fixture
def congress(region: "Region") -> Callable[..., "Occasion"]:
    """Make a congress of the own region."""
    from tests.factories.programme import a_congress  # noqa: PLC0415 - Django is not ready when pytest reads this file

    return lambda pitches=3, **fields: a_congress(pitches, region=region, **fields)


def own(occasion: "Occasion", rest: str = "") -> str:
    return f"/arbeit/termine/{occasion.slug}/programm/{rest}"


def planned(occasion: "Occasion") -> "Plan":
    from tests.factories.programme import a_plan  # noqa: PLC0415 - see congress

    return a_plan(occasion)


def order(occasion: "Occasion") -> dict[str, list[str]]:
    """What stands where, by the pitches' numbers."""
    plan = occasion.plans.get(current=True)
    names = dict(occasion.pitches.values_list("code", "title"))
    return {block: [names[code].rpartition(" ")[2] for code, _start in row] for block, row in plan.layout.items()}


def change(client: Client, occasion: "Occasion", deed: str, *, revision: int | None = None, **params: Any) -> Any:
    seen = occasion.plans.get(number=1).revision if revision is None else revision
    data = {"deed": deed, "revision": seen, "submission": str(uuid4()), **params}
    return client.post(own(occasion, "plaene/1/"), data)


def code(occasion: "Occasion", number: int) -> str:
    return str(occasion.pitches.get(title=f"Beispielpitch {number}").code)


def test_a_programme_is_set_up_from_nothing(client: Client, congress: Any) -> None:
    occasion = congress(0, stages=0, slots=0)
    page = own(occasion, "aufbau/")

    def send(part: str, **fields: Any) -> int:
        data = {f"{part}-{name}": value for name, value in fields.items()} | {f"{part}-submission": str(uuid4())}
        return int(client.post(page, {"part": part, **data}).status_code)

    answers = [
        send("stage", name="Große Bühne", features=["stepfree", "led_wall"]),
        send("stage", name="Studio", features=[]),
        send(
            "grid",
            day="2027-03-11",
            begins="09:00",
            slots=3,
            minutes=60,
            pause=15,
            stages=["grosse-buehne", "studio"],
            intro_seconds=120,
            reserve_seconds=600,
            max_remote=4,
            max_topics=2,
            captions="on",
        ),
        send("topic", name="Klima & Energie", colour=2),
        send("rules", **rules(topic_mix=20, changeover_onsite=45)),
    ]
    single = client.post(
        own(occasion, "aufbau/block-anlegen/"),
        {
            "title": "Begrüßung",
            "kind": "keynote",
            "stage": "studio",
            "day": "2027-03-11",
            "begins": "13:00",
            "ends": "13:20",
            "intro_seconds": 0,
            "reserve_seconds": 0,
            "max_remote": 1,
            "max_topics": 1,
            "submission": str(uuid4()),
        },
    )

    assert (answers, single.status_code) == ([302] * 5, 302)
    blocks = list(occasion.blocks.order_by("opens_at", "slug").values_list("slug", "slot", "kind", "max_topics"))
    assert blocks == [
        ("grosse-buehne-1", "1", "pitches", 2),
        ("studio-1", "1", "pitches", 2),
        ("grosse-buehne-2", "2", "pitches", 2),
        ("studio-2", "2", "pitches", 2),
        ("grosse-buehne-3", "3", "pitches", 2),
        ("studio-3", "3", "pitches", 2),
        ("begruessung", "4", "keynote", 1),
    ]
    occasion.refresh_from_db()
    assert (occasion.planning_rules.weights, occasion.planning_rules.changeover_onsite) == ({"topic_mix": 20}, 45)
    assert "Klima &amp; Energie" in client.get(page).content.decode()


def rules(**own: int) -> dict[str, int]:
    """The form of the rules as it stands, but for some values."""
    from strahlkraft.congress.rules.planning import WEIGHTS  # noqa: PLC0415 - see congress

    seconds = {"changeover_onsite": 30, "changeover_to_remote": 90, "changeover_from_remote": 90}
    limits = {"changeover_remote": 60, "remote_blocks_parallel": 1, "sign_language_blocks_parallel": 1}
    values = seconds | limits | {"walk_seconds": 300} | WEIGHTS | own
    return {name if name not in WEIGHTS else f"weight_{name}": value for name, value in values.items()}


def test_blocks_that_would_overlap_are_refused_with_the_reason(client: Client, congress: Any) -> None:
    occasion = congress(0, stages=1, slots=1)

    answer = client.post(
        own(occasion, "aufbau/block-anlegen/"),
        {
            "title": "Zweite",
            "kind": "pitches",
            "stage": "buehne-1",
            "day": "2027-03-11",
            "begins": "10:00",
            "ends": "11:00",
            "intro_seconds": 0,
            "reserve_seconds": 0,
            "max_remote": 1,
            "max_topics": 1,
            "submission": str(uuid4()),
        },
    )

    assert (answer.status_code, occasion.blocks.count()) == (200, 1)
    assert "Block 11" in answer.content.decode()


def test_only_what_nothing_needs_is_removed(client: Client, congress: Any) -> None:
    occasion = congress(1, stages=1, slots=1)

    for part, name in (("stage", "buehne-1"), ("topic", "thema-1"), ("topic", "thema-2"), ("block", "buehne-1-1")):
        client.post(own(occasion, f"aufbau/entfernen/{part}/"), {"name": name, "submission": str(uuid4())})

    assert occasion.stages.count() == 1
    assert list(occasion.topics.values_list("slug", flat=True)) == ["thema-1", "thema-3", "thema-4"]
    assert occasion.blocks.count() == 0


def test_pitches_are_placed_swapped_pinned_locked_and_everything_is_undone(client: Client, congress: Any) -> None:
    occasion = congress(4)
    planned(occasion)
    first, last = code(occasion, 1), code(occasion, 4)
    before = order(occasion)

    states = []
    for deed, params in (
        ("place", {"pitch": first, "block": "buehne-2-2", "index": 1}),
        ("swap", {"pitch": first, "other": last}),
        ("take_out", {"pitch": last}),
        ("pin", {"pitch": first}),
        ("lock", {"block": "buehne-1-2"}),
    ):
        assert change(client, occasion, deed, **params).status_code == 302
        states.append(order(occasion))
    plan = occasion.plans.get(number=1)
    refused = [
        change(client, occasion, "take_out", pitch=first),
        change(client, occasion, "place", pitch=last, block="buehne-1-2", index=0),
    ]
    for _deed in range(5):
        change(client, occasion, "undo")
    undone = occasion.plans.get(number=1)
    change(client, occasion, "redo")

    assert states[:3] == [
        {"buehne-1-2": ["3"], "buehne-2-1": ["2"], "buehne-2-2": ["4", "1"]},
        {"buehne-1-2": ["3"], "buehne-2-1": ["2"], "buehne-2-2": ["1", "4"]},
        {"buehne-1-2": ["3"], "buehne-2-1": ["2"], "buehne-2-2": ["1"]},
    ]
    assert (plan.pinned, plan.locked) == ([first], ["buehne-1-2"])
    assert [answer.status_code for answer in refused] == [302, 302]
    assert (undone.pinned, undone.locked) == ([], [])
    assert before == {"buehne-1-1": ["1"], "buehne-2-1": ["2"], "buehne-1-2": ["3"], "buehne-2-2": ["4"]}
    assert order(occasion) == states[0]


def test_who_was_slower_sees_the_new_plan_and_keeps_the_own_change(client: Client, congress: Any) -> None:
    occasion = congress(3)
    planned(occasion)
    first, second = code(occasion, 1), code(occasion, 2)
    change(client, occasion, "place", pitch=first, block="buehne-2-2", index=0)

    answer = change(client, occasion, "place", revision=0, pitch=second, block="buehne-1-1", index=0)

    page = answer.content.decode()
    assert (answer.status_code, order(occasion)["buehne-2-1"]) == (409, ["2"])
    assert f'name="pitch" value="{second}"' in page
    assert 'name="revision" value="1"' in page


def test_a_broken_rule_stands_at_its_card_and_in_the_list(client: Client, congress: Any) -> None:
    from strahlkraft.congress.models import SpeakerWindow  # noqa: PLC0415 - see congress
    from tests.factories.congress import DAY  # noqa: PLC0415 - see congress

    occasion = congress(1)
    planned(occasion)
    speaker = occasion.speakers.get()
    SpeakerWindow.objects.create(
        speaker=speaker, starts_at=DAY + timedelta(hours=6), ends_at=DAY + timedelta(hours=6, minutes=15)
    )

    page = client.get("/en" + own(occasion, "plaene/1/")).content.decode()

    sentence = f"{speaker.name} can only come from 15:00 to 15:15, but “Beispielpitch 1” needs 3 minutes."
    assert page.count(sentence) == 2


@pytest.mark.parametrize("path", ["", "aufbau/", "plaene/1/", "plaene/1/veroeffentlichen/"])
def test_queries_do_not_grow_with_the_pitches(client: Client, congress: Any, path: str) -> None:
    def queries(pitches: int) -> int:
        occasion = congress(pitches, stages=min(3, pitches), slots=min(3, pitches))
        planned(occasion)
        client.get(own(occasion, path))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(own(occasion, path)).status_code == 200
        return len(seen)

    assert queries(1) == queries(3) == queries(40)


def test_a_version_is_previewed_and_published_with_letters_to_those_concerned(client: Client, congress: Any) -> None:
    from strahlkraft.letters.models import Letter  # noqa: PLC0415 - see congress

    occasion = congress(3)
    planned(occasion)
    page = own(occasion, "plaene/1/veroeffentlichen/")

    def publish(revision: int) -> int:
        data = {"note": "Ein Beispiel", "revision": revision, "submission": str(uuid4())}
        return int(client.post(page, data).status_code)

    assert "Version 1" in client.get("/en" + page).content.decode()
    first = (publish(0), Letter.objects.count())
    again = publish(0)
    change(client, occasion, "place", pitch=code(occasion, 3), block="buehne-2-2", index=0)
    old = publish(0)
    second = (publish(1), Letter.objects.count())

    assert (first, again, old, second) == ((302, 3), 200, 200, (302, 4))
    versions = list(occasion.versions.order_by("number"))
    assert [[row["kind"] for row in version.changes] for version in versions] == [["added"] * 3, ["moved"]]


def test_two_plans_are_compared(client: Client, congress: Any) -> None:
    occasion = congress(3)
    planned(occasion)
    client.post(own(occasion, "plan-anlegen/"), {"copy_of": "1", "submission": str(uuid4())})
    change(client, occasion, "take_out", pitch=code(occasion, 2))

    page = client.get("/en" + own(occasion, "plaene/1/vergleich/?mit=2")).content.decode()

    assert "1 pitch stands elsewhere" in page
    assert "placed: Block 21" in page


def test_a_run_is_asked_for_once_watched_stopped_and_left(client: Client, congress: Any) -> None:
    occasion = congress(3)

    for _press in range(2):
        data = {"seconds": "10", "purpose": "plan", "number": "0", "submission": str(uuid4())}
        answer = client.post(own(occasion, "planen/"), data)
    run = occasion.plan_runs.get()
    part = client.get(own(occasion, f"laeufe/{run.pk}/?teil=1")).content.decode()
    client.post(own(occasion, f"laeufe/{run.pk}/"), {"deed": "stop", "submission": str(uuid4())})
    run.refresh_from_db()

    assert answer.headers["Location"] == own(occasion, f"laeufe/{run.pk}/")
    assert ("hx-get" in part, "<html" in part) == (True, False)
    assert (run.state, len(run.problem["pitches"]), len(run.problem["blocks"])) == ("stopped", 3, 4)


def test_why_there_is_no_plan_is_said_in_sentences_and_one_button_helps(client: Client, congress: Any) -> None:
    from strahlkraft.congress.models import PlanRun, SpeakerWindow  # noqa: PLC0415 - see congress
    from tests.factories.congress import DAY  # noqa: PLC0415 - see congress

    occasion = congress(1)
    speaker, now = occasion.speakers.get(), timezone.now()
    window = SpeakerWindow.objects.create(
        speaker=speaker, starts_at=DAY + timedelta(hours=6), ends_at=DAY + timedelta(hours=6, minutes=15)
    )
    pitch = code(occasion, 1)
    reason = {"code": "window", "about": [f"v{speaker.pk}"], "params": {}}
    relaxation = {
        **reason,
        "params": {"times": "09:02–09:05"},
        "cost": 5,
        "plan": {"blocks": {"buehne-1-1": [[pitch, 1084]]}},
    }
    run = PlanRun.objects.create(
        occasion=occasion,
        state="done",
        outcome="infeasible",
        problem={"pitches": [pitch]},
        conflict=[reason],
        relaxations=[relaxation],
        asked_at=now,
        started_at=now,
        ended_at=now,
    )

    page = client.get("/en" + own(occasion, f"laeufe/{run.pk}/")).content.decode()
    client.post(own(occasion, f"laeufe/{run.pk}/"), {"deed": "relax", "index": "0", "submission": str(uuid4())})

    assert f"{speaker.name} can only come from 15:00 to 15:15, but “Beispielpitch 1” needs 3 minutes." in page
    assert f"{speaker.name} would also come 09:02–09:05." in page
    new = speaker.windows.exclude(pk=window.pk).get()
    assert (new.starts_at - DAY, new.ends_at - DAY) == (timedelta(minutes=2), timedelta(minutes=5))


SCHEDULE = """<?xml version="1.0"?><schedule><version>1</version><conference><title>Beispiel</title>
<acronym>beispiel</acronym></conference><day date="2027-03-11" start="2027-03-11T09:00:00+01:00"
end="2027-03-11T18:00:00+01:00" index="1"><room name="Halle">
<event guid="5f1f0d2c-0000-4000-8000-000000000001" id="1"><date>2027-03-11T09:00:00+01:00</date><start>09:00</start>
<duration>00:05</duration><room>Halle</room><title>Erstes Beispiel</title><track>Klima</track><type>pitch</type>
<language>de</language><persons><person id="7">Beispiel Person</person></persons></event>
<event guid="5f1f0d2c-0000-4000-8000-000000000002" id="2"><date>2027-03-11T09:05:00+01:00</date><start>09:05</start>
<duration>00:05</duration><room>Halle</room><title>Zweites Beispiel</title><track>Klima</track><type>pitch</type>
<language>de</language><persons/></event></room></day></schedule>"""


def test_another_programme_is_looked_at_first_and_then_taken_over(client: Client, congress: Any) -> None:
    from tests.office.pages import fields_of  # noqa: PLC0415 - see congress

    occasion = congress(0, stages=0, slots=0)
    file = SimpleUploadedFile("schedule.xml", SCHEDULE.encode(), content_type="text/xml")

    look = client.post(own(occasion, "einlesen/"), {"file": file, "submission": str(uuid4())})
    before = occasion.pitches.count()
    data = fields_of(look.content.replace(b'<form class="form" method="post" novalidate>', b"<form data-keep>"))
    answer = client.post(own(occasion, "einlesen/"), {**data, "named": "on"})
    again = client.post(
        own(occasion, "einlesen/"),
        {"file": SimpleUploadedFile("schedule.xml", SCHEDULE.encode()), "submission": str(uuid4())},
    )

    assert (look.status_code, before, answer.status_code, again.status_code) == (200, 0, 302, 200)
    assert [(pitch.title, pitch.topic.name) for pitch in occasion.pitches.order_by("title")] == [
        ("Erstes Beispiel", "Klima"),
        ("Zweites Beispiel", "Klima"),
    ]
    assert list(occasion.speakers.values_list("name", "named")) == [("Beispiel Person", True)]
    assert [len(row) for row in occasion.plans.get().layout.values()] == [2]


def test_the_programme_of_another_region_is_not_there(client: Client) -> None:
    from tests.factories.programme import a_congress, a_plan  # noqa: PLC0415 - see congress

    occasion = a_congress(1)
    a_plan(occasion)

    paths = ("", "aufbau/", "plaene/1/", "plaene/1/veroeffentlichen/", "einlesen/", "plaene/1/vergleich/")
    assert {client.get(own(occasion, path)).status_code for path in paths} == {404}
    assert change(client, occasion, "undo").status_code == 404
