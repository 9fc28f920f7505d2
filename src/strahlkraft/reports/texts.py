"""The words of this room for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.reports.rules.definitions import Grouping, Unit
from strahlkraft.reports.rules.facts import NONE, OFFICE, SEVERAL
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState

REPORT_KINDS: Mapping[str, Promise] = {
    ReportKind.STATUS: _("status report"),
    ReportKind.ONE_PAGER: _("project on one page"),
    ReportKind.PARLIAMENT: _("answer to a question of parliament"),
    ReportKind.FORECAST: _("funds forecast"),
    ReportKind.EXTENSION: _("extension matrix"),
    ReportKind.CLOSURE: _("state of closing"),
    ReportKind.FILE: _("file for audit"),
}
REPORT_STATES: Mapping[str, Promise] = {
    ReportState.DRAFT: _("draft"),
    ReportState.RELEASED: _("released"),
    ReportState.SUBMITTED: _("submitted"),
    ReportState.QUERIED: _("query to answer"),
    ReportState.ACCEPTED: _("accepted"),
    ReportState.RETURNED: _("returned"),
    ReportState.DISCARDED: _("discarded"),
}
REPORT_MEANINGS: Mapping[str, Promise] = {
    ReportKind.STATUS: _(
        "Where the projects of a region stand: figures, money by year, lights by month, milestones, words."
    ),
    ReportKind.ONE_PAGER: _("One project for the board: where it stands, its money, what comes next."),
    ReportKind.PARLIAMENT: _("Chosen figures with their definitions and everything that does not count."),
    ReportKind.FORECAST: _("Drawn, needed and lapsing by year, and what the Land will give in three scenarios."),
    ReportKind.EXTENSION: _("Which grants were to run longer, what was asked, what the notices say."),
    ReportKind.CLOSURE: _("How far every closing is and what stands in its way."),
    ReportKind.FILE: _("Everything about the grants of one project in one paper, with the hashes of all documents."),
}
"""What each report is for."""
GROUPINGS: Mapping[str, Promise] = {
    Grouping.NONE: _("not divided"),
    Grouping.PROJECT: _("by project"),
    Grouping.REGION: _("by region"),
    Grouping.RECIPIENT: _("by kind of recipient"),
    Grouping.OBJECT: _("by what is funded"),
    Grouping.PHASE: _("by phase"),
    Grouping.YEAR: _("by year"),
}
GROUPED_BY: Mapping[str, Promise] = {
    Grouping.PROJECT: _("Project"),
    Grouping.REGION: _("Region"),
    Grouping.RECIPIENT: _("Kind of recipient"),
    Grouping.OBJECT: _("What is funded"),
    Grouping.PHASE: _("Phase"),
    Grouping.YEAR: _("Year"),
}
"""Heads of the first column."""
GROUP_WORDS: Mapping[str, Promise] = {
    SEVERAL: _("several kinds"),
    NONE: _("not known"),
    OFFICE: _("project office itself"),
}
"""Groups that no closed list knows."""
DAY_COUNTS: Promise = _(
    "A notice counts from the day it is legally effective, once it is confirmed; a payout and a line of the "
    "ledger when it had arrived or was paid and was booked by the end of the day; a step of a grant on its day; "
    "statements of the register, requests, reuses and published words when they became known here. What is "
    "corrected later by a counter-entry changes later days only."
)
"""How the day of a report counts."""
UNITS: Mapping[str, Promise] = {
    Unit.COUNT: _("number"),
    Unit.MONEY: _("euros"),
    Unit.PERCENT: _("percent"),
}
VERBS: Mapping[str, Promise] = {
    "draft_report": _("report drafted"),
    "edit_report": _("report changed"),
    "recompute_report": _("figures of a report computed again"),
    "release_report": _("report released by a second person"),
    "submit_report": _("report submitted to the authority"),
    "answer_report_query": _("query about a report answered"),
    "discard_report": _("report discarded"),
    "accept_report": _("report accepted by the authority"),
    "ask_about_report": _("query about a report asked"),
    "return_report": _("report returned by the authority"),
}
"""What the trail says of the deeds of this room."""
