"""Two workers at the same moment: what is made is made exactly once, and no file is left over."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import connections

from strahlkraft.audit.actions import AlreadySubmitted
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import pictures as actions
from strahlkraft.newsroom.models import Picture, Rendition
from tests.factories.pictures import photo
from tests.newsroom.pictures.people import AT, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORKERS = 4


def at_once(deed: object) -> list[str]:
    """What became of the same deed in several workers that begin together."""
    gate = Barrier(WORKERS)

    def work(_number: int) -> str:
        try:
            gate.wait()
            deed()  # type: ignore[operator]  # handed in by the tests below
        except AlreadySubmitted:
            return "before"
        except Refused as refused:
            return refused.refusals[0].code
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as workers:
        return sorted(workers.map(work, range(WORKERS)))


def kept() -> int:
    """How many files there are."""
    return sum(path.is_file() for path in Path(django_settings.MEDIA_ROOT).rglob("*"))


def test_one_form_sent_by_several_workers_takes_a_picture_in_once(desk: Desk) -> None:
    mark: UUID = uuid4()

    def add() -> None:
        actions.add_picture(
            by=desk.writer,
            at=AT,
            region_id=desk.region.pk,
            file=ContentFile(photo(), name="x.jpg"),
            alternative_text="Ein Beispiel",
            credit="Beispiel",
            submission=mark,
        )

    outcome = at_once(add)
    assert (outcome.count("done"), set(outcome) <= {"done", "before", "known"}) == (1, True)
    assert (Picture.objects.count(), AuditEntry.objects.count()) == (1, 1)
    assert kept() == 1 + Rendition.objects.count()


def test_another_focus_chosen_by_several_workers_is_cut_once(desk: Desk) -> None:
    row = actions.add_picture(
        by=desk.writer,
        at=AT,
        region_id=desk.region.pk,
        file=ContentFile(photo(), name="x.jpg"),
        alternative_text="Ein Beispiel",
        credit="Beispiel",
    )
    first, cuts = row.renditions.count(), row.renditions.filter(focus="50-50").count()

    def move() -> None:
        actions.edit_picture(
            by=desk.writer,
            at=AT,
            code=row.code,
            version=1,
            alternative_text="Ein Beispiel",
            credit="Beispiel",
            focal_x=0,
            focal_y=100,
        )

    assert at_once(move) == ["done", *["stale"] * (WORKERS - 1)]
    assert (row.renditions.filter(focus="0-100").count(), row.renditions.count()) == (cuts, first + cuts)
    assert kept() == 1 + first + cuts
