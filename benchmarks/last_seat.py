"""Who gets the last seat: hundreds of people press the link in their mail at the same moment, on a real server.

Run by ``make bench`` or ``python benchmarks/last_seat.py [--people 500] [--seats 200]``. Every connection is open before
the first press is sent; the server is the one ``make run`` starts, on real sockets. Read the ratios to a bare request (the
probe ``/health/live``, one at a time, in the same run); the milliseconds belong to this machine. The goal: as many
confirmed as there are seats, everybody else on the waiting list in order, nobody turned away, on either database.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from _harness import COMMAND, environment_of, figure, free_port, on_either_database, served

BARE, BARE_REQUESTS = "/health/live", 60
SLUG = "beispiel-letzter-platz"


def main() -> int:
    """Measure on SQLite, and on PostgreSQL where BENCH_POSTGRES_URL names one; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seats", type=int, default=200)
    parser.add_argument("--small", action="store_true", help="60 people, 25 seats")
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--outcome", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.small:
        options.people, options.seats = 60, 25
    if options.prepare:
        print(json.dumps(prepare(options.people, options.seats)))
        return 0
    if options.outcome:
        print(json.dumps(outcome(options.seats)))
        return 0
    return on_either_database(lambda database, url: measure(database, url, options.people, options.seats))


def measure(database: str, url: str, people: int, seats: int) -> list[str]:
    """Set up, serve, press, look; print the figures and return what misses the goal."""
    with tempfile.TemporaryDirectory(prefix="strahlkraft-seats-") as folder:
        port = free_port()
        environment = environment_of(folder, url, PORT=str(port))
        subprocess.run([COMMAND, "setup"], env=environment, stdout=subprocess.DEVNULL, check=True)
        words = ["--people", str(people), "--seats", str(seats)]
        paths = json.loads(child(environment, "--prepare", *words))
        with served(environment, port, lambda: asyncio.run(asked(port, "GET", ["/termine/"]))):
            bare = [asyncio.run(asked(port, "GET", [BARE]))[0][1] for _ in range(BARE_REQUESTS)]
            begun = time.perf_counter()
            answers = asyncio.run(asked(port, "POST", paths))
            whole = time.perf_counter() - begun
        found = json.loads(child(environment, "--outcome", *words))
    return report(database, people, seats, statistics.median(bare), answers, whole, found)


def child(environment: dict[str, str], *words: str) -> str:
    """What a process of its own over the same database says last."""
    done = subprocess.run(
        [sys.executable, __file__, *words], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def report(
    database: str,
    people: int,
    seats: int,
    bare: float,
    answers: list[tuple[int, float]],
    whole: float,
    found: dict[str, Any],
) -> list[str]:
    """Print one database's figures."""
    times = sorted(seconds for _status, seconds in answers)
    statuses = dict(Counter(status for status, _seconds in answers))
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"\n{database}: {people} people press at once for {seats} seats; a bare request takes {bare * 1000:.1f} ms")
    print(f"  outcome     {found['states']}, in order: {found['in_order']}, taken {found['taken']}, answers {statuses}")
    print(f"  letters     {found['letters']}, lines of the trail {found['lines']}")
    print(
        f"  all done in {whole:.1f} s: {whole / people / bare:.1f} bare requests per press ({people / whole:.0f} a second)"
    )
    print(f"  one press   p50 {p50:.1f} s   p99 {p99:.1f} s   worst {times[-1]:.1f} s")
    wanted = {"confirmed": min(seats, people), "waiting": max(0, people - seats)}
    fair = found["states"] == {state: n for state, n in wanted.items() if n} and found["in_order"]
    whole_and_fair = fair and found["taken"] == wanted["confirmed"] and statuses == {302: people}
    given = f"{found['states'].get('confirmed', 0)} confirmed, {found['states'].get('waiting', 0)} waiting"
    order = "in order" if found["in_order"] else "not in order"
    words = f"{people} at once for {seats} seats: {given}, {order}; {whole / people / bare:.1f} bare requests a press"
    figure("last-seat", database, words, held=whole_and_fair)
    missed = (
        []
        if fair and found["taken"] == wanted["confirmed"]
        else [f"{database}: seats were not given once and in order"]
    )
    return missed + ([] if statuses == {302: people} else [f"{database}: somebody was turned away: {statuses}"])


async def asked(port: int, method: str, paths: list[str]) -> list[tuple[int, float]]:
    """Status and seconds of each request; all connections are open before the first is sent."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _path in paths]

    async def one(path: str, taken: asyncio.StreamReader, given: asyncio.StreamWriter) -> tuple[int, float]:
        before = time.perf_counter()
        given.write(
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await taken.read()
        given.close()
        return int(answer.split(b" ", 2)[1] if answer else 0), time.perf_counter() - before

    return list(await asyncio.gather(*(one(path, *line) for path, line in zip(paths, lines, strict=True))))


def prepare(people: int, seats: int) -> list[str]:
    """An event with so many seats, and the link of everybody who typed the form."""
    import django

    django.setup()
    from django.utils import timezone

    from strahlkraft.congress.access import link_token
    from strahlkraft.congress.models import Occasion, Registration
    from strahlkraft.design.addresses import address
    from strahlkraft.kernel.label import Label
    from strahlkraft.projects.models import Event

    now = timezone.now()
    facts = {"created_at": now, "changed_at": now, "starts_at": now + timedelta(days=30), "seats_onsite": seats}
    occasion = Occasion.objects.create(
        slug=SLUG,
        name="Beispiel",
        kind="congress",
        state="announced",
        event=Event.objects.create(slug=SLUG, name="Beispiel", date=(now + timedelta(days=30)).date().isoformat()),
        ends_at=now + timedelta(days=31),
        registration_opens_at=now - timedelta(days=1),
        registration_closes_at=now + timedelta(days=29),
        **facts,
    )
    Registration.objects.bulk_create(
        Registration(
            occasion=occasion,
            code=f"beispiel{number:08}",
            channel="onsite",
            name=f"Beispiel {number}",
            mailbox=f"gast{number}@beispiel.example",
            created_at=now,
            confirm_by=now + timedelta(days=2),
        )
        for number in range(people)
    )
    codes = occasion.registrations.order_by("pk").values_list("code", flat=True)
    return [address(Label("registration_confirm", link_token("registration-confirm", code))) for code in codes]


def outcome(seats: int) -> dict[str, Any]:
    """Who stands where, whether nobody with an earlier ticket waits behind a later one, what was written beside it."""
    import django

    django.setup()
    from strahlkraft.audit.models import AuditEntry
    from strahlkraft.congress.models import Registration, SeatCount
    from strahlkraft.letters.models import Letter

    rows = list(Registration.objects.filter(occasion__slug=SLUG).order_by("ticket").values_list("state", "ticket"))
    expected = [("confirmed" if number <= seats else "waiting", number) for number in range(1, len(rows) + 1)]
    return {
        "states": dict(Counter(state for state, _ticket in rows)),
        "in_order": rows == expected,
        "taken": SeatCount.objects.get(occasion__slug=SLUG, channel="onsite").taken,
        "letters": Letter.objects.filter(key__startswith="registration-outcome:beispiel").count(),
        "lines": AuditEntry.objects.filter(verb="confirm_registration").count(),
    }


if __name__ == "__main__":
    sys.exit(main())
