"""What tests of the desk for articles share: texts, their pages and the marks of their forms."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from strahlkraft.newsroom.models import Article
from tests.office.pages import fields_of


def sheet(client: Client, row: Article) -> dict[str, list[str]]:
    """The sheet of an article as a browser would send it back."""
    page = client.get(f"/arbeit/neues/{row.code}/schreiben/")
    return fields_of(page.content)


def write(client: Client, row: Article, **typed: Any) -> Any:
    """Type something into the sheet and save it."""
    form = sheet(client, row) | {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return client.post(f"/arbeit/neues/{row.code}/schreiben/", form)


def step(client: Client, row: Article, part: str, **typed: Any) -> Any:
    """Press the button of a step, on the article as it stands now."""
    row.refresh_from_db()
    data = {"version": str(row.version), "submission": str(uuid4()), **typed}
    return client.post(f"/arbeit/neues/{row.code}/schritt/{part}/", data)


def tomorrow() -> datetime:
    """Noon of the next day, as the clock on the wall shows it."""
    return datetime.combine(timezone.localdate() + timedelta(days=1), time(12))
