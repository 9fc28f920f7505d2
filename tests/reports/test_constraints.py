"""The database itself refuses what no action writes: every constraint and every trigger of reports is violated once."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.kernel.codes import short_code
from strahlkraft.reports.models import Report, ReportQuery
from strahlkraft.reports.rules.vocabulary import FIRST, MOVES
from strahlkraft.steering.rules.moves import way
from tests.factories.constraints import Again, Bite, Gone, Violation, goes_along, silent_constraints, silent_triggers
from tests.factories.funding import EARLIER, SECOND, WRITER
from tests.factories.network import RegionFactory

pytestmark = pytest.mark.django_db
DAY, BEFORE, THIRD = date(2026, 1, 5), date(2020, 1, 1), "user:beispiel-3"


def a_report(state: str, **values: Any) -> Report:
    """A report that came to its state along the table."""
    steps = way(MOVES["report"], FIRST["report"], state)
    row = Report.objects.create(
        code=short_code(),
        region=RegionFactory(),
        kind="status",
        state=steps[0],
        title="Beispielbericht",
        as_of=DAY,
        data="{}",
        sha256="x",
        template="1",
        drafted_at=EARLIER,
        drafted_by=WRITER,
        last_edited_by=WRITER,
    )
    for one in steps[1:]:
        row.state, row.released_at, row.released_by, row.submitted_on = one, EARLIER, SECOND, DAY
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def rows() -> dict[str, Any]:
    """One sound row of every table, in the moments in which its guards hold."""
    report = a_report("submitted")
    question = {"report": report, "question": "x", "asked_at": EARLIER, "asked_by": THIRD, "asked_label": "x"}
    return {
        "Report": report,
        "Draft": a_report("draft"),
        "Accepted": a_report("accepted", decided_at=EARLIER, decided_by=THIRD, decision_note="x"),
        "ReportQuery": ReportQuery.objects.create(**question, answer="x", answered_at=EARLIER, answered_by=WRITER),
    }


CONSTRAINTS: dict[str, Violation] = {
    "report_kind": ("Report", {"kind": "?"}),
    "report_state": ("Report", {"state": "?"}),
    "report_four_eyes": ("Report", {"released_by": F("drafted_by")}),
    "report_released": ("Report", {"released_by": ""}),
    "report_submitted_when": ("Report", {"submitted_on": None}),
    "report_query_asked": ("ReportQuery", {"question": ""}),
    "report_query_answered_when": ("ReportQuery", {"answered_at": None}),
}
TRIGGERS: dict[str, Bite] = {
    "reports_report_begins": Bite(("Report", Again())),
    "reports_report_moves": Bite(("Report", {"state": "draft"})),
    "reports_report_kept": Bite(("Draft", Gone())),
    "reports_report_content_stays_update": Bite(("Report", {"title": "anders"})),
    "reports_report_author_stays_update": Bite(("Draft", {"drafted_by": THIRD})),
    "reports_report_decision_stays_update": Bite(("Accepted", {"decision_note": "anders"})),
    "reports_reportquery_unchanged": Bite(("ReportQuery", {"question": "anders"})),
    "reports_reportquery_kept": Bite(("ReportQuery", Gone())),
    "reports_reportquery_name_only_goes_update": Bite(("ReportQuery", {"asked_label": "anders"})),
    "reports_reportquery_answer_stays_update": Bite(("ReportQuery", {"answer": "anders"})),
}


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), CONSTRAINTS, "reports") == []


def test_every_trigger_is_known_and_refuses_alone() -> None:
    assert silent_triggers(rows(), TRIGGERS, "reports") == []


@pytest.mark.parametrize("change", [{"released_by": THIRD}, {"data": "{} "}, {"as_of": BEFORE}, {"sha256": "y"}])
def test_what_was_released_stays(change: dict[str, Any]) -> None:
    bite = Bite(("Report", change))
    found = silent_triggers({"Report": a_report("submitted")}, {"reports_report_content_stays_update": bite}, "reports")
    assert [one for one in found if "content_stays" in one] == []


def test_of_an_answered_query_the_name_goes_and_nothing_with_it() -> None:
    assert goes_along(rows()["ReportQuery"], "asked_label") == []
