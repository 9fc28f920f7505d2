"""Applying what a programme file states about the programme, its regions and its events: facts with sources."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from strahlkraft.kernel.slug import slugify
from strahlkraft.network.models import Region, RegionMembership
from strahlkraft.projects.actions._records import organisation_for, replace_facts
from strahlkraft.projects.actions._shared import source_of
from strahlkraft.projects.documents import event_document
from strahlkraft.projects.models import Event, EventSource, Fact, Programme, Source
from strahlkraft.projects.names import Directory
from strahlkraft.search.rules import Document

Wanted = dict[str, Any]


def _sources(*values: Any) -> list[Source]:
    urls = [url for value in values for url in ([value] if isinstance(value, str) else value or [])]
    return [source_of(url) for url in dict.fromkeys(urls)]


def _fact(field: str, *sources: Any, **values: Any) -> Wanted:
    return {"field": field, "sources": _sources(*sources), **values}


def _numbered(facts: Iterable[Wanted]) -> list[Wanted]:
    counts: dict[str, int] = {}
    rows = []
    for fact in facts:
        counts[fact["field"]] = counts.get(fact["field"], -1) + 1
        rows.append({"position": counts[fact["field"]]} | fact)
    return rows


def programme(row: Mapping[str, Any], *, at: datetime) -> None:
    """The programme and every fact the file states about it."""
    record, _ = Programme.objects.update_or_create(
        slug="programm",
        defaults={
            "name": row["name"],
            "abbreviation": row.get("abbreviation") or "",
            "start": row.get("start") or "",
            "original_end": row.get("original_end") or "",
            "end": row.get("end") or "",
        },
    )
    replace_facts(
        Fact.objects.filter(programme=record).exclude(field="related_programme"),
        {"programme": record},
        _numbered([*_programme_lists(row), *_programme_figures(row), *_programme_words(row)]),
        _sources(row.get("source")),
        at=at,
    )


def _programme_lists(row: Mapping[str, Any]) -> list[Wanted]:
    main = row.get("source")
    names = {"funder": "funder", "focus": "focus", "themes": "theme", "eligible": "eligible"}
    return [_fact(field, main, text=text) for name, field in names.items() for text in row.get(name) or []]


def _programme_figures(row: Mapping[str, Any]) -> list[Wanted]:
    facts = [
        _fact("budget", b.get("source"), amount=Decimal(str(b["eur"])), qualifier=b.get("meaning") or "")
        for b in row.get("budget") or []
    ]
    facts += [
        _fact(
            "project_count",
            c.get("source"),
            amount=Decimal(c["count"]),
            qualifier=c.get("qualifier") or "",
            as_of=c.get("as_of") or "",
        )
        for c in row.get("project_counts") or []
    ]
    rates = row.get("funding_rates") or {}
    names = ("general_up_to", "municipalities_and_nonprofits_up_to", "research_up_to")
    facts += [
        _fact("funding_rate", rates.get("source"), amount=_percent(rates[name]), qualifier=name)
        for name in names
        if name in rates
    ]
    if exception := rates.get("observed_exception"):
        facts.append(
            _fact(
                "funding_rate",
                exception.get("source"),
                amount=_percent(exception["rate"]),
                qualifier=exception["region"],
            )
        )
    announced = row.get("announced") or {}
    for name in ("owl", "other_four"):
        if announced.get(name):
            facts.append(_fact("announced", announced.get("source"), date=announced[name], qualifier=name))
    for name in ("start", "original_end", "end"):
        if row.get(name):
            facts.append(_fact(f"programme_{name}", row.get("end_source") or row.get("source"), date=str(row[name])))
    return facts


def _percent(rate: float) -> Decimal:
    return Decimal(str(rate)) * 100


def _programme_words(row: Mapping[str, Any]) -> list[Wanted]:
    facts = []
    if basis := row.get("legal_basis"):
        text = ", ".join(str(basis[n]) for n in ("title", "type", "published") if basis.get(n))
        facts.append(_fact("legal_basis", basis.get("source"), text=text, date=basis.get("date") or ""))
    rules = ("transfer_rule", "wind_down")
    facts += [_fact(name, row[name].get("source"), text=row[name]["fact"]) for name in rules if row.get(name)]
    if coordination := row.get("coordination"):
        facts += [
            _fact("coordination", coordination.get("source"), text=text)
            for name, text in coordination.items()
            if name != "source"
        ]
    facts += [_fact("evaluation", e.get("source"), text=e["who"]) for e in row.get("evaluation") or []]
    if successor := row.get("successor_in_owl"):
        facts += _successor(successor)
    facts += [
        _fact(
            "public_register",
            r.get("example"),
            r.get("konzeptabfrage_source"),
            text=r["name"],
            qualifier=_short(r["fields"]),
        )
        for r in row.get("public_project_registers") or []
    ]
    return facts


def _short(values: list[str]) -> str:
    text = " · ".join(values)
    return text if len(text) <= 300 else text[:299] + "…"  # noqa: PLR2004 - the column's width


def _successor(row: Mapping[str, Any]) -> list[Wanted]:
    source = row.get("source")
    facts = [_fact("successor", source, text=row["name"], qualifier=row.get("steering") or "")]
    if row.get("funding_eur") is not None:
        facts.append(_fact("successor_funding", source, amount=Decimal(row["funding_eur"])))
    if row.get("funding_rate") is not None:
        facts.append(_fact("successor_rate", source, amount=_percent(row["funding_rate"])))
    if row.get("years") is not None:
        facts.append(_fact("successor_years", source, amount=Decimal(row["years"])))
    if row.get("operational_start"):
        facts.append(_fact("successor_start", source, date=row["operational_start"]))
    if row.get("operational_start_conflict"):
        facts.append(_fact("successor_start", source, text=row["operational_start_conflict"], preferred=False))
    return facts + [_fact("successor_task", source, text=task) for task in row.get("tasks") or []]


def region(row: Mapping[str, Any], names: Directory, *, at: datetime) -> None:
    """A model region, its members and every fact the file states about it and its office."""
    record, _ = Region.objects.update_or_create(
        slug=slugify(row["name"]),
        defaults={"name": row["name"], "government_district": row.get("bezirksregierung") or ""},
    )
    members = [(row.get("lead_municipality"), "lead"), *((name, "partner") for name in row.get("partners") or [])]
    kept = []
    for stated, role in members:
        organisation = organisation_for(stated, names)[0] if stated else None
        if organisation:
            kept.append(
                RegionMembership.objects.update_or_create(
                    region=record, organisation=organisation, defaults={"role": role}
                )[0].pk
            )
    RegionMembership.objects.filter(region=record).exclude(pk__in=kept).delete()
    facts = [_fact("region_lead", row.get("source"), text=row["lead_municipality"])] if members[0][0] else []
    facts += [_fact("region_partner", row.get("partners_source"), text=name) for name in row.get("partners") or []]
    if row.get("funding_volume_eur") is not None:
        facts.append(
            _fact(
                "funding_volume",
                row.get("source"),
                amount=Decimal(str(row["funding_volume_eur"])),
                qualifier=row.get("funding_note") or "",
            )
        )
    if count := row.get("project_count"):
        facts.append(
            _fact(
                "project_count",
                count.get("source"),
                amount=Decimal(count["count"]),
                qualifier=count.get("qualifier") or "",
            )
        )
    if body := row.get("steering_body"):
        facts.append(
            _fact("steering_body", body.get("source"), text=body["name"], qualifier=_short([body.get("role") or ""]))
        )
    facts += _office(row.get("project_office") or {})
    replace_facts(Fact.objects.filter(region=record), {"region": record}, _numbered(facts), [], at=at)


def _office(office: Mapping[str, Any]) -> list[Wanted]:
    source = office.get("source")
    facts = []
    if office.get("seat"):
        facts.append(_fact("office_seat", source, text=office["seat"]))
    if office.get("staff_fte") is not None:
        facts.append(_fact("office_staff", source, amount=Decimal(str(office["staff_fte"]))))
    if office.get("grant_eur") is not None:
        facts.append(_fact("office_grant", source, amount=Decimal(str(office["grant_eur"]))))
    facts += [
        _fact(f"office_{name}", source, date=office[name]) for name in ("started", "dissolved") if office.get(name)
    ]
    return facts + [_fact("office_role", source, text=role) for role in office.get("roles") or []]


def event(row: Mapping[str, Any], *, at: datetime) -> None:
    """One event with its figures; a figure ``x_alt`` contradicts ``x`` and stands beside it."""
    date = row.get("date") or ""
    slug = slugify(f"{row['name']} {date}", limit=110)
    record, _ = Event.objects.update_or_create(
        slug=slug,
        defaults={
            "name": row["name"],
            "date": date,
            "format": (row.get("format") or "")[:250],
            "venue": row.get("venue") or "",
            "organisers": row.get("organisers") or [],
            "blocks": row.get("blocks") or [],
            "notes": row.get("notes") or "",
        },
    )
    sources = _sources(row.get("source"), row.get("more_sources"))
    EventSource.objects.filter(event=record).exclude(source__in=sources).delete()
    for position, source in enumerate(sources):
        EventSource.objects.update_or_create(event=record, source=source, defaults={"position": position})
    facts: list[Wanted] = [
        {
            "field": f"event_{name.removesuffix('_alt')}"[:40],
            "amount": Decimal(str(value)),
            "preferred": not name.endswith("_alt"),
            "sources": _sources((row.get("number_sources") or {}).get(name)) or sources[:1],
        }
        for name, value in (row.get("numbers") or {}).items()
        if isinstance(value, int | float)
    ]
    if award := row.get("award"):
        facts += _award(award)
    replace_facts(Fact.objects.filter(event=record), {"event": record}, _numbered(facts), sources[:1], at=at)


def _award(award: Mapping[str, Any]) -> list[Wanted]:
    source = award.get("source")
    amount = Decimal(str(award["total_eur"])) if award.get("total_eur") is not None else None
    facts = [_fact("event_award", source, text=award["name"], amount=amount, qualifier=award.get("donor") or "")]
    facts += [
        _fact(f"event_award_{name}", source, amount=Decimal(award[name]))
        for name in ("applications", "winners")
        if award.get(name) is not None
    ]
    return facts + [
        _fact("event_award_place", source, text=name, amount=Decimal(str(amount)))
        for name, amount in award.get("places") or []
    ]


def event_documents() -> list[Document]:
    """The searchable copies of all events."""
    return [
        event_document(
            slug=e.slug,
            name=e.name,
            date=e.date,
            texts=[e.format, e.venue, " · ".join(e.organisers), " · ".join(e.blocks), e.notes],
        )
        for e in Event.objects.all()
    ]


def related_programmes(rows: Iterable[Mapping[str, Any]], *, at: datetime) -> None:
    """Projects that are easily taken for part of the programme and are not."""
    record = Programme.objects.get(slug="programm")
    facts = []
    for row in rows:
        note = " · ".join(str(row[n]) for n in ("programme", "lead", "note") if row.get(n))
        amount = Decimal(str(row["funding_eur"])) if row.get("funding_eur") is not None else None
        facts.append(
            _fact("related_programme", row.get("source"), text=row["title"], qualifier=_short([note]), amount=amount)
        )
    replace_facts(
        Fact.objects.filter(programme=record, field="related_programme"),
        {"programme": record},
        _numbered(facts),
        [],
        at=at,
    )
