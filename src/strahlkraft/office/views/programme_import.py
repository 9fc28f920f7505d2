"""Reading another programme's schedule.xml: first a look at what would be made, then it is made."""

import base64
import binascii
import zlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from strahlkraft.accounts.gate import signed_in
from strahlkraft.congress.actions.programme_import import import_programme
from strahlkraft.congress.bridge.importing import Import, look
from strahlkraft.congress.formats.schedule_reading import read_schedule
from strahlkraft.congress.models import Occasion, Plan
from strahlkraft.kernel.refusal import Refused
from strahlkraft.office.forms.programme import ImportForm, TakeOverForm
from strahlkraft.office.occasion_tabs import managed, occasion_page
from strahlkraft.office.saving import carry_out, tell
from strahlkraft.office.shell import person

MOST_BYTES = 5_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """The file is looked at; sent again with the look's button it is taken over."""
    occasion = managed(request, slug)
    if request.method == "POST" and "packed" in request.POST:
        return _take_over(request, occasion)
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    found: Import | None = None
    packed = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            if len(data) > MOST_BYTES:
                form.add_error("file", _("This file is larger than 5 MB."))
            else:
                found = look(occasion, read_schedule(data))
                packed = base64.b64encode(zlib.compress(data)).decode()
        except Refused as refused:
            form.show_refusals(refused.refusals)
    context = {"form": form, "found": found, "take_over": TakeOverForm(initial={"packed": packed})}
    if found is not None and found.refusals:
        form.show_refusals(list(found.refusals))
    return occasion_page(request, "office/programme/import.html", occasion, context)


def _take_over(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    form, made = TakeOverForm(request.POST), list[Plan]()
    if form.is_valid():
        outcome = carry_out(
            form.submission_id(),
            lambda: made.append(
                import_programme(
                    by=person(request),
                    at=timezone.now(),
                    slug=occasion.slug,
                    data=_unpacked(form.cleaned_data["packed"]),
                    named=form.cleaned_data["named"],
                    submission=form.submission_id(),
                )
            ),
        )
        if outcome.done:
            tell(request, outcome, _("The programme is taken over."))
            number = made[0].number if made else occasion.plans.order_by("-number").values_list("number", flat=True)[0]
            return redirect("office:plan", occasion.slug, number)
        form.show_refusals(outcome.refusals)
    context = {"form": form, "found": None, "take_over": None}
    return occasion_page(request, "office/programme/import.html", occasion, context)


def _unpacked(text: str) -> bytes:
    """The file as it was looked at; what is none becomes an empty one, which the reader refuses with a sentence."""
    try:
        opened = zlib.decompressobj()
        return opened.decompress(base64.b64decode(text), MOST_BYTES)
    except (ValueError, binascii.Error, zlib.error):
        return b""
