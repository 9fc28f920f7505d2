"""Issues of the newsletter: the list, beginning one, its words, and picking its parts in their order."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strahlkraft.accounts.gate import signed_in
from strahlkraft.kernel.actor import Right
from strahlkraft.kernel.whole_numbers import whole_number
from strahlkraft.newsroom.actions import issues as actions
from strahlkraft.newsroom.models import Issue, IssueItem
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.vocabulary import IssueState
from strahlkraft.newsroom.texts.newsletter import KINDS, STATES
from strahlkraft.office import board_sheets as sheets
from strahlkraft.office.forms.newsletter import IssueForm, ItemForm, PickFilter
from strahlkraft.office.forms.requests import DeedForm
from strahlkraft.office.shell import page, person

PAGE_SIZE = 25
BADGES: Mapping[str, str] = {
    IssueState.DRAFT: "unknown",
    IssueState.IN_REVIEW: "warn",
    IssueState.APPROVED: "info",
    IssueState.SENDING: "warn",
    IssueState.SENT: "good",
    IssueState.DISCARDED: "unknown",
}


def badge(issue: Issue) -> dict[str, Any]:
    """State of an issue as a badge."""
    return {"look": BADGES[issue.state], "text": STATES[issue.state]}


def desk_of(request: HttpRequest, code: str) -> queries.Desk:
    """The issue with all about it; 404 for who does not send for its region."""
    one = queries.one(person(request), code)
    if one is None:
        raise Http404
    return one


def _sender(request: HttpRequest) -> None:
    """Only who sends issues comes in; for others the pages are not there."""
    if not person(request).holds(Right.PUBLISH_NEWS):
        raise Http404


@require_safe
@signed_in
def issue_list(request: HttpRequest) -> HttpResponse:
    """Issues of the own regions, newest first, and how many read the newsletter."""
    _sender(request)
    state = request.GET.get("stand", "")
    chosen = state if state in STATES else ""
    shown = Paginator(queries.listed(person(request), state=chosen), PAGE_SIZE).get_page(request.GET.get("seite"))
    readers = queries.readers(timezone.now())
    context = {
        "page": shown,
        "rows": [{"issue": issue, "badge": badge(issue)} for issue in shown],
        "chosen": chosen,
        "tabs": [
            {"label": _("all"), "url": "?", "current": not chosen},
            *({"label": word, "url": f"?stand={key}", "current": key == chosen} for key, word in STATES.items()),
        ],
        "figures": [
            {"number": readers.active, "label": _("readers")},
            *([{"number": readers.failing, "label": _("of these letters do not reach")}] if readers.failing else []),
            {"number": readers.unconfirmed, "label": _("not confirmed yet")},
            {"number": readers.suppressed, "label": _("may not be written to")},
        ],
    }
    return page(request, "office/newsletter/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest) -> HttpResponse:
    """Begin an issue."""
    _sender(request)
    by = person(request)

    def make(data: QueryDict | None) -> IssueForm:
        return IssueForm(data, by=by)

    def deed(form: IssueForm) -> Issue:
        submission = form.cleaned_data["submission"]
        return actions.create_issue(by=by, at=timezone.now(), given=form.given(), submission=submission)

    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The issue is begun. Now pick what stands in it."),
        to="office:issue_parts",
        show=lambda form, restored, status: _form_page(request, form, None, restored=restored, status=status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write on what surrounds the parts."""
    issue, by = _written(request, code).issue, person(request)

    def make(data: QueryDict | None) -> IssueForm:
        return IssueForm(data, by=by, issue=issue)

    def deed(form: IssueForm) -> Issue:
        return actions.edit_issue(
            by=by,
            at=timezone.now(),
            code=code,
            version=form.cleaned_data["version"] or 0,
            given=form.given(),
            submission=form.cleaned_data["submission"],
        )

    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The issue is saved."),
        to="office:issue",
        code=code,
        show=lambda form, restored, status: _form_page(request, form, issue, restored=restored, status=status),
        version=lambda: Issue.objects.get(pk=issue.pk).version,
    )


def _form_page(
    request: HttpRequest, form: IssueForm, issue: Issue | None, *, restored: bool, status: int
) -> HttpResponse:
    context = {"form": form, "issue": issue, "restored": restored}
    return page(request, "office/newsletter/form.html", context, status=status)


def _written(request: HttpRequest, code: str) -> queries.Desk:
    """An issue that is still written on; for others these pages are not there.

    What was typed while somebody handed the issue on is not lost: the deed says why it is refused.
    """
    one = desk_of(request, code)
    if "edit" not in one.may and request.method != "POST":
        raise Http404
    return one


