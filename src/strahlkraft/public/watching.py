"""Letters about what fits a need or changes in one thing: asked for, confirmed and ended by links."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import localised
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.public import towns
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import WatchForm
from strahlkraft.public.by_link import allowed, by_link, too_many, unknown_link, without_cookie
from strahlkraft.public.needs import need_text, read_names, shown_thing
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.documents import KINDS
from strahlkraft.reuse.models import Watch
from strahlkraft.reuse.queries.things import things
from strahlkraft.reuse.queries.watches import label_of
from strahlkraft.reuse.rules.watches import CONFIRM_WITHIN, Wish


@without_cookie
def watch(request: HttpRequest) -> HttpResponseBase:
    """Where letters about this need, or about this one thing, shall go."""
    names = read_names([request.GET.get("ding", "")])
    thing = things(names).get(names[0]) if names else None
    if names and thing is None:
        raise Http404
    need = "" if thing else need_text(request.GET.get("bedarf", ""))
    kind = request.GET.get("art", "") if request.GET.get("art") in KINDS else ""
    town = towns.read_town(request.GET.get("kommune", "")).town
    at, form = timezone.now(), WatchForm()
    if request.method == "POST":
        form = WatchForm(request.POST)
        if form.is_valid() and not allowed(request, "watch"):
            return too_many(request)
        wish = Wish(
            mailbox=request.POST.get("mailbox", ""),
            need=need,
            kinds=(kind,) if kind else (),
            municipality=town.key if town else "",
            thing=thing.name if thing else ("", ""),
            trap=request.POST.get("website", ""),
            seconds=form.seconds(at),
        )
        language = (get_language() or "de")[:2]
        done = carried_out(form, lambda: actions.watch(by=NOBODY, at=at, wish=wish, language=language))
        if done:
            return HttpResponseRedirect(f"{localised('/merken/')}gesendet/")
        form.with_sound_stamp(at)
    context = {"form": form, "need": need, "thing": shown_thing(thing) if thing else None}
    return render(request, "public/watching/watch.html", context)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    context = {
        "until": timezone.localdate() + CONFIRM_WITHIN,
        "mail_folder": settings.EMAIL_FILE_PATH if settings.DEMO else "",
    }
    return render(request, "public/watching/sent.html", context)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button and changes nothing; POST confirms. Pressed twice: all is well."""
    code = access.read_token("watch-confirm", token)
    row = Watch.objects.filter(code=code).first() if code else None
    if row is None or row.ended_at is not None:
        return unknown_link(request)
    reasons: list[str] = []
    if request.method == "POST" and row.confirmed_at is None:
        try:
            row = actions.confirm_watch(by=NOBODY, at=timezone.now(), code=code)
        except Refused as refused:
            reasons = [sentence(refusal) for refusal in refused.refusals]
    context = {"row": row, "label": label_of(row), "refusals": reasons, "confirmed": row.confirmed_at is not None}
    return render(request, "public/watching/confirm.html", context)


@by_link
def end(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows a button; POST ends the letters. What has ended already is said kindly."""
    code = access.read_token("watch-end", token)
    if not code:
        return unknown_link(request)
    if request.method == "POST":
        actions.end_watch(by=NOBODY, at=timezone.now(), code=code)
    row = Watch.objects.active().filter(code=code).first()
    return render(request, "public/watching/end.html", {"row": row, "label": label_of(row) if row else None})
