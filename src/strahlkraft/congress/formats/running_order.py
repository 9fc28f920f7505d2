"""The running order as a table: CSV for programs, XLSX for people who plan and print. Exact to the second.

A cell that a spreadsheet could take for a formula is defused by a leading apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import xlsxwriter

from strahlkraft.congress.formats.entries import AddressOf, Entry, Listing, listing, one_line
from strahlkraft.congress.published import Programme
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.kernel.words import gettext_noop as _

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Say = Callable[[str], str]
Kind = Literal["text", "wrapped", "word", "day", "clock", "length"]
_FORMS: dict[Kind, dict[str, Any]] = {
    "text": {},
    "wrapped": {"text_wrap": True},
    "word": {},
    "day": {"num_format": "ddd dd.mm.yyyy", "align": "left"},
    "clock": {"num_format": "hh:mm:ss", "align": "left"},
    "length": {"num_format": "[mm]:ss", "align": "left"},
}
_LONGEST_CELL = 32_767  # characters; what a workbook holds in one cell
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_A4, _LANDSCAPE_MARGIN = 9, 0.4  # the paper's number in the format; inches
_WORDS: dict[Any, str] = {
    True: _("yes"),
    False: "",
    "pitch": _("Pitch"),
    "keynote": _("Keynote"),
    "break": _("Break"),
    "pitches": _("Pitches"),
    "other": _("Other"),
    "onsite": _("on site"),
    "remote": _("remote"),
}


@dataclass(frozen=True, slots=True)
class _Column:
    """``name`` heads the CSV column, ``label`` the workbook's; ``width`` is in characters."""

    name: str
    label: str
    kind: Kind
    width: int
    value: Callable[[Entry], Any]


def _length(entry: Entry) -> timedelta:
    return entry.ends_at.astimezone(UTC) - entry.starts_at.astimezone(UTC)


def _people(entry: Entry) -> str:
    return "; ".join(one_line(person.name) for person in entry.people)


def _bodies(entry: Entry) -> str:
    named = [entry.item.organisation if entry.item else "", *(person.organisation for person in entry.people)]
    return "; ".join(dict.fromkeys(one_line(name) for name in named if name))


def _by_sign(entry: Entry) -> bool:
    return entry.block.sign_language or bool(entry.item and entry.item.sign_language)


_COLUMNS = (
    _Column("date", _("Date"), "day", 15, lambda entry: entry.day),
    _Column("start", _("Start"), "clock", 10, lambda entry: entry.starts_at.time()),
    _Column("end", _("End"), "clock", 10, lambda entry: entry.ends_at.time()),
    _Column("seconds", _("Length"), "length", 9, _length),
    _Column("stage", _("Stage"), "text", 18, lambda entry: entry.stage),
    _Column("block", _("Block"), "wrapped", 22, lambda entry: one_line(entry.block.title)),
    _Column("kind", _("Kind"), "word", 11, lambda entry: entry.kind),
    _Column("title", _("Title"), "wrapped", 46, lambda entry: entry.title),
    _Column("people", _("On stage"), "wrapped", 26, _people),
    _Column("organisations", _("Organisations"), "wrapped", 28, _bodies),
    _Column("topic", _("Topic"), "wrapped", 22, lambda entry: one_line(entry.topic.name) if entry.topic else ""),
    _Column("mode", _("Speaks"), "word", 10, lambda entry: entry.item.mode if entry.item else ""),
    _Column("language", _("Language"), "text", 9, lambda entry: entry.language if entry.item else ""),
    _Column("sign_language", _("Sign language"), "word", 11, _by_sign),
    _Column("captions", _("Captions"), "word", 11, lambda entry: entry.block.captions),
    _Column("moderator", _("Moderation"), "wrapped", 20, lambda entry: one_line(entry.block.moderator)),
    _Column("cancelled", _("Cancelled"), "word", 10, lambda entry: entry.cancelled),
    _Column("code", _("Code"), "text", 9, lambda entry: entry.code),
    _Column("url", _("Address"), "text", 34, lambda entry: entry.url),
)


