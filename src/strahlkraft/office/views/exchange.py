"""What leaves and enters by machines, for the administration: webhooks and other instances."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Right
from strahlkraft.office.forms.exchange import KeyForm, PeerForm, WebhookForm
from strahlkraft.office.forms.software import MarkForm
from strahlkraft.office.saving import Outcome, carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.publishers import reason_word
from strahlkraft.office.views.trail import told
from strahlkraft.reuse import actions, texts
from strahlkraft.reuse.actions import exchange as webhook_deeds
from strahlkraft.reuse.actions import federation
from strahlkraft.reuse.models import Peer, Webhook, WebhookDelivery
from strahlkraft.reuse.queries import exchange as reading

DELIVERIES_SHOWN = 50
LAST_DEEDS = 10
FIRST_LOOK_SECONDS = 6.0
_STATES = {
    Peer.State.NEW: "info",
    Peer.State.HEALTHY: "good",
    Peer.State.FAILING: "warn",
    Peer.State.QUARANTINED: "bad",
    Peer.State.GONE: "bad",
}
_ANSWERS: Mapping[str, Any] = {
    "": gettext_lazy("not tried yet"),
    "not_public": gettext_lazy("no longer public, so it was not told"),
    "sealed": gettext_lazy("its secret cannot be read; end it and add it anew"),
}
_ENDED: Mapping[str, Any] = {
    "": gettext_lazy("ended by a person"),
    "failing": gettext_lazy("ended: it has not answered for days"),
    "gone": gettext_lazy("ended: the address said it is gone for good"),
}


def _administration(request: HttpRequest) -> User:
    """Who keeps webhooks and instances; for others these pages do not exist."""
    user = person(request)
    if not user.holds(Right.MANAGE_EXCHANGE):
        raise Http404
    return user


@require_safe
@signed_in
def exchange(request: HttpRequest) -> HttpResponse:
    """Who is told of events, whose catalogues are shown, and our own key."""
    _administration(request)
    context = {
        "webhooks": [_hook_view(hook) for hook in reading.webhooks()],
        "ended": Webhook.objects.exclude(ended_at=None).order_by("-ended_at")[:10],
        "peers": [_peer_view(view) for view in reading.peers(timezone.now())],
        "own": reading.own_instance(),
        "catalogue": reading.catalogue_address(),
        "mark": MarkForm(auto_id=False),
    }
    return page(request, "office/exchange/exchange.html", context)


def _hook_view(hook: Webhook) -> dict[str, Any]:
    return {
        "hook": hook,
        "kinds": [texts.EVENT_KINDS[kind] for kind in hook.kinds if kind in texts.EVENT_KINDS],
        "waiting": getattr(hook, "waiting", 0),
        "lost": getattr(hook, "lost", 0),
    }


def _peer_view(view: reading.PeerView) -> dict[str, Any]:
    peer = view.peer
    return {
        "view": view,
        "peer": peer,
        "badge": {"state": _STATES[Peer.State(peer.state)], "text": peer.get_state_display()},
        "fault": _(view.fault) if view.fault else "",
        "may_release": peer.state in {Peer.State.QUARANTINED, Peer.State.GONE},
        "days": view.age.days if view.age is not None else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def add_webhook(request: HttpRequest) -> HttpResponse:
    """Tell another system of events; its secret is shown on the answer to this form and never again."""
    user = _administration(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = WebhookForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        made: list[tuple[Webhook, str]] = []
        outcome = carry_out(
            None,
            lambda: made.append(
                webhook_deeds.add_webhook(by=user, at=at, name=data["name"], url=data["url"], kinds=data["kinds"])
            ),
        )
        if outcome.done:
            hook, secret = made[0]
            return page(request, "office/exchange/secret.html", {"hook": hook, "secret": secret})
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/exchange/webhook_add.html", {"form": form, "restored": bool(kept)}, status=status)


@require_safe
@signed_in
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook with its last deliveries."""
    _administration(request)
    hook = get_object_or_404(Webhook, pk=pk)
    deliveries = hook.deliveries.select_related("event").order_by("-pk")[:DELIVERIES_SHOWN]
    context = {
        **_hook_view(hook),
        "ended": _ENDED.get(hook.end_reason, hook.end_reason) if hook.ended_at else "",
        "deliveries": [_delivery_view(row) for row in deliveries],
        "entries": told(history_of(hook.label)[:LAST_DEEDS]),
        "mark": MarkForm(auto_id=False),
    }
    return page(request, "office/exchange/webhook.html", context)