# ---- parts


@require_safe
@signed_in
def parts(request: HttpRequest, code: str) -> HttpResponse:
    """What stands in the issue, in its order, and what can be picked."""
    one = _written(request, code)
    filter_form = PickFilter(request.GET)
    filter_form.is_valid()
    text, kind = filter_form.value("q"), filter_form.value("art")
    there = {(part["kind"], part["key"]) for part in one.content["items"]}
    found = [label for label in queries.choices(text, kind) if (label.kind, label.key) not in there]
    context = {
        "issue": one.issue,
        "rows": [row_of(item, said) for item, said in zip(one.items, one.content["items"], strict=True)],
        "found": [{"label": label, "kind": KINDS[label.kind]} for label in found],
        "filter": filter_form,
        "q": text,
        "filtered": bool(text or kind),
        "deed": DeedForm(auto_id=False),
    }
    return page(request, "office/newsletter/parts.html", context)


def row_of(item: IssueItem, said: Mapping[str, Any]) -> dict[str, Any]:
    """One part for a list: its kind in words and its headline."""
    kind = KINDS[said["kind"]] if said["kind"] else _("Text of our own")
    return {"item": item, "kind": kind, "title": said["title"]["de"], "example": said["example"]}


@require_POST
@signed_in
def pick(request: HttpRequest, code: str) -> HttpResponse:
    """Put something public at the end of the issue."""
    by, at = person(request), timezone.now()
    kind, _colon, key = request.POST.get("thing", "").replace("\x00", "").partition(":")
    if kind not in KINDS:
        raise Http404
    version = whole_number(request.POST.get("version"))
    return sheets.press(
        request,
        lambda submission: actions.add_item(
            by=by, at=at, code=code, version=version, kind=kind, key=key, submission=submission
        ),
        _("It stands in the issue."),
        to="office:issue_parts",
        code=code,
    )


@require_POST
@signed_in
def move(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put a part one place up or down."""
    by, at, version = person(request), timezone.now(), whole_number(request.POST.get("version"))
    step = -1 if request.POST.get("step") == "-1" else 1
    return sheets.press(
        request,
        lambda submission: actions.move_item(
            by=by, at=at, code=code, version=version, item=pk, step=step, submission=submission
        ),
        _("The order is changed."),
        to="office:issue_parts",
        code=code,
        anchor=f"part-{pk}",
    )


@require_POST
@signed_in
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a part out."""
    by, at, version = person(request), timezone.now(), whole_number(request.POST.get("version"))
    return sheets.press(
        request,
        lambda submission: actions.remove_item(
            by=by, at=at, code=code, version=version, item=pk, submission=submission
        ),
        _("It is taken out of the issue."),
        to="office:issue_parts",
        code=code,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_text(request: HttpRequest, code: str) -> HttpResponse:
    """Add a text of one's own."""
    return _item_sheet(request, code, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit_item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Put own words in place of what a picked thing says, or write on an own text."""
    return _item_sheet(request, code, pk)


def _item_sheet(request: HttpRequest, code: str, pk: int | None) -> HttpResponse:
    one, by = _written(request, code), person(request)
    item = next((row for row in one.items if row.pk == pk), None)
    if pk is not None and item is None:
        raise Http404
    said = one.content["items"][one.items.index(item)] if item else None

    def make(data: QueryDict | None) -> ItemForm:
        return ItemForm(data, item=item, version=one.issue.version)

    def deed(form: ItemForm) -> Issue:
        values: dict[str, Any] = {
            "by": by,
            "at": timezone.now(),
            "code": code,
            "version": form.cleaned_data["version"] or 0,
            "given": form.given(),
            "submission": form.cleaned_data["submission"],
        }
        return actions.add_item(**values) if item is None else actions.edit_item(item=item.pk, **values)

    def show(form: ItemForm, restored: bool, status: int) -> HttpResponse:  # noqa: FBT001 - called by sheet
        context = {
            "form": form,
            "issue": one.issue,
            "restored": restored,
            "row": row_of(item, said) if item and said else None,
            "picked": bool(said and said["kind"]),
        }
        return page(request, "office/newsletter/item.html", context, status=status)

    return sheets.sheet(
        request,
        make,
        deed,
        saved=_("The issue is saved."),
        to="office:issue_parts",
        code=code,
        show=show,
        version=lambda: Issue.objects.get(pk=one.issue.pk).version,
    )
