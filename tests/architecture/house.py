"""The house's laws that no import shows, each as a function of a source tree.

A check gets the folder of the package and returns its findings as sentences
``file:line: what is wrong``; an empty list means the law is kept. Floors are read
from the import-linter contract in pyproject.toml, so there is one plan only.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("public", "portal", "office", "authority", "stage", "api", "jobs")
RECORD_FIELDS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
_ADDRESS_CALLS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
_WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "asave", "acreate",
    "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create", "adelete", "create_user", "set_password",
}  # fmt: skip
_CLOCKS = {"now", "today", "utcnow", "localtime", "localdate", "time", "monotonic", "time_ns"}

# Where something other than an action writes, and why it may.
WRITERS = {
    "accounts/models.py": "the manager that Django's own sign-in calls to make a user",
    "accounts/sessions.py": "notes in somebody's own session that they are still there",
    "jobs/keeping/bringing_back.py": "puts the instance itself back: what it writes is older than any deed, and a line in the trail",
    "jobs/keeping/rows.py": "loads a backup into every table at once, past the guards, in one transaction",
}
# What asks other machines, and the modules that may, each with its reason: addresses that strangers name go through one door.
_OUTWARD = {
    "aiohttp", "asyncio.open_connection", "boto3", "botocore", "ftplib", "http.client", "httpx", "imaplib", "poplib",
    "requests", "smtplib", "socket", "ssl", "storages", "telnetlib", "urllib.request", "urllib3", "websockets",
    "xmlrpc",
}  # fmt: skip
_ASKS_NOTHING = {"urllib3.exceptions", "urllib3.util"}  # they take addresses apart and name what went wrong
_OPENS = {"create_connection", "create_datagram_endpoint", "getaddrinfo", "open_connection", "urlopen", "urlretrieve"}
ASKERS = {
    "accounts/adapters.py": "hands the library the careful session of accounts/sso.py",
    "accounts/sso.py": "the provider of single sign-on, whose address the operator sets",
    "config/bucket.py": "the bucket for files, whose address the operator sets",
    "letters/actions.py": "names what the operator's mail server may answer",
    "letters/smtp.py": "the operator's mail server",
    "portal/sso.py": "names what may go wrong on the way to the provider",
    "reuse/fetching/addresses.py": "the one door for addresses that strangers name",
    "reuse/fetching/connections.py": "the one door for addresses that strangers name",
    "reuse/fetching/fetcher.py": "the one door for addresses that strangers name",
    "reuse/fetching/hosts.py": "the one door for addresses that strangers name",
}
# Links whose target may go, and what happens then.
NOT_PROTECTED: dict[str, str] = {}


@cache
def floors() -> dict[str, int]:
    """Return the floor of every room: 0 is the roof; rooms with the same number are neighbours."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(table for table in tables if table["id"] == "floors")["layers"]
    return {room.strip(): floor for floor, line in enumerate(layers) for room in line.split("|")}


@cache
def _tree(source: str) -> ast.Module:
    """Parse a module once, however many laws and spoilt copies look at it."""
    return ast.parse(source)


