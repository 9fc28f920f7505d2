"""Things bound to the purpose of a grant, by the link of a letter: confirm once a year, without an account."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from strahlkraft.audit.queries import entry_of_submission
from strahlkraft.funding.access import ASSETS, of_asset_link
from strahlkraft.funding.actions.assets import confirm_asset
from strahlkraft.funding.models import Asset, Grant
from strahlkraft.funding.queries.assets import Bound, assets_of, grant_of_link
from strahlkraft.public.asking.deeds import carried_out
from strahlkraft.public.asking.forms import VersionedForm
from strahlkraft.public.by_link import by_link, unknown_link
from strahlkraft.steering.access import LinkHolder


class ConfirmForm(VersionedForm):
    """The day on which a thing was seen to serve its purpose."""

    confirmed_on = forms.DateField(
        label=_("Serves its purpose on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=localdate,
    )


@by_link
def assets(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is bound; a press says that a thing serves its purpose."""
    grant = grant_of_link(token)
    if grant is None:
        return unknown_link(request)
    rows = [one for one in assets_of(grant, today=localdate()) if not one.over]
    sent = request.POST.get("asset", "") if request.method == "POST" else ""
    row = next((one.row for one in rows if sent and str(one.row.pk) == sent), None)
    made: dict[int, ConfirmForm] = {}
    if row is not None:
        form = made[row.pk] = ConfirmForm(request.POST, prefix=str(row.pk))
        if _confirmed(grant, row, form, LinkHolder(ASSETS, of_asset_link(token))):
            return HttpResponseRedirect(f"{request.path}?bestaetigt={row.pk}#dinge")
        row.refresh_from_db()
        form.look_again(row.version)
    context = {
        "grant": grant,
        "rows": [_shown(one, made) for one in rows],
        "confirmed": next((one.row for one in rows if str(one.row.pk) == request.GET.get("bestaetigt")), None),
    }
    return render(request, "public/assets/assets.html", context, status=422 if made else 200)


def _confirmed(grant: Grant, row: Asset, form: ConfirmForm, by: LinkHolder) -> bool:
    def deed() -> object:
        given = form.cleaned_data
        return confirm_asset(
            by=by,
            at=timezone.now(),
            grant=grant.code,
            pk=row.pk,
            version=given["version"],
            confirmed_on=given["confirmed_on"],
            submission=form.submission_id,
        )

    before = form.is_valid() and form.submission_id is not None and entry_of_submission(form.submission_id)
    return bool(before) or carried_out(form, deed)


def _shown(one: Bound, made: dict[int, ConfirmForm]) -> dict[str, Any]:
    """A thing with the form that confirms it."""
    form = made.get(one.row.pk) or ConfirmForm(initial={"version": one.row.version}, prefix=str(one.row.pk))
    return {"bound": one, "row": one.row, "form": form, "open": one.row.pk in made}
