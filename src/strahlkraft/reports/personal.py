"""What reports keep of people (pure): who asked about one stands by name beside the number; reports name bodies only."""

from collections.abc import Mapping

from strahlkraft.kernel.personal import Basis, Personal
from strahlkraft.kernel.words import gettext_noop

KEPT: tuple[Personal, ...] = (
    Personal(
        table="reports.ReportQuery",
        columns={"asked_label": ""},
        purpose=gettext_noop("Answering whoever asked about a report."),
        basis=Basis.PUBLIC_TASK,
        actor="asked_by",
        label="asked_label",
        label_at="asked_at",
        kept_because=gettext_noop(
            "Question and answer belong to the report; on request the name goes and a number remains."
        ),
        shown=("question", "asked_at"),
        recipients=(gettext_noop("project office of the region"), gettext_noop("granting authority")),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {
    "reports.Report": ("drafted_by", "last_edited_by", "released_by", "decided_by"),
    "reports.ReportQuery": ("asked_by", "answered_by"),
}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "reports.Report": "code kind state title choice introduction data sha256 template decision_note",
    "reports.ReportQuery": "answer",
}
