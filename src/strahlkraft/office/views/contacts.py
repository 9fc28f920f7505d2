"""The contact log: what was said with whom about what, and what is to be done next."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.models import User
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.congress.access import occasions_visible_to
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.label import Label
from strahlkraft.network import access, texts
from strahlkraft.network.actions import contacts as actions
from strahlkraft.network.models import ContactLogEntry
from strahlkraft.network.queries import contact_log, open_steps, organisations, regions_of
from strahlkraft.office.forms.network import ContactForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.projects.access import visible_to
from strahlkraft.reuse.access import cases_visible_to, offers_visible_to, requests_visible_to
from strahlkraft.steering.access import of_regions_read, readable_projects
from strahlkraft.steering.models import Idea

PAGE_SIZE = 25


def _labelled(row: Any) -> Label | None:
    return row.label if row else None


def _idea(user: User, key: str) -> Label | None:
    row = Idea.objects.filter(of_regions_read(user), code=key).first()
    return Label("idea", row.code, row.title) if row else None


# The kinds of records an entry can belong to: each finds what this person may see.
THINGS: Mapping[str, Callable[[User, str], Label | None]] = {
    "project": lambda user, key: _labelled(visible_to(user).filter(slug=key).first()),
    "organisation": lambda _user, key: _labelled(organisations().filter(slug=key).first()),
    "offer": lambda user, key: _labelled(offers_visible_to(user).filter(slug=key).first()),
    "request": lambda user, key: _labelled(requests_visible_to(user).filter(code=key).first()),
    "case": lambda user, key: _labelled(cases_visible_to(user).filter(code=key).first()),
    "occasion": lambda user, key: _labelled(occasions_visible_to(user).filter(slug=key).first()),
    "group": lambda user, key: _labelled(access.groups_readable_by(user).filter(slug=key).first()),
    "idea": _idea,
}


def thing_of(user: User, name: str) -> Label | None:
    """The record that ``kind:key`` names, when it exists for this person."""
    kind, _colon, key = name.partition(":")
    found = THINGS.get(kind)
    return found(user, key) if found and key else None


def reads_log(user: User) -> bool:
    """Whether somebody reads the contact log of any region."""
    regions = user.region_ids(Right.READ_STEERING)
    return regions is None or bool(regions)


def _reader(request: HttpRequest) -> User:
    user = person(request)
    if not reads_log(user):
        raise Http404
    return user


@require_safe
@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """The log of the own regions, newest first; filtered by words, and to what is still to be done."""
    user = _reader(request)
    text, waiting = request.GET.get("q", "").strip()[:200], request.GET.get("stand") == "offen"
    rows = contact_log(user)
    rows = open_steps(rows) if waiting else rows
    if text:
        words = Q(text__icontains=text) | Q(next_step__icontains=text) | Q(thing_title__icontains=text)
        rows = rows.filter(words | Q(organisation__name__icontains=text) | Q(function__icontains=text))
    context = {
        "at": "log",
        "q": text,
        "waiting": waiting,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("seite")),
        "channels": texts.CHANNELS,
        "may_edit": user.holds(Right.EDIT_NETWORK),
        "reads_log": True,
        "today": localdate(),
    }
    return page(request, "office/network/log.html", context)


def _form(request: HttpRequest, user: User, data: Any, **initial: Any) -> ContactForm:
    """The form with the projects one may choose, and the record the address names."""
    projects = readable_projects(user).exclude(publication="merged").order_by("title")
    things = [(f"project:{slug}", title) for slug, title in projects.values_list("slug", "title")]
    named = str(data.get("thing", "") if data else initial.get("thing") or "")
    if named and named not in dict(things) and (other := thing_of(user, named)):
        things.insert(0, (named, other.title))
    return ContactForm(data, regions=regions_of(user, Right.EDIT_NETWORK), things=things, initial=initial)


def _thing(user: User, form: ContactForm) -> tuple[str, str, str] | None:
    """The record chosen, as kind, key and title; None puts a reason beside the field."""
    name = form.cleaned_data["thing"]
    if not name:
        return ("", "", "")
    label = thing_of(user, name)
    if label is None:
        form.add_error("thing", _("There is no such record, or you may not see it."))
        return None
    return (label.kind, label.key, label.title)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Note a contact; ``?zu=project:<slug>`` and ``?mit=<organisation>`` fill the form."""
    user = person(request)
    if not user.holds(Right.EDIT_NETWORK):
        raise Http404

    def save(form: ContactForm, thing: tuple[str, str, str]) -> ContactLogEntry:
        data = form.cleaned_data
        return actions.log_contact(
            by=user,
            at=timezone.now(),
            region_id=data["region"].pk,
            given=form.given(thing),
            submission=data["submission"],
        )

    start = {
        "on": localdate(),
        "thing": request.GET.get("zu", "")[:200],
        "organisation": request.GET.get("mit", "")[:100],
    }
    return _filled_in(request, save, start, {"title": _("Note a contact"), "saved": _("The contact is noted.")})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Write an entry anew; the first wording stays readable."""
    user = person(request)
    entry = get_object_or_404(contact_log(user), code=code)
    if access.may_edit_in(user, entry.region_id) or getattr(entry, "corrected_by", None):
        raise Http404

    def save(form: ContactForm, thing: tuple[str, str, str]) -> ContactLogEntry:
        mark = form.cleaned_data["submission"]
        return actions.correct_contact(by=user, at=timezone.now(), code=code, given=form.given(thing), submission=mark)

    words = {"title": _("Correct the entry"), "saved": _("The correction is noted; the first wording stays below it.")}
    return _filled_in(request, save, ContactForm.stored(entry), words, entry=entry)


def _filled_in(
    request: HttpRequest,
    save: Callable[[ContactForm, tuple[str, str, str]], ContactLogEntry],
    start: dict[str, Any],
    words: dict[str, str],
    *,
    entry: ContactLogEntry | None = None,
) -> HttpResponse:
    """One sheet of the form: shown, refused with reasons, or saved."""
    user, posted = person(request), request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = _form(request, user, request.POST if posted else kept, **start)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid() and (thing := _thing(user, form)) is not None:
        made: list[ContactLogEntry] = []
        outcome = carry_out(form.cleaned_data["submission"], lambda: made.append(save(form, thing)))
        if outcome.done:
            tell(request, outcome, words["saved"])
            return redirect("office:contact_entry", outcome.entry.subject_key if outcome.entry else made[0].code)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "words": words, "entry": entry, "restored": bool(kept)}
    return page(request, "office/network/contact_form.html", context, status=422 if posted else 200)


@require_safe
@signed_in
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One entry with its earlier and later wording, and who wrote it."""
    user = _reader(request)
    entry = get_object_or_404(contact_log(user), code=code)
    author = User.objects.filter(pk=int(number)).first() if (number := _user_number(entry.written_by)) else None
    newer = getattr(entry, "corrected_by", None)
    edits = not access.may_edit_in(user, entry.region_id)
    context = {
        "entry": entry,
        "how": texts.CHANNELS[entry.channel],
        "newer": newer,
        "author": author.display_name if author else "",
        "edits": edits and newer is None,
        "open_step": bool(entry.next_step) and entry.done_at is None and newer is None,
        "late": bool(entry.due_on and entry.due_on < localdate()),
        "deed": DeedForm(auto_id=False),
        "thing": entry.thing if entry.thing and thing_of(user, f"{entry.thing_kind}:{entry.thing_key}") else None,
    }
    return page(request, "office/network/contact.html", context)


def _user_number(actor_id: str) -> str:
    kind, _colon, number = actor_id.partition(":")
    return number if kind == "user" and number.isdecimal() else ""


@require_POST
@signed_in
def finish(request: HttpRequest, code: str) -> HttpResponse:
    """The next step is done."""
    user, at = person(request), timezone.now()
    entry = get_object_or_404(contact_log(user), code=code)
    mark = DeedForm(request.POST).submission_id()
    outcome = carry_out(mark, lambda: actions.finish_step(by=user, at=at, code=entry.code, submission=mark))
    if outcome.done:
        tell(request, outcome, _("Done."))
    else:
        refused(request, outcome)
    return redirect("office:contact_entry", entry.code)
