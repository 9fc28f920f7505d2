"""What is kept in a record can be opened and runs nothing."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from strahlkraft.funding.actions._documents import take_in
from strahlkraft.funding.models import Document
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from tests.factories.funding import EARLIER
from tests.factories.network import RegionFactory

pytestmark = pytest.mark.django_db


def workbook(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in ("[Content_Types].xml", "xl/workbook.xml", *names):
            packed.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\3\4nix", "broken"),
        (workbook()[:-30], "broken"),
        (workbook("xl/vbaProject.bin"), "macros"),
        (b"", "empty"),
        (b"GIF89a kein PDF", "wrong_type"),
    ],
    ids=["no-archive", "cut-off", "macros", "empty", "renamed"],
)
def test_a_damaged_paper_or_one_with_macros_is_refused_at_the_field_it_was_chosen_in(data: bytes, code: str) -> None:
    region = RegionFactory()
    with pytest.raises(Refused) as refused:
        take_in(
            by=SYSTEM, at=EARLIER, region_id=region.pk, file=ContentFile(data, "b.xlsx"), title="Beispiel", field="note"
        )
    assert [(one.code, one.field) for one in refused.value.refusals] == [(code, "note")]
    assert Document.objects.count() == 0


def test_a_sound_workbook_is_kept() -> None:
    row = take_in(
        by=SYSTEM, at=EARLIER, region_id=RegionFactory().pk, file=ContentFile(workbook(), "b.xlsx"), title="Beispiel"
    )
    assert row.size == len(workbook())
