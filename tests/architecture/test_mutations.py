"""Every law bites: a fault planted in a copy of the source turns exactly its check red."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import house, pages

pytestmark = [pytest.mark.house, pytest.mark.slow]

Law = Callable[[Path], list[str]]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the source, with a page of the office, that tests spoil and mend again."""
    folder = tmp_path_factory.mktemp("copy") / "src" / "strahlkraft"
    shutil.copytree(
        house.ROOT / "src" / "strahlkraft",
        folder,
        ignore=shutil.ignore_patterns("__pycache__", "data", "locale", "*.bin", "*.woff2", "images"),
    )
    shutil.copy(house.ROOT / "pyproject.toml", folder.parents[1])
    (folder / "office/templates/office/planted.html").write_text("{# a page of the office #}\n", encoding="utf-8")
    return folder


_SPOILT: dict[Path, str | None] = {}
"""What stood in the files in which something was planted; None: there was no such file."""


@pytest.fixture
def package(copy: Path) -> Iterator[Path]:
    """Return the copy, mended after the test."""
    yield copy
    while _SPOILT:
        path, text = _SPOILT.popitem()
        if text is not None:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink()
            with suppress(OSError):  # others are in it
                path.parent.rmdir()


def plant(package: Path, name: str, text: str) -> None:
    """Append ``text`` to a file of the copy, which is made where it does not exist."""
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else None
    _SPOILT.setdefault(path, before)
    path.write_text(f"{before or ''}\n{text}\n", encoding="utf-8")


@cache
def findings(law: Law, package: Path) -> list[str]:
    """What a law finds in the copy as long as nothing is planted."""
    assert not _SPOILT
    return law(package)


