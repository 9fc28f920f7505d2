"""Words of a paper in its language, taken into its data once: later changes of the program do not reach it (I20)."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from strahlkraft.funding import texts as funding_texts
from strahlkraft.reports import texts
from strahlkraft.reports.rules import sheet
from strahlkraft.reports.rules.definitions import Ahead, Code, Grouping, Unit, definition_of
from strahlkraft.reports.rules.excluding import SENTENCES
from strahlkraft.reports.rules.figures import Counted, Group, grouped
from strahlkraft.reports.rules.sheet import Block, Cell
from strahlkraft.steering import texts as steering_texts

_WORDS: Mapping[Grouping, Mapping[str, Promise]] = {
    Grouping.RECIPIENT: funding_texts.RECIPIENT_KINDS,
    Grouping.OBJECT: funding_texts.FUNDING_OBJECTS,
    Grouping.PHASE: steering_texts.PROJECT_PHASES,
}


def group_word(grouping: Grouping, group: Group) -> str:
    """What a group is called."""
    if group.name:
        return group.name
    known = _WORDS.get(grouping, {})
    return str(known[group.key]) if group.key in known else str(texts.GROUP_WORDS.get(group.key) or group.key)


def figure(counted: Counted) -> Block:
    """A figure for the stored data, in words."""
    definition = definition_of(counted.code)
    return sheet.figure_of(
        counted,
        unit=definition.unit,
        name=_(definition.name),
        meaning=_(definition.meaning),
        source=_(definition.source),
        reasons={str(reason): _(words) for reason, words in SENTENCES.items()},
    )


def column_of(code: Code | Ahead) -> dict[str, str]:
    """The head of a column with a figure."""
    definition = definition_of(code)
    unit = str(texts.UNITS[definition.unit]) if definition.unit is not Unit.COUNT else ""
    return sheet.column(_(definition.name), str(definition.unit), unit)


def groups_of(figures: Iterable[Counted]) -> dict[str, dict[str, str]]:
    """By grouping the names of all groups the records of figures are in."""
    found: dict[str, dict[str, str]] = {str(one): {} for one in Grouping if one is not Grouping.NONE}
    for share in (share for one in figures for share in one.shares):
        for grouping, (key, name) in share.groups.items():
            if grouping is not Grouping.NONE and key not in found[str(grouping)]:
                found[str(grouping)][key] = group_word(grouping, Group(key, name))
    return found


def cell_of(counted: Counted, grouping: Grouping = Grouping.NONE, key: str = "") -> Cell:
    """A figure, or its part in a group, as a cell that opens to its records."""
    unit = definition_of(counted.code).unit
    return sheet.figure_cell(str(counted.code), unit, counted.part(grouping, key), grouping, key)


def one_by_one(figures: Iterable[Counted], caption: str) -> Block:
    """Figures under each other: name, value, on how many records it rests."""
    rows = [
        [
            sheet.text(_(definition_of(one.code).name)),
            cell_of(one),
            sheet.text(str(texts.UNITS[definition_of(one.code).unit])),
            sheet.records_cell(str(one.code), len(one.shares)),
        ]
        for one in figures
    ]
    columns = [
        sheet.column(_("Figure")),
        sheet.column(_("Value"), "count"),
        sheet.column(_("Unit")),
        sheet.column(_("Rests on records"), "count"),
    ]
    return sheet.table(caption, columns, rows)


def side_by_side(figures: Iterable[Counted], grouping: Grouping, caption: str) -> Block:
    """Figures beside each other, a row for each group; the last row is the whole, from the same records (I8)."""
    counted = list(figures)
    rows = [
        [sheet.text(group_word(grouping, group)), *(cell_of(one, grouping, group.key) for one in counted)]
        for group in grouped(counted, grouping)
    ]
    return sheet.table(
        caption,
        [sheet.column(str(texts.GROUPED_BY[grouping])), *(column_of(one.code) for one in counted)],
        rows,
        total=[sheet.text(_("Together")), *(cell_of(one) for one in counted)] if rows else [],
        empty=_("No record counts."),
    )


def fixed_words() -> dict[str, str]:
    """The words every paper has."""
    return {
        "as_of": _("As of"),
        "computed": _("Computed on"),
        "definitions": _("What the figures mean"),
        "source": _("Source:"),
        "left": _("What does not count, and why"),
        "left_none": _("Nothing was left out."),
        "figure": _("Figure"),
        "records": _("Records"),
        "reason": _("Reason"),
        "unknown": _("not known"),
        "example": _("Example: everything in this paper is invented."),
        "real": _("Real records only; invented examples are left out."),
        "draft": _("Draft, not released"),
        "hash": _("SHA-256 of the data"),
        "value": _("Value"),
        "base": _("Measured against"),
        "records_sheet": _("Receipts and records"),
        "and_more": _("and %(n)s more"),
        "key": _("Key of the record"),
        "rests": _("Rests on %(n)s records: rows %(first)s to %(last)s of the sheet “%(sheet)s” in the workbook."),
        "rests_on_none": _("Rests on no record."),
        "day": _("How the day counts"),
        "day_words": str(texts.DAY_COUNTS),
        **{str(key): str(words) for key, words in texts.GROUPED_BY.items()},
    }


def words_of(mapping: Mapping[str, Promise], key: str) -> str:
    """A word of a closed list as text; the key itself where the list has none."""
    return str(mapping[key]) if key in mapping else key
