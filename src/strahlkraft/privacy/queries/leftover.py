"""Where somebody still stands after they were erased: every column of every table that can hold words is looked through."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import (
    BinaryField,
    CharField,
    Count,
    Field,
    FileField,
    GenericIPAddressField,
    JSONField,
    Model,
    Q,
    TextField,
)
from django.db.models.functions import Cast

from strahlkraft.privacy.queries.registry import of_things

WORDS = (CharField, TextField, JSONField, GenericIPAddressField, BinaryField, FileField)
"""Columns that can hold words; a key of another table's row is none."""
NOT_LOOKED_AT = frozenset({"privacy.DataWish"})
"""The wish itself, which is emptied in the same deed."""


def columns_of_words() -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    """Every column of every model that can hold words, but those with a closed list of values."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:  # noqa: SLF001 - public in Django
            if isinstance(field, WORDS) and not field.choices:
                yield model, field


def leftover(mailbox: str, names: Collection[str]) -> list[dict[str, Any]]:
    """Table, column and number of the rows in which the mailbox, or one of the names, still stands, capitals aside.

    Names are looked for in words about things only: in a column about people the same name is somebody else's. One query a
    table.
    """
    tables: dict[type[Model], dict[Field[Any, Any], list[str]]] = {}
    for model, field in columns_of_words():
        label = model._meta.label  # noqa: SLF001 - public in Django
        wanted = [mailbox, *(names if f"{label}.{field.name}" in of_things() else ())]
        if label not in NOT_LOOKED_AT and any(wanted):
            tables.setdefault(model, {})[field] = sorted({text for text in wanted if text})
    return [found for model, fields in tables.items() for found in _in_table(model, fields)]


def _in_table(model: type[Model], fields: Mapping["Field[Any, Any]", list[str]]) -> Iterator[dict[str, Any]]:
    rows = model._base_manager.annotate(  # noqa: SLF001 - rows a list leaves out count too
        **{f"words_of_{field.name}": Cast(field.name, TextField()) for field in fields}
    )
    numbers = rows.aggregate(
        **{f"in_{field.name}": Count("pk", filter=_stands(field, wanted)) for field, wanted in fields.items()}
    )
    for field in fields:
        if number := numbers[f"in_{field.name}"]:
            yield {"table": model._meta.label, "column": field.name, "rows": number, "left": True}  # noqa: SLF001 - the same


def _stands(field: "Field[Any, Any]", wanted: list[str]) -> Q:
    """One of the texts stands in the column; JSON may hold letters beyond ASCII as escapes."""
    condition = Q(pk__in=())
    for text in wanted:
        forms = {text, json.dumps(text)[1:-1]} if isinstance(field, JSONField) else {text}
        for form in sorted(forms):
            condition |= Q(**{f"words_of_{field.name}__icontains": form})
    return condition
