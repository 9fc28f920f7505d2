"""Ten thousand readers get an issue while workers are killed at random: how fast, and whether each gets it exactly once.

Run by ``make bench`` or ``python benchmarks/newsletter.py [--readers 10000] [--workers 3] [--kills 12] [--seed 7]``. The
workers do what ``strahlkraft work`` does for letters, over real SMTP to a server of the benchmark's own; each is killed
with SIGKILL, with its whole process group, at a random moment after a random number of further letters has been accepted.
As real ones do, the server takes a while (``--answer`` milliseconds) between taking a letter and saying so: many kills
hit just that moment, in which only the server knows. The goal, on either database: every mailbox exactly once, and every
letter whose answer was not heard is one that arrived (docs/adr/0004-outbox.md).
"""

import argparse
import json
import os
import random
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from _harness import COMMAND, environment_of, figure, on_either_database

WORKER = """
import django; django.setup()
from django.utils import timezone
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.letters.actions import deliver_due
print("ready", flush=True)
while True:
    run(at=timezone.now())
    deliver_due(at=timezone.now())
"""
PATIENCE = 600.0
"""Seconds without the next kill's number of letters that count as stuck."""


class _Talk(socketserver.StreamRequestHandler):
    """One client of the mail server; what it hands over completely is counted by its receiver."""

    def say(self, text: str) -> None:
        """Answer a line."""
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        """Talk until it hangs up or dies."""
        to = ""
        self.say("220 bench")
        while line := self.rfile.readline().decode(errors="replace").strip():
            word = line.partition(":")[0].upper()
            if word == "RCPT TO":
                to = line.partition("<")[2].partition(">")[0]
            if word == "DATA":
                self.say("354 go on")
                while (text := self.rfile.readline()) not in {b".\r\n", b""}:
                    pass
                if not text:
                    return
                self.server.accepted.append(to)  # type: ignore[attr-defined]  # the list of the server below
                time.sleep(self.server.answer_after)  # type: ignore[attr-defined]  # likewise
            self.say("221 bye" if word == "QUIT" else "250 ok")


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every letter."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answer_after: float) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.accepted: list[str] = []
        self.answer_after = answer_after  # seconds
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_of_client: Any) -> None:
        """Say nothing of clients that die in mid-sentence: that is the point."""


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--answer", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--small", action="store_true", help="400 readers, 3 kills")
    parser.add_argument("--step", choices=["prepare", "release", "state"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.small:
        options.readers, options.kills = 400, 3
    if options.step:
        print(json.dumps(step(options.step, options.readers)))
        return 0
    return on_either_database(lambda database, url: measure(database, url, options))


def measure(database: str, url: str, options: argparse.Namespace) -> list[str]:
    """Prepare, send, kill, look; print the figures and return what misses the goal."""
    with (
        tempfile.TemporaryDirectory(prefix="strahlkraft-newsletter-") as folder,
        MailServer(options.answer / 1000) as server,
    ):
        environment = environment_of(folder, url, EMAIL_URL=f"smtp://127.0.0.1:{server.server_address[1]}")
        subprocess.run([COMMAND, "setup", "--without-data"], env=environment, stdout=subprocess.DEVNULL, check=True)
        child(environment, "prepare", options.readers)
        dice, begun, killed = random.Random(options.seed), time.perf_counter(), 0
        for number in range(options.kills + 1):
            left = options.readers - len(server.accepted)
            share = left // (options.kills + 1 - number)
            last = number == options.kills
            goal = options.readers if last else len(server.accepted) + dice.randint(1, max(2 * share, 1))
            killed += worked_until(environment, server, min(goal, options.readers), options.workers, dice)
            child(environment, "release", options.readers)
        seconds = time.perf_counter() - begun
        state = child(environment, "state", options.readers)
        got = Counter(server.accepted)
    twice = sum(got.values()) - len(got)
    print(
        f"{database}: {len(got)} of {options.readers} mailboxes in {seconds:.1f} s with {killed} workers killed, "
        f"{len(got) / seconds:.0f} letters a second, {twice} letters repeated; answer not heard of "
        f"{len(state['unheard'])}, {sum(got[box] == 1 for box in state['unheard'])} of which arrived once; "
        f"state {state['state']}, waiting {state['waiting']}, marked {state['put']}"
    )
    missed = []
    if len(got) != options.readers or state["waiting"] or state["put"] != options.readers:
        missed.append(f"{database}: {options.readers - len(got)} mailboxes did not get the issue")
    if twice:
        missed.append(f"{database}: {twice} letters came twice")
    words = f"{options.readers} letters, {killed} workers killed: {options.readers - len(got)} missing, {twice} twice"
    figure("outbox", database, words, held=not missed)
    return missed


def worked_until(environment: dict[str, str], server: MailServer, goal: int, count: int, dice: random.Random) -> int:
    """Let workers work until so many letters are accepted, then kill them without warning; how many were killed."""
    command = [sys.executable, "-c", WORKER]
    workers = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(count)
    ]
    late = time.monotonic() + PATIENCE
    while len(set(server.accepted)) < goal and time.monotonic() < late:
        time.sleep(0.002)
    for worker in workers:
        time.sleep(dice.uniform(0, 0.01))
        os.killpg(worker.pid, signal.SIGKILL)
    for worker in workers:
        worker.communicate()
    return count


def child(environment: dict[str, str], name: str, readers: int) -> Any:
    """What a step in a process of its own over the same database says."""
    command = [sys.executable, __file__, "--step", name, "--readers", str(readers)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def step(name: str, readers: int) -> Any:
    """Run one step over the database."""
    import django

    django.setup()
    return {"prepare": lambda: prepare(readers), "release": release, "state": state}[name]()


def prepare(readers: int) -> int:
    """So many confirmed readers, and an issue two people have approved to leave now."""
    from django.utils import timezone

    from strahlkraft.accounts.models import User
    from strahlkraft.newsroom.actions import issues
    from strahlkraft.newsroom.models import Subscriber
    from strahlkraft.newsroom.rules.newsletter import Given

    now = timezone.now()
    people = [User.objects.create(email=f"buero{n}@beispiel.example", display_name=f"Beispiel {n}") for n in (1, 2)]
    for person in people:
        person.memberships.create(role="admin", valid_from=now - timedelta(days=1))
    Subscriber.objects.bulk_create(
        Subscriber(
            code=f"beispiel{number:08}",
            mailbox=f"leserin{number}@beispiel.example",
            mailbox_hash=f"{number:064}",
            consent="2026-11",
            asked_at=now,
            confirm_by=now,
            confirmed_at=now,
        )
        for number in range(readers)
    )
    writer, second = people
    row = issues.create_issue(by=writer, at=now, given=Given(subject="Beispielbrief", intro="Ein Beispiel. " * 200))
    row = issues.submit_issue(by=writer, at=now, code=row.code, version=row.version)
    issues.approve_issue(by=second, at=now, code=row.code, version=row.version, at_once=True)
    return readers


def release() -> int:
    """Let go of what killed workers held, as the end of their lease does after ten minutes."""
    from django.utils import timezone

    from strahlkraft.letters.models import Letter

    held = Letter.objects.filter(sent_at=None).exclude(claim=None)
    return held.update(claimed_until=timezone.now() - timedelta(minutes=1))


def state() -> dict[str, Any]:
    """Deliver what is left to be noted, then how the issue stands."""
    from django.utils import timezone

    from strahlkraft.jobs.newsletter_clock import run
    from strahlkraft.letters.actions import Delivery, deliver_due
    from strahlkraft.letters.models import Letter
    from strahlkraft.letters.rules import LetterState
    from strahlkraft.newsroom.models import Issue
    from strahlkraft.newsroom.queries.newsletter import progress

    while run(at=timezone.now()) or deliver_due(at=timezone.now(), limit=1000) != Delivery():
        pass
    issue = Issue.objects.get()
    found = progress(issue)
    unheard = list(Letter.objects.in_state(LetterState.UNHEARD).values_list("to", flat=True))
    return {"state": issue.state, "waiting": found.waiting, "put": found.put, "sent": found.sent, "unheard": unheard}


if __name__ == "__main__":
    sys.exit(main())
