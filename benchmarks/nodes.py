"""Two web nodes, a primary, a replica and nginx on one machine: how much more two nodes serve than one, and what a lost one costs.

Run by ``make bench`` or ``python benchmarks/nodes.py [--small]``; needs root (a share of a processor for each node), nginx
and PostgreSQL. Every node may use a quarter of one processor (cgroup), so that the machine has room for two of them beside
the database, nginx and the readers; nginx runs with ``deploy/nginx.conf``, its ports replaced. One node and two nodes are
asked in turn, in short slices, and the median of the ratios is told. Pages are worked out anew for every reader: nothing is
kept between requests here. Then a node is killed under steady reads, and the replica.
"""

import argparse
import asyncio
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from _clients import OK, Site, said
from _harness import COMMAND, environment_of, figure, free_port

GOAL_RATIO = 1.7
QUOTA = 0.25
"""Of one processor, for each node."""
PERIOD = 100_000  # microseconds, the kernel's own
CONTROL = Path("/sys/fs/cgroup/cpu")
READERS = 8
PAGES = ("/", "/projekte/", "/regionen/", "/kommunen/05774032-paderborn/", "/programm/")
CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx.conf"


class Node(Site):
    """One web node in its share of the machine."""

    def __init__(self, name: str, folder: Path, database: str, replica: str, secret: str) -> None:
        environment = environment_of(
            str(folder / name),
            database,
            STRAHLKRAFT_PAGE_CACHE_SECONDS="0",
            STRAHLKRAFT_REPLICA_URLS=replica,
            STRAHLKRAFT_SHARED_DIR=str(folder / "shared"),
            STRAHLKRAFT_SECRET_KEY=secret,
        )
        super().__init__(environment, folder / f"{name}.log")
        self.group = CONTROL / f"strahlkraft-{name}-{os.getpid()}"
        self.command = ["sh", "-c", f"echo $$ > {self.group}/tasks && exec {COMMAND} serve --no-worker"]

    def begin(self) -> None:
        """Begin it with the whole processor, wait until it answers, then give it its share."""
        self.group.mkdir(exist_ok=True)
        self.limit(None)
        super().begin()
        for path in PAGES * 2:
            asyncio.run(said(self.port, path))
        self.limit(QUOTA)

    def limit(self, share: float | None) -> None:
        """So much of one processor; None: all of it."""
        (self.group / "cpu.cfs_quota_us").write_text(str(int(share * PERIOD) if share else -1))

    def remove(self) -> None:
        """Kill it and give its share back."""
        self.kill("server")
        for _ in range(50):
            with suppress(OSError):
                self.group.rmdir()
                return
            time.sleep(0.1)


@contextmanager
def balanced(folder: Path, ports: list[int]) -> Iterator[int]:
    """The port of an nginx with our configuration over these nodes."""
    port, home = free_port(), folder / f"nginx{len(ports)}"
    home.mkdir()
    text = CONFIGURATION.read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    nodes = re.findall(r"^ +server 127.0.0.1:80\d\d .*\n", text, flags=re.MULTILINE)
    for number, line in enumerate(nodes):
        given = re.sub(r":80\d\d", f":{ports[number]}", line) if number < len(ports) else ""
        text = text.replace(line, given)
    (home / "nginx.conf").write_text(text, encoding="utf-8")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    words = [nginx, "-p", str(home), "-c", str(home / "nginx.conf"), "-g", "user root; daemon off;"]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        while asyncio.run(said(port, "/health/live"))[0] != OK:
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


async def reader(port: int, until: float, seen: Counter[str], turn: int) -> None:
    """Pages one after the other; what is not answered well is asked once more."""
    while time.monotonic() < until:
        path = PAGES[turn % len(PAGES)]
        status, _seconds, _body = await said(port, path)
        seen["asked"] += time.monotonic() < until  # not what was still on its way at the end
        if status != OK:
            seen["failed at first"] += 1
            status, _seconds, _body = await said(port, path)
            seen["failed after one retry"] += status != OK
        turn += 1


def read(port: int, seconds: float, beside: Callable[[], Any] | None = None) -> Counter[str]:
    """Let everybody read for so long; what they got."""
    seen = Counter[str]()

    async def everybody() -> None:
        until = time.monotonic() + seconds
        aside = asyncio.create_task(asyncio.to_thread(beside)) if beside else None
        await asyncio.gather(*(reader(port, until, seen, number) for number in range(READERS)))
        if aside:
            await aside

    asyncio.run(everybody())
    return seen


