"""Names people can read aloud, each given once."""

from django.db.models import Model

from strahlkraft.kernel.codes import short_code


def free_code(kind: type[Model]) -> str:
    """Six letters or digits that no row of ``kind`` has yet in its column ``code``."""
    while kind._default_manager.filter(code=(code := short_code())).exists():  # noqa: SLF001 - Django's public name
        continue
    return code
