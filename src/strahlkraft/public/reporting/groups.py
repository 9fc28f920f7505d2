"""Ending the letters of an exchange group by the link in one of them, for good."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from strahlkraft.network import access
from strahlkraft.network.actions.groups import unsubscribe
from strahlkraft.network.models import GroupMember
from strahlkraft.public.by_link import by_link, unknown_link


@by_link
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing; POST ends the letters. Pressed twice: all is well."""
    code = access.read_token("group-leave", token)
    row = GroupMember.objects.select_related("group", "organisation").filter(code=code).first() if code else None
    if row is None:
        return unknown_link(request)
    if request.method == "POST":
        row = unsubscribe(by=access.LinkHolder(code), at=timezone.now(), code=code)
    return render(request, "public/groups/leave.html", {"row": row, "ended": row.unsubscribed_at is not None})
