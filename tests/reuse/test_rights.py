"""Who may do what with offers, requests, cases, software and the exchange: every deed by every role and link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.actions import exchange, federation
from strahlkraft.reuse.models import OfferDraft, Peer, Publisher, Webhook
from strahlkraft.reuse.rules.cases import StepReport
from strahlkraft.reuse.rules.vocabulary import Side
from tests.factories.accounts import an_organisation, with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import ParticipationFactory
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory, SoftwareFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STEP = StepReport("introducing", NOW.date(), "", "")
NO_RIGHT = {"no_right", "not_reuser", "mailbox_office"}
Deed = Callable[..., object]


@dataclass
class World:
    """One offer with a request and a case of it, software with the same, and everybody who might want something."""

    offer: Any
    request: Any
    case: Any
    elsewhere: Any
    asked_elsewhere: Any
    case_elsewhere: Any
    people: dict[str, Any]


@pytest.fixture
def world(db: None) -> World:
    made: Any = {"offer": OfferFactory(slug="o")}
    made["request"] = RequestFactory(code="anfrage", offer=made["offer"], state="answered", first_answer_at=NOW)
    made["case"] = CaseFactory(code="fall", offer=made["offer"])
    made["elsewhere"] = SoftwareFactory(slug="s")
    SoftwareFactory(slug="s2")
    of_software = {"offer": None, "software": made["elsewhere"], "region": None}
    made["asked_elsewhere"] = RequestFactory(code="anfrage2", state="answered", first_answer_at=NOW, **of_software)
    made["case_elsewhere"] = CaseFactory(code="fall2", **of_software)
    project, other = made["offer"].project, OfferFactory(slug="fremd").project
    OfferDraft.objects.create(offer=made["offer"], content=made["offer"].content.as_json(), revision=1, saved_at=NOW)
    bodies = {name: an_organisation(name) for name in ("Werk", "Fremdwerk", "Stadt", "Fremdstadt")}
    for name, town in (("Stadt", made["case"].municipality), ("Fremdstadt", MunicipalityFactory(key="05999888"))):
        bodies[name].municipality = town
        bodies[name].save()
    ParticipationFactory(project=project, organisation=bodies["Werk"], role="lead")
    ParticipationFactory(project=other, organisation=bodies["Fremdwerk"], role="lead")
    ParticipationFactory(project=project, organisation=bodies["Stadt"], role="reuser")
    Publisher.objects.create(slug="quelle", name="Beispiel", url="https://git.example", forge="gitlab")
    people = {
        "office": with_role(Role.OFFICE, region=project.region),
        "other office": with_role(Role.OFFICE, region=other.region),
        "steering": with_role(Role.STEERING, region=project.region),
        "authority": with_role(Role.AUTHORITY, region=project.region),
        "land": with_role(Role.LAND),
        "admin": with_role(Role.ADMIN),
        "partner": with_role(Role.PARTNER, organisation=bodies["Werk"]),
        "other partner": with_role(Role.PARTNER, organisation=bodies["Fremdwerk"]),
        "town": with_role(Role.MUNICIPALITY, organisation=bodies["Stadt"]),
        "other town": with_role(Role.MUNICIPALITY, organisation=bodies["Fremdstadt"]),
        "asked": access.LinkHolder(Side.PROVIDER, "anfrage"),
        "asker": access.LinkHolder(Side.REUSER, "anfrage"),
        "maker": access.LinkHolder(Side.PROVIDER, "fall"),
        "user": access.LinkHolder(Side.REUSER, "fall"),
        "foreign link": access.LinkHolder(Side.PROVIDER, "fremd"),
        "nobody": NOBODY,
    }
    return World(**made, people=people)


def may(deed: Deed, **facts: Any) -> bool:
    """Whether somebody may do it; what was done is taken back. Another reason than a missing right counts as may."""
    try:
        with transaction.atomic():
            deed(at=NOW, **facts)
            transaction.set_rollback(True)
    except Refused as refused:
        return not refused.hidden and not {refusal.code for refusal in refused.refusals} & NO_RIGHT
    return True


def who(world: World, deed: Deed, **facts: Any) -> set[str]:
    return {name for name, by in world.people.items() if may(deed, by=by, **facts)}


OFFERING = {"office", "partner", "admin"}
ANSWERING = OFFERING | {"asked"}
REPORTING = OFFERING | {"town", "maker", "user"}
SOFTWARE = {"office", "other office", "admin"}
ADMIN = {"admin"}


def test_offers_are_written_by_their_region_and_their_makers(world: World) -> None:
    offer, content = world.offer, world.offer.content
    deeds: dict[Deed, dict[str, Any]] = {
        actions.create_offer: {"project": offer.project.slug, "title": "Neu", "kind": "concept"},
        actions.save_draft: {"slug": "o", "content": content, "revision": 1},
        actions.discard_draft: {"slug": "o"},
        actions.publish_offer: {"slug": "o", "content": content, "version": 1},
        actions.withdraw_offer: {"slug": "o", "version": 1, "reason": "Beispiel: doch nicht."},
        actions.judge: {"thing": offer, "criterion": "C1", "verdict": "met"},
    }
    assert {deed.__name__: who(world, deed, **facts) for deed, facts in deeds.items()} == {
        deed.__name__: OFFERING for deed in deeds
    }


def test_requests_are_answered_by_who_was_asked_and_their_office_and_taken_back_by_who_asked(world: World) -> None:
    code = {"code": "anfrage"}
    found = {
        "answer": who(world, actions.answer, text="Gern.", **code),
        "refuse": who(world, actions.refuse, reason="not_finished", **code),
        "write": who(world, actions.write_message, text="Noch etwas.", **code),
        "case": who(world, actions.open_case_from_request, **code),
        "forward": who(world, actions.forward, mailbox="a@b.example", **code),
        "withdraw": who(world, actions.withdraw, **code),
    }
    assert found == {
        "answer": ANSWERING,
        "refuse": ANSWERING,
        "write": ANSWERING | {"asker"},
        "case": ANSWERING,
        "forward": {"office", "admin"},
        "withdraw": {"asker"},
    }
    assert who(world, actions.answer, code="anfrage2", text="Gern.") == SOFTWARE


def test_cases_are_told_by_both_sides_and_the_office_and_confirmed_by_the_reusing_body_alone(world: World) -> None:
    of_case: dict[str, Any] = {"code": "fall", "version": 1}
    lesson = {"helped": "Viel.", "hindered": "", "advice": "", "public": True}
    own = {"thing": world.offer, "municipality": world.case.municipality.key, "report": STEP}
    found = {
        "report": who(world, actions.report_step, report=STEP, **of_case),
        "describe": who(world, actions.describe_case, details={"pilot": True}, **of_case),
        "confirm": who(world, actions.confirm_case, **of_case),
        "lesson": who(world, actions.add_lesson, code="fall", **lesson),
        "link": who(world, actions.send_case_link, code="fall", side="provider", mailbox=""),
        "link elsewhere": who(world, actions.send_case_link, code="fall", side="reuser", mailbox="a@b.example"),
        "record": who(world, actions.record_case, **own),
    }
    assert found == {
        "report": REPORTING,
        "describe": REPORTING,
        "confirm": {"town", "user"},
        "lesson": REPORTING,
        "link": REPORTING,
        "link elsewhere": {"office", "admin", "town", "user"},
        "record": OFFERING,
    }
    assert who(world, actions.report_step, code="fall2", version=1, report=STEP) == SOFTWARE


def test_software_and_its_sources_are_kept_by_offices_and_machines_by_the_administration(world: World) -> None:
    hook = Webhook.objects.create(name="x", url="https://x.example", kinds=[], secret="x", created_at=NOW)
    peer = Peer.objects.create(slug="p", name="p", url="https://p.example", created_at=NOW)
    offices: dict[Deed, dict[str, Any]] = {
        actions.merge_software: {"slug": "s", "into": "s2", "reason": "Beispiel: dasselbe."},
        actions.unmerge_software: {"slug": "s"},
        actions.add_publisher: {"url": "https://git2.example", "forge": "gitlab"},
        actions.set_publisher_enabled: {"slug": "quelle", "enabled": False},
    }
    machines: dict[Deed, dict[str, Any]] = {
        exchange.add_webhook: {"name": "x", "url": "https://y.example/h", "kinds": ["offer.published"]},
        exchange.end_webhook: {"pk": hook.pk},
        federation.add_peer: {"url": "https://q.example"},
        federation.confirm_key: {"slug": peer.slug, "key": "x"},
        federation.release_peer: {"slug": peer.slug},
        federation.end_peer: {"slug": peer.slug},
        actions.import_publishers: {"content": {"publishers": []}},
    }
    for deeds, expected in ((offices, SOFTWARE), (machines, ADMIN)):
        found = {deed.__name__: who(world, deed, **facts) for deed, facts in deeds.items()}
        assert found == {deed.__name__: expected for deed in deeds}


def test_lists_show_own_matters_only(world: World) -> None:
    seen = {
        "offers": {n for n, by in world.people.items() if access.offers_editable_by(by).filter(slug="o").exists()},
        "requests": {
            n for n, by in world.people.items() if access.requests_visible_to(by).filter(code="anfrage").exists()
        },
        "cases": {n for n, by in world.people.items() if access.cases_visible_to(by).filter(code="fall").exists()},
    }
    assert seen == {"offers": OFFERING, "requests": ANSWERING | {"asker"}, "cases": REPORTING}
