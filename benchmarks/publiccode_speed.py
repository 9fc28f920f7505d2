"""How fast is publiccode.yml checked: files per second, beside plain reading of the same files in the same run.

Run by ``make bench`` or ``python benchmarks/publiccode_speed.py [--rounds 3]``. The files are the real ones of
../shared/data/publiccode/real; where they are missing, 100 invented ones. The baseline is ``ruamel.yaml`` in Python
loading the same bytes without checking anything. Read the ratio, not the files per second.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "publiccode" / "real"
SEED = 7


def files() -> tuple[str, list[bytes]]:
    """What is read, and its name."""
    paths = sorted(REAL.glob("*.yml"))
    if paths:
        return "real files", [path.read_bytes() for path in paths]
    return "invented files", [invented(random.Random(SEED + number)) for number in range(100)]


def invented(chance: random.Random) -> bytes:
    """A file of the usual size, with a fault now and then."""
    words = [f"wort{chance.randrange(500)}" for _ in range(300)]
    users = "".join(f"  - Gemeinde Beispiel {number}\n" for number in range(int(chance.expovariate(1 / 40))))
    return (
        f'publiccodeYmlVersion: "{chance.choice(["0", "0.4", "0.2"])}"\n'
        f"name: Beispiel {words[0]}\nurl: https://git.example.org/stadt/{words[1]}\nplatforms: [web]\n"
        f"developmentStatus: {chance.choice(['stable', 'beta', 'fertig'])}\nsoftwareType: standalone/web\n"
        f"description:\n  de:\n    shortDescription: {' '.join(words[:12])}\n    longDescription: >\n"
        + "".join(f"      {' '.join(words[at : at + 10])}\n" for at in range(0, 300, 10))
        + f"    features:\n      - {words[2]}\n      - {words[3]}\nlegal:\n  license: EUPL-1.2\n"
        f"maintenance:\n  type: internal\n  contacts:\n    - name: Fachstelle Beispiel\n"
        f"localisation:\n  localisationReady: false\n  availableLanguages: [de]\nusedBy:\n{users or '  - Beispiel'}\n"
    ).encode()


def seconds(read: Callable[[bytes], object], contents: Sequence[bytes], rounds: int) -> list[float]:
    """CPU time of each round over all files, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        before = time.process_time()
        for content in contents:
            read(content)
        times.append(time.process_time() - before)
    return times[1:]


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from strahlkraft.reuse.publiccode import check

    def plain(content: bytes) -> object:
        try:
            return YAML(typ="safe", pure=True).load(content)
        except YAMLError:
            return None

    name, contents = files()
    ours = statistics.median(seconds(check, contents, options.rounds))
    baseline = statistics.median(seconds(plain, contents, options.rounds))
    slowest = max(statistics.median(seconds(check, [content], options.rounds)) for content in contents)
    kilobytes = sum(map(len, contents)) // 1024
    print(f"{len(contents)} {name}, {kilobytes:,} KB (largest {max(map(len, contents)) // 1024} KB)")
    print(f"  checked                    {len(contents) / ours:8.0f} files/s, slowest file {slowest * 1000:.0f} ms")
    print(f"  only read by ruamel.yaml   {len(contents) / baseline:8.0f} files/s")
    print(f"  ratio x{baseline / ours:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
