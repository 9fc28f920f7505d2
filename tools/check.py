"""``make check``: every check that runs no behaviour, two at a time; a green one is one short line."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
PYTHON = str(Path(sys.executable))


@dataclass(frozen=True, slots=True)
class Check:
    """A command that must end with 0."""

    name: str
    command: tuple[str, ...]


def _checks(uv: str) -> list[Check]:
    """Longest first, so that the two lanes end together."""
    django = (PYTHON, "-m", "django")
    settings = ("--settings", "strahlkraft.config.settings")
    return [
        Check("types", (f"{BIN}/mypy", "--no-error-summary")),
        Check("architecture", (f"{BIN}/pytest", "-q", "tests/test_architecture.py", "tests/test_papers.py")),
        Check("translations", (PYTHON, "-m", "tools.messages", "--check")),
        Check("floors and furniture", (f"{BIN}/lint-imports", "--no-logo")),
        Check("migrations", (*django, "makemigrations", "--check", "--dry-run", *settings)),
        Check("gentle migrations", (PYTHON, "-m", "tools.migration_lint")),
        Check("django", (*django, "check", "--fail-level", "WARNING", *settings)),
        Check("templates", (f"{BIN}/djlint", "src", "--lint", "--quiet")),
        Check("style", (f"{BIN}/ruff", "check", "--quiet", "--output-format", "concise", ".")),
        Check("form", (f"{BIN}/ruff", "format", "--check", "--quiet", "--output-format", "concise", ".")),
        Check("spelling", (f"{BIN}/codespell",)),
        Check("licences", (f"{BIN}/reuse", "lint", "--lines")),
        Check("lock file", (uv, "lock", "--check", "--quiet")),
        Check("requirements.txt", (PYTHON, "-m", "tools.requirements", uv)),
    ]


def _run(check: Check, folder: str) -> tuple[Check, int, str, float]:
    started = time.monotonic()
    environment = {**os.environ, "STRAHLKRAFT_DATA_DIR": folder, "DATABASE_URL": "", "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        check.command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return check, done.returncode, done.stdout, time.monotonic() - started


def main() -> int:
    """Run them all, show what the red ones said; 1 if any is red.

    Names given on the command line choose among the checks.
    """
    uv = subprocess.run(["tools/uv"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    chosen = [check for check in _checks(uv) if not sys.argv[1:] or check.name in sys.argv[1:]]
    red = []
    with tempfile.TemporaryDirectory(prefix="strahlkraft-check-") as folder, ThreadPoolExecutor(2) as lanes:
        for check, code, output, seconds in lanes.map(lambda check: _run(check, folder), chosen):
            print(f"{'ok ' if code == 0 else 'RED'}  {check.name:<22} {seconds:5.1f} s", flush=True)
            if code:
                red.append(check.name)
                print(output.rstrip(), flush=True)
    print(f"{len(chosen) - len(red)} checks passed, {len(red)} failed" + (f": {', '.join(red)}" if red else ""))
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
