"""``python -m tools.requirements UV``: whether what is exported from uv.lock is up to date (``--write``: make it so).

``requirements.txt`` is for those who install with pip, ``docs/sbom.cdx.json`` (CycloneDX) for those who must know every part.
"""

import subprocess
import sys
from pathlib import Path

HEADER = "# Exported from uv.lock by `make lock`, for those who install with pip. Do not edit.\n"


def _export(uv: str, *options: str) -> str:
    """Return the run-time dependencies as pip reads them."""
    command = [uv, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate"]
    return subprocess.run([*command, *options], stdout=subprocess.PIPE, text=True, check=True).stdout


def _parts(names: str) -> str:
    """Return the list of parts (SBOM) of the exported ``names``."""
    maker = Path(sys.executable).parent / "cyclonedx-py"
    command: list[str | Path] = [
        maker,
        "requirements",
        "-",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
        "--of",
        "JSON",
    ]
    done = subprocess.run(command, input=names, capture_output=True, text=True, check=True)
    return done.stdout.rstrip() + "\n"


def main() -> int:
    """Compare, or write with ``--write``; 1 when something differs."""
    uv = sys.argv[1]
    wanted = {
        Path("requirements.txt"): HEADER + _export(uv),
        Path("docs/sbom.cdx.json"): _parts(_export(uv, "--no-hashes")),
    }
    if "--write" in sys.argv:
        for file, text in wanted.items():
            file.write_text(text, encoding="utf-8")
        return 0
    old = [str(file) for file, text in wanted.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    if old:
        print(f"not what uv.lock says: {', '.join(old)}; run `make lock`")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
