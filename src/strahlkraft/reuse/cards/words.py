"""Words for the columns of an offer."""

from strahlkraft.reuse.models import ReuseOffer


def field_label(name: str) -> str:
    """What a column of an offer is called in forms and on pages."""
    field = ReuseOffer._meta.get_field(name)  # noqa: SLF001 - Django's documented interface to a table
    return str(getattr(field, "verbose_name", name))
