"""What an import would change, row by row, with the cells that cannot be read (pure)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.projects.rules import period_problems, phase_problems
from strahlkraft.steering.rules.sheets import (
    AMOUNTS,
    ITEM_OF,
    MOST_OF_A_KIND,
    NEEDED,
    NEW,
    PARTS,
    PHASES,
    SKIP,
    Change,
    Field,
)
from strahlkraft.steering.sheets import values
from strahlkraft.steering.sheets.cells import Sheet, address, folded
from strahlkraft.steering.sheets.interpreting import Interpreter, interpreter
from strahlkraft.steering.sheets.mapping import split_key, title_in_head
from strahlkraft.steering.sheets.matching import Finder, How, Item, Known, Match
from strahlkraft.steering.sheets.values import Value

_KEYS = (Field.IDENTIFIER, Field.SLUG)
_DIFFERS = gettext_noop("Cell %(cell)s says something else than cell %(other)s about the same project.")
_PHASE_ORDER = gettext_noop("Cell %(cell)s: this phase would lie before the one that precedes it, or after the next.")
_END_BEFORE_START = gettext_noop("Cell %(cell)s: the end would lie before the start.")
_CLOSED = gettext_noop("Cell %(cell)s: “%(text)s” is closed; what is said about it stays as it is.")
_NO_TITLE = gettext_noop("Row %(row)s names no project.")
_INCOMPLETE = gettext_noop("Cell %(cell)s: “%(text)s” is new; for that, a column is missing or empty: %(missing)s.")


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row: which project it means, what it changes, which of its cells cannot be read."""

    row: int
    title: str
    match: Match
    changes: tuple[Change, ...] = ()
    faults: tuple[Refusal, ...] = ()

    @property
    def number(self) -> int:
        """The row as the spreadsheet counts it."""
        return self.row + 1

    @property
    def digest(self) -> str:
        """By which it is known whether the row's changes are those that were shown."""
        return _digest(self.changes)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole import before anything happens."""

    rows: tuple[RowPlan, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that would change."""
        return tuple(change for row in self.rows for change in row.changes)

    @property
    def faults(self) -> tuple[Refusal, ...]:
        """Every cell that cannot be read."""
        return tuple(fault for row in self.rows for fault in row.faults)

    @property
    def open(self) -> tuple[RowPlan, ...]:
        """Rows whose project nobody has decided yet."""
        return tuple(row for row in self.rows if row.match.how in (How.DOUBTFUL, How.UNKNOWN))

    @property
    def digest(self) -> str:
        """By which it is known whether something moved since the plan was shown."""
        return _digest(self.changes)


def _digest(changes: Sequence[Change]) -> str:
    lines = [[c.project, c.field, c.item, c.old, c.new] for c in changes]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=True).encode()).hexdigest()


@dataclass(slots=True)
class _Reader:
    """Reads rows into changes; remembers what other rows said of the same project."""

    sheet: Sheet
    columns: Mapping[int, str]
    known: Mapping[str, Known]
    interpreter: Interpreter
    said: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    def row(self, row: int, title: str, match: Match) -> RowPlan:
        """One row whose project is known or new."""
        faults: list[Refusal] = []
        new = match.how is How.NEW
        project = self.known.get(match.slug) or Known(f"row:{row + 1}", "", "")
        changes = [Change(project.slug, NEW, "", title, cell=address(row, 0))] if new else []
        for column, key in self.columns.items():
            name, _number = split_key(key)
            if name in (Field.KEEP, Field.FORGET, *_KEYS) or name in ITEM_OF:
                continue
            if name == Field.TITLE and (new or match.how is not How.IDENTIFIER):
                continue
            changes += self._change(project, name, row, column, faults)
        changes, wrong = _out_of_order(project, changes)
        faults += wrong
        for kind in PARTS:
            changes += self._items(project, kind, row, faults)
        return RowPlan(row, title, match, tuple(changes), tuple(faults))

    def _change(
        self, project: Known, name: str, row: int, column: int, faults: list[Refusal], item: Item | None = None
    ) -> list[Change]:
        """The change one cell asks for; none for an empty cell, for what stands already and for what was said before."""
        cell = address(row, column)
        read = self._read(name, self.sheet.value(row, column), cell, self.sheet.headers[column], faults)
        if not read:
            return []
        place = (project.slug, folded(item.title) if item else "", name)
        before = self.said.setdefault(place, (read, cell))
        if before[0] != read:
            faults.append(Refusal("differs", _DIFFERS, "", {"cell": cell, "other": before[1]}))
            return []
        old = (item.values if item else project.values).get(name, "")
        if before[1] != cell or old == read or (name in AMOUNTS and values.same_amount(old, read)):
            return []
        if item and name in item.frozen:
            faults.append(Refusal("closed", _CLOSED, name, {"cell": cell, "text": item.title}))
            return []
        return [Change(project.slug, name, old, read, item.title if item else "", cell)]

    def _items(self, project: Known, kind: Field, row: int, faults: list[Refusal]) -> list[Change]:
        changes: list[Change] = []
        for number in range(1, MOST_OF_A_KIND + 1):
            places = {
                name: column for column, key in self.columns.items() for name, n in [split_key(key)] if n == number
            }
            places = {name: column for name, column in places.items() if ITEM_OF.get(name) == kind}
            if places:
                changes += self._item(project, kind, row, places, faults)
        return changes

    def _item(
        self, project: Known, kind: Field, row: int, places: Mapping[str, int], faults: list[Refusal]
    ) -> list[Change]:
        title, cell = self._item_title(kind, row, places, faults)
        if not title:
            return []
        known = project.items.get((kind, folded(title)))
        item = known or Item(title, {})
        found: list[Change] = []
        for name in PARTS[kind]:
            if name in places:
                found += self._change(project, name, row, places[name], faults, item)
        if known:
            return found
        place = (project.slug, folded(title), str(kind))
        if place in self.said:  # another row makes it
            return found
        stated = {change.field for change in found}
        missing = [str(name) for name in NEEDED[kind] if name not in stated]
        if missing:
            details = {"cell": cell, "text": title, "missing": ", ".join(missing)}
            faults.append(Refusal("incomplete", _INCOMPLETE, missing[0], details))
            return []
        self.said[place] = (title, cell)
        return [Change(project.slug, str(kind), "", title, title, cell), *found]

    def _item_title(self, kind: Field, row: int, places: Mapping[str, int], faults: list[Refusal]) -> tuple[str, str]:
        if kind in places:
            column = places[kind]
            cell = address(row, column)
            return self._read(kind, self.sheet.value(row, column), cell, "", faults), cell
        column = min(places.values())
        filled = any(not values.is_nothing(self.sheet.value(row, place)) for place in places.values())
        if kind is Field.MILESTONE and filled:
            return title_in_head(self.sheet.headers[column]), address(row, column)
        return "", ""

    def _read(self, name: str, value: Value, cell: str, header: str, faults: list[Refusal]) -> str:
        """The cell's plain text; empty when it says nothing or cannot be read (then with a fault)."""
        read, fault = self.interpreter.read(name, value, header=header, cell=cell)
        if fault:
            faults.append(fault)
        return read