def main() -> int:
    """Measure; 1 when a goal is missed, 0 with a reason where it cannot be tried."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="few and short slices")
    small = parser.parse_args().small
    if os.geteuid() or not (CONTROL / "cpu.cfs_quota_us").exists():
        print("not measured: only root can give every node a share of a processor, by control groups of version 1")
        return 0
    if not shutil.which("nginx") and not Path("/usr/sbin/nginx").exists():
        print("not measured: nginx is missing")
        return 0
    from tools.postgres import PostgresMissing, streaming_replica, temporary_cluster

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="strahlkraft-nodes-")))
        try:
            primary = stack.enter_context(temporary_cluster())
        except PostgresMissing as error:
            print(f"not measured: {error}")
            return 0
        secret = secrets.token_urlsafe(40)
        setup = environment_of(str(folder / "setup"), primary, STRAHLKRAFT_SECRET_KEY=secret)
        setup["STRAHLKRAFT_SHARED_DIR"] = str(folder / "shared")
        subprocess.run([COMMAND, "setup"], env=setup, check=True, stdout=subprocess.DEVNULL)
        replica = stack.enter_context(streaming_replica(primary))
        nodes = [Node(name, folder, primary, replica.url, secret) for name in ("a", "b")]
        for node in nodes:
            words = [COMMAND, "setup", "--without-data"]
            subprocess.run(words, env=node.environment, check=True, stdout=subprocess.DEVNULL)
            stack.callback(node.remove)
            node.begin()
        one = stack.enter_context(balanced(folder, [nodes[0].port]))
        two = stack.enter_context(balanced(folder, [node.port for node in nodes]))
        held = more_with_two(one, two, small=small)
        held &= a_node_lost(two, nodes[0], small=small)
        held &= a_replica_lost(two, replica, small=small)
    return 0 if held else 1


def more_with_two(one: int, two: int, *, small: bool) -> bool:
    """Reads a second of one node and of two, in turn."""
    seconds, rounds = (5.0, 5) if small else (10.0, 10)
    ratios, single = list[float](), list[float]()
    read(one, 2), read(two, 2)
    for _ in range(rounds):
        alone = read(one, seconds)["asked"] / seconds
        both = read(two, seconds)["asked"] / seconds
        print(f"  one node {alone:6.1f}, two nodes {both:6.1f} pages a second: {both / alone:.2f} times")
        ratios.append(both / alone)
        single.append(alone)
    ratio = statistics.median(ratios)
    held = ratio >= GOAL_RATIO
    words = f"two nodes serve {ratio:.2f} times the pages of one ({min(ratios):.2f} to {max(ratios):.2f} in {rounds} turns; a node"
    figure(
        "two-nodes",
        "PostgreSQL",
        f"{words} with {QUOTA:.0%} of a processor: {statistics.median(single):.0f} a second)",
        held=held,
    )
    return held


def a_node_lost(port: int, node: Node, *, small: bool) -> bool:
    """Kill a node under steady reads, and begin it again."""

    def strike() -> None:
        for _ in range(1 if small else 5):
            time.sleep(3)
            node.kill("server")
            time.sleep(4)
            node.begin()

    seen = read(port, 16 if small else 80, strike)
    back = asyncio.run(said(node.port, "/"))[0] == OK
    held = not seen["failed after one retry"] and back
    words = f"a node killed under {seen['asked']} reads: {seen['failed at first']} failed at first,"
    words += f" {seen['failed after one retry']} after one retry; {'it is back' if back else 'it is NOT back'}"
    figure("node-lost", "PostgreSQL", words, held=held)
    return held


def a_replica_lost(port: int, replica: Any, *, small: bool) -> bool:
    """Kill the replica under steady reads, and begin it again."""

    def strike() -> None:
        time.sleep(3)
        replica.kill()
        time.sleep(4)
        replica.start()

    seen = read(port, 12 if small else 20, strike)
    held = not seen["failed after one retry"]
    words = f"the replica killed under {seen['asked']} reads: {seen['failed at first']} failed at first,"
    figure("replica-lost", "PostgreSQL", f"{words} {seen['failed after one retry']} after one retry", held=held)
    return held


if __name__ == "__main__":
    sys.exit(main())
