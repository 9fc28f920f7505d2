"""The database itself refuses what no action writes: every constraint of reuse is violated once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.reuse import models
from tests.factories.constraints import Again, Violation, silent_constraints
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory, SoftwareFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def rows() -> dict[str, Any]:
    """One sound row of every table that has a constraint."""
    made: dict[str, Any] = {"ReuseOffer": OfferFactory(), "Software": SoftwareFactory()}
    offer, software = made["ReuseOffer"], made["Software"]
    made |= {"ReuseRequest": RequestFactory(offer=offer), "ReuseCase": CaseFactory(offer=offer)}
    case, when = made["ReuseCase"], {"created_at": NOW}
    facts: dict[str, dict[str, Any]] = {
        "OfferProduct": {"offer": offer, "name": "Beispiel"},
        "OfferEffort": {"offer": offer, "introduction_days": 1},
        "OfferKey": {"offer": offer, "scheme": "leika", "key": "99"},
        "OfferPaper": {"offer": offer, "title": "Beispiel", "url": "https://b.example", "kind": "other"},
        "RequestMessage": {"request": made["ReuseRequest"], "side": "office", "text": "x", "written_at": NOW},
        "CaseStep": {"case": case, "state": "named", "side": "office", "reported_at": NOW},
        "Lesson": {"case": case, "side": "office", "helped": "x", "written_at": NOW},
        "SoftwareAddress": {"software": software, "url": "git.example/x", "kind": "mirror", "seen_at": NOW},
        "ReadinessRun": {"software": software, "findings": [], "digest": "x", "checked_at": NOW, "confirmed_at": NOW},
        "ReadinessJudgement": {"software": software, "criterion": "C1", "verdict": "met", "judged_at": NOW},
        "ReuseEvent": {
            "kind": "offer.published",
            "subject_kind": "offer",
            "subject_key": "x",
            "payload": {},
            "at": NOW,
        },
        "Webhook": {"name": "x", "url": "https://x.example", "kinds": [], "secret": "x", **when},
        "Instance": {"pk": 1, "private_key": "x", "public_key": "x", **when},
        "CataloguePage": {"number": 1, "body": "x", "etag": "x"},
        "Peer": {"slug": "p", "url": "https://p.example", "name": "p", **when},
        "Publisher": {"slug": "q", "name": "q", "url": "https://q.example", "forge": "gitlab"},
        "Watch": {"code": "w", "mailbox": "a@b.example", "need": "x", "confirm_by": NOW, **when},
    }
    made |= {name: getattr(models, name).objects.create(**values) for name, values in facts.items()}
    made["WatchHit"] = models.WatchHit.objects.create(watch=made["Watch"], kind="offer", key="x")
    made["CrawlRun"] = models.CrawlRun.objects.create(publisher=made["Publisher"], started_at=NOW)
    delivery = {"webhook": made["Webhook"], "event": made["ReuseEvent"], "next_at": NOW}
    made["WebhookDelivery"] = models.WebhookDelivery.objects.create(**delivery)
    made["OfferVersion"] = offer.versions.get()
    return made


VIOLATIONS: dict[str, Violation] = {
    "offer_kind": ("ReuseOffer", {"kind": "?"}),
    "offer_status": ("ReuseOffer", {"development_status": "?"}),
    "offer_stated": ("ReuseOffer", {"finished": "?"}),
    "offer_publication": ("ReuseOffer", {"publication": "?"}),
    "offer_public_has_version": ("ReuseOffer", {"version": 0}),
    "offer_not_superseded_by_itself": ("ReuseOffer", {"superseded_by_id": F("id")}),
    "offer_product_once": ("OfferProduct", Again()),
    "offer_product_sound": ("OfferProduct", {"name": ""}),
    "offer_effort_states_something": ("OfferEffort", {"introduction_days": None}),
    "offer_effort_introduction_days": ("OfferEffort", {"introduction_days": -1}),
    "offer_effort_introduction_cost": ("OfferEffort", {"introduction_cost": -1}),
    "offer_effort_yearly_days": ("OfferEffort", {"yearly_days": -1}),
    "offer_effort_yearly_cost": ("OfferEffort", {"yearly_cost": -1}),
    "offer_key_once": ("OfferKey", Again()),
    "offer_key_sound": ("OfferKey", {"key": ""}),
    "offer_paper_kind": ("OfferPaper", {"kind": "?"}),
    "offer_version_once": ("OfferVersion", Again()),
    "request_for_one": ("ReuseRequest", {"offer": None}),
    "request_state": ("ReuseRequest", {"state": "?", "first_answer_at": NOW}),
    "request_confirmed_when": ("ReuseRequest", {"confirmed_at": None}),
    "request_refused_with_reason": ("ReuseRequest", {"refusal_reason": "not_finished"}),
    "request_clock_stops": ("ReuseRequest", {"first_answer_at": NOW}),
    "request_says_who": ("ReuseRequest", {"municipality": None}),
    "message_sound": ("RequestMessage", {"text": ""}),
    "case_of_one": ("ReuseCase", {"offer": None}),
    "case_state": ("ReuseCase", {"state": "?"}),
    "case_end_has_reason": ("ReuseCase", {"state": "ended"}),
    "case_origin_shown": ("ReuseCase", {"origin": "source"}),
    "case_closed_lists": ("ReuseCase", {"one_off_cost": "?"}),
    "case_step_sound": ("CaseStep", {"side": "?"}),
    "lesson_says_something": ("Lesson", {"helped": ""}),
    "software_origin": ("Software", {"origin": "?"}),
    "software_merge_has_reason": ("Software", {"merge_reason": "x"}),
    "software_not_merged_into_itself": ("Software", {"merged_into_id": F("id"), "merge_reason": "x"}),
    "software_address_kind": ("SoftwareAddress", {"kind": "?"}),
    "crawl_run_ended": ("CrawlRun", {"state": "done"}),
    "readiness_of_one": ("ReadinessRun", {"software": None}),
    "one_readiness_of_software": ("ReadinessRun", Again()),
    "judgement_of_one": ("ReadinessJudgement", {"software": None}),
    "reuse_event_kind": ("ReuseEvent", {"kind": "?"}),
    "webhook_delivery_once": ("WebhookDelivery", Again()),
    "delivery_one_end": ("WebhookDelivery", {"delivered_at": NOW, "given_up_at": NOW}),
    "one_instance": ("Instance", {"id": 2}),
    "catalogue_page_from_one": ("CataloguePage", {"number": 0}),
    "peer_asked_only_with_confirmed_key": ("Peer", {"state": "healthy"}),
    "watch_need_or_thing": ("Watch", {"thing_kind": "offer"}),
    "watch_hit_once": ("WatchHit", Again()),
}


def test_every_constraint_is_known_and_holds() -> None:
    made = rows()
    offer = made["ReuseOffer"]

    def twice(**thing: Any) -> Violation:
        run = {"findings": [], "digest": "x", "checked_at": NOW, "confirmed_at": NOW} | thing
        return lambda: models.ReadinessRun.objects.bulk_create([models.ReadinessRun(**run) for _ in range(2)])

    of_things = {
        "one_readiness_of_offer": twice(offer=offer),
        "one_readiness_of_project": twice(project=offer.project),
    }
    assert silent_constraints(made, VIOLATIONS | of_things, "reuse") == []