def _out_of_order(project: Known, changes: Sequence[Change]) -> tuple[list[Change], list[Refusal]]:
    """The changes that keep phases and period in their order, and what is wrong with the others."""
    kept, faults = list(changes), list[Refusal]()
    while problems := _order_problems(project, kept):
        wrong = [change for change in kept if change.field in problems]
        if not wrong:
            break  # what stands already is out of order: not this sheet's matter
        for change in wrong:
            faults.append(Refusal("order", problems[change.field], change.field, {"cell": change.cell}))
            kept.remove(change)
    return kept, faults


def _order_problems(project: Known, changes: Sequence[Change]) -> dict[str, str]:
    """Fields that lie before what they follow, with the sentence to say."""
    if not changes:
        return {}
    stated = dict(project.values) | {change.field: change.new for change in changes if not change.item}
    phases = {kind: (stated.get(f"{kind}_planned", ""), stated.get(f"{kind}_actual", "")) for kind in PHASES}
    problems = {refusal.field: _PHASE_ORDER for refusal in phase_problems(phases)}
    if period_problems(stated.get(Field.START, ""), stated.get(Field.END, "")):
        problems |= dict.fromkeys((str(Field.START), str(Field.END)), _END_BEFORE_START)
    return problems


def plan(
    sheet: Sheet,
    columns: Mapping[int, str],
    projects: Sequence[Known],
    *,
    regions: Mapping[str, str],
    today: date,
    decisions: Mapping[int, str] | None = None,
) -> Plan:
    """What the sheet would change. ``regions`` maps the slugs of the own regions to their names.

    ``decisions`` says for a row (counted from 1): a project's slug, ``new`` or ``skip``. Empty cells change nothing.
    """
    known = {project.slug: project for project in projects}
    reader, finder = _Reader(sheet, columns, known, interpreter(regions, today)), Finder(projects)
    places = {split_key(key)[0]: column for column, key in columns.items()}
    rows = []
    for row in sheet.body:
        title = values.plain(sheet.value(row, places[Field.TITLE])) if Field.TITLE in places else ""
        keys = [values.plain(sheet.value(row, places[key])) for key in _KEYS if key in places]
        match = _decided(finder.find(keys, title), (decisions or {}).get(row + 1, ""), known)
        called = title or " ".join(keys)
        if match.how in (How.DOUBTFUL, How.UNKNOWN, How.LEFT_OUT):
            rows.append(RowPlan(row, called, match))
        elif match.how is How.NEW and not title:
            rows.append(RowPlan(row, called, match, faults=(Refusal("untitled", _NO_TITLE, "", {"row": row + 1}),)))
        else:
            rows.append(reader.row(row, called, match))
    return Plan(tuple(rows))


def _decided(match: Match, decision: str, known: Mapping[str, Known]) -> Match:
    """The match after somebody decided; a decision for a project that is gone counts as none."""
    if match.how in (How.IDENTIFIER, How.NAME):
        return Match(How.LEFT_OUT, candidates=(match.slug,)) if decision == SKIP else match
    if decision == NEW:
        return Match(How.NEW, candidates=match.candidates)
    if decision == SKIP:
        return Match(How.LEFT_OUT, candidates=match.candidates)
    if decision in known:
        return Match(How.CHOSEN, decision, match.candidates)
    return match