def lint_imports(package: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter over the copy, with the contracts of the real pyproject.toml."""
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", *chosen],
        cwd=package.parent.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_unspoilt_copy_keeps_every_contract(package: Path) -> None:
    done = lint_imports(package)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "name", "text", "evidence"),
    [
        (
            "floors",
            "network/rules.py",
            "from strahlkraft.projects import apps",
            "network.rules -> strahlkraft.projects",
        ),
        ("floors", "audit/rules.py", "from strahlkraft.letters import apps", "audit.rules -> strahlkraft.letters"),
        ("floors", "public/urls.py", "from strahlkraft.office import apps", "public.urls -> strahlkraft.office"),
        ("floors", "strahl/__init__.py", '"""A room without a floor."""', "strahlkraft.strahl"),
        (
            "furniture",
            "audit/models.py",
            "from strahlkraft.audit import queries",
            "audit.models -> strahlkraft.audit.queries",
        ),
        ("furniture", "audit/gadgets.py", '"""A file without a place."""', "strahlkraft.audit.gadgets"),
        ("pure", "audit/rules.py", "from django.utils import timezone", "audit.rules -> django"),
        ("pure", "kernel/slug.py", "import django", "kernel.slug -> django"),
        (
            "pure",
            "network/rules.py",
            "from strahlkraft.network import models",
            "network.rules -> strahlkraft.network.models",
        ),
        ("writers", "public/planted.py", "from strahlkraft.audit import actions", "strahlkraft.public.planted"),
        ("writers", "network/queries.py", "from strahlkraft.audit import actions", "strahlkraft.network.queries"),
        (
            "circles",
            "kernel/planted.py",
            "from strahlkraft.kernel import slug",
            "kernel.slug -> strahlkraft.kernel.planted",
        ),
    ],
)
def test_planted_import_breaks_contract(package: Path, contract: str, name: str, text: str, evidence: str) -> None:
    plant(package, name, text)
    if contract == "circles":
        plant(package, "kernel/slug.py", "from strahlkraft.kernel import planted")
    done = lint_imports(package, contract)
    assert done.returncode == 1, done.stdout
    if contract != "circles":
        assert evidence in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("law", "name", "text"),
    [
        (
            house.string_foreign_keys,
            "network/models/bodies.py",
            'x = models.ForeignKey("projects.Project", models.PROTECT)',
        ),
        (house.string_foreign_keys, "audit/models.py", 'x = models.ForeignKey(to="letters.Letter")'),
        (house.string_foreign_keys, "network/queries.py", 'apps.get_model("projects", "Project")'),
        (
            house.string_foreign_keys,
            "network/migrations/0999_planted.py",
            'dependencies = [("projects", "0001_initial")]',
        ),
        (house.address_names, "projects/queries.py", 'from django.urls import reverse\nreverse("office:project")'),
        (house.address_names, "projects/queries.py", "from django.urls import reverse\nreverse(name)"),
        (house.address_names, "office/planted.py", 'redirect("public:start")'),
        (house.address_names, "design/templates/planted.html", '<a href="{% url "office:start" %}"></a>'),
        (house.address_names, "public/templates/public/planted.html", "{% url 'office:start' %}"),
        (house.template_arrows, "public/templates/public/planted.html", '{% include "office/planted.html" %}'),
        (house.template_arrows, "design/templates/planted.html", '{% extends "office/planted.html" %}'),
        (house.template_arrows, "public/planted.py", 'render(request, "office/planted.html")'),
        (house.writes_outside_actions, "public/planted.py", "project.save()"),
        (house.writes_outside_actions, "office/planted.py", "Project.objects.filter(pk=1).update(title='')"),
        (house.writes_outside_actions, "office/planted.py", "Project.objects.get_or_create(slug='')"),
        (house.writes_outside_actions, "projects/queries.py", "Project.objects.all().delete()"),
        (house.writes_outside_actions, "projects/access.py", "cursor.execute('DELETE FROM projects_project')"),
        (house.writes_outside_actions, "design/templatetags/planted.py", "form.save()"),
        (house.unbound_actions, "audit/actions.py", "def seal(*, by, at):\n    return by"),
        (house.unbound_actions, "audit/actions.py", "@transaction.atomic\ndef seal(by, at):\n    return by"),
        (house.settings_imports, "office/planted.py", "from strahlkraft.config import settings"),
        (house.settings_imports, "audit/planted.py", "import strahlkraft.config.settings"),
        (
            house.unprotected_links,
            "audit/models.py",
            'class P(models.Model):\n    x = models.ForeignKey("audit.AuditEntry", on_delete=models.CASCADE)',
        ),
        (house.clocks_in_rules, "projects/rules.py", "now = datetime.now(UTC)"),
        (house.clocks_in_rules, "kernel/planted.py", "now = timezone.now()"),
        (house.asks_outside, "newsroom/planted.py", "import requests"),
        (house.asks_outside, "newsroom/planted.py", "from urllib import request"),
        (house.asks_outside, "reuse/peering/planted.py", "def f():\n    from http.client import HTTPSConnection"),
        (house.asks_outside, "stage/planted.py", "reader, writer = await asyncio.open_connection(host, 80)"),
        (house.outgrown, "audit/planted.py", "x = 1\n" * 401),
        (house.outgrown, "audit/planted.py", "def f():\n" + "    x = 1\n" * 51),
        (house.exceptions_without_reason, "audit/planted.py", "import os  # noqa: " + "F401"),
        (house.exceptions_without_reason, "audit/planted.py", "x = 1  # type: " + "ignore[assignment]"),
        (pages.inline_code, "design/templates/planted.html", '<p style="color: red"></p>'),
        (pages.inline_code, "design/templates/planted.html", '<button onclick="x()"></button>'),
        (pages.inline_code, "design/templates/planted.html", "<script>x()</script>"),
        (pages.inline_code, "design/planted.py", "html = '<p style=\"color: red\">'"),
        (pages.foreign_hosts, "design/templates/planted.html", '<script src="https://example.org/x.js"></script>'),
        (pages.foreign_hosts, "design/static/planted.css", "@import '//example.org/x.css';"),
        (pages.untrimmed, "design/templates/planted.html", "{% blocktranslate %}Text{% endblocktranslate %}"),
        (pages.untranslated, "design/templates/planted.html", "<p>{% translate 'Good' %} Projekte</p>"),
        (pages.untranslated, "design/templates/planted.html", '<img src="x.png" alt="a map">'),
        (pages.untranslated, "design/templates/planted.txt", "Guten Tag"),
    ],
)
def test_planted_fault_is_found(package: Path, law: Law, name: str, text: str) -> None:
    before = set(findings(law, package))
    plant(package, name, text)
    assert len(set(law(package)) - before) == 1


@pytest.mark.parametrize(
    ("law", "name", "text"),
    [
        (house.string_foreign_keys, "projects/models.py", 'x = models.ForeignKey("network.Region", models.PROTECT)'),
        (house.address_names, "office/planted.py", 'redirect("office:start")'),
        (house.template_arrows, "office/templates/office/other.html", '{% include "office/planted.html" %}'),
        (house.address_names, "accounts/planted.py", 'reverse("third_party_page")'),
        (house.writes_outside_actions, "audit/actions.py", "entry.save()"),
        (
            house.writes_outside_actions,
            "jobs/planted.py",
            "from strahlkraft.x import actions\nactions.create_user(by=by)",
        ),
        (house.writes_outside_actions, "office/planted.py", "context.update({'a': 1}); cache.delete('key')"),
        (house.clocks_in_rules, "office/planted.py", "at = timezone.now()"),
        (house.asks_outside, "office/planted.py", "from urllib.parse import urlsplit\nfrom http import HTTPStatus"),
        (pages.inline_code, "design/templates/planted.html", '<script src="{% static "x.js" %}" defer></script>'),
        (pages.untranslated, "design/templates/planted.html", "<p>{{ name }} · {% translate 'Good' %} · CSV</p>"),
        (pages.untranslated, "design/templates/planted.html", '<div lang="en"><p>For <b>developers</b></p></div>'),
        (
            pages.untrimmed,
            "design/templates/planted.html",
            "{% blocktranslate trimmed count n=n %}One{% plural %}Many{% endblocktranslate %}",
        ),
    ],
)
def test_what_the_laws_allow_passes(package: Path, law: Law, name: str, text: str) -> None:
    before = findings(law, package)
    plant(package, name, text)
    assert law(package) == before
