"""The status report of a region, and a project on one page (FUNDING.md e.3): what was published by the day, money, lights."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from strahlkraft.design.formats import partial_date
from strahlkraft.reports.queries._register import of_scope
from strahlkraft.reports.queries._wording import cell_of, column_of, one_by_one, side_by_side, words_of
from strahlkraft.reports.queries.figures import figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Ahead, Code, Grouping
from strahlkraft.reports.rules.excluding import Ref
from strahlkraft.reports.rules.facts import Facts, ProjectFact, phase_on
from strahlkraft.reports.rules.figures import Counted
from strahlkraft.reports.rules.sheet import Block, Cell
from strahlkraft.steering import texts as steering_texts
from strahlkraft.steering.models import Forecast, Milestone, StatusReport
from strahlkraft.steering.rules.checkins import Lights, Report, Shine, light_of, months_until
from strahlkraft.steering.rules.vocabulary import MilestoneState

AT_A_GLANCE = (
    Code.PROJECTS,
    Code.PREPARATION,
    Code.RUNNING,
    Code.ENDED,
    Code.FINISHED,
    Code.EXTENDED,
    Code.REQUESTS,
    Code.REUSES,
    Code.GRANTED,
    Code.DRAWN,
    Code.SPENT,
    Code.LAND_SPENT,
    Code.SPEND_RATE,
)
BY_PROJECT = (Code.GRANTED, Code.DRAWN, Code.LAND_SPENT, Code.SPEND_RATE)
BY_YEAR = (Code.DRAWN, Code.SPENT, Code.LAND_SPENT)
MONTHS = 6
"""So many months of lights fit on a page."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a project had published for one month, in its newest version of the day."""

    month: date
    said_on: date
    content: Mapping[str, Any]


def words_of_projects(scope: Scope) -> dict[int, list[Word]]:
    """By project everything published by the day, month by month; never a draft or an internal note (I22). One query."""
    rows = StatusReport.objects.filter(of_scope(scope, "checkin__project__"), published_at__lt=scope.end)
    newest: dict[tuple[int, date], Word] = {}
    values = rows.order_by("number").values_list("checkin__project_id", "checkin__month", "content")
    for project, month, content in values:
        newest[project, month] = Word(month, date.fromisoformat(content["said_on"]), content)
    found: dict[int, list[Word]] = defaultdict(list)
    for (project, _month), word in sorted(newest.items(), key=lambda one: one[0]):
        found[project].append(word)
    return found


def lights_of(words: Iterable[Word], on: date) -> Lights:
    """How the lights shone on the day: grey after 60 days of silence."""
    said = (
        Report(one.said_on, one.content["content_light"], one.content["time_light"], one.content["money_light"])
        for one in words
    )
    return light_of(said, on)


