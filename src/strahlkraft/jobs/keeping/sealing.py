"""The outside of a backup: an age file, or with an explicit word a plain one; both notice every changed byte.

Streams in both directions in a few megabytes. What is read back is worth nothing before the end was reached: only then
is it sure that nothing was cut off (:func:`opened` raises otherwise).
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

AGE = b"age-encryption.org/"
_TRAILER = hashlib.sha256().digest_size
_CHUNK = 1 << 20


class Unreadable(Exception):  # noqa: N818 - says what is wrong with a file or a key
    """A backup or a key that cannot be used; its words are for the operator."""


def new_key() -> tuple[str, str]:
    """A secret key and the public one that belongs to it, as ``age-keygen`` writes them."""
    secret = pyrage.x25519.Identity.generate()
    return str(secret), str(secret.to_public())


def recipients_of(words: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Public keys (``age1…``); Unreadable for anything else."""
    try:
        return [pyrage.x25519.Recipient.from_str(word.strip()) for word in words]
    except pyrage.RecipientError as error:
        message = f"That is no public key of age (age1…): {error}"
        raise Unreadable(message) from error


def identities_of(file: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys in a file, one a line, ``#`` begins a remark."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        message = f"The key file {file} cannot be read: {error}"
        raise Unreadable(message) from error
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        message = f"{file} holds something that is no secret key of age (AGE-SECRET-KEY-1…)."
        raise Unreadable(message) from error
    if not found:
        message = f"{file} holds no key."
        raise Unreadable(message)
    return found


class _Hashed:
    """A plain file, and the digest of all that went through."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write and remember."""
        self.digest.update(data)
        return self._file.write(data)


class _Held:
    """Reads a plain file up to its trailer, the digest of everything before."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self._held = file, hashlib.sha256(), file.read(_TRAILER)

    def read(self, size: int) -> bytes:
        """The next bytes; none at the trailer."""
        data = self._held + self._file.read(size)
        given, self._held = data[:-_TRAILER], data[-_TRAILER:]
        self.digest.update(given)
        return given

    def sound(self) -> bool:
        """Whether the trailer fits; asked after the last byte."""
        return self._held == self.digest.digest()


class _Beside:
    """Runs one half of a pipe in a thread; what went wrong there is told by ``done``."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever holds the other end
            self.error = error

    def done(self) -> BaseException | None:
        """Wait for the end."""
        self._thread.join()
        return self.error


@contextmanager
def sealed(file: BinaryIO, recipients: Sequence[pyrage.x25519.Recipient]) -> Iterator[Any]:
    """Something to write to; what is written lands in ``file``, encrypted unless there are no recipients."""
    if not recipients:
        hashed = _Hashed(file)
        yield hashed
        file.write(hashed.digest.digest())
        return
    taken, given = os.pipe()

    def encrypt() -> None:
        with os.fdopen(taken, "rb") as source:
            pyrage.encrypt_io(source, file, list(recipients))

    beside = _Beside(encrypt)
    try:
        with os.fdopen(given, "wb", buffering=_CHUNK) as target:
            yield target
    except BrokenPipeError:
        raise _cause(beside.done()) from None
    if error := beside.done():
        raise _cause(error)


def _cause(error: BaseException | None) -> Exception:
    """What stopped the encryption, as the operator knows it: nearly always the disk."""
    return OSError(0, str(error) if error else "the encryption ended early")


@contextmanager
def opened(file: BinaryIO, identities: Sequence[pyrage.x25519.Identity]) -> Iterator[Any]:
    """Something to read from. At the end of ``with`` the rest is read, and Unreadable raised unless all of it was genuine."""
    begin = file.read(len(AGE))
    file.seek(0)
    if begin != AGE:
        held = _Held(file)
        try:
            yield held
        finally:
            while held.read(_CHUNK):
                pass
            if not held.sound():
                message = "The file is no backup, or it was cut off or changed."
                raise Unreadable(message)
        return
    if not identities:
        message = "The backup is encrypted: name the file with the secret key (--identity)."
        raise Unreadable(message)
    taken, given = os.pipe()

    def decrypt() -> None:
        with os.fdopen(given, "wb") as target:
            pyrage.decrypt_io(file, target, list(identities))

    beside = _Beside(decrypt)
    with os.fdopen(taken, "rb") as source:
        try:
            yield source
        finally:
            while source.read(_CHUNK):
                pass
            if error := beside.done():
                raise Unreadable(_reason(error)) from error


def _reason(error: BaseException) -> str:
    if "No matching keys" in str(error):
        return "None of these keys opens the backup. Was it made for another one?"
    return f"The backup was cut off or changed, it cannot be trusted ({error})."
