"""What spreadsheets are compared with, what was read in before, and what waits for its next step."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.network.queries import regions_of
from strahlkraft.projects.models import Fact, Participation, Project, Publication
from strahlkraft.steering import access
from strahlkraft.steering.models import Milestone, Risk, SheetImport
from strahlkraft.steering.rules.sheets import (
    AMOUNTS,
    DATES,
    KEPT_FOR,
    NEW,
    PARTS,
    SKIP,
    Change,
    Field,
    Undoing,
    undoing,
)
from strahlkraft.steering.rules.vocabulary import MilestoneState, RiskState, TaskState
from strahlkraft.steering.sheets.cells import Sheet, folded, unpacked
from strahlkraft.steering.sheets.matching import Item, Known
from strahlkraft.steering.sheets.planning import Plan, plan
from strahlkraft.steering.sheets.reading import read
from strahlkraft.steering.sheets.values import BETWEEN

FOLDER = "sheets"


def own_regions(by: Actor) -> QuerySet[Region]:
    """The regions whose office somebody is."""
    return regions_of(by, Right.STEER_PROJECTS)


def region_names(by: Actor) -> dict[str, str]:
    """Own regions: slug and name."""
    return dict(own_regions(by).values_list("slug", "name"))


def steered(by: Actor) -> QuerySet[Project]:
    """The projects a spreadsheet of this office may speak of."""
    return Project.objects.filter(access.of_steered_regions(by)).exclude(publication=Publication.MERGED)


def known_projects(by: Actor) -> list[Known]:
    """Those projects as they stand, in a constant number of queries."""
    facts = Fact.objects.standing().filter(field__in=(*AMOUNTS, *DATES), preferred=True)
    leads = Participation.objects.filter(role=Participation.Role.LEAD)
    rows = (
        steered(by)
        .select_related("region", "reporting_contact")
        .prefetch_related(
            "aliases",
            "phases",
            Prefetch("facts", facts, to_attr="sheet_facts"),
            Prefetch("participations", leads, to_attr="sheet_leads"),
            "milestones",
            "tasks",
            "risks",
        )
        .order_by("title", "pk")
    )
    return [_known(row) for row in rows]


def _line(text: str) -> str:
    return " ".join(text.split())


def _known(row: Any) -> Known:
    values = {
        str(Field.TITLE): _line(row.title),
        str(Field.REGION): row.region.name,
        str(Field.SUMMARY): "\n".join(line.strip() for line in row.summary.strip().splitlines()),
        str(Field.LEAD): BETWEEN.join(
            name for lead in row.sheet_leads for part in _line(lead.stated_name).split(";") if (name := part.strip())
        ),
    }
    contact = getattr(row, "reporting_contact", None)
    if contact is not None:
        values[Field.MAILBOX] = contact.mailbox.lower()
    for fact in row.sheet_facts:
        if fact.amount is not None:
            values[fact.field] = f"{'~' if fact.approximate else ''}{fact.amount:.2f}"
        elif fact.date:
            values[fact.field] = fact.date
    for phase in row.phases.all():
        values |= {f"{phase.kind}_planned": phase.planned, f"{phase.kind}_actual": phase.actual}
    items: dict[tuple[Field, str], Item] = {}
    for kind, item in _items(row):
        key = (kind, folded(item.title))
        if key not in items or items[key].frozen > item.frozen:
            items[key] = item  # of two with one name the one that still moves
    return Known(row.slug, row.identifier, _line(row.title), tuple(a.title for a in row.aliases.all()), values, items)


def _items(row: Any) -> Iterable[tuple[Field, Item]]:
    for milestone in row.milestones.all():
        yield Field.MILESTONE, _milestone(milestone)
    for task in row.tasks.all():
        values = {Field.TASK_DUE: task.due_on.isoformat(), Field.TASK_BODY: _line(task.for_name)}
        yield Field.TASK, _item(task.title, values, Field.TASK, closed=task.state != TaskState.OPEN)
    for risk in row.risks.all():
        yield Field.RISK, _risk(risk)


def _milestone(row: Milestone) -> Item:
    values = {
        Field.MILESTONE_EXPECTED: (row.forecast_on or row.planned_on).isoformat(),
        Field.MILESTONE_REACHED: row.reached_on.isoformat() if row.reached_on else "",
    }
    item = _item(row.title, values, Field.MILESTONE, closed=row.state == MilestoneState.DROPPED)
    reached = row.state == MilestoneState.REACHED
    return Item(item.title, item.values, frozenset({Field.MILESTONE_EXPECTED})) if reached else item


def _risk(row: Risk) -> Item:
    values = {
        Field.RISK_PROBABILITY: str(row.probability),
        Field.RISK_IMPACT: str(row.impact),
        Field.RISK_OWNER: _line(row.owner),
        Field.RISK_MEASURE: "\n".join(line.strip() for line in row.measure.strip().splitlines()),
    }
    return _item(row.title, values, Field.RISK, closed=row.state == RiskState.CLOSED)


def _item(title: str, values: Mapping[Field, str], kind: Field, *, closed: bool) -> Item:
    frozen = frozenset(str(name) for name in PARTS[kind]) if closed else frozenset[str]()
    return Item(_line(title), {str(name): value for name, value in values.items()}, frozen)


def today_values(projects: Iterable[Known]) -> dict[tuple[str, str, str], str]:
    """Today's value by project, item and field; what was dropped or closed is not there any more."""
    found: dict[tuple[str, str, str], str] = {}
    for known in projects:
        found |= {(known.slug, "", name): value for name, value in known.values.items()}
        for (kind, _name), item in known.items.items():
            if set(PARTS[kind]) <= item.frozen:
                continue
            found[known.slug, item.title, str(kind)] = item.title
            found |= {(known.slug, item.title, name): value for name, value in item.values.items()}
    return found