def status(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of a status report and the figures they show; four queries beside the facts."""
    found = {one.code: one for one in figures(AT_A_GLANCE, facts)}
    words = words_of_projects(scope)
    blocks = [
        sheet.heading(_("At a glance")),
        one_by_one(found.values(), _("Figures of the region")),
        sheet.heading(_("The projects")),
        _projects(facts, found, words),
        *_months(facts, words),
        sheet.heading(_("Money by year")),
        side_by_side([found[code] for code in BY_YEAR], Grouping.YEAR, _("Payouts and expenditure by year")),
        sheet.heading(_("Milestones")),
        _milestones(scope, facts),
        sheet.quiet(
            _("Which milestones there are is as planned today; when they were expected is as known on the day.")
        ),
        sheet.heading(_("In the projects' own words")),
        *_texts(facts, words),
    ]
    return blocks, list(found.values())


def _light_cells(words: list[Word], on: date) -> list[Cell]:
    return [sheet.text(words_of(steering_texts.SHINES, shine)) for shine in lights_of(words, on).each]


def _projects(facts: Facts, found: Mapping[Code | Ahead, Counted], words: Mapping[int, list[Word]]) -> Block:
    money = [found[code] for code in BY_PROJECT]
    rows = []
    for row in facts.counted_projects:
        phase = phase_on(row, facts.grants_of(row.key), facts.on)
        cells = [cell_of(one, Grouping.PROJECT, row.ref.key) for one in money]
        said = words.get(row.key, [])
        phase_cell = sheet.text(words_of(steering_texts.PROJECT_PHASES, phase))
        rows.append([sheet.text(row.ref.title, ref=row.ref), phase_cell, *_light_cells(said, facts.on), *cells])
    columns = [
        sheet.column(_("Project")),
        sheet.column(_("Phase")),
        *(sheet.column(str(name)) for name in steering_texts.LIGHT_NAMES.values()),
        *(column_of(one.code) for one in money),
    ]
    total = [sheet.text(_("Together"))] + [sheet.text("") for _place in range(4)] + [cell_of(one) for one in money]
    return sheet.table(
        _("Where each project stands"),
        columns,
        rows,
        total=total if rows else [],
        empty=_("No project counts."),
    )


def _months(facts: Facts, words: Mapping[int, list[Word]]) -> list[Block]:
    """The lights by month: the worst of the three, as published for that month."""
    months = months_until(facts.on, MONTHS)
    rows = []
    for row in facts.counted_projects:
        said = {one.month: one for one in words.get(row.key, [])}
        rows.append([sheet.text(row.ref.title, ref=row.ref), *(_worst(said.get(month)) for month in months)])
    columns = [sheet.column(_("Project")), *(sheet.column(partial_date(f"{month:%Y-%m}", "short")) for month in months)]
    caption = _("Worst light of each month, as published")
    return [sheet.heading(_("Lights by month")), sheet.table(caption, columns, rows, empty=_("No project counts."))]


def _worst(word: Word | None) -> Cell:
    if word is None:
        return sheet.text(_("no word"))
    lights = [Shine(word.content[name]) for name in steering_texts.LIGHT_NAMES]
    return sheet.text(words_of(steering_texts.SHINES, min(lights, key=list(Shine).index)))


def _milestones(scope: Scope, facts: Facts) -> Block:
    """Milestones as they were expected on the day; two queries."""
    counted = {row.key: row for row in facts.counted_projects}
    told = Forecast.objects.filter(of_scope(scope, "milestone__project__"), stated_at__lt=scope.end)
    known = dict(told.order_by("number").values_list("milestone_id", "expected_on"))
    rows = []
    for row in _stored_milestones(scope):
        project = counted.get(row.project_id)
        if project is None:
            continue
        reached = row.reached_on if row.reached_on and row.reached_on <= scope.on else None
        expected = known.get(row.pk, row.planned_on)
        note = _("later than planned") if reached is None and expected > row.planned_on else ""
        rows.append(
            [
                sheet.text(row.title),
                sheet.text(project.ref.title, ref=project.ref),
                sheet.day(row.planned_on),
                sheet.day(expected, note=note),
                sheet.day(reached) if reached else sheet.text(_("open")),
            ]
        )
    columns = [
        sheet.column(_("Milestone")),
        sheet.column(_("Project")),
        sheet.column(_("Planned"), "day"),
        sheet.column(_("Expected"), "day"),
        sheet.column(_("Reached"), "day"),
    ]
    return sheet.table(_("Milestones and when they are expected"), columns, rows, empty=_("No milestone is entered."))


def _stored_milestones(scope: Scope) -> list[Milestone]:
    rows = Milestone.objects.filter(of_scope(scope, "project__")).exclude(Q(state=MilestoneState.DROPPED))
    return list(rows.order_by("planned_on", "pk"))


def _texts(facts: Facts, words: Mapping[int, list[Word]]) -> list[Block]:
    found: list[Block] = []
    for row in facts.counted_projects:
        said = [one for one in words.get(row.key, []) if one.content.get("text")]
        if said:
            last = said[-1]
            month = partial_date(f"{last.month:%Y-%m}")
            found += [sheet.quiet(f"{row.ref.title}, {month}"), sheet.paragraph(last.content["text"])]
    return found or [sheet.quiet(_("Nothing was published by that day."))]


# ---- a project on one page


def one_pager(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of a project's page; four queries beside the facts."""
    codes = (Code.GRANTED, Code.DRAWN, Code.SPENT, Code.LAND_SPENT, Code.SPEND_RATE, Code.REQUESTS, Code.REUSES)
    found = {one.code: one for one in figures(codes, facts)}
    words = words_of_projects(scope)
    project = next((row for row in facts.projects if scope.project and row.key == scope.project.pk), None)
    said = words.get(project.key, []) if project else []
    text = [one.content["text"] for one in said if one.content.get("text")]
    blocks = [
        *([_standing(facts, project, said)] if project else []),
        *([sheet.paragraph(text[-1])] if text else []),
        one_by_one(found.values(), _("Figures of the project")),
        _grants(facts),
        _milestones(scope, facts),
    ]
    return blocks, list(found.values())


def _standing(facts: Facts, project: ProjectFact, said: list[Word]) -> Block:
    phase = phase_on(project, facts.grants_of(project.key), facts.on)
    ends = [row.ends_on for row in facts.grants_of(project.key) if row.ends_on]
    last = said[-1].said_on if said else None
    row = [
        sheet.text(words_of(steering_texts.PROJECT_PHASES, phase)),
        *_light_cells(said, facts.on),
        sheet.day(last) if last else sheet.text(_("no word")),
        sheet.day(max(ends, default=project.stated_end)),
    ]
    columns = [
        sheet.column(_("Phase")),
        *(sheet.column(str(name)) for name in steering_texts.LIGHT_NAMES.values()),
        sheet.column(_("Last word"), "day"),
        sheet.column(_("Ends on"), "day"),
    ]
    return sheet.table(_("How it stands"), columns, [row])


def _grants(facts: Facts) -> Block:
    rows = [
        [
            sheet.text(row.recipient, ref=Ref(row.ref.kind, row.ref.key, row.ref.title)),
            sheet.money(row.terms.amount),
            sheet.percent(row.terms.rate),
            sheet.day(row.terms.grant_until),
            sheet.day(row.terms.work_until),
        ]
        for row in facts.counted_grants
    ]
    columns = [
        sheet.column(_("Recipient")),
        sheet.column(_("Granted"), "money", _("euros")),
        sheet.column(_("Rate"), "percent", _("percent")),
        sheet.column(_("Grant period until"), "day"),
        sheet.column(_("Work period until"), "day"),
    ]
    return sheet.table(_("Grants by the notices effective on the day"), columns, rows, empty=_("No grant is entered."))
