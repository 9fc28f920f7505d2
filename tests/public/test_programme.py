"""The published programme as a visitor sees it: views, filters, one's own choice, versions, files."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:  # Django is not ready when pytest reads this file
    from strahlkraft.congress.models import Occasion

MOST_QUERIES = 8
FILES = ("xml", "json", "ics", "csv", "xlsx")
MORE_FILES = ("ohne-namen.xml", "hub.json", "beitraege.json", "giggity.json")


@pytest.fixture
def published(visitor: Client) -> Callable[..., "Occasion"]:
    """Make a congress whose programme is published."""
    from strahlkraft.congress.models import Plan  # noqa: PLC0415 - Django is not ready when pytest reads this file
    from tests.factories.programme import a_congress, a_plan  # noqa: PLC0415 - the same

    def make(pitches: int = 3, **fields: Any) -> "Occasion":
        occasion = a_congress(pitches, **fields)
        assert isinstance(a_plan(occasion), Plan)
        publish(occasion)
        return occasion

    return make


def publish(occasion: "Occasion", **fields: Any) -> None:
    from strahlkraft.congress.actions.publishing import publish as deed  # noqa: PLC0415 - see published
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see published
    from tests.factories.congress import DAY  # noqa: PLC0415 - see published

    plan = occasion.plans.get(current=True)
    at = DAY - timedelta(days=30) + timedelta(hours=occasion.versions.count())
    deed(by=SYSTEM, at=at, slug=occasion.slug, number=plan.number, revision=plan.revision, **fields)


def change(occasion: "Occasion", deed: str, **params: Any) -> None:
    from strahlkraft.congress.actions.programme import change_plan  # noqa: PLC0415 - see published
    from strahlkraft.kernel.actor import SYSTEM  # noqa: PLC0415 - see published
    from tests.factories.congress import EARLIER  # noqa: PLC0415 - see published

    plan = occasion.plans.get(current=True)
    who: dict[str, Any] = {"by": SYSTEM, "at": EARLIER, "slug": occasion.slug, "number": plan.number}
    change_plan(**who, revision=plan.revision, deed=deed, params=params)


def page(occasion: "Occasion", rest: str = "") -> str:
    return f"/en/termine/{occasion.slug}/programm/{rest}"


def titles(answer: Any) -> list[str]:
    return re.findall(r'class="talk__title"><a href="[^"]*">([^<]*)</a>', answer.content.decode())


def code(occasion: "Occasion", number: int) -> str:
    return str(occasion.pitches.get(title=f"Beispielpitch {number}").code)


@pytest.mark.parametrize("view", ["zeit", "buehne", "thema", "person"])
def test_every_view_shows_every_pitch_with_few_queries_whatever_their_number(
    visitor: Client, published: Any, view: str
) -> None:
    counts = set()
    for pitches in (1, 3, 60):
        occasion = published(pitches, stages=3, slots=3)
        visitor.get(page(occasion))
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(page(occasion, f"?ansicht={view}"))
        counts.add(len(queries))
        named = {f"Beispielpitch {n + 1}" for n in range(pitches) if view != "person" or n % 9 != 8}
        assert (answer.status_code, set(titles(answer))) == (200, named)
    assert len(counts) == 1
    assert counts.pop() <= MOST_QUERIES
    assert visitor.cookies == {}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("thema=thema-2", [2, 6]),
        ("buehne=buehne-2", [2, 4, 6, 8]),
        ("art=remote", [7]),
        ("q=solardach", [5]),
        ("q=gibtesnicht", []),
        ("dgs=1", []),
        ("thema=thema-3&buehne=buehne-1", [3, 7]),
        ("art=unsinn&ansicht=unsinn", [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_filters_leave_what_fits(visitor: Client, published: Any, query: str, numbers: list[int]) -> None:
    occasion = published(8)
    occasion.pitches.filter(title="Beispielpitch 5").update(summary="Strom vom Solardach")
    publish(occasion)

    found = titles(visitor.get(page(occasion, f"?{query}")))

    assert sorted(found) == [f"Beispielpitch {number}" for number in numbers]


def test_only_names_of_those_who_agreed_are_shown(visitor: Client, published: Any) -> None:
    occasion = published(9)
    secret = occasion.speakers.get(named=False)
    named = occasion.speakers.filter(named=True).first()

    answers = [
        visitor.get(page(occasion)),
        visitor.get(page(occasion, "?ansicht=person")),
        visitor.get(f"/termine/{occasion.slug}/{code(occasion, 9)}/"),
        *(visitor.get(f"/termine/{occasion.slug}/programm.{ending}") for ending in ("xml", "json", "csv")),
    ]

    whole = b"".join(answer.content for answer in answers).decode()
    assert (named.name + "<" in whole, secret.name + "<" in whole) == (True, False)
    assert (secret.mailbox in whole, secret.code in whole, named.code in whole) == (False, False, False)


def test_ones_own_programme_stands_in_the_address_and_warns_of_overlaps(visitor: Client, published: Any) -> None:
    occasion = published(4)
    one, two, three = code(occasion, 1), code(occasion, 2), code(occasion, 3)

    starred = visitor.get(page(occasion, f"?meine={one}.{two}")).content.decode()
    own = visitor.get(page(occasion, f"meine/?meine={one}.{two}.{three}.XXXXXX.unsinn"))
    calendar = visitor.get(page(occasion, f"meine.ics?meine={one}.{three}")).content.decode()

    assert f"?meine={one}.{two}.{three}#{three}" in starred
    assert f"?meine={two}#{one}" in starred
    assert titles(own) == ["Beispielpitch 1", "Beispielpitch 2", "Beispielpitch 3"]
    assert "09:02: “Beispielpitch 1” (Bühne 1) and “Beispielpitch 2” (Bühne 2) run at the same time." in (
        own.content.decode()
    )
    assert re.findall("SUMMARY:(.*)\r", calendar) == ["Beispielpitch 1", "Beispielpitch 3"]


def test_a_recording_of_the_whole_day_opens_where_the_pitch_begins(visitor: Client, published: Any) -> None:
    from strahlkraft.congress.models import Recording  # noqa: PLC0415 - see published
    from tests.factories.congress import DAY  # noqa: PLC0415 - see published

    occasion = published(2)
    pitch = occasion.pitches.get(title="Beispielpitch 1")
    row = Recording.objects.create(
        pitch=pitch, kind="video", url="https://video.example/tag", starts_second=60, ends_second=260, added_at=DAY
    )
    page, file = f"/termine/{occasion.slug}/{pitch.code}/", f"/termine/{occasion.slug}/programm.xml"
    told = visitor.get(page)
    assert 'href="https://video.example/tag#t=60,260"' in told.content.decode()
    assert b"https://video.example/tag#t=60,260" in visitor.get(file).content

    row.starts_second = 90
    row.save()
    assert visitor.get(page, headers={"If-None-Match": told.get("ETag", "")}).status_code == 200


def test_a_pitch_has_its_page_with_project_and_recording(visitor: Client, published: Any) -> None:
    from strahlkraft.congress.models import Recording  # noqa: PLC0415 - see published
    from strahlkraft.projects.models import Publication  # noqa: PLC0415 - see published
    from tests.factories.congress import DAY  # noqa: PLC0415 - see published
    from tests.factories.projects import ProjectFactory  # noqa: PLC0415 - see published

    occasion = published(2)
    pitch = occasion.pitches.get(title="Beispielpitch 1")
    pitch.project = ProjectFactory(publication=Publication.PUBLISHED, title="Ein Projekt")
    pitch.save()
    publish(occasion)
    Recording.objects.create(
        pitch=pitch, kind="video", title="Aufzeichnung", url="https://video.example/1", added_at=DAY
    )

    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(f"/en/termine/{occasion.slug}/{pitch.code}/")

    told = answer.content.decode()
    assert len(queries) <= MOST_QUERIES
    for word in ("Ein Projekt", "https://video.example/1", "Bühne 1", "/kontakt/?von=seite", "Beispielpitch 1"):
        assert word in told
    assert visitor.get(f"/termine/{occasion.slug}/XXXXXX/").status_code == 404


def test_versions_stay_readable_and_say_what_changed(visitor: Client, published: Any) -> None:
    occasion = published(3)
    moved, gone = code(occasion, 1), code(occasion, 2)
    change(occasion, "place", pitch=moved, block="buehne-2-2", index=0)
    change(occasion, "take_out", pitch=gone)
    publish(occasion, note="Zwei Beispiele ändern sich")

    old = visitor.get(page(occasion, "version/1/")).content.decode()
    new = visitor.get(page(occasion)).content.decode()
    listed = visitor.get(page(occasion, "versionen/")).content.decode()

    assert "This is version 1, not the newest" in old
    assert ("does not take place" in old, "does not take place" in new) == (False, True)
    for word in ("Zwei Beispiele ändern sich", "moved", "<del>Beispielpitch 2</del>"):
        assert word in listed
    assert visitor.get(page(occasion, "version/3/")).status_code == 404


def test_calendars_keep_the_identifier_count_changes_and_strike_out_what_is_cancelled(
    visitor: Client, published: Any
) -> None:
    occasion = published(3)
    moved, gone, calm = (occasion.pitches.get(title=f"Beispielpitch {n}") for n in (1, 2, 3))
    change(occasion, "place", pitch=moved.code, block="buehne-2-2", index=0)
    change(occasion, "take_out", pitch=gone.code)
    publish(occasion)

    calendar = visitor.get(f"/termine/{occasion.slug}/programm.ics").content.decode()

    events = {
        re.search("UID:(.*)\r", event)[1]: (  # type: ignore[index]  # every event has one
            re.search("SEQUENCE:(.*)\r", event)[1],  # type: ignore[index]  # the same
            re.search("STATUS:(.*)\r", event)[1],  # type: ignore[index]  # the same
        )
        for event in calendar.split("BEGIN:VEVENT")[1:]
    }
    assert events == {
        str(moved.guid): ("1", "CONFIRMED"),
        str(gone.guid): ("1", "CANCELLED"),
        str(calm.guid): ("0", "CONFIRMED"),
    }


@pytest.mark.parametrize("ending", [*(f".{name}" for name in FILES), *(f"/{name}" for name in MORE_FILES)])
def test_every_file_takes_few_queries_and_is_sent_once(visitor: Client, published: Any, ending: str) -> None:
    counts = set()
    for pitches in (1, 3, 40):
        occasion = published(pitches)
        url = f"/termine/{occasion.slug}/programm{ending}"
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(url)
        counts.add(len(queries))
        same = visitor.get(url, headers={"If-None-Match": answer.headers["ETag"]})
        later = visitor.get(url, headers={"If-Modified-Since": answer.headers["Last-Modified"]})
        assert (answer.status_code, same.status_code, later.status_code) == (200, 304, 304)
        assert visitor.get(url).content == answer.content
    assert len(counts) == 1
    assert counts.pop() <= MOST_QUERIES
    occasion.plans.update(revision=7)
    change(occasion, "take_out", pitch=code(occasion, 1))
    publish(occasion)
    assert visitor.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_parts_of_the_programme_are_calendars_of_their_own(visitor: Client, published: Any) -> None:
    occasion = published(4)
    speaker = occasion.pitches.get(title="Beispielpitch 3").speaking.get().speaker
    own = f"/termine/{occasion.slug}"

    found = {
        path: re.findall("SUMMARY:(.*)\r", visitor.get(own + path).content.decode())
        for path in (
            "/programm/buehne/buehne-2.ics",
            "/programm/thema/thema-1.ics",
            f"/programm/person/{speaker.guid}.ics",
            f"/{code(occasion, 4)}.ics",
        )
    }
    unknown = ("/programm/buehne/x.ics", "/programm/thema/x.ics", f"/programm/person/{uuid4()}.ics", "/XXXXXX.ics")

    assert [sorted(names) for names in found.values()] == [
        ["Beispielpitch 2", "Beispielpitch 4"],
        ["Beispielpitch 1"],
        ["Beispielpitch 3"],
        ["Beispielpitch 4"],
    ]
    assert [visitor.get(own + path).status_code for path in unknown] == [404] * 4


@pytest.mark.slow
def test_the_running_order_on_paper_is_accessible_and_names_every_pitch(visitor: Client, published: Any) -> None:
    import io  # noqa: PLC0415 - for this test alone

    import pikepdf  # noqa: PLC0415 - the same

    occasion = published(5)

    answer = visitor.get(f"/termine/{occasion.slug}/programm.pdf")

    with pikepdf.open(io.BytesIO(answer.content)) as sheet:
        assert (sheet.Root.MarkInfo.Marked, str(sheet.Root.Lang)) == (True, "de")
        metadata = sheet.Root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata or 'pdfuaid:part="1"' in metadata
    assert visitor.get(f"/termine/{occasion.slug}/programm.pdf").content == answer.content


def test_the_page_tells_machines_what_takes_place(visitor: Client, published: Any) -> None:
    occasion = published(2)

    told = visitor.get(page(occasion)).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', told, re.DOTALL)[1])  # type: ignore[index]  # the page has one
    event = data if data["@type"] == "Event" else data["@graph"][0]

    assert sorted(row["name"] for row in event["subEvent"]) == ["Beispielpitch 1", "Beispielpitch 2"]


def test_the_script_that_keeps_the_page_serves_this_programme_only(visitor: Client, published: Any) -> None:
    occasion = published(1)

    answer = visitor.get(f"/termine/{occasion.slug}/programm/offline.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert f'PAGES = "/termine/{occasion.slug}/programm/"'.replace("-", "\\u002D") in answer.content.decode()


def test_without_a_version_or_before_the_announcement_there_is_no_programme(visitor: Client, published: Any) -> None:
    from strahlkraft.congress.rules.vocabulary import OccasionState, Visibility  # noqa: PLC0415 - see published
    from tests.factories.programme import a_congress  # noqa: PLC0415 - see published

    hidden, draft, internal = a_congress(1), published(1), published(1)
    draft.state = OccasionState.DRAFT
    draft.save()
    internal.event, internal.visibility = None, Visibility.INTERNAL
    internal.save()

    for occasion in (hidden, draft, internal):
        paths = (f"/termine/{occasion.slug}/programm/", f"/termine/{occasion.slug}/programm.xml")
        assert [visitor.get(path).status_code for path in paths] == [404, 404]


def test_published_pitches_are_found_and_those_taken_out_no_more(visitor: Client, published: Any) -> None:
    from strahlkraft.search.models import SearchDocument  # noqa: PLC0415 - see published

    occasion = published(2)
    first = f"{occasion.slug}/{code(occasion, 1)}"
    change(occasion, "take_out", pitch=code(occasion, 1))
    publish(occasion)

    rows = SearchDocument.objects.filter(kind="pitch", key__startswith=occasion.slug)
    assert {(row.key == first, row.withdrawn) for row in rows} == {(True, True), (False, False)}


def test_the_page_of_the_event_leads_to_its_programme(visitor: Client, published: Any) -> None:
    occasion = published(1)

    assert f'href="/termine/{occasion.slug}/programm/"' in visitor.get(f"/termine/{occasion.slug}/").content.decode()
