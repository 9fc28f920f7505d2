"""``strahlkraft publiccode fmt`` and ``new``."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from strahlkraft.jobs.publiccode_commands import publiccode
from strahlkraft.reuse.publiccode import check

pytestmark = pytest.mark.house

UNEVEN = "url: https://example.org\n# how it is called\nname: Beispiel\n"
EVEN = "# how it is called\nname: Beispiel\nurl: https://example.org\n"


def run(*arguments: str | Path, given: str = "") -> Result:
    """A call of the command line."""
    return CliRunner().invoke(publiccode, [str(argument) for argument in arguments], input=given)


def test_a_formatted_file_is_printed_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text(UNEVEN)
    result = run("fmt", path)
    assert (result.exit_code, result.stdout) == (0, EVEN)
    assert path.read_text() == UNEVEN
    assert run("fmt", "-", given=UNEVEN).stdout == EVEN


def test_writing_changes_only_what_is_uneven_and_checking_nothing(tmp_path: Path) -> None:
    paths = [tmp_path / "a.yml", tmp_path / "b.yml"]
    paths[0].write_text(UNEVEN)
    paths[1].write_text(EVEN)
    checked = run("fmt", "--check", *paths)
    assert (checked.exit_code, checked.stdout) == (1, f"{paths[0]}: not formatted\n")
    written = run("fmt", "--write", *paths)
    assert (written.exit_code, written.stdout) == (0, f"{paths[0]}: formatted\n")
    assert [path.read_text() for path in paths] == [EVEN, EVEN]
    again = run("fmt", "--check", *paths)
    assert (again.exit_code, again.stdout) == (0, "")


def test_a_file_that_is_missing_or_no_yaml_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text("name: a\nname: b\n")
    result = run("fmt", "--lang", "en", path, tmp_path / "missing.yml")
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert told[0].startswith(f"{path}:2:1: ")
    assert "name" in told[0].removeprefix(f"{path}:2:1: ")
    assert told[1:] == [f"{tmp_path / 'missing.yml'}: No such file or directory"]


def test_checking_and_writing_exclude_each_other(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    path.write_text(UNEVEN)
    assert run("fmt", "--check", "--write", path).exit_code == 2
    assert path.read_text() == UNEVEN


def test_a_new_file_is_valid_and_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    first = run("new", "--name", "Beispiel", "--lang", "en", "--out", path)
    assert (first.exit_code, first.stdout, first.stderr) == (0, "", f"{path}: written\n")
    text = path.read_text(encoding="utf-8")
    assert check(text.encode()).verdict == "valid"
    second = run("new", "--out", path)
    assert (second.exit_code, second.stderr) == (2, f"{path}: File exists\n")
    assert path.read_text(encoding="utf-8") == text
    assert run("new", "--name", "Beispiel", "--lang", "en").stdout == text


def test_an_option_that_is_not_valid_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "publiccode.yml"
    result = run("new", "--licence", "lizenzfrei", "--out", path)
    assert result.exit_code == 1
    assert result.stderr.startswith("legal.license: ")
    assert not path.exists()
