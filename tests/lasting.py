"""Worlds that are dear to make: made once for a whole module, in a transaction that is undone after its last test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def whole_module(blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written inside stays until the end; each test's own transaction lies within and is undone by itself."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