# ---- what waits for its next step


@dataclass(frozen=True, slots=True)
class Kept:
    """An uploaded file between two steps: who sent it when, and what was said about its columns and rows."""

    code: str
    name: str
    region: str
    kept_at: datetime
    sha256: str
    columns: Mapping[int, str] | None = None
    decisions: Mapping[int, str] = field(default_factory=dict)


def folder_of(by: Actor) -> str:
    """Where a person's uploads wait: outside the web root, each person's own."""
    return f"{FOLDER}/{by.actor_id.replace(':', '-')}"


def kept(by: Actor, code: str, *, at: datetime) -> Kept | None:
    """The person's own upload; None when it is not there (any more) or older than a day."""
    if not code.isalnum():
        return None
    try:
        with default_storage.open(f"{folder_of(by)}/{code}.json") as file:
            stored = json.load(file)
    except FileNotFoundError:
        return None
    when = datetime.fromisoformat(stored["kept_at"])
    if at - when > KEPT_FOR:
        return None
    columns = stored["columns"]
    return Kept(
        code=code,
        name=stored["name"],
        region=stored["region"],
        kept_at=when,
        sha256=stored["sha256"],
        columns=None if columns is None else {int(place): key for place, key in columns.items()},
        decisions={int(row): decision for row, decision in stored["decisions"].items()},
    )


def all_kept(by: Actor, *, at: datetime) -> list[Kept]:
    """The person's uploads that wait, newest first."""
    folder = folder_of(by)
    if not default_storage.exists(folder):
        return []
    codes = [name.removesuffix(".json") for name in default_storage.listdir(folder)[1] if name.endswith(".json")]
    found = [upload for code in codes if (upload := kept(by, code, at=at))]
    return sorted(found, key=lambda upload: upload.kept_at, reverse=True)


def sheet_of(by: Actor, upload: Kept) -> Sheet:
    """The upload's cells."""
    with default_storage.open(f"{folder_of(by)}/{upload.code}.bin") as file:
        return read(file.read(), upload.name)


def plan_of(by: Actor, upload: Kept, sheet: Sheet, *, today: date) -> Plan:
    """What the upload would change; rows decided the last time are decided again unless somebody says otherwise."""
    names = remembered_names(by, sheet.fingerprint)
    columns = upload.columns or {}
    title = next((column for column, key in columns.items() if key == Field.TITLE), None)
    again = (
        {}
        if title is None
        else {
            row + 1: names[name] for row in sheet.body if (name := folded(str(sheet.value(row, title) or ""))) in names
        }
    )
    return plan(
        sheet,
        columns,
        known_projects(by),
        regions=region_names(by),
        today=today,
        decisions=again | dict(upload.decisions),
    )


# ---- what was read in before


def imports(by: Actor) -> QuerySet[SheetImport]:
    """Imports of the own regions, newest first; not one that also speaks of projects of other regions."""
    own = SheetImport.objects.filter(access.of_steered_regions(by))
    rows = own.select_related("region", "undone_by", "undoes")
    if by.region_ids(Right.STEER_PROJECTS) is None:
        return rows
    slugs = {
        pk: {change["project"] for change in changes} | set((matched or {}).values())
        for pk, changes, matched in own.order_by().values_list("pk", "changes", "mapping__rows")
    }
    foreign = Project.objects.filter(slug__in=set().union(*slugs.values())).exclude(access.of_steered_regions(by))
    hidden = set(foreign.values_list("slug", flat=True))
    return rows.exclude(pk__in=[pk for pk, named in slugs.items() if named & hidden])


def last_like(by: Actor, fingerprint: str) -> SheetImport | None:
    """The newest import of a sheet with the same heads."""
    return imports(by).filter(mapping__fingerprint=fingerprint).first()


def remembered_names(by: Actor, fingerprint: str) -> dict[str, str]:
    """What was decided for rows whose project no name tells: folded title and slug, or ``skip``."""
    last = last_like(by, fingerprint)
    names = last.mapping.get("names", {}) if last else {}
    return {str(name): str(slug) for name, slug in names.items() if slug != NEW}


def changes_of(row: SheetImport) -> tuple[Change, ...]:
    """What an import changed."""
    return tuple(Change(**change) for change in row.changes)


def undoing_of(by: Actor, row: SheetImport) -> Undoing:
    """What taking an import back would do today."""
    projects, changes = known_projects(by), changes_of(row)
    gone = {change.project for change in changes} - {known.slug for known in projects}
    return undoing(changes, today_values(projects), gone)


def layout_of(row: SheetImport) -> tuple[Sheet, dict[int, str], dict[int, str]] | None:
    """The sheet an import came from, its columns and the projects of its rows; None for a taking back."""
    if "layout" not in row.mapping:
        return None
    columns = {int(place): key for place, key in row.mapping["columns"].items()}
    chosen = {int(number): slug for number, slug in row.mapping["rows"].items() if slug not in (NEW, SKIP)}
    return unpacked(row.mapping["layout"]), columns, chosen
