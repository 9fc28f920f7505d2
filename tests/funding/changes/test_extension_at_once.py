"""Two offices' people with the same decree at the same moment: one extension, one request each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from strahlkraft.accounts.rules import Role
from strahlkraft.funding.actions import extensions as actions
from strahlkraft.funding.models import BatchEntry, ChangeRequest, ExtensionBatch
from tests.factories.accounts import a_region, with_role
from tests.factories.at_once import at_once
from tests.factories.funding import granted
from tests.funding.changes.test_extension_actions import AT, OCCASION

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, GRANTS = 4, 3


def test_the_same_occasion_at_once_is_one_extension_with_one_request_each() -> None:
    region = a_region("Eigenregion")
    people = [with_role(Role.OFFICE, region=region) for _ in range(PEOPLE)]
    for _ in range(GRANTS):
        granted("running", region=region)

    def begin(by: Any) -> Callable[[], object]:
        paper = ContentFile(b"%PDF-1.7 Beispiel", name="erlass.pdf")
        return lambda: actions.open_batch(by=by, at=AT, region_id=region.pk, given=OCCASION, file=paper)

    assert at_once([begin(one) for one in people]) == {"done": PEOPLE}
    batch = ExtensionBatch.objects.get()
    assert BatchEntry.objects.filter(batch=batch, reason="").count() == GRANTS

    def make(by: Any) -> Callable[[], object]:
        return lambda: actions.make_requests(by=by, at=AT, code=batch.code, version=1, shared_reason="Wegen Beispiel.")

    assert at_once([make(one) for one in people]) == {"done": 1, "stale": PEOPLE - 1}
    assert ChangeRequest.objects.filter(batch=batch).values("grant").distinct().count() == GRANTS
    assert ChangeRequest.objects.count() == GRANTS
