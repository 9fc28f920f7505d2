"""The need box: a municipality says what it needs; what fits is shown with reasons, side by side on demand."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import money, number, partial_date, unknown
from strahlkraft.kernel.label import Label
from strahlkraft.network.texts import SIZE_CLASSES
from strahlkraft.public import towns
from strahlkraft.public.reasons import why
from strahlkraft.reuse import texts
from strahlkraft.reuse.closeness import Reason
from strahlkraft.reuse.closeness.words import REASONS
from strahlkraft.reuse.documents import KINDS
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.queries import needs
from strahlkraft.reuse.queries.needs import Fit, Need
from strahlkraft.reuse.queries.things import Thing, answer_times, cases_by_thing, things
from strahlkraft.reuse.readiness.words import LEVELS
from strahlkraft.reuse.rules.cases import Median
from strahlkraft.reuse.rules.content import Effort
from strahlkraft.search.queries import highlighter

COMPARED = 4
PRODUCTS, PRODUCT_LENGTH = 10, 80
KIND_WORDS = {
    "offer": gettext_lazy("Offer"),
    "project": gettext_lazy("Project"),
    "software": gettext_lazy("Software"),
    "elsewhere": gettext_lazy("From another instance"),
}
LEVEL_STATES = {"": "unknown", "findable": "info", "transferable": "good", "proven": "good"}


@require_safe
def need(request: HttpRequest) -> HttpResponse:
    """Say what is needed in plain words; see what fits and why, choose, ask."""
    text = need_text(request.GET.get("q", ""))
    typed = towns.read_town(request.GET.get("kommune", ""))
    products = read_products(request.GET.get("produkt", ""))
    kind = request.GET.get("art", "") if request.GET.get("art") in KINDS else ""
    question = Need(text, needs.town_of(typed.town, products), (kind,) if kind else KINDS)
    fits = needs.find(question)
    carried = {"bedarf": text} | ({"kommune": typed.town.key} if typed.town else {})
    context = {
        "text": text,
        "limit": needs.NEED_IN_ADDRESS,
        "typed": typed,
        "several": [{"text": towns.shown(row), "place": row.district.title, "key": row.key} for row in typed.several],
        "products": ", ".join(products),
        "fits": fits,
        "rows": _rows(fits.rows, text, carried),
        "kinds": _kinds(kind),
        "kind": kind,
        "watch_url": f"{localised('/merken/')}?{urlencode(carried | ({'art': kind} if kind else {}))}",
        "compared": COMPARED,
    }
    return render(request, "public/needs/need.html", context)


def need_text(text: str) -> str:
    """A need as it can stand in an address."""
    return "\n".join(" ".join(line.split()) for line in text.replace("\0", " ").splitlines()).strip()[
        : needs.NEED_IN_ADDRESS
    ]


def read_products(text: str) -> tuple[str, ...]:
    """Products a municipality has, separated by commas or lines."""
    parts = (" ".join(part.split())[:PRODUCT_LENGTH] for part in text.replace("\n", ",").replace("\0", " ").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))[:PRODUCTS]


def _kinds(chosen: str) -> list[dict[str, Any]]:
    words = {"": _("Everything"), **KIND_WORDS}
    return [{"value": value, "label": label, "current": value == chosen} for value, label in words.items()]


def _rows(found: Iterable[Fit], text: str, carried: dict[str, str]) -> list[dict[str, Any]]:
    mark = highlighter(text)
    return [
        shown_thing(fit.thing)
        | {
            "title_parts": mark(fit.thing.label.title),
            "summary_parts": mark(fit.thing.summary),
            "why": why(fit.hit),
            "reasons": [sentence(reason) for reason in fit.why],
            "ask_url": ask_url(fit.thing.label, carried) if fit.thing.askable else "",
        }
        for fit in found
    ]


def sentence(reason: Reason) -> str:
    """A reason in the language of the page."""
    return _(REASONS[reason.code]) % reason.params if reason.params else _(REASONS[reason.code])


def ask_url(label: Label, carried: dict[str, str]) -> str:
    """The form of a request about a thing, with what is known already."""
    page = address(Label("ask", f"{label.kind}-{label.key}"))
    return f"{page}?{urlencode(carried)}" if any(carried.values()) else page


def shown_thing(thing: Thing) -> dict[str, Any]:
    """What every list says of a thing."""
    return {
        "name": f"{thing.label.kind}-{thing.label.key}",
        "title": thing.label.title,
        "url": address(thing.label),
        "kind": KIND_WORDS[thing.label.kind],
        "what": texts.RESULT_KINDS.get(thing.what, "") if thing.label.kind != "software" else "",
        "by": thing.by,
        "licence": thing.licence,
        "level": _(LEVELS[thing.level]) if thing.level else "",
        "level_state": LEVEL_STATES.get(thing.level, "unknown"),
    }


def read_names(values: Iterable[str]) -> list[tuple[str, str]]:
    """Things named in an address (``offer-some-slug``), each once; what is no name is left out."""
    names = [tuple(value.replace("\0", " ").split("-", 1)) for value in values if "-" in value]
    return list(dict.fromkeys((kind, key) for kind, key in names if kind in KINDS and key))


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four things side by side, criterion by criterion."""
    names = read_names(request.GET.getlist("ding")[:50])
    known = things(names[:COMPARED])
    chosen = [known[name] for name in names[:COMPARED] if name in known]
    cases, times = cases_by_thing(chosen), answer_times(chosen)
    carried = {
        "bedarf": need_text(request.GET.get("bedarf", "")),
        "kommune": request.GET.get("kommune", "")[: towns.LONGEST],
    }
    back = {"q": carried["bedarf"], "kommune": carried["kommune"]}
    context = {
        "columns": [
            shown_thing(thing) | {"ask_url": ask_url(thing.label, carried) if thing.askable else ""} for thing in chosen
        ],
        "criteria": _criteria(chosen, [cases.get(it.name, []) for it in chosen], [times.get(it.name) for it in chosen]),
        "too_many": len(names) > COMPARED,
        "missing": len(names[:COMPARED]) - len(chosen),
        "most": COMPARED,
        "back_url": f"{localised('/bedarf/')}?{urlencode(back)}",
        "crumbs": [(_("What fits your need"), f"{localised('/bedarf/')}?{urlencode(back)}"), (_("Comparison"), "")],
    }
    return render(request, "public/needs/compare.html", context)


