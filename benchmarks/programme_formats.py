"""How long does it take to write a programme of 500 pitches in every format, and to read it in again.

Run by ``make bench`` or ``python benchmarks/programme_formats.py [--pitches 500] [--rounds 5]``. Seconds of processor
time, the best of the rounds, and the size of what was written. Nothing is read from a database here: a published
version is a value. Twice the pitches should take about twice the time.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from strahlkraft.congress.formats.calendars import programme_calendar
from strahlkraft.congress.formats.hub_json import hub_json
from strahlkraft.congress.formats.running_order import running_order_csv, running_order_xlsx
from strahlkraft.congress.formats.schedule_json import schedule_json
from strahlkraft.congress.formats.schedule_reading import read_schedule
from strahlkraft.congress.formats.schedule_xml import schedule_xml
from strahlkraft.congress.formats.structured import event_json_ld, item_json_ld
from strahlkraft.congress.formats.submissions_csv import read_submissions
from tests.congress.formats.programmes import HANDED, large


def best(rounds: int, call: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of the rounds, and what the call returned."""
    shortest, found = float("inf"), None
    for _round in range(rounds):
        start = time.process_time()
        found = call()
        shortest = min(shortest, time.process_time() - start)
    return shortest, found


def main() -> None:
    """Print a line per format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pitches", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    programme = large(asked.pitches)
    foreign = schedule_xml(programme, **HANDED)
    table = ("Titel;Dauer;Vortragende\n" + "Ein Pitch;3;Ada Beispiel\n" * asked.pitches).encode()
    calls: dict[str, Callable[[], Any]] = {
        "schedule.xml": lambda: schedule_xml(programme, **HANDED),
        "schedule.json": lambda: schedule_json(programme, **HANDED),
        "second generation": lambda: hub_json(programme, **HANDED),
        "iCalendar": lambda: programme_calendar(programme, **HANDED),
        "iCalendar, one item": lambda: programme_calendar(programme, **HANDED, item="P00001"),
        "CSV": lambda: running_order_csv(programme, **HANDED),
        "XLSX": lambda: running_order_xlsx(programme, **HANDED),
        "JSON-LD": lambda: event_json_ld(programme, **HANDED),
        "JSON-LD, one item": lambda: item_json_ld(programme, "P00001", **HANDED),
        "schedule.xml, read": lambda: read_schedule(foreign),
        "submissions.csv, read": lambda: read_submissions(table),
    }
    print(f"{asked.pitches} pitches, best of {asked.rounds}")
    for name, call in calls.items():
        seconds, found = best(asked.rounds, call)
        size = f"{len(found):>10,} bytes" if isinstance(found, bytes) else ""
        print(f"{name:<24}{seconds * 1000:>9.1f} ms{size}")


if __name__ == "__main__":
    main()
