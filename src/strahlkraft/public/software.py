"""Software from elsewhere, and entries of other instances."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.public import structured
from strahlkraft.public.offers import ask_address, watch_address, yaml_file
from strahlkraft.reuse import cards
from strahlkraft.reuse.models import PeerEntry, Software
from strahlkraft.reuse.queries import offers
from strahlkraft.reuse.queries import software as reading
from strahlkraft.reuse.queries.cases import cases_of
from strahlkraft.reuse.queries.checks import standing
from strahlkraft.reuse.queries.exchange import also_elsewhere
from strahlkraft.reuse.rules.software import is_gone


@require_safe
def software(request: HttpRequest, slug: str) -> HttpResponse:
    """Software known by its publiccode.yml: marked as imported, with its source and both verdicts."""
    record = reading.listed(slug)
    if record is None:
        target = reading.merged_into(slug)
        if target is not None:
            return HttpResponsePermanentRedirect(address(target.label))
        raise Http404
    summary, language = cards.summary_of(record)
    context: dict[str, Any] = {
        "software": record,
        "crumbs": [(_("Reuse"), localised("/angebote/")), (record.name, "")],
        "summary": summary,
        "summary_lang": language,
        "origin": record.get_origin_display(),
        "source_url": record.source_url if record.source_url.startswith(("https://", "http://")) else "",
        "facts": cards.software_facts(record),
        "licence": cards.licence_view(record.licence, software=True),
        "verdict": cards.verdict_view(record),
        "findings": cards.finding_rows(record),
        "addresses": cards.address_rows(record),
        "merged": record.merged.all(),
        "gone": is_gone(record.misses),
        "readiness": cards.readiness_view(standing(record, today=timezone.localdate())),
        "cases": cards.case_rows(cases_of(software_ids=[record.pk])),
        "also": also_elsewhere(record),
        "ask_url": ask_address("software", record.slug),
        "watch_url": watch_address("software", record.slug),
        "structured": structured.software(record, summary, request.build_absolute_uri(address(record.label))),
    }
    return render(request, "public/software/software.html", context)


@require_safe
def mended_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Its publiccode.yml, mended as far as a machine can."""
    record = reading.listed(slug)
    comment = _(
        "Mended by machine as far as it can: newest version, old keys moved. People were left out: add a contact."
    )
    text = reading.mended_file(record, comment=comment) if record else ""
    if not text:
        raise Http404
    return yaml_file(text)


@require_safe
def elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """An entry of another instance: what it tells, where it stands there, and how old that is."""
    record = reading.entry(slug)
    if record is None:
        raise Http404
    url = str(record.data.get("url") or record.uri)
    context = {
        "entry": record,
        "crumbs": [(_("Reuse"), localised("/angebote/")), (record.title, "")],
        "summary": str(record.data.get("summary", "")),
        "facts": cards.entry_facts(record),
        "licence": cards.licence_view(str(record.data.get("licence", "")), software=_is_software(record)),
        "level": cards.level_badge(level) if (level := str(record.data.get("readiness_level", ""))) else None,
        "origin_url": url if url.startswith(("https://", "http://")) else "",
        "as_of": record.peer.last_good_at or record.seen_at,
        "same_offer": record.same_offer if offers.is_public(record.same_offer) else None,
        "same_software": _listed(record.same_software),
    }
    return render(request, "public/software/elsewhere.html", context)


def _is_software(record: PeerEntry) -> bool:
    return record.kind == "software" or record.data.get("result_kind") == "software"


def _listed(row: Software | None) -> Software | None:
    return row if row is not None and row.merged_into_id is None else None
