"""A project as the components of ``design`` show it: plain mappings of words, dates and addresses."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.addresses import address
from strahlkraft.design.formats import money, number, partial_date
from strahlkraft.projects import texts
from strahlkraft.projects.models import Fact, FundingState, LicenceState, Participation, Project, Truth, TruthKind
from strahlkraft.projects.queries import fact
from strahlkraft.projects.rules import MONEY_FIELDS, PERCENT_FIELDS, SINGLE_VALUED

COMPONENT_KINDS = {
    TruthKind.CLOSED: "closed",
    TruthKind.OPERATION: "operation",
    TruthKind.REUSABLE: "reusable",
}


def card(project: Project, *, why: str = "") -> dict[str, Any]:
    """A project's card; needs ``queries.with_tile``."""
    lead = [p.stated_name for p in people(project, Participation.Role.LEAD)]
    stated = fact(project, "funding")
    meta = [" · ".join(lead)] if lead else []
    if stated and stated.amount is not None:
        meta.append(value(stated))
    badge: dict[str, Any] = {}
    if project.funding_state == FundingState.UNFUNDED:
        badge = {"badge": str(project.get_funding_state_display()), "badge_state": "warn"}
    elif project.superseded_by or project.superseded_note:
        badge = {"badge": _("superseded"), "badge_state": "warn"}
    elif project.contradictions.all():
        badge = {"badge": _("sources disagree"), "badge_state": "info"}
    return {
        "title": project.title,
        "url": address(project.label),
        "kicker": " · ".join([project.region.name, *(f.name for f in project.fields_of_action.all())][:3]),
        "summary": project.summary,
        "truths": truths(project),
        "meta": meta,
        "why": why,
        **badge,
    }


def people(project: Project, role: str) -> list[Participation]:
    """Who takes part in one role; needs ``queries.with_card``."""
    return [p for p in _all_people(project) if p.role == role]


def truths(project: Project) -> list[dict[str, Any]]:
    """The three truths in their order, unknown ones included; needs ``queries.with_card``."""
    standing: dict[str, Truth] = {t.kind: t for t in project.standing_truths}
    return [_truth(kind, standing.get(kind)) for kind in TruthKind]


