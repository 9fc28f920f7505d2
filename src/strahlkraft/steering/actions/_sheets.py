"""Carrying out the changes of a spreadsheet with the deeds of the register and of running projects."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strahlkraft.projects.actions as register
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.forms_data import FactRow, PersonRow, ProjectInput
from strahlkraft.projects.models import Project
from strahlkraft.projects.queries import snapshot
from strahlkraft.steering.actions import checkins, milestones, risks, tasks
from strahlkraft.steering.models import Milestone, ReportingContact, Risk, Task
from strahlkraft.steering.rules.sheets import AMOUNTS, DATES, ITEM_OF, NEW, PHASE_DATES, Change, Field
from strahlkraft.steering.rules.vocabulary import MilestoneState
from strahlkraft.steering.sheets.values import BETWEEN

_IN_THE_WAY = gettext_noop("“%(title)s” cannot be changed like this, so nothing was changed at all:")


_SOURCE = "office_spreadsheet"
"""What sums and dates say of where they come from (a key of the register's words)."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does it, when, and the reason that is given wherever a deed needs one."""

    by: Actor
    at: datetime
    reason: str


def carry_out(changes: Sequence[Change], hand: Hand, *, region_id: int) -> tuple[Change, ...]:
    """Do all of it inside the caller's transaction; the changes come back with the slugs of new drafts.

    New drafts lie in ``region_id`` unless the sheet names another own region. Raises Refused naming the project.
    """
    done: list[Change] = []
    mailboxes: dict[str, Change] = {}
    projects: dict[str, list[Change]] = {}
    for change in changes:
        projects.setdefault(change.project, []).append(change)
    for key, own in projects.items():
        title = next((change.new for change in own if change.field == NEW), "") or _title_of(key)
        with _naming(title):
            slug = _record(key, own, hand, region_id)
            of_slug = [Change(slug, c.field, c.old, c.new, c.item, c.cell) for c in own]
            if mailbox := next((change for change in of_slug if change.field == Field.MAILBOX), None):
                mailboxes[slug] = mailbox
            _items(slug, of_slug, hand)
        done += of_slug
    if mailboxes:
        _set_mailboxes(mailboxes, hand)
    return tuple(done)


def _title_of(slug: str) -> str:
    return Project.objects.filter(slug=slug).values_list("title", flat=True).first() or slug


@contextmanager
def _naming(title: str) -> Iterator[None]:
    """Say of which project a reason speaks."""
    try:
        yield
    except Refused as refused:
        reasons = [Refusal(reason.code, reason.message, "", reason.params) for reason in refused.refusals]
        raise Refused([Refusal("in_the_way", _IN_THE_WAY, "", {"title": title}), *reasons]) from refused


def _record(key: str, changes: Sequence[Change], hand: Hand, region_id: int) -> str:
    """Change the project's own fields, or make its draft; gives its slug."""
    fields = {change.field: change.new for change in changes if not change.item and change.field != Field.MAILBOX}
    if NEW in fields:
        title = fields.pop(NEW)
        given = _given({}, fields, hand)
        region = given.region_id or region_id
        given = ProjectInput(**(_parts(given) | {"title": title, "region_id": region}))
        return register.create_project(by=hand.by, at=hand.at, given=given).slug
    if fields:
        project = Project.objects.get(slug=key)
        given = _given(snapshot(project), fields, hand)
        register.edit_project(by=hand.by, at=hand.at, slug=key, version=project.version, given=given)
    return key


def _parts(given: ProjectInput) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ProjectInput.__dataclass_fields__}


