"""Looking into a backup: everything is read and checked before anything is believed."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage

from strahlkraft.jobs.keeping import archive, checking, rows, state
from strahlkraft.jobs.keeping.archive import DATABASE, Unpacked
from strahlkraft.jobs.keeping.making import FACTS, IMAGE, ROWS
from strahlkraft.jobs.keeping.sealing import Unreadable


@dataclass(frozen=True)
class Held:
    """A backup that is genuine; ``older``: its database lacks migrations that this program has."""

    unpacked: Unpacked
    older: bool

    @property
    def is_image(self) -> bool:
        """Whether it holds SQLite's own file (else rows)."""
        return bool(self.unpacked.about["kind"] == "image")


def read(file: Path, identities: Sequence[pyrage.x25519.Identity], folder: Path, *, with_files: bool) -> Held:
    """Lay database (and files) of a backup into ``folder``; Unreadable when it is damaged, foreign or newer than the program."""
    known = state.known()

    def check(about: dict[str, Any]) -> None:
        if set(about.get("migrations", ())) - set(known):
            message = f"The backup was made by a newer version ({about.get('version')}): install that one first."
            raise Unreadable(message)

    def keep(name: str) -> bool:
        return with_files or name.startswith(DATABASE)

    found = archive.unpacked(file, identities, folder, keep=keep, check=check)
    return Held(found, sorted(found.about["migrations"]) != known)


@contextmanager
def source_of(held: Held) -> Iterator[tuple[rows.Source, Callable[[], dict[str, Any]], Callable[[], dict[str, int]]]]:
    """The rows of a backup, whatever it holds them in; what each table must be; the last numbers given out."""
    if held.is_image:
        with checking.beside(held.unpacked.path(IMAGE)) as alias:
            source = rows.in_database(alias)
            yield source, lambda: rows.digests(source), lambda: rows.last_numbers(alias)
        return
    facts = json.loads(held.unpacked.path(FACTS).read_bytes())
    told = {name: {"rows": table["rows"], "sha256": table["sha256"]} for name, table in facts["tables"].items()}
    yield _lines(held, facts["tables"]), lambda: told, lambda: facts["numbers"]


def _lines(held: Held, tables: dict[str, Any]) -> rows.Source:
    def source(model: rows.Model) -> Iterator[rows.Row]:
        key = rows.key_of(model)
        for number in range(tables[key]["pieces"]):
            with held.unpacked.path(f"{ROWS}{key}/{number:06}.jsonl").open("rb") as file:
                for text in file:
                    yield json.loads(text)

    return source


def findings(held: Held) -> checking.Findings:
    """What is wrong inside a genuine backup: it may have been made of an instance that was damaged already."""
    found = checking.Findings()
    if not held.older:
        has = set(held.unpacked.files).__contains__
        with source_of(held) as (source, _expected, _numbers):
            found = checking.content(source, has)
    if held.is_image:
        with checking.beside(held.unpacked.path(IMAGE)) as alias:
            found.faults += checking.image_faults(alias)
    return found
