"""Subscribers and issues of the newsletter; mailboxes are invented and lead nowhere."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from strahlkraft.accounts.models import User
from strahlkraft.kernel.codes import new_code
from strahlkraft.newsroom.actions import issues
from strahlkraft.newsroom.models import Issue, Subscriber
from strahlkraft.newsroom.rules.newsletter import CONSENT, Given, ItemGiven, mailbox_digest

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class IssueFactory(factory.django.DjangoModelFactory[Issue]):
    """A draft without parts."""

    class Meta:
        model = Issue

    code = factory.LazyFunction(new_code)
    subject = "Beispielbrief"
    intro = "Ein Beispiel."
    created_at = AT
    created_by = "user:beispiel-1"
    last_edited_by = "user:beispiel-1"


def subscriber_row(number: int, **values: Any) -> Subscriber:
    """A confirmed subscriber, not stored yet."""
    mailbox = f"leserin{number}@beispiel.example"
    return Subscriber(
        **{
            "code": new_code(),
            "mailbox": mailbox,
            "mailbox_hash": mailbox_digest(b"beispiel", mailbox),
            "consent": CONSENT,
            "asked_at": AT,
            "confirm_by": AT + timedelta(days=7),
            "confirmed_at": AT,
        }
        | values
    )


def a_subscriber(number: int, *, regions: Iterable[Any] = (), topics: Iterable[Any] = (), **values: Any) -> Subscriber:
    """A confirmed subscriber with interests."""
    row = subscriber_row(number, **values)
    row.save()
    row.regions.set(list(regions))
    row.topics.set(list(topics))
    return row


def an_issue(writer: User, *, region_id: int | None = None, topic: str = "", **words: Any) -> Issue:
    """A draft with a text of its own."""
    given = Given(**{"subject": "Beispielbrief", "intro": "Ein Beispiel."} | words, region_id=region_id, topic=topic)
    row = issues.create_issue(by=writer, at=AT, given=given)
    own = ItemGiven(title="Beispielnachricht", text="Ein **Beispiel** mit [Link](/neues/).")
    return issues.add_item(by=writer, at=AT, code=row.code, version=row.version, given=own)


def approved(row: Issue, writer: User, second: User, *, send_at: datetime | None = None) -> Issue:
    """The issue, approved by a second person; without ``send_at`` it leaves at once."""
    row = issues.submit_issue(by=writer, at=AT, code=row.code, version=row.version)
    return issues.approve_issue(
        by=second, at=AT, code=row.code, version=row.version, send_at=send_at, at_once=send_at is None
    )
