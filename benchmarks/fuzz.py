"""Hostile input against every parser of strangers' bytes: mutated files by the thousand, and bombs, each in a bounded child.

Run by ``python benchmarks/fuzz.py [--small] [--cases 3000] [--seed 1]``. The parsers, mutations and bombs are those of
``tests/hostile``; another ``--seed`` tries other files. Goals: nothing but a value or a refusal with a sentence comes
back, no file takes more than 2 s of a processor or more than 200 MB. Ratios are to a sound file of the same parser.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _harness import figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
SMALL = 60
PIECE = 500  # mutated files a child reads before the next one begins


def main() -> int:
    """Print the figures; 1 when something broke, or took too long at full size."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--small", action="store_true", help="few files, for every run of CI")
    words.add_argument("--cases", type=int, default=3_000, help="mutated files for each parser")
    words.add_argument("--seed", type=int, default=1)
    options = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="strahlkraft-fuzz-") as folder:
        os.environ |= {"STRAHLKRAFT_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "strahlkraft.config.settings"}
        import django

        django.setup()
        return run(SMALL if options.small else options.cases, options.seed, small=options.small)


@dataclass
class Sum:
    """What became of one parser's files."""

    cases: int = 0
    refused: int = 0
    slowest: float = 0.0
    most: int = 0
    sound: float = 0.0
    faults: list[str] = field(default_factory=list)


def run(cases: int, seed: int, *, small: bool) -> int:
    """Both halves, and the two goals."""
    from tests.hostile.bombs import BOMBS
    from tests.hostile.child import MOST_BYTES, MOST_SECONDS, measured
    from tests.hostile.parsers import BY_NAME, PARSERS

    sums = {parser.name: Sum() for parser in PARSERS}
    for parser in PARSERS:
        mutated(parser, sums[parser.name], cases, seed)
    for what, name, make in BOMBS:
        parser, one = BY_NAME[name], sums[name]
        found = measured(parser, make()[: parser.most + 1])
        one.cases, one.refused = one.cases + 1, one.refused + bool(found.refusal)
        one.slowest, one.most = max(one.slowest, found.seconds), max(one.most, found.bytes)
        one.faults += [f"{what}: {found.fault}"] if found.fault else []
    for name, one in sums.items():
        print(
            f"  {name:18} {one.cases:6} files, {one.refused:6} refused, {len(one.faults)} faults, slowest {one.slowest:.2f} s"
            f" ({one.slowest / max(one.sound, 1e-4):.0f} x a sound file), at most {one.most / 1e6:.0f} MB"
        )
        print("".join(f"    FAULT {fault}\n" for fault in one.faults[:10]), end="")
    files, faults = sum(one.cases for one in sums.values()), sum(len(one.faults) for one in sums.values())
    slowest = max(one.slowest for one in sums.values())
    ratio = max(one.slowest / max(one.sound, 1e-4) for one in sums.values())
    most = max(one.most for one in sums.values())
    broke, large, slow = faults > 0, most > MOST_BYTES, slowest > MOST_SECONDS
    taken = f"{files} hostile files at {len(sums)} parsers: {faults} other than a value or a refusal"
    figure("hostile-input", "", taken, held=not broke)
    figure("hostile-memory", "", f"at most {most / 1e6:.0f} MB for one file (target 200)", held=not large)
    took = f"at most {slowest:.2f} s of a processor for one file (target 2), {ratio:.0f} x a sound one"
    figure("hostile-time", "", took, held=None if small else not slow)
    return 1 if broke or large or (slow and not small) else 0


def mutated(parser: Any, one: Sum, cases: int, seed: int) -> None:
    """Mutated files in children of some hundred each; one that dies is told with the numbers it may have died of."""
    from tests.hostile.child import measured
    from tests.hostile.mutations import hostile
    from tests.hostile.parsers import Parser

    seeds = parser.seeds()
    for sound in seeds:
        parser.outcome(sound)  # builds its tables
        began = time.process_time()
        parser.outcome(sound)
        one.sound = max(one.sound, time.process_time() - began)

    def read(data: bytes) -> str:
        start, number = (int(part) for part in data.split())
        refused, slowest, faults = 0, 0.0, list[str]()
        for turn in range(start, start + number):
            file = parser.dress(hostile(seeds, turn)[: parser.most])
            begun = time.process_time()
            try:
                refused += bool(parser.outcome(file))
            except Exception as error:  # noqa: BLE001 - every one is a finding
                faults.append(f"{turn}: {type(error).__name__}: {error}"[:90])
            slowest = max(slowest, time.process_time() - begun)
        return f"{refused}|{slowest}|{len(faults)}|{'; '.join(faults[:2])}"

    many = Parser(parser.name, read, parser.seeds, parser.most)
    for start in range(0, cases, PIECE):
        number = min(PIECE, cases - start)
        found = measured(many, f"{seed * 1_000_000 + start} {number}".encode())
        one.cases += number
        if found.fault:
            one.faults.append(f"{start} to {start + number}: {found.fault}")
            continue
        refused, slowest, count, told = found.refusal.split("|", 3)
        one.refused += int(refused)
        one.slowest, one.most = max(one.slowest, float(slowest)), max(one.most, found.bytes)
        one.faults += [told] * int(count)


if __name__ == "__main__":
    sys.exit(main())
