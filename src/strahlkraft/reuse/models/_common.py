"""What several tables of this room share."""

from functools import reduce
from operator import or_

from django.db.models import Q

from strahlkraft.kernel.label import Label


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
