"""The store of limits: the database's cache, which says so when the database takes nothing."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import router, transaction


class Counting(DatabaseCache):
    """Django's own keeps silent about a database that is locked; whoever counts then believes that a limit is reached."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """As Django's. Raises OperationalError when the turn to write does not come: the page says 503 and keeps what was typed."""
        with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]  # Django's types leave it out
