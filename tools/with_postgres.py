"""``python -m tools.with_postgres COMMAND …``: run a command with DATABASE_URL on a temporary PostgreSQL."""

import os
import signal
import subprocess
import sys

from tools.postgres import PostgresMissing, temporary_cluster


def main() -> int:
    """Run the command of the command line; its exit code is ours."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a polite end still removes the cluster
    try:
        with temporary_cluster() as url:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except PostgresMissing as error:
        sys.stderr.write(f"{error}. Install it with tools/system-packages postgresql.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
