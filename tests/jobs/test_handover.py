"""Handover mode from the shell, and the clock's part in deadlines."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs.handover import handover, tend
from strahlkraft.steering.models import Deadline
from tests.factories.accounts import a_region
from tests.factories.projects import ProjectFactory
from tests.factories.steering import PositionFactory, StoredFileFactory

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_command_writes_the_same_bytes_for_the_same_moment(tmp_path: Path) -> None:
    ProjectFactory(region=a_region("Beispielregion"))
    files = [tmp_path / name for name in ("eins.zip", "zwei.zip")]
    for file in files:
        answer = CliRunner().invoke(handover, ["beispielregion", str(file), "--at", "2026-06-30T10:00:00"])
        assert (answer.exit_code, answer.output) == (0, f"{file}: 1 projects, 0 files, 0 deadlines.\n")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert zipfile.ZipFile(files[0]).testzip() is None
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["take_handover_bundle"] * 2


@pytest.mark.slow
def test_the_command_tells_files_that_are_gone_and_ends_with_a_fault(tmp_path: Path) -> None:
    StoredFileFactory(project__region=a_region("Beispielregion"))
    answer = CliRunner().invoke(handover, ["beispielregion", str(tmp_path / "b.zip")])
    assert (answer.exit_code, "gone: Beispieldatei (records/beispiel.pdf)" in answer.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nirgends", "x.zip"], "There is no region 'nirgends'. Known: beispielregion"),
        (["beispielregion", "x.zip", "--recipient", "Niemand"], "Nobody of that name received a grant there."),
        (["beispielregion", "/gibt/es/nicht/x.zip"], "cannot be written"),
    ],
)
def test_a_wrong_word_is_told_in_a_sentence(arguments: list[str], said: str) -> None:
    a_region("Beispielregion")
    answer = CliRunner().invoke(handover, arguments)
    assert (answer.exit_code, said in answer.output) == (1, True)


def test_the_clock_computes_what_is_missing() -> None:
    PositionFactory(ends_on=date(2026, 12, 31))
    at = datetime(2026, 6, 30, tzinfo=UTC)
    assert (tend(at=at), tend(at=at), Deadline.objects.count()) == (3, 0, 3)
