"""Exchange groups: who belongs to them, meetings, shared documents, letters to all members."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.downloads import attached
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.slug import slugify
from strahlkraft.letters.queries import failing
from strahlkraft.network import access, texts
from strahlkraft.network.actions import groups as actions
from strahlkraft.network.emails import group_letter
from strahlkraft.network.models import ExchangeGroup, GroupDocument
from strahlkraft.network.queries import contacts_of, groups, receivers_of, regions_of
from strahlkraft.network.rules import may_send
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.office.forms.network import GroupForm, MailingForm, MeetingForm, MemberForm, ShareForm
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.saving import carry_out, refused, tell
from strahlkraft.office.shell import page, person
from strahlkraft.office.views.contacts import reads_log

LETTERS_SHOWN = 10
Deed = Callable[..., object]


@require_safe
@signed_in
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups this person may see, by how far they reach."""
    user = person(request)
    if not user.holds(Right.READ_STEERING):
        raise Http404
    rows = list(groups(user))
    context = {
        "at": "groups",
        "rings": [
            (words, [row for row in rows if row.ring == ring and not row.ended_on])
            for ring, words in texts.RINGS.items()
        ],
        "ended": [row for row in rows if row.ended_on],
        "any": bool(rows),
        "may_edit": user.holds(Right.EDIT_NETWORK),
        "reads_log": reads_log(user),
    }
    return page(request, "office/network/groups.html", context)


def _group(request: HttpRequest, slug: str) -> ExchangeGroup:
    return get_object_or_404(groups(person(request)), slug=slug)


def _kept(request: HttpRequest, slug: str) -> ExchangeGroup:
    """A group this person's office keeps; 404 for others."""
    group = _group(request, slug)
    if access.may_edit_in(person(request), group.region_id):
        raise Http404
    return group


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin a group."""
    user = person(request)
    if not user.holds(Right.EDIT_NETWORK):
        raise Http404
    return _group_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change name, reach and purpose."""
    return _group_form(request, _kept(request, slug))


def _group_form(request: HttpRequest, group: ExchangeGroup | None) -> HttpResponse:
    user, posted = person(request), request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    names = ("name", "ring", "purpose", "version")
    initial = {name: getattr(group, name) for name in names} if group else {"version": 1}
    regions = regions_of(user, Right.EDIT_NETWORK)
    form = GroupForm(request.POST if posted else kept, regions=regions, group=group, initial=initial)
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data, at = dict(form.cleaned_data), timezone.now()
        made: list[ExchangeGroup] = []

        def deed() -> None:
            if group:
                made.append(actions.edit_group(by=user, at=at, slug=group.slug, **data))
            else:
                rest = {name: data[name] for name in ("name", "ring", "purpose", "submission")}
                made.append(actions.create_group(by=user, at=at, region_id=data["region"].pk, **rest))

        outcome = carry_out(data["submission"], deed)
        if outcome.done:
            tell(request, outcome, _("The group is saved."))
            return redirect("office:group", outcome.entry.subject_key if outcome.entry else made[0].slug)
        form.show_refusals(outcome.refusals)
        if outcome.changed_meanwhile and group:
            group.refresh_from_db()
            form.data = with_version(request, group.version)
    context = {"form": form, "group": group, "restored": bool(kept)}
    return page(request, "office/network/group_form.html", context, status=422 if posted else 200)


