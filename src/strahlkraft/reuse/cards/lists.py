"""Cards of lists and rows of exports."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from strahlkraft.design.addresses import address, is_german
from strahlkraft.design.formats import day
from strahlkraft.reuse import texts
from strahlkraft.reuse.cards.checks import level_badge
from strahlkraft.reuse.catalogue import Found, Record, country_name
from strahlkraft.reuse.models import PeerEntry, ReuseOffer, Software
from strahlkraft.reuse.queries.offers import level_of


def card(record: Record) -> dict[str, Any]:
    """The card of whatever it is."""
    if isinstance(record, ReuseOffer):
        return offer_card(record)
    return software_card(record) if isinstance(record, Software) else entry_card(record)


def found_card(found: Found, *, why: str = "") -> dict[str, Any]:
    """The card of a hit, with why it was found."""
    return card(found.record) | {"why": why}


def offer_card(offer: ReuseOffer) -> dict[str, Any]:
    """An offer's card; needs ``queries.offers.with_card``."""
    badge = _level(level_of(offer))
    if offer.superseded_by_id or offer.superseded_note:
        badge = {"text": _("superseded"), "state": "warn"}
    return {
        "title": offer.title,
        "url": address(offer.label),
        "kicker": f"{texts.RESULT_KINDS[offer.kind]} · {offer.project.region.name}",
        "summary": offer.summary,
        "lang": "de",
        "meta": [offer.licence or _("no licence named"), offer.project.title],
        "meta_lang": "",
        "badge": badge["text"],
        "badge_state": badge["state"],
    }


def _level(level: str) -> dict[str, str]:
    """The level reached; a card of something without any says nothing of it."""
    return level_badge(level) if level else {"text": "", "state": "unknown"}


def summary_of(software: Software) -> tuple[str, str]:
    """The one sentence in the language of the page, else in the other one; with its language."""
    said = [(software.summary_de, "de"), (software.summary_en, "en")]
    return next(((text, tag) for text, tag in (said if is_german() else said[::-1]) if text), ("", ""))


def software_card(software: Software) -> dict[str, Any]:
    """The card of imported software; needs ``queries.software.in_order``."""
    badge = _level(level_of(software))
    if software.archived:
        badge = {"text": _("archived"), "state": "warn"}
    kicker = [_("Imported software"), software.publisher_name, country_name(software.country)]
    summary, lang = summary_of(software)
    status = str(texts.STATUSES.get(software.development_status, ""))
    return {
        "title": software.name,
        "url": address(software.label),
        "kicker": " · ".join(part for part in kicker if part),
        "summary": summary,
        "lang": lang,
        "meta": [part for part in (software.licence or _("no licence named"), status) if part],
        "meta_lang": "",
        "badge": badge["text"],
        "badge_state": badge["state"],
    }


def entry_card(entry: PeerEntry) -> dict[str, Any]:
    """The card of an entry of another instance, with its origin."""
    what = str(texts.RESULT_KINDS.get(entry.data.get("result_kind", ""), ""))
    return {
        "title": entry.title,
        "url": address(entry.label),
        "kicker": " · ".join(part for part in (entry.peer.name, what) if part),
        "summary": str(entry.data.get("summary", "")),
        "lang": "",
        "meta": [str(entry.data.get("licence") or _("no licence named")), _("as of %(date)s") % {"date": _seen(entry)}],
        "meta_lang": "",
        "badge": _("from another instance"),
        "badge_state": "info",
    }


def _seen(entry: PeerEntry) -> str:
    return day((entry.peer.last_good_at or entry.seen_at).date())


def plain(found: Found) -> dict[str, Any]:
    """One row of an export; the same columns for every kind, empty where nothing is stated."""
    record = found.record
    row: dict[str, Any] = {
        "kind": found.hit.kind,
        "title": str(record),
        "summary": found.hit.summary,
        "what": "software",
        "licence": "",
        "status": "",
        "repository": "",
        "publisher": "",
        "project": "",
        "region": "",
        "country": "",
        "readiness": "",
        "changed": _changed(record).isoformat(),
        "url": f"{settings.BASE_URL}{address(record.label)}",
    }
    if isinstance(record, ReuseOffer):
        return row | {
            "what": record.kind,
            "licence": record.licence,
            "status": record.development_status,
            "repository": record.repository_url,
            "project": record.project.title,
            "region": record.project.region.name,
            "readiness": level_of(record),
        }
    if isinstance(record, Software):
        return row | {
            "licence": record.licence,
            "status": record.development_status,
            "repository": record.repository_url,
            "publisher": record.publisher_name,
            "country": record.country,
            "readiness": level_of(record),
        }
    data = record.data
    return row | {
        "what": str(data.get("result_kind", "")),
        "licence": str(data.get("licence", "")),
        "repository": str(data.get("repository", "")),
        "publisher": record.peer.name,
        "readiness": str(data.get("readiness_level", "")),
    }


def _changed(record: Record) -> date:
    return (record.seen_at if isinstance(record, PeerEntry) else record.changed_at).date()
