"""The truth is in the database: every constraint of the register and the network, violated once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Model

from strahlkraft.network import models as network
from strahlkraft.projects import models as projects
from tests.factories.accounts import a_region, an_organisation
from tests.factories.constraints import Violation, silent_constraints
from tests.factories.contacts import EntryFactory, GroupFactory, MemberFactory, PersonFactory
from tests.factories.projects import ProjectFactory, SourceFactory

AT = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def place(key: str = "05974040", **more: Any) -> network.Municipality:
    state, _ = network.State.objects.get_or_create(key="05", defaults={"name": "Nordrhein-Westfalen"})
    district, _ = network.District.objects.get_or_create(key="05974", defaults={"name": "Soest", "state": state})
    return network.Municipality.objects.create(
        key=key, name="Soest", state=state, district=district, as_of=date(2025, 1, 1), **more
    )


def itself(record: Model, name: str) -> None:
    setattr(record, name, record)
    record.save()


def truth(project: projects.Project) -> None:
    projects.Truth.objects.create(project=project, kind="reusable", value="yes", stated_at=AT)


def fact(**facts: Any) -> None:
    projects.Fact.objects.create(**({"field": "funding", "amount": 1} | facts))


def document(**facts: Any) -> None:
    projects.Document.objects.create(**({"project": ProjectFactory(), "title": "A", "added_at": AT} | facts))


def expertise(**facts: Any) -> None:
    plain = {"organisation": an_organisation(), "words": "Vergabe", "said_by": "self", "noted_at": AT}
    network.Expertise.objects.create(**(plain | facts))


def merge(**facts: Any) -> None:
    plain = {"merged": an_organisation("A"), "kept": an_organisation("B"), "reason": "Beispiel", "merged_at": AT}
    network.OrganisationMerge.objects.create(**(plain | facts))


def again(name: str) -> None:
    member = MemberFactory()
    MemberFactory(group=member.group, **{name: getattr(member, name)})


def _letter_twice() -> None:
    member = MemberFactory()
    mailing = network.GroupMailing.objects.create(group=member.group, subject="A", text="A", sent_at=AT, sent_by="a")
    _same(network.GroupLetter, mailing=mailing, member=member)


def twice(make: Callable[[], object]) -> None:
    make()
    make()


def _truth_twice() -> None:
    project = ProjectFactory()
    twice(lambda: truth(project))


def _funding_twice() -> None:
    project = ProjectFactory()
    twice(lambda: fact(project=project))


def _same(model: type[Model], **facts: Any) -> None:
    twice(lambda: model._default_manager.create(**facts))


VIOLATIONS: dict[str, Violation] = {
    "merged_has_target": lambda: ProjectFactory(publication="merged"),
    "not_its_own_parent": lambda: itself(ProjectFactory(), "parent"),
    "office_has_no_parent": lambda: ProjectFactory(kind="office", parent=ProjectFactory()),
    "not_superseded_by_itself": lambda: itself(ProjectFactory(), "superseded_by"),
    "alias_once": lambda: _same(projects.Alias, project=ProjectFactory(), title="A"),
    "participation_once": lambda: _same(projects.Participation, project=ProjectFactory(), role="lead", stated_name="A"),
    "one_current_truth": _truth_twice,
    "phase_once": lambda: _same(projects.Phase, project=ProjectFactory(), kind="closure", actual="2020"),
    "phase_has_a_date": lambda: projects.Phase.objects.create(project=ProjectFactory(), kind="closure"),
    "fact_of_exactly_one_thing": lambda: fact(project=ProjectFactory(), region=a_region()),
    "fact_states_something": lambda: fact(project=ProjectFactory(), amount=None),
    "fact_amount_not_negative": lambda: fact(project=ProjectFactory(), amount=-1),
    "one_preferred_fact": _funding_twice,
    "project_source_once": lambda: _same(projects.ProjectSource, project=ProjectFactory(), source=SourceFactory()),
    "event_source_once": lambda: _same(
        projects.EventSource, event=projects.Event.objects.create(slug="a", name="A"), source=SourceFactory()
    ),
    "document_is_file_or_link": document,
    "picture_has_alternative_and_credit": lambda: document(
        url="https://beispiel.example/a.png", media_type="image/png", alternative_text="Ein Bild"
    ),
    "imported_once": lambda: _same(projects.ImportedRecord, kind="project", key="A", payload={}),
    "successor_only_if_dissolved": lambda: place(successor=place("05974044")),
    "no_own_successor": lambda: itself(place(dissolved=True), "successor"),
    "both_coordinates_or_none": lambda: place(latitude=51),
    "municipal_organisation_has_key": lambda: network.Organisation.objects.create(
        slug="a", name="A", kind="municipality"
    ),
    "district_organisation_has_key": lambda: network.Organisation.objects.create(slug="a", name="A", kind="district"),
    "one_membership_per_organisation": lambda: _same(
        network.RegionMembership, region=a_region(), organisation=an_organisation(), role="partner"
    ),
    "one_lead_per_region": lambda: [
        network.RegionMembership.objects.create(region=a_region(), organisation=an_organisation(name), role="lead")
        for name in ("A", "B")
    ],
    "contact_of_exactly_one": lambda: network.ContactPoint.objects.create(
        region=a_region(), organisation=an_organisation()
    ),
    "organisation_not_into_itself": lambda: itself(an_organisation(), "merged_into"),
    "expertise_said_by": lambda: expertise(said_by="?"),
    "expertise_says_something": lambda: expertise(words=""),
    "expertise_once": lambda: [expertise(), expertise(words="vergabe")],
    "merge_of_two": lambda: merge(kept=an_organisation("A")),
    "merge_has_reason": lambda: merge(reason=""),
    "merged_once_at_a_time": lambda: twice(merge),
    "person_ends_after_consent": lambda: PersonFactory(ends_on=date(2026, 1, 2)),
    "person_with_consent": lambda: PersonFactory(consent_how=""),
    "person_erased_wholly": lambda: PersonFactory(name="", erased_at=AT),
    "person_erased_when_withdrawn": lambda: PersonFactory(withdrawn_on=AT.date()),
    "entry_channel": lambda: EntryFactory(channel="?"),
    "entry_says_something": lambda: EntryFactory(text=""),
    "entry_due_with_step": lambda: EntryFactory(due_on=AT.date()),
    "entry_done_by_whom": lambda: EntryFactory(next_step="Anrufen", done_at=AT),
    "entry_whole_thing": lambda: EntryFactory(thing_kind="project"),
    "entry_not_its_own": lambda: EntryFactory(id=1, corrects_id=1),
    "group_ring": lambda: GroupFactory(ring="?"),
    "group_ends_after_it_began": lambda: GroupFactory(ended_on=date(2026, 1, 1)),
    "member_leaves_after_joining": lambda: MemberFactory(left_on=date(2026, 1, 1)),
    "member_once_at_a_time": lambda: again("organisation"),
    "mailbox_once_in_a_group": lambda: again("mailbox"),
    "shared_file_or_link": lambda: network.GroupDocument.objects.create(group=GroupFactory(), title="A", added_at=AT),
    "one_letter_per_member": _letter_twice,
}


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints({}, VIOLATIONS, "projects", "network") == []