def _criteria(
    chosen: list[Thing], cases: list[list[ReuseCase]], times: list[Median | None]
) -> list[tuple[str, list[list[str]]]]:
    """Each criterion with the lines of every thing; what is not stated is said to be unknown."""
    rows = {
        _("What it is"): [[str(KIND_WORDS[it.label.kind]), str(texts.RESULT_KINDS.get(it.what, ""))] for it in chosen],
        _("By whom"): [[it.by] for it in chosen],
        _("Licence"): [[_licence(it)] for it in chosen],
        _("Readiness"): [[_(LEVELS[it.level])] for it in chosen],
        _("Presupposed products"): [list(it.products) for it in chosen],
        _("Effort and costs"): [[line for row in it.efforts for line in _effort(row)] for it in chosen],
        _("Suitable sizes"): [[str(SIZE_CLASSES.get(size, size)) for size in it.sizes] for it in chosen],
        _("Who reuses it"): [_reusers(found) for found in cases],
        _("Median time to the first answer"): [[_answer(time)] for time in times],
        _("Last change"): [[str(partial_date(it.changed))] if it.changed else [] for it in chosen],
    }
    return [
        (name, [list(filter(None, lines)) or [str(unknown())] for lines in columns]) for name, columns in rows.items()
    ]


def _licence(thing: Thing) -> str:
    return _("called free, no licence named") if thing.licence_claimed and not thing.licence else thing.licence


def _effort(row: Effort) -> list[str]:
    size = f"{SIZE_CLASSES[row.size_class]}: " if row.size_class in SIZE_CLASSES else ""
    facts = []
    if row.introduction_days is not None:
        facts.append(_("introduction %(n)s person days") % {"n": number(row.introduction_days)})
    if row.introduction_cost is not None:
        facts.append(_("introduction %(amount)s") % {"amount": money(row.introduction_cost)})
    if row.yearly_days is not None:
        facts.append(_("%(n)s person days a year") % {"n": number(row.yearly_days)})
    if row.yearly_cost is not None:
        facts.append(_("%(amount)s a year") % {"amount": money(row.yearly_cost)})
    stated = ", ".join(str(part) for part in (row.stated_by, row.year) if part)
    return [f"{size}{' · '.join(facts)}{f' ({stated})' if stated else ''}"]


def _reusers(found: list[ReuseCase]) -> list[str]:
    return [f"{case.stated_name}: {texts.CASE_STATES[case.state]}" for case in found] or [_("nobody known yet")]


def _answer(time: Median | None) -> str:
    if time is None or time.value is None:
        return _("not known yet (n = 0)")
    return _("%(days)s working days (n = %(n)s)") % {"days": number(time.value), "n": time.n}
