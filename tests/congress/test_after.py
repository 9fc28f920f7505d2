"""After the event: recordings with chapters, thanks once each, figures that are counted, sheets that can be read."""

import io
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest

from strahlkraft.congress.actions import after as actions
from strahlkraft.congress.models import Applause, CheckIn, Recording, RunItem
from strahlkraft.congress.papers.badges import badges
from strahlkraft.congress.papers.certificate import certificate
from strahlkraft.congress.papers.report import report
from strahlkraft.congress.queries.statistics import statistics
from strahlkraft.congress.rules.after import Attendance, Timing
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from tests.factories.congress import (
    DAY,
    BlockFactory,
    OccasionFactory,
    PitchFactory,
    PitchSpeakerFactory,
    RegistrationFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)


def test_chapters_follow_when_each_pitch_really_began() -> None:
    stage = StageFactory()
    block = BlockFactory(stage=stage)
    pitches = [PitchFactory(occasion=stage.occasion) for _ in range(2)]
    for number, pitch in enumerate(pitches):
        start = DAY + timedelta(minutes=5 * number + 1)
        RunItem.objects.create(
            stage=stage,
            block=block,
            pitch=pitch,
            kind="pitch",
            title=pitch.title,
            position=number,
            planned_start=start - timedelta(seconds=30),
            planned_seconds=180,
            state="done",
            started_at=start,
            ended_at=start + timedelta(seconds=200),
        )
    video = "https://video.example/beispiel"
    assert actions.set_chapters(by=SYSTEM, at=LATER, stage=stage, url=video, video_starts_at=DAY) == 2
    rows = Recording.objects.order_by("starts_second").values_list("pitch", "starts_second", "ends_second")
    assert list(rows) == [(pitches[0].pk, 60, 260), (pitches[1].pk, 360, 560)]
    assert statistics(stage.occasion).timing == Timing(count=2, planned=180, real=200, late=30, skipped=0)


def test_thanks_go_to_each_once_and_only_who_was_there_gets_a_certificate() -> None:
    occasion = OccasionFactory()
    came, _absent = (RegistrationFactory(occasion=occasion) for _ in range(2))
    CheckIn.objects.create(registration=came, uid=uuid4(), scanned_at=DAY, received_at=DAY)
    PitchSpeakerFactory(pitch__occasion=occasion)
    for _ in range(2):
        sent = actions.send_thanks(
            by=SYSTEM, at=LATER, occasion=occasion, text="Danke!", to_speakers=True, to_guests=True
        )
        assert sent == 3
    letters = Letter.objects.filter(key__startswith="thanks")
    assert letters.count() == 3
    assert sum("/mitmachen/urkunde/" in letter.text for letter in letters) == 2


def test_thanks_wait_until_it_is_over_and_need_words() -> None:
    facts = {"by": SYSTEM, "occasion": OccasionFactory(), "to_speakers": True, "to_guests": True}
    with pytest.raises(Refused, match="not over yet"):
        actions.send_thanks(**facts, at=DAY, text="Danke!")
    with pytest.raises(Refused, match="a few words"):
        actions.send_thanks(**facts, at=LATER, text=" ")


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://x.example", "https://x .example"])
def test_only_whole_addresses_are_linked(url: str) -> None:
    with pytest.raises(Refused, match="whole address"):
        actions.add_recording(by=SYSTEM, at=LATER, pitch=PitchFactory(), kind="video", url=url)


def test_strangers_link_nothing() -> None:
    with pytest.raises(Refused) as refused:
        actions.add_recording(by=NOBODY, at=LATER, pitch=PitchFactory(), kind="video", url="https://x.example")
    assert refused.value.hidden is True


def test_figures_are_counted_from_rows() -> None:
    occasion = OccasionFactory()
    row = RegistrationFactory(occasion=occasion, seats=3)
    RegistrationFactory(occasion=occasion, state="waiting", seated_at=None)
    CheckIn.objects.create(registration=row, uid=uuid4(), people=2, scanned_at=DAY, received_at=DAY)
    Applause.objects.create(pitch=PitchFactory(occasion=occasion), minute=DAY, count=7)
    figures = statistics(occasion)
    assert (figures.attendance["onsite"], figures.applause) == (Attendance(3, 1, 2), 7)
    assert figures.attendance["onsite"].share == 2 / 3


@pytest.mark.slow
def test_sheets_are_accessible_and_complete() -> None:
    occasion = OccasionFactory(demonstration=True)
    rows = [RegistrationFactory(occasion=occasion, seats=n) for n in (1, 11)]
    sheets = {
        "certificate": certificate(occasion, name="Beispiel Gast", pitches=["Ein „Beispiel“"]),
        "badges": badges(occasion, rows),
        "report": report(occasion, statistics(occasion), at=LATER),
    }
    pages = {}
    for name, sheet in sheets.items():
        with pikepdf.open(io.BytesIO(sheet)) as document:
            assert document.Root.MarkInfo.Marked
            pages[name] = len(document.pages)
    assert pages == {"certificate": 1, "badges": 2, "report": 1}
