"""Programmes for the tests of formats: a small one of two days and two stages, a large one, and any at all."""

import string
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from strahlkraft.congress.published import Block, Item, Link, Person, Programme, Stage, Topic
from strahlkraft.kernel.label import Label

BERLIN = ZoneInfo("Europe/Berlin")
BASE = "https://strahlkraft.example"
SPACE = UUID("6f1c0f5e-6a3b-4d2e-9a70-0c0ffee00001")
ADA = Person(
    "secret-of-ada", uuid5(SPACE, "ada"), "Ada Beispiel", "Stadt Beispielstadt", "Leitet das <Beispiel> & mehr"
)
BEA = Person("secret-of-bea", uuid5(SPACE, "bea"), 'Béa "B" Öztürk-Weiß', "=cmd()|' /C calc'!A1")


def address_of(label: Label) -> str:
    """A path as the house gives them."""
    return {"event": "/termine/{}/", "pitch": "/pitches/{}/", "project": "/projekte/{}/"}[label.kind].format(label.key)


HANDED = {"base_url": BASE, "address_of": address_of}


def at(day: int, clock: str) -> datetime:
    """A time in March 2026 in Berlin."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=BERLIN)


def an_item(code: str, starts_at: datetime, **fields: Any) -> Item:
    """A pitch of three minutes."""
    given = {"title": f"Pitch {code}", "kind": "pitch", "seconds": 180, **fields}
    return Item(code=code, guid=uuid5(SPACE, code), starts_at=starts_at, **given)


def example() -> Programme:
    """Two days, two stages, seconds, a cancelled pitch, a break and a block without items."""
    smart = an_item(
        "ABC123",
        at(10, "09:30:30"),
        seconds=210,
        title="Straßenzustand über <KI> & „Drohnen“ 🚀",
        summary="Kurz & gut",
        description="Zeile eins\nZeile zwei",
        topic="mobilitaet",
        project="smart-school",
        organisation="Stadt Beispielstadt",
        people=(ADA, BEA),
        links=(
            Link("recording", "Mitschnitt", "https://video.example/ä b?x=1"),
            Link("slides", "Folien", "/dateien/folien.pdf"),
            Link("page", "", "https://seite.example/"),
            Link("page", "Böse", "javascript:alert(1)"),
        ),
        sequence=3,
    )
    gone = an_item("XYZ789", at(10, "09:34:30"), topic="energie", people=(BEA,), cancelled=True, sequence=5)
    keynote = an_item("KEY000", at(11, "10:00:00"), kind="keynote", seconds=1800, mode="remote", language="en")
    morning = Block(
        "vormittag",
        "Block 1",
        "pitches",
        at(10, "09:30:00"),
        at(10, "10:30:00"),
        (smart, gone),
        True,
        True,
        "Mo Derator",
    )
    lunch = Block("mittag", "Mittagspause", "break", at(10, "12:00:00"), at(10, "13:00:00"))
    award = Block("preise", "Preisverleihung", "other", at(10, "17:00:00"), at(10, "17:30:00"))
    talk = Block("keynote", "Eröffnung", "keynote", at(11, "10:00:00"), at(11, "10:30:00"), (keynote,))
    return Programme(
        slug="kongress-2026",
        title="Beispielkongress 2026",
        version=7,
        published_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        starts_at=at(10, "09:00:00"),
        ends_at=at(11, "17:00:00"),
        venue="Beispielhalle",
        summary="Viele Pitches an zwei Tagen",
        mode="hybrid",
        topics=(Topic("mobilitaet", "Mobilität & Verkehr", 1), Topic("energie", "Energie", 8)),
        stages=(
            Stage("gross", "Große Bühne", uuid5(SPACE, "gross"), ("stepfree",), (morning, lunch, award)),
            Stage("klein", "Kleine Bühne", uuid5(SPACE, "klein"), (), (talk,)),
        ),
    )


def large(pitches: int = 500) -> Programme:
    """``pitches`` on four stages in blocks of ten over two days."""
    codes = [f"P{number:05}" for number in range(pitches)]
    people = [
        Person(f"c{n}", uuid5(SPACE, f"p{n}"), f"Person Beispiel {n}", f"Kommune {n % 60}") for n in range(pitches)
    ]
    stages = []
    for stage in range(4):
        blocks = []
        for number, first in enumerate(range(stage * 10, pitches, 40)):
            start = at(10 + number // 7, "09:00:00") + timedelta(minutes=60 * (number % 7))
            items = tuple(
                an_item(
                    codes[index],
                    start + timedelta(seconds=210 * place),
                    title=f"Wie wir Beispiel {index} über alle Ämter hinweg gelöst haben",
                    summary="Ein Satz, der sagt, worum es geht. " * 3,
                    description="Viel Text mit Umlauten: äöüß. " * 20,
                    topic=f"t{index % 8}",
                    project=f"projekt-{index}",
                    people=(people[index], people[(index + 1) % pitches]),
                    links=(Link("slides", "Folien", f"/folien/{index}.pdf"),),
                )
                for place, index in enumerate(range(first, min(first + 10, pitches)))
            )
            blocks.append(
                Block(f"b{stage}-{number}", f"Block {number}", "pitches", start, start + timedelta(hours=1), items)
            )
        stages.append(Stage(f"s{stage}", f"Bühne {stage}", uuid5(SPACE, f"s{stage}"), (), tuple(blocks)))
    topics = tuple(Topic(f"t{number}", f"Thema {number}", number + 1) for number in range(8))
    return Programme(
        "kongress-2027", "Großer Beispielkongress", 12, at(1, "12:00:00"), at(10, "09:00:00"), at(11, "18:00:00"),
        "Beispielhalle", "", "onsite", topics, tuple(stages),
    )  # fmt: skip


NASTY = (
    "", " ", "7", "ÄÖÜ ß 123", '"quoted" & <b>angled</b> ]]>', "🚀👩‍💻", "\0\x08\x1b\ufffe", "a\r\nb\rc\td", "x" * 300, "=1+1",
    "-_-", "\ud800", "\u2028\u0085", "a,b;c:d\\n\\", "BEGIN:VEVENT", "%zz", "e\u0301", "مرحبا",
)  # fmt: skip
texts = st.sampled_from(NASTY) | st.text(max_size=12)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1)).map(lambda when: when.replace(tzinfo=UTC))  # noqa: DTZ001 - Hypothesis wants bounds without a zone
slugs = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=12)
links = st.builds(
    Link,
    st.sampled_from(["recording", "slides", "page"]),
    texts,
    texts.map(lambda text: f"https://x.example/{text}") | texts,
)
persons = st.builds(Person, code=texts, guid=st.uuids(), name=texts, organisation=texts, biography=texts)


@st.composite
def programmes(draw: st.DrawFn, *, most: int = 3) -> Programme:
    """Any programme the room could publish: codes, guids and slugs as promised, every text as nasty as can be."""
    topics = draw(st.lists(st.builds(Topic, slugs, texts, st.integers(1, 8)), max_size=2, unique_by=lambda t: t.slug))
    codes = st.text(string.ascii_uppercase + string.digits, min_size=6, max_size=6)
    taken: set[str] = set()
    stages = []
    for slug in draw(st.lists(slugs, min_size=1, max_size=most, unique=True)):
        blocks = []
        for name in draw(st.lists(slugs, min_size=1, max_size=most, unique=True)):
            items = []
            for code in draw(st.lists(codes, max_size=most, unique=True)):
                if code in taken:
                    continue
                taken.add(code)
                items.append(
                    draw(
                        st.builds(
                            Item,
                            code=st.just(code),
                            guid=st.just(uuid5(SPACE, code)),
                            title=texts,
                            kind=st.sampled_from(["pitch", "keynote"]),
                            starts_at=moments,
                            seconds=st.integers(1, 20_000),
                            summary=texts,
                            description=texts,
                            topic=st.sampled_from(["", *(topic.slug for topic in topics)]),
                            language=st.sampled_from(["de", "en", "fr"]),
                            mode=st.sampled_from(["onsite", "remote"]),
                            sign_language=st.booleans(),
                            project=st.just("") | slugs,
                            organisation=texts,
                            people=st.lists(persons, max_size=2).map(tuple),
                            links=st.lists(links, max_size=2).map(tuple),
                            sequence=st.integers(0, 9),
                            cancelled=st.booleans(),
                        )
                    )
                )
            kind = draw(st.sampled_from(["pitches", "keynote"] if items else ["pitches", "break", "other"]))
            start = draw(moments)
            end = start + timedelta(seconds=draw(st.integers(0, 20_000)))
            blocks.append(Block(name, draw(texts), kind, start, end, tuple(items), draw(st.booleans())))
        stages.append(Stage(slug, draw(texts), uuid5(SPACE, f"stage {slug}"), (), tuple(blocks)))
    start = draw(moments)
    return Programme(
        draw(slugs), draw(texts), draw(st.integers(1, 999)), draw(moments), start,
        start + timedelta(hours=draw(st.integers(0, 60))), draw(texts), draw(texts),
        draw(st.sampled_from(["onsite", "online", "hybrid"])), tuple(topics), tuple(stages),
    )  # fmt: skip
