"""The invented region of ``strahlkraft demo-region``: its extension leaves nobody out, and a refusal moves no day."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.funding.actions import changes, extensions, notices
from strahlkraft.funding.models import ExtensionBatch, Grant
from strahlkraft.funding.queries import extensions as queries
from strahlkraft.funding.queries.notices import content_hash
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules.changes import Sending
from strahlkraft.funding.rules.extensions import Gap, Occasion
from strahlkraft.funding.rules.notices import NoticeInput
from strahlkraft.funding.rules.vocabulary import Exclusion
from strahlkraft.jobs import demo_region
from strahlkraft.jobs.clock import now
from tests.factories.network import OrganisationFactory, RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


def test_its_extension_divides_all_grants_once_and_a_refused_notice_changes_nothing(
    settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    at = now()
    OrganisationFactory()  # the people of the demonstration begin somewhere else
    RegionFactory()
    region = demo_region.make(at=at, say=lambda _words: None)
    office, second = (User.objects.get(email=f"{name}@example.org") for name in ("buero", "verwaltung"))
    batch, today = ExtensionBatch.objects.get(region=region), localdate(at)
    found = queries.whole(batch, today=today)
    grants = set(Grant.objects.filter(region=region).values_list("pk", flat=True))
    told = [*(row.grant.pk for row in found.rows), *(one.grant.pk for one in found.excluded)]
    assert (sorted(told), found.missing) == (sorted(grants), [])
    assert {one.entry.reason for one in found.excluded} <= {str(one) for one in Exclusion}
    assert 1 < len(found.rows) < len(grants)
    assert batch.change_requests.count() == len(found.rows)

    same = Occasion(batch.title, batch.kind, batch.dated_on, batch.new_end, batch.reference)
    paper = ContentFile(b"%PDF-1.7 Beispiel", name="erlass.pdf")
    again = extensions.open_batch(by=second, at=at, region_id=region.pk, given=same, file=paper)
    press = {"by": second, "at": at, "code": again.code, "version": again.version}
    more = extensions.make_requests(**press, shared_reason=batch.shared_reason)
    assert (again, more, batch.change_requests.count()) == (batch, [], len(found.rows))

    before = {key: (one.grant_until, one.work_until) for key, one in terms_of(grants).items()}
    row = batch.change_requests.order_by("pk")[0]
    changes.note_opened(by=second, at=at, code=row.code)
    changes.release(by=second, at=at, code=row.code, version=row.version)
    changes.submit(by=office, at=at, code=row.code, version=row.version + 1, given=Sending(today, "Beispielgrund"))
    says = NoticeInput("refusal", "Beispiel-99", today, today, today, "2025", answers=row.code)
    code = row.grant.code
    refused = notices.enter(by=office, at=at, code=code, given=says, file=paper)
    seen = {"version": refused.version, "content_hash": content_hash(refused), "compared": True}
    notices.confirm(by=second, at=at, code=code, pk=refused.pk, **seen)
    after = {key: (one.grant_until, one.work_until) for key, one in terms_of(grants).items()}
    gaps = {one.grant.code: one.gap for one in queries.whole(batch, today=today).rows}
    assert (after, gaps[code], Grant.objects.get(code=code).state) == (before, Gap.REFUSED, "running")
