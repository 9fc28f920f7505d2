"""The state of closing (FUNDING.md e.3): how far each checklist was at the end of the day, and what stood in its way."""

from collections import defaultdict
from collections.abc import Mapping

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from strahlkraft.reports.queries._register import of_scope
from strahlkraft.reports.queries._wording import one_by_one
from strahlkraft.reports.queries.figures import figures
from strahlkraft.reports.queries.scope import Scope
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Code
from strahlkraft.reports.rules.excluding import Ref
from strahlkraft.reports.rules.facts import Facts, closed_by
from strahlkraft.reports.rules.figures import Counted
from strahlkraft.reports.rules.sheet import Block, Cell
from strahlkraft.steering.models import Closure, ClosureItem
from strahlkraft.steering.rules.closure import LINES


def settled_of(scope: Scope) -> Mapping[int, list[tuple[str, bool]]]:
    """By closing its lines in their order, and whether each was settled by the day; one query."""
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = ClosureItem.objects.filter(of_scope(scope, "closure__project__")).order_by("position", "pk")
    for closure, key, settled_at in rows.values_list("closure_id", "key", "settled_at"):
        found[closure].append((key, settled_at is not None and settled_at < scope.end))
    return found


def closure(scope: Scope, facts: Facts) -> tuple[list[Block], list[Counted]]:
    """The blocks of the state of closing and the figures they show; two queries beside the facts."""
    found = figures((Code.PROJECTS, Code.ENDED, Code.FINISHED), facts)
    counted = {row.key: row for row in facts.counted_projects}
    settled, rows, begun = settled_of(scope), [], set()
    stored = Closure.objects.filter(of_scope(scope, "project__"), opened_at__lt=scope.end).select_related("project")
    for row in stored.order_by("project__title", "recipient"):
        if row.project_id not in counted:
            continue
        begun.add(row.project_id)
        rows.append(_row(row, settled.get(row.pk, []), scope))
    waiting = [
        [sheet.text(row.ref.title, ref=row.ref), sheet.text(_finished_elsewhere(row.key, facts))]
        for row in facts.counted_projects
        if row.key not in begun
    ]
    columns = [
        sheet.column(_("Project")),
        sheet.column(_("Settled"), "percent", _("percent")),
        sheet.column(_("Lines open"), "count"),
        sheet.column(_("First in the way")),
        sheet.column(_("To be closed by"), "day"),
        sheet.column(_("Closed on"), "day"),
    ]
    blocks = [
        one_by_one(found, _("Figures of the region")),
        sheet.heading(_("Closings")),
        sheet.table(_("How far each closing is"), columns, rows, empty=_("Nothing is being closed.")),
        sheet.heading(_("Closing not begun")),
        sheet.table(
            _("Projects without a checklist"),
            [sheet.column(_("Project")), sheet.column(_("Stands"))],
            waiting,
            empty=_("Every project has its checklist."),
        ),
    ]
    return blocks, found


def _finished_elsewhere(project: int, facts: Facts) -> str:
    row = facts.by_project[project]
    return _("closed, as a source says") if closed_by(row, facts.on) else _("not begun")


def _row(row: Closure, lines: list[tuple[str, bool]], scope: Scope) -> list[Cell]:
    still = [key for key, settled in lines if not settled]
    closed = row.closed_at is not None and row.closed_at < scope.end
    blocking = _(LINES[still[0]].text) if still and still[0] in LINES else ""
    checklist = Ref("closure", row.code, row.project.title)
    title = f"{row.project.title}, {row.recipient}" if row.recipient else row.project.title
    return [
        sheet.text(title, ref=Ref("project", row.project.slug, row.project.title)),
        sheet.percent(sheet.share_of(len(lines) - len(still), len(lines)), ref=checklist),
        sheet.number(len(still), ref=checklist),
        sheet.text(blocking or ("–" if closed else _("only the closing itself"))),
        sheet.day(row.target_on) if row.target_on else sheet.text("–"),
        sheet.day(localdate(row.closed_at)) if closed and row.closed_at else sheet.text("–"),
    ]
