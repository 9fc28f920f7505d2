"""A released report is drawn again byte for byte: after later bookings, in another language, zone, order and process (I20)."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers import rendering
from strahlkraft.reports.queries.drafts import Wanted, data_of, sealed
from strahlkraft.reports.rules.vocabulary import ReportKind
from tests.factories.accounts import a_region
from tests.factories.funding import spent
from tests.factories.reports import IN_2025, MID_2025, a_project, a_reversal

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
AT = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
DRAW = """
import hashlib, json, sys, django
django.setup()
from django.utils import translation
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers.rendering import MEDIA_TYPES, render
stored = json.load(sys.stdin)
translation.activate(sys.argv[1])
row = Report(state="released", **stored)
print(json.dumps([hashlib.sha256(render(row, form)).hexdigest() for form in MEDIA_TYPES]))
"""


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


def stored(region: Region, kind: str) -> Report:
    text, sha256 = sealed(data_of(Wanted(kind, MID_2025, region, region.projects.first()), at=AT))
    return Report(data=text, sha256=sha256, state="released")


def sums(row: Report) -> list[str]:
    return [hashlib.sha256(rendering.render(row, form)).hexdigest() for form in rendering.MEDIA_TYPES]


def elsewhere(row: Report, language: str, **environment: str) -> Any:
    """The same in a process of its own, which has no database at all."""
    root = Path(rendering.__file__).parents[3]
    clean = {**os.environ, "DATABASE_URL": "sqlite:////nirgends/leer.sqlite3", "PYTHONPATH": str(root), **environment}
    done = subprocess.run(
        [sys.executable, "-c", DRAW, language],
        input=json.dumps({"data": row.data, "sha256": row.sha256}),
        env=clean | {"DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_old_report_has_the_same_bytes_in_another_process_zone_language_and_order(region: Region) -> None:
    grant = a_project(region)
    row = stored(region, ReportKind.STATUS)
    before = sums(row)
    a_reversal(spent(grant, "999.00", booked_at=IN_2025), AT)
    Project.objects.update(title="Anders")
    with translation.override("en"), timezone.override("Pacific/Auckland"):
        here = sums(row)
    again = [
        elsewhere(row, language, TZ=zone, PYTHONHASHSEED=seed)
        for language, zone, seed in (("de", "UTC", "1"), ("en", "Pacific/Auckland", "2"))
    ]
    assert [here, *again] == [before] * 3


@pytest.mark.parametrize("kind", [ReportKind.FORECAST, ReportKind.FILE])
def test_other_papers_too_are_of_their_data_alone(region: Region, kind: str) -> None:
    a_project(region)
    row = stored(region, kind)
    with translation.override("en"), timezone.override("America/Los_Angeles"):
        assert sums(row) == sums(row)
    assert elsewhere(row, "en", TZ="Asia/Tokyo", PYTHONHASHSEED="3") == sums(row)


def test_content_computed_twice_is_the_same_text(region: Region) -> None:
    """No order of the database, of a set or of a dictionary shows in it."""
    for number in (1, 2, 3):
        a_project(region, number=number)
    texts = {sealed(data_of(Wanted(kind, MID_2025, region), at=AT)) for kind in ("status", "forecast") for _one in "12"}
    assert len(texts) == 2