def _delivery_view(row: WebhookDelivery) -> dict[str, Any]:
    if row.delivered_at:
        badge = {"state": "good", "text": _("delivered")}
    elif row.given_up_at:
        badge = {"state": "bad", "text": _("given up")}
    else:
        badge = {"state": "info", "text": _("waits")}
    return {
        "row": row,
        "badge": badge,
        "kind": texts.EVENT_KINDS.get(row.event.kind, row.event.kind),
        "answer": answer_word(row.last_answer),
    }


def answer_word(answer: str) -> str:
    """What came back, in words: a status, or why there was none."""
    if answer.isdecimal():
        return _("answered with status %(status)s") % {"status": answer}
    return str(_ANSWERS[answer]) if answer in _ANSWERS else reason_word(answer)


@require_POST
@signed_in
def end_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing more."""
    user, at = _administration(request), timezone.now()
    hook = get_object_or_404(Webhook, pk=pk)
    outcome = carry_out(None, lambda: webhook_deeds.end_webhook(by=user, at=at, pk=hook.pk))
    if outcome.done:
        tell(request, outcome, _("“%(title)s” is told nothing more.") % {"title": hook.name})
    else:
        refused(request, outcome)
    return redirect("office:exchange")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_peer(request: HttpRequest) -> HttpResponse:
    """Subscribe to another instance and look at it once, so that its key can be compared."""
    user = _administration(request)
    kept = take_pending_form(request, request.path) if request.method == "GET" else None
    form = PeerForm(request.POST if request.method == "POST" else kept)
    if kept:
        form.without_verdict()
    elif request.method == "POST" and form.is_valid():
        at, url = timezone.now(), form.cleaned_data["url"]
        made: list[Peer] = []
        outcome = carry_out(None, lambda: made.append(federation.add_peer(by=user, at=at, url=url)))
        if outcome.done:
            with actions.fetcher(tries=1, seconds=FIRST_LOOK_SECONDS) as fetcher:
                seen = federation.sync_peer(at=at, slug=made[0].slug, fetcher=fetcher)
            if seen is not None and seen.public_key:
                tell(request, outcome, _("The instance was found. Compare its key, then confirm it."))
            else:
                messages.warning(request, _("The instance is on the list but did not answer as expected yet."))
            return redirect("office:exchange")
        form.show_refusals(outcome.refusals)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "office/exchange/peer_add.html", {"form": form, "restored": bool(kept)}, status=status)


@require_POST
@signed_in
def confirm_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody has compared the key: only this one is believed from now on."""
    user, at, form = _administration(request), timezone.now(), KeyForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else ""
    return _done(
        request,
        slug,
        lambda peer: federation.confirm_key(by=user, at=at, slug=peer.slug, key=key),
        _("The key of “%(title)s” is confirmed; its catalogue is read next."),
    )


@require_POST
@signed_in
def release_peer(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody has looked: the instance is asked again."""
    user, at = _administration(request), timezone.now()
    deed = lambda peer: federation.release_peer(by=user, at=at, slug=peer.slug)  # noqa: E731 - as the others, in a line
    return _done(request, slug, deed, _("“%(title)s” is asked again."))


@require_POST
@signed_in
def end_peer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show nothing of this instance any more."""
    user, at = _administration(request), timezone.now()
    deed = lambda peer: federation.end_peer(by=user, at=at, slug=peer.slug)  # noqa: E731 - as the others, in a line
    return _done(request, slug, deed, _("Nothing of “%(title)s” is shown any more."))


def _done(request: HttpRequest, slug: str, deed: Callable[[Peer], object], success: str) -> HttpResponse:
    peer = get_object_or_404(Peer.objects.subscribed(), slug=slug)
    outcome: Outcome = carry_out(None, lambda: deed(peer))
    if outcome.done:
        tell(request, outcome, success % {"title": peer.name})
    else:
        refused(request, outcome)
    return redirect("office:exchange")
