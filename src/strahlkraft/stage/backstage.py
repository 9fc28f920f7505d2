"""Who comes backstage: crew by the signed link of their letter, and whoever manages the event, signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.congress import access, texts
from strahlkraft.congress.models import Occasion, Stage
from strahlkraft.congress.queries.stage import boards
from strahlkraft.congress.rules.vocabulary import CrewRole
from strahlkraft.design.addresses import localised
from strahlkraft.kernel.actor import Actor

RUNNING = (CrewRole.MODERATOR, CrewRole.TECHNICIAN)


@dataclass(frozen=True, slots=True)
class Entry:
    """Who came in where. ``base`` is the address all backstage pages of this entry begin with."""

    by: Actor
    occasion: Occasion
    base: str
    by_link: bool
    role: CrewRole | None = None

    def stage(self, slug: str) -> Stage:
        """A stage of this event."""
        return get_object_or_404(self.occasion.stages.select_related("occasion"), slug=slug)


View = Callable[..., HttpResponseBase]


def backstage(*roles: CrewRole) -> Callable[[View], View]:
    """Let a view be entered by crew of ``roles`` (``token``) or signed in by who manages the event (``slug``).

    The view is called with an :class:`Entry`. A link's page carries no authority of a session, so it needs no token
    against foreign forms and sets no cookie; a signed-in person's page does. Everybody else finds nothing here.
    """

    def decorate(view: View) -> View:
        @csrf_protect
        @signed_in
        def at_desk(request: HttpRequest, slug: str, rest: dict[str, Any]) -> HttpResponseBase:
            assert isinstance(request.user, User)  # noqa: S101 - the gate lets nobody else in; tells the type checker
            occasion = get_object_or_404(access.occasions_managed_by(request.user), slug=slug)
            return view(
                request, Entry(request.user, occasion, localised(f"/buehne/regie/{slug}/"), by_link=False), **rest
            )

        def by_link(request: HttpRequest, token: str, rest: dict[str, Any]) -> HttpResponseBase:
            crew = access.crew_by_token(token)
            if crew is None or crew.role not in roles:
                return render(request, "stage/link_unknown.html", status=404)
            occasion = Occasion.objects.get(pk=crew.occasion_id)
            base = localised(f"/buehne/team/{token}/")
            return view(request, Entry(crew, occasion, base, by_link=True, role=crew.role), **rest)

        @csrf_exempt
        @sensitive_variables("token")
        @wraps(view)
        def entered(request: HttpRequest, token: str = "", slug: str = "", **rest: Any) -> HttpResponseBase:
            if "\0" in f"{token}{slug}":
                raise Http404
            response = by_link(request, token, rest) if token else at_desk(request, slug, rest)
            add_never_cache_headers(response)
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer" if token else "same-origin"
            return response

        return entered

    return decorate


@require_safe
@backstage(*RUNNING)
def entrance(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Where crew arrive: the pads of all stages, the desks, and the public screens to open on other devices."""
    shown = boards(entry.occasion, at=timezone.now())
    role = texts.CREW_ROLES[entry.role] if entry.role else ""
    return render(
        request, "stage/entrance.html", {"entry": entry, "occasion": entry.occasion, "boards": shown, "role": role}
    )
