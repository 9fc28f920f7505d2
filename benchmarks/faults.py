"""What is killed, full or away while people write: whether anything acknowledged is lost, done twice, or needs a hand.

Run by ``make bench`` or ``python benchmarks/faults.py [--small] [--seed 7] [--only kills restart …]``. Over a site as an
operator sets it up: web process, worker and whole server are killed with SIGKILL at random moments while people write and
the mail server is away at first; the database is stopped hard and begun again (PostgreSQL); the disk runs full (SQLite, on
a small disk in memory; needs root); ``setup``, ``backup`` and ``restore`` are killed at random moments and run again. The
goals: no acknowledged sheet lost or there twice, each letter of one name only and none missing, no error page, what was
killed goes on without a hand.
"""

import argparse
import json
import os
import random
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from _clients import AWAY, PATIENCE, Crowd, Sink, Site, empty_sheet, inside
from _harness import COMMAND, environment_of, figure, free_port, on_either_database
from aiosmtpd.controller import Controller

WRITERS, READERS = 6, 2
DISK = 96 * 2**20
"""Bytes of the small disk: a set-up site and some room."""


class Trial:
    """What every fault is tried on: a set-up folder, its database, the sizes, the dice."""

    def __init__(self, database: str, url: str, folder: Path, *, small: bool, chance: random.Random) -> None:
        self.database, self.url, self.folder, self.small, self.chance = database, url, folder, small, chance
        self.mail_port, self.missed = free_port(), list[str]()
        self.environment = environment_of(
            str(folder / "data"),
            url,
            STRAHLKRAFT_PAGE_CACHE_SECONDS="0",
            EMAIL_URL=f"smtp://127.0.0.1:{self.mail_port}",
            STRAHLKRAFT_SECRET_KEY=secrets.token_urlsafe(40),
        )

    def tell(self, goal: str, words: str, *, held: bool) -> None:
        """Print a figure, and keep what was missed."""
        figure(goal, self.database, words, held=held)
        if not held:
            self.missed.append(f"{self.database}: {goal}: {words}")

    @contextmanager
    def site(self, environment: dict[str, str] | None = None) -> Iterator[tuple[Site, dict[str, str]]]:
        """The served site and the empty form of it; ended politely."""
        site = Site(environment or self.environment, self.folder / "server.log")
        site.begin()
        try:
            sheet = empty_sheet(site.port)
            time.sleep(6)  # who sends a form quicker than that is no person
            yield site, sheet
        finally:
            site.end()


def main() -> int:
    """Try every fault on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="a kill of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="+", default=list(FAULTS), choices=list(FAULTS))
    options = parser.parse_args()

    def each(database: str, url: str) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="strahlkraft-faults-") as folder:
            chance = random.Random(options.seed)
            trial = Trial(database, url, Path(folder), small=options.small, chance=chance)
            run(trial, "setup")
            for name in options.only:
                print(f"\n{database}: {name}", flush=True)
                FAULTS[name](trial)
            return trial.missed

    return on_either_database(each)


def run(trial: Trial, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command to its end; a failure shows what it said."""
    done = subprocess.run(
        [COMMAND, *words],
        env=environment or trial.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"strahlkraft {' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done


def kills(trial: Trial) -> None:
    """Kill parts of the running site; the mail server is away for the first half."""
    sink, hit = Sink(), list[str]()
    parts = ["web", "worker", "server"] if trial.small else ["web", "worker", "server"] * 7
    pause = 2.0 if trial.small else 4.0
    with trial.site() as (site, sheet):
        crowd = Crowd(site.port, sheet, first=1_000_000)

        def strike() -> None:
            for number, part in enumerate(parts):
                time.sleep(trial.chance.uniform(0.2, pause))
                site.kill(part)
                hit.append(part)
                if part == "server":
                    site.begin()
                else:
                    wait_for(site, part)
                if number == len(parts) // 2:
                    server.start()

        server = Controller(sink, hostname="127.0.0.1", port=trial.mail_port)
        try:
            crowd.work(WRITERS, READERS, len(parts) * (pause + 3), strike)
            mailboxes = {f"gast{number}@beispiel.example" for number in crowd.acknowledged}
            until = time.monotonic() + 2 * PATIENCE
            while sink.fate(mailboxes)["missing"] and time.monotonic() < until:
                time.sleep(0.5)
        finally:
            with suppress(AssertionError):  # it was never begun
                server.stop()
        fate, letters, errors = crowd.fate(trial.environment), sink.fate(mailboxes), crowd.errors(0, AWAY)
    print(f"  {letters}, {crowd.told(fate)}")
    held = fate.whole and not (letters["missing"] or letters["twice"] or errors)
    words = f"{len(hit)} kills of web, worker and server under load: {fate};"
    words += f" {letters['letters']} letters after the mail server was away, {letters['missing']} missing,"
    trial.tell("killed-under-load", f"{words} {letters['twice']} of two names; {errors} error pages", held=held)


def wait_for(site: Site, part: str) -> None:
    """Until the server has begun a killed part again by itself."""
    until = time.monotonic() + PATIENCE
    while not site.processes()[part] and time.monotonic() < until:
        time.sleep(0.1)


def restart(trial: Trial) -> None:
    """Stop PostgreSQL hard while people write, and begin it again."""
    if not trial.url:
        print("  SQLite has no server of its own")
        return
    with psycopg.connect(trial.url.replace("postgres://", "postgresql://", 1)) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        # A cluster for one run acknowledges before it writes; what is tried here is one that keeps its word, as in operation.
        name = psycopg.sql.Identifier(connection.info.dbname)
        connection.execute(psycopg.sql.SQL("ALTER DATABASE {} SET synchronous_commit = on").format(name))
    data = Path(str(row[0] if row else ""))
    from tools.postgres import find_binaries, server_user

    control = [*server_user(), find_binaries() / "pg_ctl", "-D", data, "-w"]
    with trial.site() as (site, sheet):
        crowd = Crowd(site.port, sheet, first=2_000_000)

        def strike() -> None:
            for _ in range(1 if trial.small else 3):
                time.sleep(2)
                subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/")
                time.sleep(3)
                words = shlex.join(shlex.split((data / "postmaster.opts").read_text())[3:])  # without -D and the folder
                begin = [*control, "-l", data.parent / "log", "-o", words, "start"]
                subprocess.run(begin, check=True, stdout=subprocess.DEVNULL, cwd="/")

        crowd.work(WRITERS, READERS, 12 if trial.small else 40, strike)
        fate, errors = crowd.fate(trial.environment), crowd.errors(AWAY)
    print(f"  {crowd.told(fate)}")
    again = crowd.reads[AWAY] + crowd.statuses[AWAY]
    words = f"stopped hard under load: {fate}; {again} times asked to come again, {errors} errors"
    trial.tell("database-restart", words, held=fate.whole and not errors)


def full_disk(trial: Trial) -> None:
    """Fill the disk under the data while people write; give the room back."""
    if trial.url or os.geteuid():
        print("  tried with SQLite and as root only: it needs a small disk of its own")
        return
    disk = trial.folder / "disk"
    disk.mkdir()
    size = sum(path.stat().st_size for path in (trial.folder / "data").rglob("*") if path.is_file())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size + DISK}", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        print("  this machine lets nobody mount a disk in memory")
        return
    try:
        shutil.copytree(trial.folder / "data", disk / "data")
        environment = trial.environment | {"STRAHLKRAFT_DATA_DIR": str(disk / "data")}
        with trial.site(environment) as (site, sheet):
            crowd = Crowd(site.port, sheet, first=3_000_000)
            seen = list[int]()

            def strike() -> None:
                time.sleep(2)
                with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
                    while True:
                        ballast.write(b"\0" * 4096)
                seen.append(len(crowd.acknowledged))
                time.sleep(6)
                seen.append(len(crowd.acknowledged))
                (disk / "ballast").unlink()

            crowd.work(WRITERS, READERS, 16, strike)
            fate = crowd.fate(environment)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
    errors, forgotten, later = crowd.errors(AWAY), crowd.kept[False], crowd.statuses[AWAY]
    print(f"  at the wall {seen}; {crowd.told(fate)}")
    words = f"no room for six seconds: {later} told to send once more, {forgotten} of them without what they had typed,"
    words += f" {errors} errors; {fate}, goes on by itself"
    trial.tell("full-disk", words, held=fate.whole and not (errors or forgotten) and later > 0)


