"""Who reuses what: counted honestly, named only when the body or a source says so; disagreement is nobody's business."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from strahlkraft.reuse.models import ReuseCase
from tests.factories.reuse import CaseFactory

pytestmark = pytest.mark.django_db
ON = datetime(2026, 2, 1, tzinfo=UTC)


def running(**more: Any) -> ReuseCase:
    return cast("ReuseCase", CaseFactory(state="in_operation", state_since="2026-02-01", confirmed_at=ON, **more))
