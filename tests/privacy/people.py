"""Wishes for tests: asked, confirmed, and somebody who answers."""

from datetime import UTC, datetime
from typing import Any

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.privacy.actions import asking
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.rules import Asking, Wish
from tests.factories.accounts import with_role

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "ada@beispiel.example"


def an_admin(**facts: Any) -> User:
    """Somebody who answers for data protection."""
    return with_role(Role.ADMIN, **facts)


def asked(wish: str = Wish.EXPORT, mailbox: str = MAILBOX, text: str = "", at: datetime = AT) -> DataWish:
    """A wish typed into the form."""
    asking.ask_for_data(by=NOBODY, at=at, asking=Asking(mailbox, wish, text), language="de")
    return DataWish.objects.latest("pk")


def confirmed(wish: str = Wish.EXPORT, mailbox: str = MAILBOX, text: str = "", at: datetime = AT) -> DataWish:
    """A wish whose link was pressed."""
    return asking.confirm_wish(by=NOBODY, at=at, code=asked(wish, mailbox, text, at).code)
