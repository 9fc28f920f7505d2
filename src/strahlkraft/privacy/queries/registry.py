"""What every room says of itself, found through the registry of apps: this room imports no noun."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.db import models
from django.db.models import Field, Model

from strahlkraft.kernel.personal import Personal
from strahlkraft.privacy import texts


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry of a room's register, with its table."""

    room: str
    entry: Personal
    model: type[Model]


@cache
def rooms() -> Mapping[str, ModuleType]:
    """The ``personal`` module of every room that has one, in the order of the house."""
    named = [app.name for app in apps.get_app_configs() if app.name.startswith("strahlkraft.")]
    return {
        name.rpartition(".")[2]: import_module(f"{name}.personal") for name in named if find_spec(f"{name}.personal")
    }


@cache
def kept() -> tuple[Kept, ...]:
    """Every entry of every room."""
    return tuple(
        Kept(room, entry, apps.get_model(entry.table)) for room, module in rooms().items() for entry in module.KEPT
    )


@cache
def acted() -> Mapping[str, tuple[str, ...]]:
    """Table to the columns that hold actor ids."""
    return {table: columns for module in rooms().values() for table, columns in module.ACTED.items()}


@cache
def not_people() -> Mapping[str, str]:
    """Columns that look as if they named somebody, to why they do not."""
    return {name: reason for module in rooms().values() for name, reason in module.NOT_PEOPLE.items()}


@cache
def of_things() -> frozenset[str]:
    """Columns of words and codes about things, where nobody belongs."""
    return frozenset(
        f"{table}.{column}"
        for module in rooms().values()
        for table, columns in module.OF_THINGS.items()
        for column in columns.split()
    )


def field_at(model: type[Model], path: str) -> "Field[object, object]":
    """The column a lookup path leads to."""
    first, _, rest = path.partition("__")
    field = model._meta.pk if first == "pk" else model._meta.get_field(first)  # noqa: SLF001 - public in Django
    if rest:
        assert field is not None  # noqa: S101 - every model has a key; tells the type checker
        related = field.related_model
        assert isinstance(related, type)  # noqa: S101 - a path goes through relations only
        return field_at(related, rest)
    assert isinstance(field, models.Field)  # noqa: S101 - a path ends at a column
    return field


def word_of(model: type[Model], path: str) -> str:
    """What a column holds, in a word: the table's own, else that of its name."""
    field = field_at(model, path)
    own = str(field.verbose_name)
    return own if own != field.name.replace("_", " ") else str(texts.COLUMNS.get(field.name, own))