def _given(now: Mapping[str, Any], fields: Mapping[str, str], hand: Hand) -> ProjectInput:
    """What the register is asked to change; everything else is left out and stays."""
    parts: dict[str, Any] = {name: fields[name] for name in (Field.TITLE, Field.SUMMARY) if name in fields}
    if Field.REGION in fields:
        parts["region_id"] = Region.objects.values_list("pk", flat=True).get(name=fields[Field.REGION])
    if Field.LEAD in fields:
        parts["participations"] = _people(now.get("participations", ()), fields[Field.LEAD])
    phases: dict[str, tuple[str, str]] = {}
    for name, (kind, place) in PHASE_DATES.items():
        if name in fields:
            dates = list(phases.get(kind) or now.get("phases", {}).get(kind) or ("", ""))
            dates[place] = fields[name]
            phases[kind] = (dates[0], dates[1])
    if phases:
        parts["phases"] = phases
    stated = {name: fields[name] for name in (*AMOUNTS, *DATES) if name in fields}
    if stated:
        rows = [FactRow(**(fact | {"source_urls": tuple(fact["source_urls"])})) for fact in now.get("facts", ())]
        for name, value in stated.items():
            rows = _stating(rows, name, value, hand)
        parts["facts"] = tuple(rows)
    return ProjectInput(**parts)


def _people(rows: Sequence[Mapping[str, Any]], leads: str) -> tuple[PersonRow, ...]:
    """Everybody who takes part, with these bodies as lead; a body we know by name is linked."""
    known = {row["stated_name"]: row for row in rows if row["role"] == "lead"}
    names = [name for name in dict.fromkeys(leads.split(BETWEEN)) if name]
    bodies = dict(Organisation.objects.filter(name__in=names).values_list("name", "pk"))
    lead = [
        PersonRow("lead", name, **_as_before(known[name]))
        if name in known
        else PersonRow("lead", name, bodies.get(name))
        for name in names
    ]
    others = [PersonRow(row["role"], row["stated_name"], **_as_before(row)) for row in rows if row["role"] != "lead"]
    return (*lead, *others)


def _as_before(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"organisation_id": row["organisation_id"], "note": row["note"]}


def _stating(rows: Sequence[FactRow], name: str, value: str, hand: Hand) -> list[FactRow]:
    """The facts with ``value`` shown first for the field ``name``.

    What a published source states stays beside it as contradicting; what only a spreadsheet stated gives way.
    An empty value takes the spreadsheet's statement back.
    """
    amount = Decimal(value.removeprefix("~")) if value and name in AMOUNTS else None
    day = value if name in DATES else ""
    found: list[FactRow] = []
    shown = not value
    for row in rows:
        if row.field != name:
            found.append(row)
        elif not shown and (row.amount, row.date) == (amount, day):
            found.append(_preferring(row, preferred=True))
            shown = True
        elif row.source_urls or not row.preferred:
            found.append(_preferring(row, preferred=False))
    if not shown:
        as_of = f"{hand.at:%Y-%m-%d}"
        rounded = value.startswith("~")
        found.append(FactRow(name, "", amount, day, rounded, _SOURCE, as_of))
    return found


def _preferring(row: FactRow, *, preferred: bool) -> FactRow:
    values = {name: getattr(row, name) for name in FactRow.__dataclass_fields__}
    return FactRow(**(values | {"preferred": preferred}))


def _set_mailboxes(changes: Mapping[str, Change], hand: Hand) -> None:
    known = {
        contact.project.slug: contact
        for contact in ReportingContact.objects.filter(project__slug__in=changes).select_related("project")
    }
    given = []
    for slug, change in changes.items():
        stored = known.get(slug)
        paused = stored.paused_until if stored else None
        given.append(checkins.ContactInput(slug, change.new, paused, stored.mailbox if stored else "", paused))
    checkins.set_contacts(by=hand.by, at=hand.at, given=given)


# ---- milestones, tasks, risks


def _items(slug: str, changes: Sequence[Change], hand: Hand) -> None:
    groups: dict[tuple[Field, str], dict[str, Change]] = {}
    for change in changes:
        if change.field in ITEM_OF:
            groups.setdefault((ITEM_OF[change.field], change.item), {})[change.field] = change
    deeds = {Field.MILESTONE: _milestone, Field.TASK: _task, Field.RISK: _risk}
    for (kind, title), own in groups.items():
        deeds[kind](slug, title, own, hand)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _code_and_version(row: Milestone | Task | Risk) -> dict[str, Any]:
    row.refresh_from_db()
    return {"code": row.code, "version": row.version}