def commands(trial: Trial) -> None:
    """Kill ``setup`` of a new site, ``backup`` and ``restore`` at random moments; run each again and compare."""
    rounds = 1 if trial.small else 10
    facts, wrong = {"setup": 0, "backup": 0, "restore": 0}, list[str]()
    wanted, key, kept = contents(trial.environment), trial.folder / "key.txt", trial.folder / "backups"
    public = next(word for word in run(trial, "backup-key", str(key)).stdout.split() if word.startswith("age1"))
    for number in range(rounds):
        folder = trial.folder / f"new{number}"
        other = trial.environment | {"STRAHLKRAFT_DATA_DIR": str(folder)}
        facts["backup"] += killed(trial, trial.environment, 3, "backup", str(kept), "--recipient", public)
        for left in kept.glob("*.age") if kept.exists() else ():
            run(trial, "verify", str(left), "--identity", str(key))  # what has its name is whole
        run(trial, "backup", str(kept), "--recipient", public, "--keep", "1")
        newest = max(kept.glob("*.age"))
        if not trial.url:  # another site needs a database of its own
            facts["setup"] += killed(trial, other, 25, "setup")
            run(trial, "setup", environment=other)
            wrong += [f"setup {number}"] if contents(other) != wanted else []
        again = other if not trial.url else trial.environment
        words = ("restore", str(newest), "--identity", str(key), "--replace")
        facts["restore"] += killed(trial, again, 12, *words)
        run(trial, *words, environment=again)
        run(trial, "verify", "--live", environment=again)
        wrong += [f"restore {number}"] if contents(again) != wanted else []
        shutil.rmtree(folder, ignore_errors=True)
    print(f"  {facts}, {wrong}")
    hit = ", ".join(f"{name} {count} times" for name, count in facts.items() if count)
    words_of = f"killed while at work: {hit}; run again: {len(wrong)} with another result"
    trial.tell("killed-commands", words_of, held=not wrong and any(facts.values()))


def contents(environment: dict[str, str]) -> dict[str, int]:
    """How many rows the tables have that ``setup`` fills."""
    return dict(json.loads(inside(environment, _ROWS)))


def killed(trial: Trial, environment: dict[str, str], seconds: float, *words: str) -> int:
    """Begin a command and kill it with all below it somewhere in so many seconds; 1 when it was still running."""
    process = subprocess.Popen(
        [COMMAND, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(trial.chance.uniform(0.5, seconds))
    alive = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return int(alive)


_ROWS = """
import json
from strahlkraft.network.models import Municipality, Organisation, Region
from strahlkraft.projects.models import Event, Fact, Participation, Project, Source
rows = [(m.__name__, m.objects.count()) for m in (Municipality, Organisation, Region, Event, Fact, Participation, Project, Source)]
print(json.dumps(rows))
"""
FAULTS: dict[str, Callable[[Trial], Any]] = {
    "kills": kills,
    "restart": restart,
    "full-disk": full_disk,
    "commands": commands,
}

if __name__ == "__main__":
    sys.exit(main())
