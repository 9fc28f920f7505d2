"""The inside of a backup: a tar that any tool reads; first what it is, last a list with the digest of every part."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

import pyrage

from strahlkraft.jobs.keeping.sealing import Unreadable, opened, sealed

FORMAT = 1
ABOUT, LIST, DATABASE, FILES = "about.json", "parts.json", "database/", "files/"
"""Names inside the tar. ``database/`` holds an image or rows, ``files/`` the stored files under their own names."""
_CHUNK = 1 << 20


class _Counted:
    """A source and the digest of what was read of it."""

    def __init__(self, source: Any) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and remember."""
        data: bytes = self._source.read(size)
        self.digest.update(data)
        return data


@dataclass
class Packer:
    """Puts parts into a backup, one after the other."""

    tar: tarfile.TarFile
    parts: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> None:
        """A small part."""
        self.stream(name, io.BytesIO(data), len(data))

    def stream(self, name: str, source: Any, size: int) -> None:
        """A part of any size; the last of several with one name counts. OSError when the source is shorter than ``size``."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        counted = _Counted(source)
        self.tar.addfile(info, counted)
        self.parts[name] = counted.digest.hexdigest()


@contextmanager
def packed(file: BinaryIO, recipients: Sequence[pyrage.x25519.Recipient], about: dict[str, Any]) -> Iterator[Packer]:
    """A packer whose parts land in ``file``; the list of parts follows by itself."""
    with (
        sealed(file, recipients) as target,
        tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT, encoding="utf-8") as tar,
    ):
        packer = Packer(tar)
        packer.put(ABOUT, json.dumps({"format": FORMAT, **about}, ensure_ascii=False, indent=1).encode())
        yield packer
        parts = json.dumps(packer.parts, ensure_ascii=False, indent=1).encode()
        packer.put(LIST, parts)


@dataclass(frozen=True)
class Unpacked:
    """What a backup holds, genuine to the last byte: facts, digest of each part; the parts lie below ``folder``."""

    folder: Path
    about: dict[str, Any]
    parts: dict[str, str]

    @property
    def files(self) -> list[str]:
        """Names of the stored files."""
        return sorted(name.removeprefix(FILES) for name in self.parts if name.startswith(FILES))

    def path(self, name: str) -> Path:
        """Where a part lies (database and facts; stored files only if they were kept)."""
        return self.folder / _number(name)


def _number(name: str) -> str:
    """The name of a part on this disk: whatever it is called inside, it lies in this folder."""
    return hashlib.sha256(name.encode()).hexdigest()


class _Reader:
    """Walks over the parts of a tar."""

    def __init__(self, folder: Path, keep: Callable[[str], bool], check: Callable[[dict[str, Any]], None]) -> None:
        self.folder, self.keep, self.check = folder, keep, check
        self.found: dict[str, str] = {}
        self.about: dict[str, Any] = {}
        self.parts: dict[str, str] = {}

    def read(self, tar: tarfile.TarFile) -> Self:
        """Take in every part; Unreadable when they are not what the list says."""
        for info in tar:
            source = tar.extractfile(info) if info.isfile() else None
            if source is None:
                message = f"{info.name!r} is no file."
                raise Unreadable(message)
            self._take(info.name, source)
        if not self.about or self.parts != self.found:
            message = "The parts are not those that the backup lists."
            raise Unreadable(message)
        return self

    def _take(self, name: str, source: Any) -> None:
        if name == LIST:
            self.parts = json.loads(source.read())
            return
        if (name == ABOUT) == bool(self.found):
            message = "The file is no backup of Strahlkraft."
            raise Unreadable(message)
        counted = _Counted(source)
        if name == ABOUT:
            self.about = json.loads(counted.read())
            self._suits()
        elif self.keep(name):
            with (self.folder / _number(name)).open("wb") as target:
                while data := counted.read(_CHUNK):
                    target.write(data)
        else:
            while counted.read(_CHUNK):
                pass
        self.found[name] = counted.digest.hexdigest()

    def _suits(self) -> None:
        if self.about.get("format") != FORMAT:
            message = "The backup was made by a newer Strahlkraft: install that version first."
            raise Unreadable(message)
        self.check(self.about)


def unpacked(
    file: Path,
    identities: Sequence[pyrage.x25519.Identity],
    folder: Path,
    *,
    keep: Callable[[str], bool],
    check: Callable[[dict[str, Any]], None],
) -> Unpacked:
    """Read all of a backup and lay the parts ``keep`` names into ``folder``; Unreadable when anything is not genuine.

    ``check`` sees the facts before anything large is read, and may refuse by Unreadable; what it saw counts as genuine
    only once this returns.
    """
    try:
        with (
            file.open("rb") as raw,
            opened(raw, identities) as source,
            tarfile.open(fileobj=source, mode="r|", encoding="utf-8") as tar,
        ):
            reader = _Reader(folder, keep, check).read(tar)
    except (tarfile.TarError, ValueError, EOFError) as error:
        message = f"The file is no backup, or it was cut off or changed ({error})."
        raise Unreadable(message) from error
    return Unpacked(folder, reader.about, reader.parts)