def _found(rows: Any, title: str) -> Any:
    """The row of that title, one that still moves before one that does not."""
    same = [row for row in rows if " ".join(row.title.split()) == title]
    return min(same, key=lambda row: row.state != "open")


def _milestone(slug: str, title: str, own: Mapping[str, Change], hand: Hand) -> None:
    who: dict[str, Any] = {"by": hand.by, "at": hand.at}
    expected, reached = own.get(Field.MILESTONE_EXPECTED), own.get(Field.MILESTONE_REACHED)
    named = own.get(Field.MILESTONE)
    if named and named.new and expected:
        row = milestones.add_milestone(**who, slug=slug, title=title, planned_on=_day(expected.new))
        expected = None
    else:
        row = _found(Milestone.objects.filter(project__slug=slug), title)
    if named and not named.new:
        if row.state == MilestoneState.REACHED:
            milestones.reopen_milestone(**who, **_code_and_version(row), reason=hand.reason)
        milestones.drop_milestone(**who, **_code_and_version(row), reason=hand.reason)
        return
    if reached and row.state == MilestoneState.REACHED:
        milestones.reopen_milestone(**who, **_code_and_version(row), reason=hand.reason)
    if expected:
        reason, day = hand.reason, _day(expected.new)
        milestones.forecast_milestone(**who, **_code_and_version(row), expected_on=day, reason=reason)
    if reached and reached.new:
        milestones.reach_milestone(**who, **_code_and_version(row), reached_on=_day(reached.new))


def _task(slug: str, title: str, own: Mapping[str, Change], hand: Hand) -> None:
    who: dict[str, Any] = {"by": hand.by, "at": hand.at}
    named = own.get(Field.TASK)
    if named and named.new:
        due, body = _day(own[Field.TASK_DUE].new), own[Field.TASK_BODY].new
        tasks.add_task(**who, slug=slug, title=title, for_name=body, due_on=due)
        return
    row = _found(Task.objects.filter(project__slug=slug).select_related("organisation"), title)
    if named:
        tasks.drop_task(**who, **_code_and_version(row), reason=hand.reason)
        return
    due_on = _day(own[Field.TASK_DUE].new) if Field.TASK_DUE in own else row.due_on
    for_name = own[Field.TASK_BODY].new if Field.TASK_BODY in own else row.for_name
    same_body = row.organisation.slug if row.organisation and for_name == row.for_name else ""
    tasks.change_task(
        **who,
        **_code_and_version(row),
        title=row.title,
        for_name=for_name,
        due_on=due_on,
        detail=row.detail,
        organisation=same_body,
    )


def _risk(slug: str, title: str, own: Mapping[str, Change], hand: Hand) -> None:
    who: dict[str, Any] = {"by": hand.by, "at": hand.at}
    given = {name: change.new for name, change in own.items()}
    named = own.get(Field.RISK)
    if named and named.new:
        risks.open_risk(
            **who,
            slug=slug,
            title=title,
            probability=int(given[Field.RISK_PROBABILITY]),
            impact=int(given[Field.RISK_IMPACT]),
            owner=given[Field.RISK_OWNER],
            measure=given.get(Field.RISK_MEASURE, ""),
        )
        return
    row = _found(Risk.objects.filter(project__slug=slug), title)
    rated = {
        "probability": int(given.get(Field.RISK_PROBABILITY, row.probability)),
        "impact": int(given.get(Field.RISK_IMPACT, row.impact)),
        "review_on": row.review_on,
    }
    if named:
        risks.review_risk(**who, **_code_and_version(row), **rated, deed="close", note=hand.reason)
        return
    if {Field.RISK_OWNER, Field.RISK_MEASURE} & own.keys():
        words = {"owner": given.get(Field.RISK_OWNER, row.owner), "measure": given.get(Field.RISK_MEASURE, row.measure)}
        risks.describe_risk(**who, **_code_and_version(row), title=row.title, **words)
    if {Field.RISK_PROBABILITY, Field.RISK_IMPACT} & own.keys():
        risks.review_risk(**who, **_code_and_version(row), **rated, note=hand.reason)
