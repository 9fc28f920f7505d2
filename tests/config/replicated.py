"""A site over a primary and a replica, as a process of its own: one table, one page that reads it, one form that writes.

``python -m tests.config.replicated``: answers each line of JSON on standard input by one on standard output.
"""

import json
import os
import sys
from types import ModuleType
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "strahlkraft.config.settings"
django.setup()

from django.conf import settings  # noqa: E402 - Django reads its settings first
from django.core.management import call_command  # noqa: E402 - the same
from django.db import connection, connections, transaction  # noqa: E402 - the same
from django.http import HttpRequest, JsonResponse  # noqa: E402 - the same
from django.test import Client  # noqa: E402 - the same
from django.urls import path  # noqa: E402 - the same

from strahlkraft.accounts.models import User  # noqa: E402 - the same
from strahlkraft.config.front import server_error  # noqa: E402 - the same
from strahlkraft.config.replicas import watch  # noqa: E402 - the same
from strahlkraft.network.models import State  # noqa: E402 - the same

MODEL, NEVER_LATE = State, User


def page(request: HttpRequest) -> JsonResponse:
    """Where each kind of row is read during this request."""
    said: dict[str, Any] = {"first": _place()}
    if request.method == "POST" or "write" in request.GET:
        MODEL.objects.filter(pk=0).update(name="Beispiel")
    with transaction.atomic():
        said["inside"] = _place()
    users = NEVER_LATE.objects.all()
    return JsonResponse(said | {"then": _place(), "accounts": users.db, "rows": MODEL.objects.count()})


def _place() -> str:
    return MODEL.objects.all().db


def answer(client: Client, asked: dict[str, Any]) -> Any:
    """Carry out one line."""
    match asked:
        case {"do": "look"}:
            watch().look()
            return watch().usable
        case {"do": "forget"}:
            return client.cookies.clear()
        case {"do": "at replica", "sql": sql}:
            with connections["replica1"].cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()[0]
        case _:
            response = client.generic(asked["method"], asked["address"])
            body = response.json() if response.status_code == 200 else None
            cookie = response.cookies.get("strahlkraft_written")
            return {"status": response.status_code, "body": body, "cookie": cookie and cookie["max-age"]}


def main() -> None:
    """Make the tables, then answer lines until there are none."""
    settings.MIDDLEWARE = ["strahlkraft.config.replicas.reads"]
    addresses = ModuleType("addresses_of_the_test")
    addresses.urlpatterns = [path("", page)]  # type: ignore[attr-defined]  # an address list needs one
    addresses.handler500 = server_error  # type: ignore[attr-defined]  # and its last answer
    settings.ROOT_URLCONF = addresses
    call_command("createcachetable", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (MODEL, NEVER_LATE):
            editor.create_model(model)
    watch()._begin = lambda: None  # type: ignore[method-assign]  # the test looks by itself
    client = Client(raise_request_exception=False)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(client, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
