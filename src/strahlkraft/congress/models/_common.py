"""What several tables of this room share."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q


def one_of(vocabulary: Iterable[StrEnum], field: str, *, empty: bool = False) -> Q:
    """The condition that a column holds a value of a closed list."""
    values = [str(value) for value in vocabulary]
    return Q(**{f"{field}__in": [*values, ""] if empty else values})


def both_or_neither(first: str, second: str) -> Q:
    """The condition that two columns are set together or not at all."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )
