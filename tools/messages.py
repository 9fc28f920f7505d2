"""``make messages``: collect each room's texts and compile its German ones; ``--check``: whether that is done.

English is the language of the source and needs no catalogue; German must be complete.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import polib

PACKAGE = Path("src/strahlkraft").resolve()
CATALOGUE = Path("locale/de/LC_MESSAGES/django.po")
DJANGO = Path(django.__file__).parent / "conf" / "locale" / "de" / "LC_MESSAGES" / "django.mo"
_ADMIN = Path(sys.executable).parent / "django-admin"

Key = tuple[str, str, str]  # context, text, plural


def _rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def _key(entry: polib.POEntry | polib.MOEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _read(file: Path) -> dict[Key, polib.POEntry]:
    if not file.exists():
        return {}
    return {_key(entry): entry for entry in polib.pofile(str(file)) if not entry.obsolete}


def _collect(room: Path) -> None:
    """Let Django's extractor bring the catalogue in ``room`` up to date."""
    (room / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [_ADMIN, "makemessages", "-l", "de", "--no-location", "--no-obsolete", "-v", "0"],
        cwd=room,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )


def _extract(room: Path) -> set[Key]:
    """Every text to translate that the source of ``room`` holds today."""
    with tempfile.TemporaryDirectory(prefix="strahlkraft-messages-") as folder:
        copy = Path(folder) / room.name
        shutil.copytree(
            room, copy, ignore=shutil.ignore_patterns("locale", "static", "data", "migrations", "__pycache__", "*.bin")
        )
        _collect(copy)
        return set(_read(copy / CATALOGUE))


def _spoken(entry: polib.POEntry) -> bool:
    """Whether every form has a text and none is a guess of the extractor."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return bool(texts) and all(text.strip() for text in texts) and not entry.fuzzy


def _findings(room: Path) -> list[str]:
    """What is missing, left over, empty, uncertain or not compiled in the catalogue of ``room``."""
    file = room / CATALOGUE
    known = _read(file)
    wanted = _extract(room)
    found = [f"not in the catalogue: {text!r}" for _, text, _ in sorted(wanted - set(known))]
    found += [f"no longer in the source: {text!r}" for _, text, _ in sorted(set(known) - wanted)]
    found += [
        f"no German text: {entry.msgid!r}" for key, entry in known.items() if key in wanted and not _spoken(entry)
    ]
    found += [f"the source text is German: {text!r}" for _, text, _ in sorted(wanted) if set(text) & set("äöüÄÖÜß")]
    if known:
        found += _compiled(file, known)
    return [f"{room.name}: {finding}" for finding in found]


def _compiled(file: Path, known: dict[Key, polib.POEntry]) -> list[str]:
    done = subprocess.run(["msgfmt", "--check", "-o", os.devnull, file], capture_output=True, text=True, check=False)
    if done.returncode:
        return [done.stderr.strip()]
    machine = file.with_suffix(".mo")
    if not machine.exists():
        return ["the catalogue is not compiled: run `make messages`"]
    compiled = {_key(entry): (entry.msgstr, dict(entry.msgstr_plural)) for entry in polib.mofile(str(machine))}
    spoken = {key: (entry.msgstr, dict(entry.msgstr_plural)) for key, entry in known.items() if _spoken(entry)}
    return [] if compiled == spoken else ["the compiled catalogue is older than the text: run `make messages`"]


def _contradictions(rooms: list[Path]) -> list[str]:
    """One text with two translations: the order of the rooms would decide which one a person sees."""
    seen: dict[Key, tuple[str, polib.POEntry]] = {}
    found = []
    for room in rooms:
        for key, entry in _read(room / CATALOGUE).items():
            first = seen.setdefault(key, (room.name, entry))
            if (entry.msgstr, entry.msgstr_plural) != (first[1].msgstr, first[1].msgstr_plural):
                found.append(f"{room.name} and {first[0]} translate {entry.msgid!r} differently")
    return found


def check() -> list[str]:
    """Return what is wrong over all rooms; texts of the kernel and the roof are translated by a room or by Django."""
    rooms = [room for room in _rooms() if (room / "apps.py").exists()]
    with ThreadPoolExecutor(2) as lanes:
        found = [finding for findings in lanes.map(_findings, rooms) for finding in findings]
    spoken = {_key(entry) for entry in polib.mofile(str(DJANGO))}
    spoken |= {key for room in rooms for key in _read(room / CATALOGUE)}
    for room in set(_rooms()) - set(rooms):
        found += [f"{room.name}: no room translates {key[1]!r}" for key in sorted(_extract(room) - spoken)]
    return found + _contradictions(rooms)


def collect() -> None:
    """Bring every catalogue and its compiled form up to date."""
    for room in _rooms():
        if not (room / "apps.py").exists():
            continue
        had_one = (room / CATALOGUE).exists()
        if had_one or _extract(room):
            _collect(room)
            file = room / CATALOGUE
            subprocess.run(["msgfmt", "--check", "-o", file.with_suffix(".mo"), file], check=True)
            entries = _read(file)
            print(f"{room.name:<10} {sum(map(_spoken, entries.values()))} of {len(entries)} texts in German")


def main() -> int:
    """Check or collect; 1 when something is wrong."""
    if "--check" not in sys.argv:
        collect()
        return 0
    found = check()
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