def with_version(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, ready to be sent again knowingly over the version now stored."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data


_PARTS: dict[str, tuple[str, type[OfficeForm]]] = {
    "member": ("mitglieder", MemberForm),
    "share": ("dokumente", ShareForm),
}


@require_safe
@signed_in
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group: members, meetings, documents, letters."""
    row = _group(request, slug)
    kept = {name: take_pending_form(request, f"{request.path}{part}/") for name, (part, _made) in _PARTS.items()}
    forms = {name: _PARTS[name][1](data) for name, data in kept.items() if data}
    for form in forms.values():
        form.without_verdict()
    return _page(request, row, forms, restored=bool(forms))


def _page(
    request: HttpRequest, row: ExchangeGroup, forms: dict[str, OfficeForm], *, restored: bool = False, status: int = 200
) -> HttpResponse:
    user, today = person(request), localdate()
    edits = not access.may_edit_in(user, row.region_id)
    members = list(row.members.select_related("organisation"))
    meetings = list(row.meetings.all())
    context = {
        "group": row,
        "ring": texts.RINGS[row.ring],
        "edits": edits and not row.ended_on,
        "sees_mailboxes": edits,
        "failing": failing(member.mailbox for member in members) if edits else {},
        "members": [member for member in members if member.left_on is None],
        "left": [member for member in members if member.left_on is not None] if edits else [],
        "coming": [meeting for meeting in reversed(meetings) if meeting.on >= today],
        "past": [meeting for meeting in meetings if meeting.on < today],
        "documents": row.documents.filter(removed=False),
        "mailings": list(row.mailings.all()[:LETTERS_SHOWN]) if edits else [],
        "entries": contacts_of(user, row.label)[:LETTERS_SHOWN],
        "channels": texts.CHANNELS,
        "today": today,
        "member_form": forms.get("member") or MemberForm(initial={"joined_on": today}),
        "share_form": forms.get("share") or ShareForm(auto_id="share_%s"),
        "opened": set(forms),
        "deed": DeedForm(auto_id=False),
        "restored": restored,
    }
    return page(request, "office/network/group.html", context, status=status)


@require_POST
@signed_in
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation joins."""
    row, form, at = _kept(request, slug), MemberForm(request.POST), timezone.now()
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"],
            lambda: actions.add_member(
                by=person(request),
                at=at,
                slug=slug,
                organisation_id=data["organisation"].pk,
                mailbox=form.mailbox_meant(),
                joined_on=data["joined_on"],
                submission=data["submission"],
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The organisation is a member now."))
            return redirect("office:group", slug)
        form.show_refusals(outcome.refusals)
    return _page(request, row, {"member": form}, status=422)


@require_POST
@signed_in
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Share a link or a file."""
    row, at = _kept(request, slug), timezone.now()
    form = ShareForm(request.POST, request.FILES, auto_id="share_%s")
    if form.is_valid():
        data = form.cleaned_data
        outcome = carry_out(
            data["submission"], lambda: actions.share_document(by=person(request), at=at, slug=slug, **data)
        )
        if outcome.done:
            tell(request, outcome, _("“%(title)s” is shared with the group.") % {"title": data["title"]})
            return redirect("office:group", slug)
        form.show_refusals(outcome.refusals)
    return _page(request, row, {"share": form}, status=422)


def _pressed(request: HttpRequest, slug: str, words: str, deed: Deed, **named: Any) -> HttpResponse:
    """Carry out what one button says, and tell."""
    row, at, mark = _kept(request, slug), timezone.now(), DeedForm(request.POST).submission_id()
    outcome = carry_out(mark, lambda: deed(by=person(request), at=at, slug=row.slug, submission=mark, **named))
    if outcome.done:
        tell(request, outcome, words)
    else:
        refused(request, outcome)
    return redirect("office:group", row.slug)


@require_POST
@signed_in
def end_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An organisation leaves."""
    return _pressed(request, slug, _("The organisation has left the group."), actions.end_member, member_id=pk)


@require_POST
@signed_in
def unshare(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a document off the page."""
    words = _("The document is no longer shared.")
    return _pressed(request, slug, words, actions.unshare_document, document_id=pk)


@require_POST
@signed_in
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """The group is over."""
    return _pressed(request, slug, _("The group has ended."), actions.end_group)


@require_safe
@signed_in
def download(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """Hand out a shared file to whoever may see the group; always as a download."""
    rows = GroupDocument.objects.filter(group=_group(request, slug), removed=False).exclude(file="")
    row = get_object_or_404(rows, pk=pk)
    name = slugify(row.title) + PurePath(row.file.name or "").suffix
    return attached(row.file, name=name, media_type=row.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a meeting."""
    return _meeting_form(request, _kept(request, slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a meeting, write what came of it."""
    return _meeting_form(request, _kept(request, slug), pk)


def _meeting_form(request: HttpRequest, row: ExchangeGroup, pk: int | None) -> HttpResponse:
    user, posted = person(request), request.method == "POST"
    met = get_object_or_404(row.meetings, pk=pk) if pk is not None else None
    kept = None if posted else take_pending_form(request, request.path)
    form = MeetingForm(request.POST if posted else kept, initial=MeetingForm.stored(met) if met else {"version": 1})
    theirs = None
    if kept:
        form.without_verdict()
    elif posted and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        outcome = carry_out(
            data["submission"],
            lambda: actions.save_meeting(by=user, at=at, slug=row.slug, meeting_id=pk, **data),
        )
        if outcome.done:
            tell(request, outcome, _("The meeting is saved."))
            return redirect("office:group", row.slug)
        form.show_refusals(outcome.refusals)
        if outcome.changed_meanwhile and met:
            met.refresh_from_db()
            form.data, theirs = with_version(request, met.version), met
    context = {"form": form, "group": row, "meeting": met, "theirs": theirs, "restored": bool(kept)}
    return page(request, "office/network/meeting.html", context, status=422 if posted else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to all members: first the letter is shown as they will get it, then it is sent."""
    row, user, posted = _kept(request, slug), person(request), request.method == "POST"
    kept = None if posted else take_pending_form(request, request.path)
    form = MailingForm(request.POST if posted else kept)
    receivers = receivers_of(row)
    preview, status = None, 200
    if kept:
        form.without_verdict()
    elif posted:
        status = 422
        if form.is_valid() and "send" in request.POST:
            data, at = form.cleaned_data, timezone.now()
            outcome = carry_out(data["submission"], lambda: actions.send_mailing(by=user, at=at, slug=slug, **data))
            if outcome.done:
                tell(request, outcome, _("The letter is on its way to every member that wants letters."))
                return redirect("office:group", slug)
            form.show_refusals(outcome.refusals)
        elif form.is_valid() and "back" not in request.POST:
            words = {name: form.cleaned_data[name] for name in ("subject", "text")}
            form.show_refusals(may_send(**words, ended=row.ended_on is not None, receivers=len(receivers)))
            if not form.errors:
                preview, status = group_letter(row, receivers[0], **words, preview=True), 200
        elif "back" in request.POST:
            form.without_verdict()
            status = 200
    silent = row.members.filter(left_on=None).exclude(pk__in=[member.pk for member in receivers])
    context = {
        "group": row,
        "form": form,
        "preview": preview,
        "receivers": receivers,
        "silent": list(silent.select_related("organisation")),
        "restored": bool(kept),
    }
    return page(request, "office/network/mailing_form.html", context, status=status)


@require_safe
@signed_in
def mailing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was written, and to which members."""
    row = _kept(request, slug)
    sent = get_object_or_404(row.mailings, pk=pk)
    context = {"group": row, "mailing": sent, "letters": sent.letters.select_related("member__organisation")}
    return page(request, "office/network/mailing.html", context)