def _sources(package: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    """Every module but migrations, with its room (empty for the package itself) and its syntax tree."""
    for path in sorted(package.rglob("*.py")):
        inner = path.relative_to(package)
        if "migrations" not in inner.parts:
            yield path, inner.parts[0] if len(inner.parts) > 1 else "", _tree(path.read_text(encoding="utf-8"))


def _templates(package: Path) -> Iterator[tuple[Path, str, str]]:
    """Every template with its room and its text."""
    for path in sorted(package.glob("*/templates/**/*")):
        if path.is_file():
            yield path, path.relative_to(package).parts[0], path.read_text(encoding="utf-8")


def _at(package: Path, path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(package).as_posix()}:{line}: {what}"


def _name(node: ast.expr) -> str:
    """Return the last part of a dotted name: ``models.ForeignKey`` → ``ForeignKey``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Walk a module once, however many laws look at it."""
    return tuple(ast.walk(tree))


@cache
def _calls(tree: ast.Module) -> tuple[ast.Call, ...]:
    return tuple(node for node in _nodes(tree) if isinstance(node, ast.Call))


def _texts(nodes: list[ast.expr]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _climbs(room: str, other: str) -> bool:
    """Whether an arrow from ``room`` to ``other`` runs up or sideways."""
    plan = floors()
    return room in plan and other in plan and other != room and plan[other] <= plan[room]


def string_foreign_keys(package: Path) -> list[str]:
    """A foreign key or ``get_model`` by string is an arrow: it runs down only (law of the floors)."""
    found = []
    for path, room, tree in _sources(package):
        for call in _calls(tree):
            if _name(call.func) in RECORD_FIELDS | {"get_model"}:
                named = [word.value for word in call.keywords if word.arg in {"to", "through"}]
                found += [
                    _at(package, path, call.lineno, f"{room} points up or sideways at {text!r}")
                    for text in _texts([*call.args[:1], *named])
                    if _climbs(room, text.partition(".")[0])
                ]
    for path in sorted(package.glob("*/migrations/*.py")):
        room = path.relative_to(package).parts[0]
        for node in _nodes(_tree(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Tuple) and len(_texts(node.elts)) == 2:
                app, migration = _texts(node.elts)
                if re.match(r"\d{4}_|__first__", migration) and _climbs(room, app):
                    found.append(_at(package, path, node.lineno, f"{room} migrates after {app}"))
    return found


def _door_of_address(package: Path) -> dict[str, str]:
    """Return which door owns an address name: ``office`` for ``office:project`` or a bare name given in its urls."""
    owners = {door: door for door in DOORS}
    for _, room, tree in _sources(package):
        if room in DOORS:
            for call in _calls(tree):
                if _name(call.func) in {"path", "re_path"}:
                    owners |= {
                        text: room for word in call.keywords if word.arg == "name" for text in _texts([word.value])
                    }
    return owners


def address_names(package: Path) -> list[str]:
    """A room names the thing, never a page; a door names only its own pages (law 5)."""
    owners = _door_of_address(package)
    found = []

    def judge(path: Path, room: str, line: int, name: str) -> None:
        owner = owners.get(name.partition(":")[0])
        if owner and room not in {owner, "config"}:
            found.append(_at(package, path, line, f"{room} names the page {name!r} of {owner}"))

    for path, room, tree in _sources(package):
        for call in _calls(tree):
            if _name(call.func) in _ADDRESS_CALLS and call.args:
                names = _texts(call.args[:1])
                for text in names:
                    judge(path, room, call.lineno, text)
                if not names and room not in {*DOORS, "config"} and _name(call.func).startswith("reverse"):
                    found.append(_at(package, path, call.lineno, f"{room} asks for the address of any page"))
    for path, room, text in _templates(package):
        for match in re.finditer(r"{%\s*url\s+[\"']([^\"']+)[\"']", text):
            judge(path, room, text[: match.start()].count("\n") + 1, match[1])
    return sorted(set(found))


def template_arrows(package: Path) -> list[str]:
    """An include, an extends or a rendered template of another room is an arrow: it runs down only."""
    owners: dict[str, set[str]] = {}
    for path, room, _ in _templates(package):
        name = path.relative_to(package / room / "templates").as_posix()
        owners.setdefault(name, set()).add(room)
    found = []

    def judge(path: Path, room: str, line: int, name: str) -> None:
        rooms = owners.get(name, set())
        if rooms and room not in rooms and all(_climbs(room, other) for other in rooms):
            found.append(_at(package, path, line, f"{room} uses the template {name!r} of {', '.join(sorted(rooms))}"))

    for path, room, text in _templates(package):
        for match in re.finditer(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text):
            judge(path, room, text[: match.start()].count("\n") + 1, match[1])
    for path, room, tree in _sources(package):
        for node in _nodes(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in owners:
                judge(path, room, node.lineno, node.value)
    return found


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    if ast.unparse(call.func.value) == "super()":  # a model that refines its own saving
        return False
    if name in {"update", "aupdate"}:  # of a dict: by position; of a queryset: by keyword
        return not call.args and bool(call.keywords)
    if name == "delete":  # of a cache: with a key; of records: without
        return not call.args and not call.keywords
    if name == "execute":
        return any(re.match(r"\s*(INSERT|UPDATE|DELETE|ALTER|DROP|CREATE)\b", text) for text in _texts(call.args[:1]))
    return name in _WRITES


def _action_modules(tree: ast.Module) -> set[str]:
    """Return the names under which a module knows modules of actions: what is called on them is an action."""
    named = set()
    for node in _nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            whole = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            named |= {
                alias.asname or alias.name
                for alias in node.names
                if "actions" in f"{whole}.{alias.name}".split(".") and alias.name[0].islower()
            }
    return named


def writes_outside_actions(package: Path) -> list[str]:
    """Only actions write (law 2): no view, query, access check, rule or template tag does."""
    found = []
    for path, room, tree in _sources(package):
        inner = path.relative_to(package).as_posix()
        is_action = path.stem == "actions" or "actions" in path.relative_to(package).parts[:-1]
        is_format = (
            "formats" in path.relative_to(package).parts[:-1]
        )  # may not know the database: import-linter sees to it
        if not room or room in {"kernel", "config"} or is_action or is_format or inner in WRITERS:
            continue
        modules = _action_modules(tree)
        found += [
            _at(package, path, call.lineno, f"{ast.unparse(call.func)}(…) writes outside an action")
            for call in _calls(tree)
            if _is_write(call) and ast.unparse(call.func).rpartition(".")[0] not in modules
        ]
    return found


def unbound_actions(package: Path) -> list[str]:
    """One action is one transaction, called by keyword with who and when (law 2)."""
    found = []
    for path, _, tree in _sources(package):
        inner = path.relative_to(package).parts
        if (path.stem != "actions" and "actions" not in inner[:-1]) or path.stem.startswith("_"):
            continue  # what several actions share, in a file whose name begins with "_", runs inside their transaction
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            given = {argument.arg for argument in node.args.kwonlyargs}
            if "by" not in given and "by" not in {argument.arg for argument in node.args.args}:
                continue  # a helper of other actions: it runs inside their transaction
            if node.args.args or not {"by", "at"} <= given:
                found.append(_at(package, path, node.lineno, f"{node.name} is not called by keyword with by= and at="))
            if "atomic" not in ast.unparse(node):
                found.append(_at(package, path, node.lineno, f"{node.name} is not one transaction"))
    return found


def unused_exceptions(package: Path) -> list[str]:
    """A named exception that nobody needs any more is struck out."""
    files = [name for name in WRITERS if not (package / name).exists()]
    links = {link for link, *_ in _links(package)}
    return files + [link for link in NOT_PROTECTED if link not in links]


def settings_imports(package: Path) -> list[str]:
    """Settings are read through django.conf only."""
    found = []
    for path, room, tree in _sources(package):
        for node in _nodes(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            whole = [f"{module}.{name}".strip(".") for name in names]
            if room != "config" and any(name.startswith("strahlkraft.config.settings") for name in whole):
                found.append(_at(package, path, node.lineno, "imports the settings file itself"))  # type: ignore[attr-defined]  # names come from import nodes only
    return found


def _links(package: Path) -> Iterator[tuple[str, str, Path, int]]:
    """Every foreign key as ``room.Model.field`` with its ``on_delete``, file and line."""
    for path, room, tree in _sources(package):
        for model in _nodes(tree):
            if not isinstance(model, ast.ClassDef):
                continue
            for statement in model.body:
                value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
                if not isinstance(value, ast.Call) or _name(value.func) not in {"ForeignKey", "OneToOneField"}:
                    continue
                target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target  # type: ignore[union-attr]  # value is set for these two only
                behaviour = [word.value for word in value.keywords if word.arg == "on_delete"] or value.args[1:2]
                deed = _name(behaviour[0]) if behaviour else ""
                yield f"{room}.{model.name}.{_name(target)}", deed, path, statement.lineno


def unprotected_links(package: Path) -> list[str]:
    """Nothing of record is deleted (law 6): a link protects its target, or its exception is named with a reason."""
    return [
        _at(package, path, line, f"{link} is on_delete={deed}, not PROTECT")
        for link, deed, path, line in _links(package)
        if deed != "PROTECT" and link not in NOT_PROTECTED
    ]


def clocks_in_rules(package: Path) -> list[str]:
    """Rules get the time handed in (law 1): neither they nor the kernel look at a clock."""
    found = []
    for path, room, tree in _sources(package):
        if room == "kernel" or path.stem == "rules" or "rules" in path.relative_to(package).parts[:-1]:
            for call in _calls(tree):
                owner = call.func.value if isinstance(call.func, ast.Attribute) else None
                if owner is not None and _name(call.func) in _CLOCKS and _name(owner) in {
                    "datetime", "date", "timezone", "time", "dt",
                }:  # fmt: skip
                    found.append(_at(package, path, call.lineno, f"{ast.unparse(call)} looks at the clock"))
    return found


def asks_outside(package: Path) -> list[str]:
    """Only the door of ``reuse.fetching`` asks an address somebody else named; what the operator sets is in ``ASKERS``."""
    found, used = [], set()
    for path, _, tree in _sources(package):
        name = path.relative_to(package).as_posix()
        for node in _nodes(tree):
            what = sorted(_reaching(node))
            used |= {name} if what else set()
            if what and name not in ASKERS:
                found.append(
                    _at(package, path, getattr(node, "lineno", 1), f"asks other machines by {', '.join(what)}")
                )
    return found + [f"{name}:1: asks nobody any more: take it from ASKERS" for name in sorted(set(ASKERS) - used)]


def _reaching(node: ast.AST) -> set[str]:
    """The modules and calls of that line which open a connection."""
    if isinstance(node, ast.Import):
        names = {alias.name for alias in node.names}
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        names = set() if node.module in _ASKS_NOTHING else names
    elif isinstance(node, ast.Call):
        return {_name(node.func)} & _OPENS
    else:
        return set()
    return {name for name in names if any(name == far or name.startswith(f"{far}.") for far in _OUTWARD)}


def outgrown(package: Path) -> list[str]:
    """No file has over 400 lines of code; a function over 50 lines carries ``# long: reason`` on its first line."""
    found = []
    for path, _, tree in _sources(package):
        lines = path.read_text(encoding="utf-8").splitlines()
        prose = {
            number
            for node in _nodes(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        code = [
            number
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.strip().startswith("#") and number not in prose
        ]
        if len(code) > 400:
            found.append(_at(package, path, 1, f"{len(code)} lines of code, at most 400"))
        for node in _nodes(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                own = [number for number in code if node.lineno <= number <= (node.end_lineno or 0)]
                if len(own) > 50 and "# long: " not in lines[node.lineno - 1]:
                    found.append(_at(package, path, node.lineno, f"{node.name} has {len(own)} lines, at most 50"))
    return found


def exceptions_without_reason(package: Path) -> list[str]:
    """Every ``noqa`` and ``type: ignore`` says why on its line, and so does every skipped test."""
    found = []
    folders = [package, ROOT / "tests", ROOT / "tools", ROOT / "benchmarks"]
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        if "migrations" in path.parts or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            bare = re.search(r"#\s*noqa(:\s*[A-Z0-9, ]+)?\s*($|#)", line) or re.search(
                r"#\s*type:\s*ignore(\[[^]]*\])?\s*$", line
            )
            if bare:
                found.append(f"{path.name}:{number}: an exception without its reason: {line.strip()}")
    return found
