"""Taking a guard away for the length of one test, which must turn red: a mutant that survives is a failure.

``tests/conftest.py`` puts beside each test of the list the same test without its guard; it runs in the same database,
with the same fixtures. Nothing is written: the function gets other code for a moment.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import FunctionType
from typing import Any

import pytest


@dataclass(frozen=True)
class Mutant:
    """``old`` becomes ``new`` in the function ``where`` (module:function, below ``strahlkraft``); ``test`` turns red."""

    invariant: str
    where: str
    old: str
    new: str
    test: str  # path::function, the path below tests/

    @property
    def name(self) -> str:
        """As it stands in the list of tests."""
        return f"{self.invariant} without {self.where.partition(':')[2]}"


def function_of(where: str) -> FunctionType:
    """The function itself, without what wraps it."""
    module, _colon, path = where.partition(":")
    found: Any = import_module(f"strahlkraft.{module}")
    for part in path.split("."):
        found = getattr(found, part)
    whole = inspect.unwrap(found.fget if isinstance(found, property) else found)
    if not isinstance(whole, FunctionType):
        raise TypeError(where)
    return whole


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """While this lasts the function does what the mutant says."""
    function = function_of(mutant.where)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(mutant.old) == 1, f"{mutant.where} has no such place, or several: {mutant.old}"
    tree = ast.parse(source.replace(mutant.old, mutant.new))
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    made: dict[str, Any] = {}
    exec(compile(tree, f"<{mutant.name}>", "exec"), function.__globals__, made)  # noqa: S102 - our own source, one place changed
    before, function.__code__ = function.__code__, made[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = before


def turned_red(test: Callable[..., object], mutant: Mutant) -> Callable[..., None]:
    """The same test, which must fail now."""

    def without_its_guard(**fixtures: Any) -> None:
        with applied(mutant):
            try:
                test(**fixtures)
            except (Exception, pytest.fail.Exception):  # noqa: BLE001 - any way to turn red is right
                return
        pytest.fail(f"nobody noticed: {mutant.where}: {mutant.old!r} became {mutant.new!r}")

    without_its_guard.pytestmark = list(getattr(test, "pytestmark", []))  # type: ignore[attr-defined]  # where pytest keeps marks
    return without_its_guard


def beside(items: Iterable[pytest.Item], mutants: Iterable[Mutant], root: str) -> list[pytest.Item]:
    """For each mutant its test once more, without the guard; of a test with parameters all of them in turn are one."""
    by_test: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_test.setdefault(f"{root}/{mutant.test}", []).append(mutant)
    found: list[pytest.Item] = []
    for item in items:
        if not isinstance(item, pytest.Function) or hasattr(item, "callspec"):
            continue
        for mutant in by_test.get(f"{item.path}::{item.name}", []):
            copy = pytest.Function.from_parent(
                item.parent,
                name=f"{item.name}[{mutant.name}]",
                callobj=turned_red(item.obj, mutant),
                fixtureinfo=item._fixtureinfo,
                originalname=item.originalname,
            )
            copy.add_marker(pytest.mark.once)
            copy.add_marker(pytest.mark.slow)
            found.append(copy)
    return found
