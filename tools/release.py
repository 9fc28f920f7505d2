"""``python -m tools.release [--key FILE] [--out DIR]``: everything of a release: packages, list of parts, sums, signature.

The same source gives the same bytes: times come from the last commit. ``docs/releases.md`` says how to check a release.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMESPACE = "strahlkraft-release"  # what a signature is for: one made for something else does not count
SUMS, PARTS = "SHA256SUMS", Path("docs/sbom.cdx.json")


def build(out: Path, *, epoch: int) -> list[Path]:
    """Build wheel and source package into ``out``, dated ``epoch`` (seconds since 1970)."""
    out.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"}
    command = ["tools/uv"]
    uv = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    subprocess.run([uv, "build", "--quiet", "--out-dir", out], env=environment, check=True)
    return sorted(path for path in out.iterdir() if path.suffix in {".whl", ".gz"})


def write_sums(out: Path) -> Path:
    """Write the SHA-256 of every file in ``out`` as ``sha256sum`` reads it."""
    files = sorted(path for path in out.iterdir() if path.is_file() and not path.name.startswith((SUMS, ".")))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    sums = out / SUMS
    sums.write_text("".join(lines), encoding="ascii")
    return sums


def sign(sums: Path, key: Path) -> Path:
    """Sign the sums with an SSH key (``ssh-keygen -Y``); returns the file of the signature."""
    signature = sums.with_name(sums.name + ".sig")
    signature.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", NAMESPACE, sums], check=True)
    return signature


def sound(out: Path, signers: Path, identity: str) -> bool:
    """Whether the sums were signed by ``identity`` of the file ``signers`` and every file is what they say."""
    sums = out / SUMS
    check: list[str | Path] = ["ssh-keygen", "-q", "-Y", "verify", "-f", signers, "-I", identity, "-n", NAMESPACE]
    check += ["-s", sums.with_name(sums.name + ".sig")]
    with sums.open("rb") as text:
        if subprocess.run(check, stdin=text, capture_output=True, check=False).returncode:
            return False
    return not subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS], cwd=out, capture_output=True, check=False
    ).returncode


def main() -> int:
    """Build a release from a clean tree; without a key it stays unsigned, and says so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder (default: dist)")
    parser.add_argument("--key", type=Path, help="the private SSH key to sign with")
    options = parser.parse_args()
    if subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True, check=True).stdout:
        parser.error("the tree has changes that no commit holds: a release is what a commit says")
    epoch = subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=True).stdout
    build(options.out, epoch=int(epoch))
    shutil.copy(PARTS, options.out / PARTS.name)
    sums = write_sums(options.out)
    print(sums.read_text(encoding="ascii"), end="")
    print(f"signed: {sign(sums, options.key)}" if options.key else "not signed: no key was given")
    return 0


if __name__ == "__main__":
    sys.exit(main())
