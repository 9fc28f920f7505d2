"""The examples in ``deploy/`` and the container file pass the linters of those who will read them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.house]
ROOT = Path(__file__).parents[1]
DEPLOY, BIN = ROOT / "deploy", Path(sys.executable).parent


def said(*command: str | Path) -> str:
    """What a linter objects to; nothing when it is content."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout or "failed without a word"


def test_container_file_passes_its_linter() -> None:
    assert said(BIN / "hadolint", "Containerfile") == ""


def test_compose_file_follows_its_schema() -> None:
    assert said(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml") == ""


def test_kubernetes_files_follow_its_schemas_to_the_letter() -> None:
    assert said(BIN / "kubernetes-validate", "--strict", *sorted((DEPLOY / "kubernetes").glob("*.yaml"))) == ""


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    assert said("/usr/sbin/nginx", "-t", "-q", "-p", tmp_path, "-c", DEPLOY / "nginx.conf") == ""


def test_systemd_reads_its_units(tmp_path: Path) -> None:
    units = sorted((DEPLOY / "systemd").glob("*.service"))
    for unit in units:  # the program of a machine that has it
        text = unit.read_text(encoding="utf-8").replace("/opt/strahlkraft/bin/strahlkraft", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    assert said("systemd-analyze", "verify", *(tmp_path / unit.name for unit in units)) == ""


ALERTS = DEPLOY / "prometheus" / "alerts.yml"


def test_alerts_ask_for_figures_that_exist() -> None:
    code = "".join((ROOT / "src/strahlkraft/api" / name).read_text("utf-8") for name in ("meters.py", "measures.py"))
    asked = set(re.findall(r"strahlkraft_([a-z_]+)", ALERTS.read_text("utf-8")))
    known = {name.removeprefix("strahlkraft_") for name in re.findall(r'"([a-z_]+)"', code)}
    assert ({name for name in asked if name.removesuffix("_total") not in known}, len(asked) > 9) == (set(), True)


def test_operators_are_told_what_to_do_about_each_alert() -> None:
    alerts = re.findall(r"alert: (\w+)", ALERTS.read_text("utf-8"))
    paper = (ROOT / "docs/operations.md").read_text("utf-8").split("## When an alert comes")[1].split("\n## ")[0]
    assert alerts == re.findall(r"^\| `(\w+)` \|", paper, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool comes with Debian's prometheus")
def test_alerts_wake_when_they_should_and_only_then() -> None:
    assert said("promtool", "check", "rules", ALERTS) == ""
    assert said("promtool", "test", "rules", ALERTS.with_name("alerts.test.yml")) == ""
