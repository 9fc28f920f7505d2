"""``make bench``: run every ``benchmarks/*.py`` in order; each prints its own figures."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.postgres import PostgresMissing, temporary_cluster


def main() -> int:
    """Run them all, each with an empty data folder; 1 if any failed.

    BENCH_POSTGRES_URL names a temporary PostgreSQL where one can be started; benchmarks that
    compare databases read it and say so when it is absent.
    """
    scripts = sorted(path for path in Path("benchmarks").glob("*.py") if not path.name.startswith("_"))
    failed = []
    for script in scripts:
        sys.stdout.write(f"\n== {script}\n")
        sys.stdout.flush()
        if _run(script):
            failed.append(script.name)
    for name in failed:
        sys.stderr.write(f"{name} failed\n")
    return 1 if failed else 0


def _run(script: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="strahlkraft-bench-") as folder:
        environment = {**os.environ, "STRAHLKRAFT_DATA_DIR": folder, "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, str(script)]
        try:
            with temporary_cluster() as url:
                return subprocess.run(command, env=environment | {"BENCH_POSTGRES_URL": url}, check=False).returncode
        except PostgresMissing as error:
            sys.stdout.write(f"without PostgreSQL: {error}\n")
            return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
