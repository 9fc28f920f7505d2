"""What several tables of this room share."""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Q

from strahlkraft.kernel.label import Label


def one_of(vocabulary: Iterable[StrEnum], field: str, *, empty: bool = False) -> Q:
    """The condition that a column holds a value of a closed list."""
    values = [str(value) for value in vocabulary]
    return Q(**{f"{field}__in": [*values, ""] if empty else values})


def exactly_one(*fields: str) -> Q:
    """The condition that exactly one of several references is set."""
    return reduce(or_, (Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields))


def target_label(*candidates: object) -> Label:
    """The label of the first thing that is set."""
    for candidate in candidates:
        label = getattr(candidate, "label", None)
        if isinstance(label, Label):
            return label
    msg = "nothing is set"
    raise ValueError(msg)
