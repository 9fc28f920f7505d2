"""The whole content of a report, made once: figures, blocks, definitions, what is left out, the words of the paper.

What is stored is canonical JSON; every format draws it without asking the database again (I20).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.audit.four_eyes import canonical, content_hash
from strahlkraft.design.formats import day
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Project
from strahlkraft.reports import texts
from strahlkraft.reports.models import Report
from strahlkraft.reports.queries import _wording
from strahlkraft.reports.queries.closure import closure
from strahlkraft.reports.queries.figures import facts_of, figures
from strahlkraft.reports.queries.file import file
from strahlkraft.reports.queries.forecast import forecast
from strahlkraft.reports.queries.matrix import matrix
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.queries.status import one_pager, status
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Grouping
from strahlkraft.reports.rules.facts import Facts
from strahlkraft.reports.rules.figures import Counted
from strahlkraft.reports.rules.questions import Question, figures_from
from strahlkraft.reports.rules.sheet import Block
from strahlkraft.reports.rules.vocabulary import ReportKind, ReportState

Made = tuple[list[Block], list[Counted]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: of a region (None: the whole programme) or a project, as of a day; ``choice`` as ``Question.as_json``."""

    kind: str
    as_of: date
    region: Region | None = None
    project: Project | None = None
    example: bool = False
    choice: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    introduction: str = ""

    @property
    def scope(self) -> Scope:
        """Of what it counts."""
        return Scope(self.as_of, self.region, self.example, self.project)


def wanted_of(report: Report) -> Wanted:
    """What a stored report was asked for, to make it again."""
    return Wanted(
        report.kind,
        report.as_of,
        report.region,
        report.project,
        bool(report.choice.get("example")),
        report.choice,
        report.title,
        report.introduction,
    )


def answer(question: Question, facts: Facts) -> Made:
    """The blocks that answer a question of parliament; no query beside the facts."""
    found = figures(question.figures, facts)
    if question.grouping is Grouping.NONE:
        return [_wording.one_by_one(found, _("Answer"))], found
    caption = _("Answer, %(grouping)s") % {"grouping": texts.GROUPINGS[question.grouping]}
    return [_wording.side_by_side(found, question.grouping, caption)], found


def _parliament(wanted: Wanted, facts: Facts) -> Made:
    grouping = Grouping(wanted.choice.get("grouping", Grouping.NONE))
    return answer(Question(figures_from(wanted.choice.get("figures", ())), grouping, wanted.as_of), facts)


_MAKERS: Mapping[str, Callable[[Wanted, Facts], Made]] = {
    ReportKind.STATUS: lambda wanted, facts: status(wanted.scope, facts),
    ReportKind.ONE_PAGER: lambda wanted, facts: one_pager(wanted.scope, facts),
    ReportKind.PARLIAMENT: _parliament,
    ReportKind.FORECAST: lambda wanted, facts: forecast(wanted.scope, facts),
    ReportKind.EXTENSION: lambda wanted, facts: matrix(wanted.scope, facts),
    ReportKind.CLOSURE: lambda wanted, facts: closure(wanted.scope, facts),
    ReportKind.FILE: lambda wanted, facts: file(wanted.scope, facts),
}


def title_of(wanted: Wanted) -> str:
    """What a report is called when nobody says otherwise."""
    about = wanted.project or wanted.region or _("whole programme")
    kind = str(texts.REPORT_KINDS[wanted.kind])
    said = {"kind": f"{kind[:1].upper()}{kind[1:]}", "about": about, "day": day(wanted.as_of, "short")}
    return (_("%(kind)s %(about)s, as of %(day)s") % said)[:200]


def data_of(wanted: Wanted, *, at: datetime, language: str = "de") -> dict[str, Any]:
    """The whole content of a report in a language; a constant number of queries."""
    with translation.override(language):
        facts = facts_of(wanted.scope)
        blocks, found = _MAKERS[wanted.kind](wanted, facts)
        return {
            "edition": sheet.EDITION,
            "language": language,
            "kind": str(wanted.kind),
            "kind_words": str(texts.REPORT_KINDS[wanted.kind]),
            "title": wanted.title or title_of(wanted),
            "introduction": wanted.introduction.strip(),
            "about": str(wanted.project or wanted.region or _("whole programme")),
            "as_of": wanted.as_of.isoformat(),
            "computed_on": localdate(at).isoformat(),
            "example": wanted.example,
            "words": _wording.fixed_words(),
            "blocks": blocks,
            "figures": [_wording.figure(one) for one in found],
            "groups": _wording.groups_of(found),
        }


def sealed(data: Mapping[str, Any]) -> tuple[str, str]:
    """Content as it is stored: canonical text and its SHA-256."""
    return canonical(data), content_hash(data)


def retitled(data: Mapping[str, Any], *, title: str, introduction: str) -> dict[str, Any]:
    """The same figures under another title and introduction."""
    return {**data, "title": title, "introduction": introduction}


def in_language(report: Report, language: str) -> dict[str, Any]:
    """The content in the words of its reader, as long as it is a draft; what is released keeps the words of its making.

    The words are made anew, the figures are those stored: when something was booked since, the stored words stay.
    """
    stored: dict[str, Any] = json.loads(report.data)
    if report.state != ReportState.DRAFT or language == stored["language"]:
        return stored
    made = data_of(wanted_of(report), at=report.drafted_at, language=language)
    made["computed_on"] = stored["computed_on"]
    return made if _numbers(made) == _numbers(stored) else stored


def _numbers(data: Mapping[str, Any]) -> list[Any]:
    """Everything in it that is no word."""
    cells = [
        cell["value"]
        for block in data["blocks"]
        if block["block"] == "table"
        for row in [*block["rows"], block["total"]]
        for cell in row
        if cell["kind"] != "text"
    ]
    told = [(one["code"], [(row["ref"]["key"], row["value"]) for row in one["records"]]) for one in data["figures"]]
    return [cells, told, [[row["ref"]["key"] for row in one["left"]] for one in data["figures"]]]
