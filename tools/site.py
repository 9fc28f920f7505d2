"""A real site on this machine: prepared by ``strahlkraft setup``, served by ``strahlkraft serve``, for browsers and pictures."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from playwright.sync_api import Page
from psycopg import sql

COMMAND = Path(sys.executable).parent / "strahlkraft"
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 60  # seconds until a started server answers, and until it ends; granian needs about two


OFFER, FAULTY = "/angebote/beispiel-maengelmelder/", "/software/beispiel-fehlerhaft/"  # of tools.examples
EVENT = "/termine/beispielkongress-2031/"  # of tools.examples
ARTICLE = "/neues/beispiel-sensoren-melden-glaette/"  # of tools.newsroom_examples
DEMO_USERS = Path("src/strahlkraft/accounts/data/demo_users.json").resolve()


def sign_in(page: Page, role: str) -> None:
    """Sign in as the invented person of ``role`` (``office``, ``partner``, …) by the button of the demo."""
    users = json.loads(DEMO_USERS.read_text(encoding="utf-8"))["users"]
    email = next(user["email"] for user in users if user["role"] == role)
    page.goto("/anmelden/")
    page.locator("li", has_text=email).get_by_role("button").click()
    page.wait_for_url(lambda url: "/anmelden" not in url)


def find_browser() -> str | None:
    """Return the system's Chromium or Chrome; None leaves the choice to Playwright, which fails when it has none."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def environment(folder: Path, database_url: str = "", port: int = 0) -> dict[str, str]:
    """What a newcomer's shell would hold: nothing of the tests' own settings."""
    clean = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("STRAHLKRAFT_", "DJANGO_", "PYTEST_")) and key != "DATABASE_URL"
    }
    home = folder / "home"  # stays empty: nothing is written outside the data folder's own places
    home.mkdir(exist_ok=True)
    clean |= {"STRAHLKRAFT_DATA_DIR": str(folder), "PORT": str(port or 8000), "HOME": str(home)}
    return clean | ({"DATABASE_URL": database_url} if database_url else {})


def command(folder: Path, database_url: str, *words: str, **more: str) -> str:
    """Run one ``strahlkraft`` command to its end and return what it said; an error shows all of it."""
    done = subprocess.run(
        [COMMAND, *words],
        cwd=folder,
        env=environment(folder, database_url) | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        msg = f"strahlkraft {' '.join(words)} ended with {done.returncode}:\n{done.stdout}"
        raise RuntimeError(msg)
    return done.stdout


def prepare(folder: Path, database_url: str = "") -> None:
    """Make a site with the real data and one invented person per role."""
    folder.mkdir(parents=True, exist_ok=True)
    command(folder, database_url, "setup")
    command(folder, database_url, "demo-users")


def add_examples(folder: Path, database_url: str = "") -> None:
    """Add the invented reuse of ``tools.examples`` to a prepared site."""
    code, root = "from tools.examples import make; make()", str(Path(__file__).resolve().parents[1])
    command(folder, database_url, "manage", "shell", "-v", "0", "-c", code, PYTHONPATH=root)


def new_database(url: str, name: str, template: str = "template0") -> str:
    """Create the PostgreSQL database ``name`` beside the one of ``url``, as a copy of ``template``; return its URL."""
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(statement)
    return f"{url.rpartition('/')[0]}/{name}"


def drop_database(url: str, name: str) -> None:
    """Remove the PostgreSQL database ``name`` beside the one of ``url``."""
    with psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


@contextlib.contextmanager
def served(folder: Path, database_url: str = "", **more: str) -> Iterator[str]:
    """Yield the address of a server over the prepared ``folder``; end it politely, RuntimeError when it does not."""
    port = _free_port()
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [COMMAND, "serve"],
            cwd=folder,
            env=environment(folder, database_url, port) | more,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + _PATIENCE
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > end:
                msg = f"the server did not answer on port {port}:\n{log.read_text(encoding='utf-8')}"
                raise RuntimeError(msg)
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(_PATIENCE)
        except subprocess.TimeoutExpired as late:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            msg = f"the server did not end:\n{log.read_text(encoding='utf-8')}"
            raise RuntimeError(msg) from late
