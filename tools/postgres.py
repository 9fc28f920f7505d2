"""A temporary PostgreSQL cluster: never as root, on a free port of this machine, gone afterwards."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
_OLDEST = 15
# Durability is of no use to a cluster that lives for one run.
_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "max_connections=80",
    "listen_addresses=127.0.0.1",
    "autovacuum_naptime=10s",
)


class PostgresMissing(Exception):  # noqa: N818 - a fact about the machine
    """No PostgreSQL server programs of a known age were found."""


def find_binaries() -> Path:
    """Return the folder with ``initdb`` and ``postgres``, of the newest installed version.

    Raises :class:`PostgresMissing` when there is none of version 15 or newer.
    """
    folders = [folder for place in _PLACES for folder in Path("/").glob(place.lstrip("/"))]
    found = shutil.which("initdb")
    if found:
        folders.append(Path(found).resolve().parent)
    ages = {_version(folder): folder for folder in folders if (folder / "initdb").exists()}
    newest = max(ages, default=0)
    if newest < _OLDEST:
        msg = f"PostgreSQL {_OLDEST} or newer is needed (initdb, postgres); newest found: {newest or 'none'}"
        raise PostgresMissing(msg)
    return ages[newest]


def _version(folder: Path) -> int:
    words = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout.split()
    return next(int(word.split(".")[0]) for word in words if word[0].isdigit())


def server_user() -> list[str | Path]:
    """What to put before a command so that the server does not run as root (it refuses to)."""
    if os.geteuid() != 0:
        return []
    name = "postgres"
    try:
        pwd.getpwnam(name)
    except KeyError:
        name = "nobody"
    return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def temporary_cluster() -> Iterator[str]:
    """Yield the URL of an empty database ``strahlkraft`` in a cluster of its own; stop and remove it at the end."""
    binaries = find_binaries()
    before = server_user()
    home = Path(tempfile.mkdtemp(prefix="strahlkraft-pg-"))
    password = secrets.token_urlsafe(16)
    port = _free_port()
    try:
        (home / "password").write_text(password, encoding="ascii")
        if before:
            owner = pwd.getpwnam(str(before[1]).partition("=")[2])
            for path in (home, home / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        (home / "password").chmod(0o600)
        _quiet(
            [
                *before, binaries / "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8",
                "--auth=scram-sha-256", "--username=strahlkraft", f"--pwfile={home / 'password'}", "-D", home / "data",
            ],
            home,
        )  # fmt: skip
        options = [part for option in (*_OPTIONS, f"unix_socket_directories={home}") for part in ("-c", option)]
        control: list[str | Path] = [*before, binaries / "pg_ctl", "-D", home / "data"]
        server = " ".join([*options, "-p", str(port)])
        _quiet([*control, "-w", "-l", home / "log", "-o", server, "start"], home)
        try:
            environment = {**os.environ, "PGPASSWORD": password}
            _quiet(
                [
                    binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "strahlkraft", "strahlkraft",
                ],
                home,
                environment,
            )  # fmt: skip
            yield f"postgres://strahlkraft:{password}@127.0.0.1:{port}/strahlkraft"
        finally:
            _quiet([*control, "-w", "-m", "immediate", "stop"], home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Replica:
    """A streaming replica that can be killed, and started again."""

    def __init__(self, url: str, control: list[str | Path], start: list[str | Path], home: Path) -> None:
        self.url, self._control, self._start, self._home = url, control, start, home

    def start(self) -> None:
        """Follow the primary."""
        _quiet([*self._control, *self._start, "start"], self._home)

    def kill(self) -> None:
        """End all its processes at once."""
        _quiet([*self._control, "-w", "-m", "immediate", "stop"], self._home)


@contextlib.contextmanager
def streaming_replica(primary: str) -> Iterator[Replica]:
    """A replica of the temporary cluster behind that URL, with the same password; gone at the end."""
    binaries = find_binaries()
    before = server_user()
    parts = urlsplit(primary)
    home = Path(tempfile.mkdtemp(prefix="strahlkraft-pg-replica-"))
    port = _free_port()
    try:
        if before:
            owner = pwd.getpwnam(str(before[1]).partition("=")[2])
            os.chown(home, owner.pw_uid, owner.pw_gid)
        copy: list[str | Path] = [*before, binaries / "pg_basebackup", "-h", "127.0.0.1", "-p", str(parts.port)]
        copy += ["-U", str(parts.username), "-D", home / "data", "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"]
        _quiet(copy, home, {**os.environ, "PGPASSWORD": str(parts.password)})
        options = [part for option in (*_OPTIONS, f"unix_socket_directories={home}") for part in ("-c", option)]
        server = " ".join([*options, "-c", "hot_standby_feedback=on", "-p", str(port)])
        url = primary.replace(f":{parts.port}/", f":{port}/")
        control: list[str | Path] = [*before, binaries / "pg_ctl", "-D", home / "data"]
        replica = Replica(url, control, ["-w", "-l", home / "log", "-o", server], home)
        replica.start()
        try:
            yield replica
        finally:
            with contextlib.suppress(RuntimeError):  # killed on purpose before
                replica.kill()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _quiet(command: list[str | Path], folder: Path, environment: dict[str, str] | None = None) -> None:
    """Run a command of the server; what it says is shown only when it fails."""
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        msg = f"{Path(str(command[0])).name} … failed ({done.returncode}):\n{done.stdout}"
        raise RuntimeError(msg)