def _truth(kind: TruthKind, stated: Truth | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": COMPONENT_KINDS[kind], "value": None}
    if stated:
        shown["value"] = stated.value == "yes"
        shown["as_of"] = stated.as_of
        notes = [_("since %(date)s") % {"date": partial_date(stated.since)}] if stated.since else []
        notes += [_("“%(wording)s”") % {"wording": stated.wording}] if stated.wording else []
        shown["note"] = " · ".join(notes)
        if stated.source:
            shown |= {"source_url": address(stated.source.label), "source_title": stated.source.publisher}
    return shown


def value(stated: Fact) -> str:
    """One stated value in words: money, share, date, number or text, with "about" when the source rounds."""
    if stated.amount is None:
        return stated.text or str(partial_date(stated.date))
    if stated.field in MONEY_FIELDS:
        shown = money(stated.amount)
    elif stated.field in PERCENT_FIELDS:
        shown = f"{number(stated.amount.normalize())} %"
    else:
        shown = number(stated.amount.normalize())
    if stated.approximate:
        shown = _("about %(amount)s") % {"amount": shown}
    return f"{stated.text}: {shown}" if stated.text else shown


def qualifier(stated: Fact) -> str:
    """What a value means, in words; qualifiers that are codes are translated."""
    return str(texts.QUALIFIERS.get(stated.qualifier, stated.qualifier))


def statement(stated: Fact) -> dict[str, Any]:
    """One of several disagreeing values, with who states it."""
    sources = list(stated.sources.all())
    shown: dict[str, Any] = {"value": value(stated), "as_of": stated.as_of, "note": qualifier(stated)}
    shown["source_title"] = qualifier(stated) or (sources[0].publisher if sources else "")
    if sources:
        shown["source_url"] = address(sources[0].label)
    return shown


def fact_row(label: Any, facts: Sequence[Fact]) -> dict[str, Any]:
    """One field with its value, or with all its values when sources disagree."""
    row: dict[str, Any] = {"label": label}
    if not facts:
        return row
    if len(facts) > 1 and any(not f.preferred for f in facts):
        return row | {"statements": [statement(f) for f in facts]}
    stated = facts[0]
    sources = list(stated.sources.all())
    row |= {"value": value(stated), "as_of": stated.as_of, "note": qualifier(stated)}
    row["lang"] = "de" if stated.text else ""
    row["note_lang"] = "" if stated.qualifier in texts.QUALIFIERS else "de"
    if sources:
        row |= {"source_url": address(sources[0].label), "source_title": sources[0].publisher}
    return row


def fact_rows(facts: Iterable[Fact], fields: Sequence[str]) -> list[dict[str, Any]]:
    """Rows for the named fields in their order; fields of which nothing is stated are left out."""
    ordered = sorted((f for f in facts if f.field in fields), key=lambda f: fields.index(f.field))
    rows = []
    for field, grouped in groupby(ordered, key=lambda f: f.field):
        stated = list(grouped)
        if any(not f.preferred for f in stated) or len(stated) == 1:
            rows.append(fact_row(texts.FIELDS.get(field, field), stated))
        elif len({(f.qualifier, f.as_of, *(s.pk for s in f.sources.all())) for f in stated}) == 1:
            row = fact_row(texts.FIELDS.get(field, field), stated[:1])
            rows.append(row | {"values": [value(f) for f in stated]})
        else:
            rows += [fact_row(texts.FIELDS.get(field, field), [f]) for f in stated]
    return rows


PROJECT_FIELDS = ("funding", "total_cost", "start", "end", "transferable_from", "licence", "status")


def project_facts(project: Project) -> list[dict[str, Any]]:
    """The facts every project page shows, unknown ones said to be unknown; needs ``queries.with_card``."""
    standing: list[Fact] = project.standing_facts
    rows = [
        fact_row(texts.FIELDS[field], [f for f in standing if f.field == field])
        for field in PROJECT_FIELDS
        if field in SINGLE_VALUED
    ]
    if project.licence_state == LicenceState.NONE and not any(f.field == "licence" for f in standing):
        rows[PROJECT_FIELDS.index("licence")]["note"] = _("None of the pages read names a licence.")
    return rows


def result_kinds(project: Project) -> list[str]:
    """The kinds of result in words."""
    return [str(texts.RESULT_KINDS.get(kind, kind)) for kind in project.result_kinds]


PHASE_TITLES = texts.PHASES | {"transfer": gettext_lazy("Start of transferability")}


def timeline(project: Project) -> list[dict[str, Any]]:
    """Start, phases and end in the order of time, each planned or actual; needs ``queries.with_page``."""
    entries = []
    phases = {p.kind: p for p in project.phases.all()}
    for kind in ("preparation", "conception", "implementation", "closure", "transfer"):
        if kind in phases:
            phase = phases[kind]
            entries.append(
                {
                    "title": PHASE_TITLES[kind],
                    "state": "done" if phase.actual else "planned",
                    "start": phase.actual,
                    "end": phase.actual,
                    "planned_start": phase.planned,
                    "_order": phase.actual or phase.planned,
                }
            )
    for field, title in (("start", _("Start")), ("end", _("End of the term"))):
        stated = fact(project, field)
        if stated and not any(e["_order"] == stated.date for e in entries if field == "start"):
            entries.append(
                {
                    "title": title,
                    "state": "done",
                    "start": stated.date,
                    "end": stated.date,
                    "text": qualifier(stated),
                    "_order": stated.date,
                }
            )
    return sorted(entries, key=lambda e: str(e["_order"]))


def person_rows(project: Project, roles: Sequence[str]) -> list[dict[str, Any]]:
    """Who takes part in these roles, each body once with all its roles; needs ``queries.with_card``."""
    rows: dict[str, dict[str, Any]] = {}
    for row in sorted((p for p in _all_people(project) if p.role in roles), key=lambda p: roles.index(p.role)):
        known = rows.setdefault(row.stated_name, _person(row, project.region.government_district))
        known["roles"] = " · ".join(part for part in (known["roles"], str(row.get_role_display())) if part)
    return list(rows.values())


def _all_people(project: Project) -> list[Participation]:
    return project.people


def _person(row: Participation, government_district: str) -> dict[str, Any]:
    """Outside means: its seat lies in another government district than the region's."""
    organisation = row.organisation
    place = organisation.place if organisation else None
    district = organisation.district if organisation and organisation.district else place.district if place else None
    return {
        "name": row.stated_name,
        "roles": "",
        "url": address(organisation.label) if organisation else "",
        "outside": bool(district and district.government_district != government_district),
    }
