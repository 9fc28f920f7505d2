"""The command ``strahlkraft publiccode check``: what it reads, prints and returns."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from strahlkraft.jobs.cli import strahlkraft
from tests.reuse.publiccode.samples import changed, written

pytestmark = pytest.mark.house
BAD = written(changed(url="foobar", usedBy="x", legal__x=1))


def run(*arguments: object, stdin: bytes = b"") -> Result:
    """Run it."""
    return CliRunner().invoke(strahlkraft, ["publiccode", "check", *map(str, arguments)], input=stdin)


def test_a_right_file_is_fine_and_a_wrong_one_is_explained(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.yml", tmp_path / "wrong.yml"
    right.write_bytes(written(changed()))
    wrong.write_bytes(BAD)
    assert (run("--offline", right).exit_code, run("--offline", right).output) == (0, f"{right}: in Ordnung\n")
    answer = run("--offline", "--lang", "en", wrong)
    assert answer.exit_code == 1
    assert answer.output.splitlines()[0] == f"{wrong}: error"
    assert "  error  url\n" in answer.output
    assert "“foobar” is not a complete address." in answer.output
    assert "legal.x" in answer.output  # although the reference stops before it


def test_json_has_the_findings_of_the_reference_and_ours(tmp_path: Path) -> None:
    file = tmp_path / "publiccode.yml"
    file.write_bytes(BAD)
    (row,) = json.loads(run("--offline", "--json", tmp_path).output)
    assert sorted(row) == ["file", "further", "results", "verdict"]
    assert (row["file"], row["verdict"]) == ("publiccode.yml", "error")
    assert [(found["type"], found["key"]) for found in row["results"]] == [
        ("error", "usedBy"),
        ("error", "url"),
        ("error", "legal.license"),
    ]
    assert sorted(row["results"][0]) == ["column", "key", "line", "message", "type"]
    assert [(found["type"], found["key"]) for found in row["further"]] == [("error", "legal.x")]


def test_a_folder_means_every_file_of_that_name_or_every_yaml_file(tmp_path: Path) -> None:
    for name in ("a/publiccode.yml", "b/c/publiccode.yaml", "b/other.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(written(changed()))
    names = [row["file"] for row in json.loads(run("--offline", "--json", tmp_path).output)]
    assert names == ["a/publiccode.yml", "b/c/publiccode.yaml"]
    (tmp_path / "b" / "c" / "publiccode.yaml").unlink()
    assert [row["file"] for row in json.loads(run("--offline", "--json", tmp_path / "b").output)] == ["other.yml"]


def test_standard_input_is_a_file() -> None:
    answer = run("--offline", "--json", "-", stdin=written(changed()))
    assert (answer.exit_code, json.loads(answer.output)[0]["file"]) == (0, "-")


def test_advice_is_shown_on_demand(tmp_path: Path) -> None:
    file = tmp_path / "publiccode.yml"
    file.write_bytes(written(changed(logo="logo.webp")))
    assert "Hinweis" not in run("--offline", file).output
    assert "Hinweis" in run("--offline", "--all", file).output


@pytest.mark.parametrize("source", ["none.yml", "https://example.org/publiccode.yml", "a\0b", "."])
def test_what_cannot_be_read_is_told_and_ends_with_two(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("--offline", source)
    assert (answer.exit_code, answer.output.count("Error: ")) == (2, 1)


def test_one_unusable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "right.yml").write_bytes(written(changed()))
    answer = run("--offline", tmp_path / "none.yml", tmp_path / "right.yml")
    assert answer.exit_code == 2
    assert "right.yml: in Ordnung" in answer.output


class Site(http.server.BaseHTTPRequestHandler):
    """A forge with one file, one page and no picture."""

    def do_GET(self) -> None:
        """Answer."""
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        pages = {
            "/publiccode.yml": written(changed(url=f"{here}/repository", logo="logo.svg")),
            "/repository": b"<title>Forgejo</title>",
        }
        body = pages.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """The host and port of a small site."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_an_address_is_fetched_and_what_it_names_is_looked_at(site: str) -> None:
    answer = run("--json", "--allow-host", site, f"http://{site}/publiccode.yml")
    (row,) = json.loads(answer.output)
    assert (row["verdict"], [found["key"] for found in row["results"]]) == ("error", ["logo"])
    assert "HTTP 404" in row["results"][0]["message"]


def test_an_address_in_the_house_is_not_asked_unless_it_is_allowed(site: str) -> None:
    answer = run(f"http://{site}/publiccode.yml")
    assert (answer.exit_code, "Error: " in answer.output) == (2, True)


def test_the_command_needs_no_database() -> None:
    code = "import sys; import strahlkraft.jobs.publiccode_commands; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
