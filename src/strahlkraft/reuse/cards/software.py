"""What is known of software from elsewhere, and of entries of other instances."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from strahlkraft.design.formats import day, partial_date
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.reuse import publiccode, texts
from strahlkraft.reuse.catalogue import country_name, language_name
from strahlkraft.reuse.models import PeerEntry, Software

_LEVEL_STATES = {"error": ("bad", "error"), "warning": ("warn", "warning"), "hint": ("info", "info")}
_LANGUAGES_SHOWN = 12


def software_facts(row: Software) -> list[dict[str, Any]]:
    """Its facts as read; what the file does not say is said to be unknown."""
    languages = [language_name(tag) for tag in row.languages]
    more = len(languages) - _LANGUAGES_SHOWN
    return [
        {"label": _("Publisher"), "value": row.publisher_name},
        {"label": _("Country"), "value": country_name(row.country) if row.country else ""},
        {"label": _("State of development"), "value": str(texts.STATUSES.get(row.development_status, ""))},
        {
            "label": _("Version"),
            "value": row.software_version,
            "note": partial_date(row.release_date) if row.release_date else "",
        },
        {"label": _("Last change in the repository"), "value": day(row.last_change_on) if row.last_change_on else ""},
        {
            "label": _("Languages"),
            "value": ", ".join(languages[:_LANGUAGES_SHOWN]),
            "note": _("and %(count)s more") % {"count": more} if more > 0 else "",
        },
        {"label": _("Platforms"), "value": ", ".join(row.platforms)},
        {"label": _("Kind of software"), "value": row.software_type},
        {"label": _("Categories"), "value": ", ".join(row.categories)},
        {"label": _("Based on"), "value": ", ".join(row.based_on)},
        _linked(_("Repository"), row.repository_url),
        _linked(_("Website"), row.landing_url),
    ]


def _linked(label: str, url: str) -> dict[str, str]:
    web = url if url.startswith(("https://", "http://")) else ""
    return {"label": label, "value": url.removeprefix("https://").removeprefix("http://").rstrip("/"), "url": web}


def verdict_view(row: Software) -> dict[str, Any]:
    """Both verdicts on the publiccode.yml: ours (it is listed) and the reference parser's; None when it was not read here."""
    return {
        "ours": {"text": _("listed"), "state": "good"},
        "reference": verdict_word(row.verdict),
        "checked_on": row.checked_on,
    }


def finding_rows(row: Software) -> list[dict[str, Any]]:
    """All findings of the check of its publiccode.yml in the language of the page: place, sentence with the remedy."""
    return [
        _finding_row(
            publiccode.Finding(
                stored["level"],
                stored["key"],
                stored["code"],
                stored.get("params") or {},
                stored.get("line") or 0,
                stored.get("column") or 0,
            )
        )
        for stored in row.findings
        if stored["code"] in publiccode.wording()  # else stored by an older version
    ]


def report_rows(report: publiccode.Report) -> list[dict[str, Any]]:
    """The same for a file that was just checked."""
    return [_finding_row(found) for found in (*report.results, *report.further)]


def verdict_word(verdict: str) -> dict[str, str]:
    """The reference parser's verdict as a badge."""
    words = {
        "valid": (_("valid"), "good"),
        "warning": (_("valid with notes"), "warn"),
        "error": (_("not valid"), "bad"),
    }
    text, state = words.get(verdict, (_("not checked here"), "unknown"))
    return {"text": text, "state": state}


def _finding_row(found: publiccode.Finding) -> dict[str, Any]:
    words = {"error": _("error"), "warning": _("note"), "hint": _("hint")}
    state, icon = _LEVEL_STATES[found.level]
    return {
        "level": words[found.level],
        "state": state,
        "icon": icon,
        "key": found.key,
        "line": found.line,
        "message": found.message((get_language() or "de").split("-")[0]),
    }


def address_rows(row: Software) -> list[dict[str, Any]]:
    """Every address under which it was found, and what each is; needs ``queries.software.listed``."""
    return [
        {
            "url": address.url if "://" in address.url else f"https://{address.url}",
            "text": address.url.removeprefix("https://"),
            "kind": texts.ADDRESS_KINDS.get(address.kind, address.kind),
            "seen_at": address.seen_at,
        }
        for address in row.addresses.all()
    ]


def entry_facts(entry: PeerEntry) -> list[dict[str, Any]]:
    """The facts another instance tells about an entry; its fields are bounded by the feed's reader."""
    data = entry.data
    return [
        {"label": _("What can be taken over"), "value": str(texts.RESULT_KINDS.get(data.get("result_kind", ""), ""))},
        {"label": _("Publisher"), "value": _text(data.get("publisher"))},
        _linked(_("Repository"), _text(data.get("repository"))),
        {"label": _("Languages"), "value": ", ".join(language_name(tag) for tag in _texts(data.get("languages")))},
        {
            "label": _("Suitable for"),
            "value": ", ".join(str(SIZE_CLASSES.get(size, size)) for size in _texts(data.get("size_classes"))),
        },
        {"label": _("Last changed"), "value": partial_date(data["modified"][:10]) if data.get("modified") else ""},
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(values: object) -> Iterable[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list | tuple) else []
