"""A project for the press in one file: texts, facts with their sources, pictures everybody may print.

The same record gives the same bytes: names, order, times and packing are fixed, and nothing says when it was packed.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.spreadsheets import defused
from strahlkraft.newsroom.models import Picture, Rendition
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.press import Told, pictures_of, told_about
from strahlkraft.newsroom.rules.facts import Shown
from strahlkraft.newsroom.texts.pictures import SHORT
from strahlkraft.projects.models import Project

MOST_BYTES = 60_000_000
"""Of all pictures together: what an inbox of a newspaper still takes by link."""
_MADE = (2020, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16  # rights as of a file everybody may read
_UNIX = 3
_COLUMNS = ("label", "value", "machine", "source", "url", "note")


@dataclass(frozen=True, slots=True)
class Printed:
    """A picture of the kit: its file there and what must stand below it."""

    name: str
    picture: Picture
    content: bytes


def press_kit(project: Project, *, language: str, site: str) -> bytes:
    """The ZIP of a public project; ``site`` is the address of this installation, without a stroke at its end."""
    label, figures = project.label, facts.of_project(project.slug)
    told = told_about(label, language)
    printed = list(_printed(pictures_of(label)))
    files: list[tuple[str, bytes]] = [
        ("README.txt", _text(_readme(project, label, told, printed, site))),
        ("text/summary.txt", _text(_summary(project))),
        *((f"text/{one.day}-{one.slug}.txt", _text(_article(one, site))) for one in told),
        ("facts/facts.json", _json(project, figures, site)),
        ("facts/facts.csv", _csv(figures, site)),
        ("facts/facts.txt", _text(_figures(figures, site))),
    ]
    if printed:
        files.append(("pictures/credits.txt", _text(_credits(printed))))
        files.append(("pictures/credits.csv", _table(_CREDITS, map(_credit, printed))))
    return _packed(files, printed)


# ---- texts


def _readme(
    project: Project, label: Label, told: Sequence[Told], printed: Sequence[Printed], site: str
) -> Iterator[str]:
    yield project.title
    yield ""
    yield _("Press kit of the project, from the register of the digital model regions.")
    yield f"{site}{address(label)}"
    yield ""
    yield _(
        "text/: the summary, and articles of our newsroom. You may print them, shortened too; please name where they come from."
    )
    yield _("facts/: every figure somebody states, with its source, as JSON, CSV and text.")
    if printed:
        yield _(
            "pictures/: only pictures whose licence allows you to print them. The credit in credits.txt must stand beside each."
        )
    else:
        yield _("There are no pictures: none of this project has a licence that allows others to print it.")
    if any(one.demonstration for one in told):
        yield _("Articles marked “Example” are invented for this demonstration.")
    yield ""
    yield _("Registered as %(number)s in %(region)s.") % {"number": project.identifier, "region": project.region.name}


def _summary(project: Project) -> Iterator[str]:
    yield project.title
    for heading, text in (
        ("", project.summary),
        (_("Benefit for all municipalities"), project.benefit),
        (_("What is special about it"), project.unique_feature),
    ):
        if text:
            yield ""
            yield from ([heading] if heading else [])
            yield text


def _article(one: Told, site: str) -> Iterator[str]:
    if one.demonstration:
        yield f"[{_('Example')}]"
    yield one.title
    yield _("Published on %(day)s") % {"day": one.day}
    yield f"{site}{address(Label('article', one.slug))}"
    yield ""
    yield from [one.lead, ""] if one.lead else []
    yield one.body
    for day, note in one.corrections:
        yield ""
        yield _("Corrected on %(day)s: %(note)s") % {"day": day, "note": note}


def _figures(figures: Iterable[Shown], site: str) -> Iterator[str]:
    for one in figures:
        note = f" ({one.note})" if one.note else ""
        yield f"{one.label}: {one.value}{note}"
        yield f"  {one.source}"
        yield f"  {site}{one.url}"
        yield ""


def _credits(printed: Iterable[Printed]) -> Iterator[str]:
    for row in map(_credit, printed):
        yield row["file"]
        for name in _CREDITS[1:]:
            if row[name]:
                yield f"  {name}: {row[name]}"
        yield ""


_CREDITS = ("file", "credit", "licence", "licence_url", "caption", "alternative_text")


def _credit(one: Printed) -> dict[str, str]:
    row = one.picture
    return {
        "file": one.name,
        "credit": row.credit,
        "licence": SHORT.get(row.licence, row.licence),
        "licence_url": f"https://spdx.org/licenses/{row.licence}.html",
        "caption": row.caption,
        "alternative_text": row.alternative_text,
    }


# ---- files


def _json(project: Project, figures: Iterable[Shown], site: str) -> bytes:
    content = {
        "project": {
            "identifier": project.identifier,
            "title": project.title,
            "region": project.region.name,
            "url": f"{site}{address(project.label)}",
        },
        "facts": [{name: value for name, value in _row(one, site).items() if value} for one in figures],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(figures: Iterable[Shown], site: str) -> bytes:
    return _table(_COLUMNS, (_row(one, site) for one in figures))


def _row(one: Shown, site: str) -> dict[str, str]:
    return {
        "reference": one.reference,
        "label": one.label,
        "value": one.value,
        "machine": one.machine,
        "source": one.source,
        "url": f"{site}{one.url}" if one.url else "",
        "note": one.note,
    }


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([defused(str(row[name])) for name in columns] for row in rows)
    return f"\ufeff{out.getvalue()}".encode()


def _text(lines: Iterable[str]) -> bytes:
    text = "\n".join(lines).replace("\r\n", "\n").strip()
    return f"{text}\n".replace("\n", "\r\n").encode()


def _printed(found: Iterable[tuple[Picture, Rendition]]) -> Iterator[Printed]:
    """The pictures with their largest file, as long as they fit; one whose file is gone is left out."""
    room = MOST_BYTES
    for picture, rendition in found:
        if rendition.size > room:
            continue
        try:
            with rendition.file.open("rb") as file:
                content = file.read(room + 1)
        except FileNotFoundError:
            continue
        if len(content) > room:
            continue
        room -= len(content)
        yield Printed(f"{picture.code}.jpg", picture, content)


def _packed(files: Iterable[tuple[str, bytes]], printed: Iterable[Printed]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in files:
            archive.writestr(_info(name, ZIP_DEFLATED), content, compresslevel=6)
        for one in printed:  # what is packed by its own format is packed no further
            archive.writestr(_info(f"pictures/{one.name}", ZIP_STORED), one.content)
    return out.getvalue()


def _info(name: str, packing: int) -> ZipInfo:
    info = ZipInfo(name, _MADE)
    info.compress_type, info.external_attr, info.create_system = packing, _PLAIN_FILE, _UNIX
    return info
