"""Submissions from a table somebody else kept: CSV with German or English heads. Rows come out, or every defect's place.

At most 10 MB and 10,000 lines; UTF-8 (with or without byte-order mark), UTF-16 with one, or Windows-1252; semicolons,
commas or tabs. Heads are known by their words, whatever their case and punctuation; what is not known is reported.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from strahlkraft.congress.formats.submission_columns import ANSWERS, COLUMNS, LIMITS, folded
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.kernel.words import gettext_noop as _

MOST_BYTES = 10_000_000
MOST_LINES = 10_000
MOST_REFUSALS = 50
SHORTEST, LONGEST = 30, 7_200  # seconds on stage
_DELIMITERS = (";", ",", "\t")
_WORKBOOK = b"PK\x03\x04"
_MAILBOX = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_LONGEST_MAILBOX = 254
_CLOCK = re.compile("(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
_LENGTH = re.compile(
    r"([0-9]{1,5})(?:[.,]([0-9]))?\s*(s|sec|sek|sekunden|seconds|m|min|minuten|minutes)?\.?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """Somebody named in a row; ``mailbox`` may be empty."""

    name: str
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionRow:
    """One submission as its line (counted from 1, the head's) states it; what is not stated is empty or None.

    ``kind`` is ``pitch`` or ``keynote``, ``mode`` ``onsite`` or ``remote``, ``language`` two letters. ``topic``,
    ``organisation`` and ``project`` are names in the words of the file.
    """

    line: int
    title: str
    summary: str = ""
    description: str = ""
    kind: str = "pitch"
    topic: str = ""
    language: str = "de"
    mode: str = "onsite"
    seconds: int | None = None
    sign_language: bool = False
    for_prize: bool = False
    organisation: str = ""
    project: str = ""
    person: str = ""
    mailbox: str = ""
    needs_note: str = ""
    speakers: tuple[SpeakerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Submissions:
    """What a file holds; ``ignored`` are heads no field is known for."""

    rows: tuple[SubmissionRow, ...]
    ignored: tuple[str, ...]


def read_submissions(data: bytes) -> Submissions:
    """The rows of the file; Refused with the line and column of every defect (the first 50)."""
    text = _decoded(data)
    delimiter, start = _delimiter(text)
    lines = _lines(text[start:], delimiter, skipped=int(start > 0))
    line, head = next(lines, (1, []))
    heads = [cell.strip() for cell in head]
    fields = _fields(heads)
    rows: list[SubmissionRow] = []
    refusals: list[Refusal] = []
    for line, cells in lines:
        if len(rows) >= MOST_LINES:
            refusals.append(_refusal("csv_too_long", _("The file has more than %(most)s lines."), most=MOST_LINES))
            break
        reading = _Reading(line, heads, fields, cells)
        row = reading.row()
        refusals += reading.refusals
        rows.append(row)
        if len(refusals) >= MOST_REFUSALS:
            break
    if not rows and not refusals:
        refusals.append(_refusal("csv_empty", _("The file has a head but no line with a submission.")))
    if refusals:
        raise Refused(refusals[:MOST_REFUSALS])
    return Submissions(tuple(rows), tuple(name for name in heads if name and folded(name) not in COLUMNS))


def _refusal(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code, message, "file", params)


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise Refused([_refusal("csv_too_large", _("The file is larger than %(most)s MB."), most=most)])
    if data.startswith(_WORKBOOK):
        message = _("This is a workbook. Save it as CSV in UTF-8 and try again.")
        raise Refused([_refusal("csv_is_workbook", message)])
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused([_refusal("csv_not_text", _("The file is not text in UTF-8 or Windows-1252."))])


def _delimiter(text: str) -> tuple[str, int]:
    """The sign between cells and where the head begins: spreadsheets may say it in a line of its own (``sep=;``)."""
    first = text.partition("\n")[0]
    said = first.strip()
    if said[:4].lower() == "sep=" and said[4:5] in _DELIMITERS:
        return said[4:5], len(first) + 1
    return max(_DELIMITERS, key=lambda sign: sum(folded(cell) in COLUMNS for cell in first.split(sign))), 0


def _lines(text: str, delimiter: str, *, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each filled line with the number it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins + skipped, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        message = _("From line %(line)s on, the file is not CSV: a quotation mark is missing or a cell is too long.")
        raise Refused([_refusal("csv_broken", message, line=begins + skipped)]) from error


def _fields(heads: list[str]) -> dict[str, int]:
    """Field -> number of its column; Refused when the title has none or two columns mean the same."""
    fields: dict[str, int] = {}
    refusals: list[Refusal] = []
    for number, name in enumerate(heads):
        field = COLUMNS.get(folded(name))
        if field is None:
            continue
        if field in fields:
            message = _("The columns “%(first)s” and “%(second)s” mean the same. Leave one out.")
            refusals.append(
                _refusal("csv_column_twice", message, first=_short(heads[fields[field]]), second=_short(name))
            )
        fields.setdefault(field, number)
    if "title" not in fields:
        message = _("The first line must name the columns, and one of them the title: “Titel” or “Title”.")
        refusals.append(_refusal("csv_no_title", message))
    if refusals:
        raise Refused(refusals)
    return fields


def _short(text: str) -> str:
    return text if len(text) <= LIMITS["shown"] else f"{text[: LIMITS['shown']]}…"


class _Reading:
    """Reads one line; ``refusals`` are its defects."""

    def __init__(self, line: int, heads: list[str], fields: dict[str, int], cells: list[str]) -> None:
        self.line, self.heads, self.fields, self.cells = line, heads, fields, cells
        self.refusals: list[Refusal] = []

    def row(self) -> SubmissionRow:
        if any(cell.strip() for cell in self.cells[len(self.heads) :]):
            message = _("Line %(line)s has more cells than the first line has columns.")
            self.refusals.append(_refusal("csv_cells", message, line=self.line))
        title = self.text("title")
        if not title:
            self.refuse("csv_title_missing", "title", _("Line %(line)s, column “%(column)s”: the title is missing."))
        return SubmissionRow(
            line=self.line,
            title=title,
            summary=self.text("summary"),
            description=self.text("description"),
            kind=self.answer("kind", "pitch"),
            topic=self.text("topic"),
            language=self.answer("language", "de"),
            mode=self.answer("mode", "onsite"),
            seconds=self.seconds(),
            sign_language=self.answer("sign_language", "no") == "yes",
            for_prize=self.answer("for_prize", "no") == "yes",
            organisation=self.text("organisation"),
            project=self.text("project"),
            person=self.text("person"),
            mailbox=self.mailbox("mailbox", self.text("mailbox")),
            needs_note=self.text("needs_note"),
            speakers=self.speakers(),
        )

    def text(self, field: str) -> str:
        """The cell, with a spreadsheet's guard against formulas taken off again; short enough for the field."""
        number = self.fields.get(field, len(self.cells))
        text = self.cells[number].strip() if number < len(self.cells) else ""
        if text.startswith("'") and defused(text[1:]) == text:
            text = text[1:].strip()
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        most = LIMITS.get(field, LIMITS["text"])
        if len(text) > most:
            message = _("Line %(line)s, column “%(column)s”: longer than %(most)s characters.")
            self.refuse("csv_too_many_characters", field, message, most=most)
            return text[:most]
        return text

    def answer(self, field: str, otherwise: str) -> str:
        """One of the answers known for the field."""
        given = self.text(field)
        if not given:
            return otherwise
        found = ANSWERS[field].get(folded(given))
        if found is None:
            message = _("Line %(line)s, column “%(column)s”: “%(value)s” is not known here.")
            self.refuse("csv_answer", field, message, value=_short(given))
        return found or otherwise

    def seconds(self) -> int | None:
        """How long it lasts: ``3``, ``3,5 min``, ``180 s``, ``3:00`` or ``0:03:00``."""
        field = "seconds" if "seconds" in self.fields else "minutes"
        given = self.text(field)
        if not given:
            return None
        seconds = -1
        if clock := _CLOCK.fullmatch(given):
            hours, minutes, rest = (int(part or 0) for part in clock.groups())
            seconds = hours * 3600 + minutes * 60 + rest
        elif length := _LENGTH.fullmatch(given):
            whole, tenth, unit = length.groups()
            small = unit.lower().startswith("s") if unit else field == "seconds"
            seconds = (int(whole) * 10 + int(tenth or 0)) * (1 if small else 60) // 10
        if not SHORTEST <= seconds <= LONGEST:
            message = _("Line %(line)s, column “%(column)s”: “%(value)s” is no length between 30 seconds and 2 hours.")
            self.refuse("csv_length", field, message, value=_short(given))
            return None
        return seconds

    def mailbox(self, field: str, given: str) -> str:
        """An address of mail, or nothing."""
        if given and (len(given) > _LONGEST_MAILBOX or not _MAILBOX.fullmatch(given)):
            message = _("Line %(line)s, column “%(column)s”: “%(value)s” is no e-mail address.")
            self.refuse("csv_mailbox", field, message, value=_short(given))
            return ""
        return given

    def speakers(self) -> tuple[SpeakerRow, ...]:
        """Names by semicolon or line, with as many or fewer mailboxes in the same order."""
        names = [name.strip() for name in re.split("[;\n]", self.text("speakers")) if name.strip()]
        boxes = [box.strip() for box in re.split(r"[;,\s]+", self.text("speaker_mailboxes")) if box.strip()]
        if any(len(name) > LIMITS["person"] for name in names):
            message = _("Line %(line)s, column “%(column)s”: longer than %(most)s characters.")
            self.refuse("csv_too_many_characters", "speakers", message, most=LIMITS["person"])
        if len(boxes) > len(names):
            message = _("Line %(line)s, column “%(column)s”: more e-mail addresses than people.")
            self.refuse("csv_mailboxes", "speaker_mailboxes", message)
        found = [self.mailbox("speaker_mailboxes", box) for box in boxes[: len(names)]]
        return tuple(
            SpeakerRow(name, box) for name, box in zip(names, found + [""] * (len(names) - len(found)), strict=True)
        )

    def refuse(self, code: str, field: str, message: str, **params: object) -> None:
        """Keep a defect with its line and the name its column has in the file."""
        column = _short(self.heads[self.fields[field]])
        self.refusals.append(_refusal(code, message, line=self.line, column=column, **params))
