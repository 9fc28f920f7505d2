"""The papers say what is so."""

import re
import tomllib

import pytest

import strahlkraft
from tests.architecture.house import ROOT

pytestmark = pytest.mark.house


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_env_example_names_exactly_the_settings_that_are_read() -> None:
    calls = re.compile(r"""(?:\benv\.[a-z_]+|environ\.get)\(\s*["']([A-Z_]+)["']""")
    wanted = {name for file in ROOT.glob("src/strahlkraft/**/*.py") for name in calls.findall(read(str(file)))}
    assert set(re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE)) == wanted


def test_container_runs_as_nobody_special_and_says_whether_it_lives() -> None:
    users = re.findall(r"^USER (\d+)", read("Containerfile"), re.MULTILINE)
    assert (users[-1:] != [], "0" in users, "HEALTHCHECK" in read("Containerfile")) == (True, False, True)


def test_version_is_the_same_everywhere() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert [strahlkraft.__version__, *re.findall(r"softwareVersion: (\S+)", read("publiccode.yml"))] == [version] * 2


@pytest.mark.parametrize("section", ["dependencies", "dev", "ignore"])
def test_every_line_of_a_list_in_pyproject_has_its_reason(section: str) -> None:
    lines = re.search(rf"^{section} = \[\n(.*?)^\]", read("pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert lines is not None
    assert [line for line in lines[1].splitlines() if "#" not in line] == []


def test_links_between_papers_lead_somewhere() -> None:
    papers = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    assert [
        f"{paper.name}: {target}"
        for paper in papers
        for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", paper.read_text(encoding="utf-8"))
        if not (paper.parent / target).exists()
    ] == []


def test_readme_names_every_word_of_the_makefile() -> None:
    words = set(re.findall(r"^([a-z-]+):.*##", read("Makefile"), re.MULTILINE))
    assert (words - set(re.findall(r"`make ([a-z-]+)", read("README.md"))), len(words) <= 12) == (set(), True)
