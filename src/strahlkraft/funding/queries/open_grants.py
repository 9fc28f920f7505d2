"""Which grants are published as open data: real ones with a legally effective award; invented ones in a file of their own."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from strahlkraft.design.addresses import address
from strahlkraft.funding import texts
from strahlkraft.funding.formats.giving import Body, OpenGrant, Publisher, csv_bytes, json_bytes
from strahlkraft.funding.models import Grant, GrantNotice, Payment
from strahlkraft.funding.queries.terms import terms_of
from strahlkraft.funding.rules.money import ZERO
from strahlkraft.funding.rules.vocabulary import GrantState, NoticeKind, NoticeState
from strahlkraft.network.models import Region
from strahlkraft.projects.models import Publication

LANGUAGE = "de"  # one file for everybody, in the language of the notices
_TITLE = gettext_noop("Grants of the digital model regions")
_EXAMPLE_TITLE = gettext_noop("Example: invented grants, to try the format")
_TEXT = gettext_noop(
    "Legally effective grants of the programme: money of the Land, not the total cost. Forwarded grants are contained in "
    "the grant they come from and are not listed again."
)
_EXAMPLE_TEXT = gettext_noop("Everything in this file is invented. It is no record of any grant.")
_PROGRAMME = gettext_noop("Digital model regions in North Rhine-Westphalia")
_AUTHORITY = gettext_noop("Bezirksregierung %(name)s")
_LAND = gettext_noop("State of North Rhine-Westphalia")
_EXAMPLE = gettext_noop("Example: %(title)s")


def open_grants(*, on: date, example: bool = False) -> list[OpenGrant]:
    """The published grants as of a day, the real ones or (``example``) the invented ones; four queries."""
    rows = Grant.objects.filter(demonstration=example, parent=None).exclude(
        state__in=(GrantState.APPLIED, GrantState.NOT_GRANTED)
    )
    grants = list(rows.select_related("region", "recipient", "project").order_by("code"))
    keys = [row.pk for row in grants]
    sums = Payment.objects.filter(grant__in=keys, received_on__lte=on).order_by().values("grant")
    paid = dict(sums.annotate(sum=Sum("amount")).values_list("grant", "sum"))
    with translation.override(LANGUAGE):
        return list(_told(grants, paid, on=on, example=example))


def _told(grants: list[Grant], paid: dict[int, Decimal], *, on: date, example: bool) -> Iterator[OpenGrant]:
    keys = [row.pk for row in grants]
    known = terms_of(keys, on=on)
    awards = GrantNotice.objects.filter(
        grant__in=keys, kind=NoticeKind.AWARD, state=NoticeState.CONFIRMED, effective_on__lte=on
    )
    awarded = dict(awards.values_list("grant", "issued_on"))
    for row in grants:
        terms = known[row.pk]
        if row.pk not in awarded or terms.amount is None:
            continue
        yield OpenGrant(
            code=row.code,
            title=gettext(_EXAMPLE) % {"title": row.title} if example else row.title,
            description=f"{row.title} ({texts.FUNDING_OBJECTS[row.funding_object]})",
            awarded=terms.amount,
            disbursed=paid.get(row.pk, ZERO),
            awarded_on=awarded[row.pk],
            begins_on=terms.work_from or terms.grant_from,
            ends_on=terms.work_until or terms.grant_until,
            recipient=Body(f"org-{row.recipient.slug}", row.recipient.name),
            funder=_funder(row.region),
            url=_url(row),
        )


def _funder(region: Region) -> Body:
    district = region.government_district
    name = gettext(_AUTHORITY) % {"name": district} if district else gettext(_LAND)
    return Body(f"funder-{region.slug}" if district else "funder-nrw", name)


def _url(row: Grant) -> str:
    """The public page of its project; a project that is not published stays unnamed."""
    if row.project is None or row.project.publication != Publication.PUBLISHED:
        return ""
    return f"{settings.BASE_URL}{address(row.project.label)}"


def _publisher(*, example: bool) -> Publisher:
    with translation.override(LANGUAGE):
        return Publisher(
            prefix=settings.OPEN_GRANTS_PREFIX,
            name=settings.OPERATOR["name"] or "Strahlkraft",
            website=settings.BASE_URL,
            title=gettext(_EXAMPLE_TITLE if example else _TITLE),
            description=gettext(_EXAMPLE_TEXT if example else _TEXT),
            programme=Body("digitale-modellregionen", gettext(_PROGRAMME)),
            file="beispielzuwendungen" if example else "zuwendungen",
        )


def file_of(form: str, *, on: date, example: bool = False) -> bytes:
    """The open data file as ``json`` or ``csv``; KeyError for another form."""
    grants, publisher = open_grants(on=on, example=example), _publisher(example=example)
    if form == "json":
        return json_bytes(grants, publisher, on=on)
    if form != "csv":
        raise KeyError(form)
    return csv_bytes(grants, publisher)
