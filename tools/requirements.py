"""``python -m tools.requirements UV``: whether requirements.txt is what the lock file says (``--write``: make it so)."""

import subprocess
import sys
from pathlib import Path

FILE = Path("requirements.txt")
HEADER = "# Exported from uv.lock by `make lock`, for those who install with pip. Do not edit.\n"


def exported(uv: str) -> str:
    """Return the run-time dependencies with their hashes, as pip reads them."""
    command = [uv, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate"]
    return HEADER + subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> int:
    """Compare, or write with ``--write``; 1 when they differ."""
    text = exported(sys.argv[1])
    if "--write" in sys.argv:
        FILE.write_text(text, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    print("requirements.txt is not what uv.lock says: run `make lock`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
