"""What several tables of this room share."""

from django.db.models import Q


def both_or_neither(first: str, second: str) -> Q:
    """The condition that two columns are set together or not at all."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )
