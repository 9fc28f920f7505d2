"""Today's values in a sheet's own layout, and a plain layout for those who have none yet (pure).

A cell that says what is known already stays as it was written; columns that hold nothing we know stay untouched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.steering.rules.sheets import (
    AMOUNTS,
    DATES,
    ITEM_OF,
    MOST_OF_A_KIND,
    PARTS,
    PHASE_DATES,
    Field,
)
from strahlkraft.steering.sheets import values
from strahlkraft.steering.sheets.cells import Form, Sheet, folded
from strahlkraft.steering.sheets.interpreting import DAYS, RATINGS, Interpreter, interpreter
from strahlkraft.steering.sheets.mapping import split_key, title_in_head
from strahlkraft.steering.sheets.matching import Finder, How, Item, Known
from strahlkraft.steering.sheets.values import Value

_PLAIN = (
    Field.IDENTIFIER,
    Field.TITLE,
    Field.REGION,
    Field.LEAD,
    Field.MAILBOX,
    Field.START,
    Field.END,
    Field.FUNDING,
    Field.TOTAL_COST,
    *(Field(name) for name in PHASE_DATES),
)


@dataclass(slots=True)
class _Row:
    """One row while it is filled; cells beyond its end are added as they are needed."""

    cells: list[Value] = field(default_factory=list)

    def put(self, column: int, value: Value) -> None:
        self.cells += [None] * (column + 1 - len(self.cells))
        self.cells[column] = value


def filled(
    sheet: Sheet,
    columns: Mapping[int, str],
    projects: Sequence[Known],
    *,
    chosen: Mapping[int, str],
    regions: Mapping[str, str],
    today: date,
) -> Sheet:
    """The sheet with today's values. ``chosen`` says for rows (counted from 1) whose project no name tells."""
    known, finder, reading = (
        {project.slug: project for project in projects},
        Finder(projects),
        interpreter(regions, today),
    )
    places = {split_key(key)[0]: column for column, key in columns.items()}
    of_rows: dict[int, tuple[Known, bool]] = {}
    for row in sheet.body:
        title = values.plain(sheet.value(row, places[Field.TITLE])) if Field.TITLE in places else ""
        keys = [values.plain(sheet.value(row, places[k])) for k in (Field.IDENTIFIER, Field.SLUG) if k in places]
        match = finder.find(keys, title)
        slug = match.slug or chosen.get(row + 1, "")
        if slug in known:
            of_rows[row] = known[slug], match.how is How.IDENTIFIER
    rows = [_Row(list(cells)) for cells in sheet.rows]
    for row, (project, sure) in of_rows.items():
        for column, key in columns.items():
            name, _number = split_key(key)
            if name and name != Field.FORGET and name not in ITEM_OF:
                _put(sheet, rows[row], row, column, name, _today(project, name, sure=sure), reading)
    for kind in PARTS:
        _fill_items(sheet, columns, rows, {row: project for row, (project, _sure) in of_rows.items()}, kind, reading)
    return Sheet(
        sheet.name, sheet.form, tuple(tuple(row.cells) for row in rows), sheet.head, sheet.delimiter, sheet.encoding
    )


def _today(project: Known, name: str, *, sure: bool) -> str | None:
    """Today's value; None leaves a cell that says something: names and numbers of the office's own."""
    if name == Field.IDENTIFIER:
        return project.identifier if sure else None
    if name == Field.SLUG:
        return project.slug if sure else None
    if name == Field.TITLE:
        return project.title if sure else None
    return project.values.get(name, "")


def _put(sheet: Sheet, row: _Row, number: int, column: int, name: str, today: str | None, reading: Interpreter) -> None:
    """Write today's value unless the cell says the same already."""
    if today is None:
        return
    header = sheet.headers[column] if column < len(sheet.headers) else ""
    original = sheet.value(number, column)
    read, fault = reading.read(name, original, header=header, cell="")
    same = read == today or (name in AMOUNTS and bool(today) and values.same_amount(read, today))
    if fault is not None or not same:
        row.put(column, _cell(name, today, header))


def _cell(name: str, stored: str, header: str) -> Value:
    if not stored:
        return None
    if name in PHASE_DATES or name in DATES or name in DAYS:
        return PartialDate.parse(stored)
    if name in AMOUNTS:
        return values.cell_of_amount(stored, factor=values.unit(header))
    return Decimal(stored) if name in RATINGS else stored


def _fill_items(
    sheet: Sheet,
    columns: Mapping[int, str],
    rows: Sequence[_Row],
    of_rows: Mapping[int, Known],
    kind: Field,
    reading: Interpreter,
) -> None:
    """Milestones, tasks or risks: each in its place; those the sheet does not name go into empty places."""
    groups = _groups(columns, kind)
    named: dict[str, set[str]] = {}
    for row, project in of_rows.items():
        for places in groups:
            named.setdefault(project.slug, set()).add(folded(_title_in(sheet, row, places, kind)))
    waiting = {
        project.slug: [
            item
            for (own, title), item in project.items.items()
            if own == kind and title not in named[project.slug] and not set(PARTS[kind]) <= item.frozen
        ]
        for project in of_rows.values()
    }
    for row, project in of_rows.items():
        for places in groups:
            title = _title_in(sheet, row, places, kind)
            item: Item | None = project.items.get((kind, folded(title)))
            if item is None and kind in places and waiting[project.slug]:
                item = waiting[project.slug].pop(0)
                rows[row].put(places[kind], item.title)
            if item is not None:
                for name in PARTS[kind]:
                    if name in places:
                        _put(sheet, rows[row], row, places[name], name, item.values.get(name, ""), reading)


def _groups(columns: Mapping[int, str], kind: Field) -> list[dict[str, int]]:
    groups: list[dict[str, int]] = []
    for number in range(1, MOST_OF_A_KIND + 1):
        places = {
            name: column
            for column, key in columns.items()
            for name, own in [split_key(key)]
            if own == number and ITEM_OF.get(name) == kind
        }
        if places:
            groups.append(places)
    return groups


def _title_in(sheet: Sheet, row: int, places: Mapping[str, int], kind: Field) -> str:
    if kind in places:
        value = sheet.value(row, places[kind])
        return "" if values.is_nothing(value) else values.plain(value)
    return title_in_head(sheet.headers[min(places.values())]) if kind is Field.MILESTONE else ""


def standard(
    projects: Sequence[Known], labels: Mapping[str, str], *, name: str, form: Form, today: date
) -> tuple[Sheet, dict[int, str]]:
    """A plain layout with every project; ``labels`` gives the head of each field."""
    keys = [str(key) for key in _PLAIN]
    for kind, parts in PARTS.items():
        most = max((sum(own == kind for own, _title in project.items) for project in projects), default=0)
        for number in range(1, min(max(most, 1), MOST_OF_A_KIND) + 1):
            keys += [f"{part}:{number}" for part in (kind, *parts)]
    columns = dict(enumerate(keys))
    heads = tuple(head_of(key, labels) for key in keys)
    rows = [heads, *((project.identifier, project.title) for project in projects)]
    sheet = Sheet(name, form, tuple(rows))
    regions = {value: value for project in projects if (value := project.values.get(Field.REGION, ""))}
    return filled(sheet, columns, projects, chosen={}, regions=regions, today=today), columns


def head_of(key: str, labels: Mapping[str, str]) -> str:
    """A column's head: the field's word, numbered where there are several."""
    field_name, number = split_key(key)
    return f"{labels[field_name]} {number}" if number else labels[field_name]