def running_order_csv(programme: Programme, *, base_url: str, address_of: AddressOf, german: bool = False) -> bytes:
    """RFC 4180 in UTF-8, times as HH:MM:SS, yes and no as true and false; ``german`` writes semicolons and a byte-order mark."""
    made = listing(programme, base_url=base_url, address_of=address_of, every=True)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if german else ",")
    writer.writerow([column.name for column in _COLUMNS])
    for entry in _in_order(made.entries):
        writer.writerow([_plain(column.value(entry)) for column in _COLUMNS])
    return out.getvalue().encode("utf-8-sig" if german else "utf-8")


def running_order_xlsx(programme: Programme, *, base_url: str, address_of: AddressOf, say: Say = str) -> bytes:
    """A workbook: everything in order of time, then a sheet per stage when there are several. Made to be printed."""
    made = listing(programme, base_url=base_url, address_of=address_of, every=True)
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        published = made.programme.published_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": one_line(made.programme.title), "created": published})
        forms = {kind: book.add_format({"valign": "top", "border": 4, **form}) for kind, form in _FORMS.items()}
        gone = {
            kind: book.add_format({"valign": "top", "border": 4, **form, "font_strikeout": True})
            for kind, form in _FORMS.items()
        }
        head = book.add_format(
            {"bold": True, "bottom": 2, "bg_color": "#122448", "font_color": "#FFFFFF", "text_wrap": True}
        )
        taken: set[str] = set()
        for name, entries in _sheets(made, say(_("Running order"))):
            sheet = book.add_worksheet(_sheet_name(name, taken))
            _set_up(sheet, made, name, len(entries))
            for number, column in enumerate(_COLUMNS):
                sheet.set_column(number, number, column.width)
                sheet.write_string(0, number, say(column.label), head)
            for row, entry in enumerate(_in_order(entries), start=1):
                looks = gone if entry.cancelled else forms
                for number, column in enumerate(_COLUMNS):
                    value = column.value(entry)
                    if column.kind == "word" and _WORDS.get(value):
                        value = say(_WORDS[value])
                    _write(sheet, row, number, value, looks[column.kind])
    return out.getvalue()


def _sheets(made: Listing, whole: str) -> list[tuple[str, list[Entry]]]:
    sheets = [(whole, made.entries)]
    if len(made.stages) > 1:
        on_stage: dict[str, list[Entry]] = {name: [] for name in made.stages}
        for entry in made.entries:
            on_stage[entry.stage].append(entry)
        sheets += on_stage.items()
    return sheets


def _sheet_name(name: str, taken: set[str]) -> str:
    """At most 31 characters, none of those a workbook forbids, different from all others whatever the case."""
    wanted = one_line(name.translate(_NOT_IN_SHEET_NAMES))[:_LONGEST_SHEET_NAME].strip() or "-"
    if wanted.casefold() == "history":  # a name the format keeps for itself
        wanted += "-"
    found, number = wanted, 2
    while found.casefold() in taken:
        found = f"{wanted[: _LONGEST_SHEET_NAME - 5].strip()} ({number})"
        number += 1
    taken.add(found.casefold())
    return found


def _set_up(sheet: Any, made: Listing, name: str, rows: int) -> None:
    """Head fixed on the screen and on every page; landscape, as wide as the paper; title and version in the margin."""
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(rows, 1), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(_LANDSCAPE_MARGIN, _LANDSCAPE_MARGIN, 0.7, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(1)
    title = f"{one_line(made.programme.title)} · {name}"[:180].replace("&", "&&")
    sheet.set_header(f"&L&B{title}")
    sheet.set_footer(f"&L{made.programme.version} · {made.programme.published_at:%d.%m.%Y}&R&P / &N")


def _write(sheet: Any, row: int, number: int, value: Any, form: Any) -> None:
    if value == "" or value is False:
        sheet.write_blank(row, number, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, number, defused(value)[:_LONGEST_CELL], form)
    elif isinstance(value, timedelta):
        sheet.write_number(row, number, value / timedelta(days=1), form)
    else:
        sheet.write_datetime(row, number, value, form)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    return f"{value:%H:%M:%S}" if isinstance(value, time) else defused(str(value))


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """By time, whatever the stage; one stage's order stays as it was published."""
    return sorted(entries, key=_instant)


def _instant(entry: Entry) -> datetime:
    return entry.starts_at.astimezone(UTC)
