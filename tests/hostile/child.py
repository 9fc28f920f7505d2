"""One reading in a process of its own, with bounds of the operating system: how long it took and what it needed."""

import json
import os
import resource
import sys
import time
from dataclasses import dataclass

from tests.hostile.parsers import Parser

MOST_SECONDS = 2.0
MOST_BYTES = 200_000_000
CPU_SECONDS = 20  # beyond it the process is ended
ADDRESS_SPACE = 2_000_000_000  # more than that, and memory is refused


@dataclass(frozen=True)
class Measured:
    """What became of a file: ``fault`` is empty when it was taken or refused with a sentence."""

    fault: str = ""
    refusal: str = ""
    seconds: float = 0.0
    bytes: int = 0


def measured(parser: Parser, data: bytes) -> Measured:
    """Read ``data`` in a child; seconds of its processor, bytes beyond what it began with."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_end)
        try:
            answer = _read(parser, data)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent hears of it
            answer = Measured(f"{type(error).__name__}: {error}"[:300])
        os.write(write_end, json.dumps([answer.fault, answer.refusal[:300], answer.seconds, answer.bytes]).encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as line:
        said = line.read()
    _pid, status = os.waitpid(child, 0)
    return Measured(*json.loads(said)) if said else Measured(f"the process ended with {status}")


def _read(parser: Parser, data: bytes) -> Measured:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize() if sys.platform == "linux" else 0  # noqa: SIM115, PTH123 - one line of the kernel's
    resource.setrlimit(resource.RLIMIT_AS, (held + ADDRESS_SPACE, held + ADDRESS_SPACE))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    refusal = parser.outcome(data)
    seconds = time.process_time() - began
    return Measured("", refusal, seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
