"""Tables of reuse."""

from strahlkraft.reuse.models.cases import CaseStep, Lesson, ReuseCase
from strahlkraft.reuse.models.exchange import (
    CataloguePage,
    Instance,
    Peer,
    PeerEntry,
    ReuseEvent,
    Webhook,
    WebhookDelivery,
)
from strahlkraft.reuse.models.offers import (
    OfferDraft,
    OfferEffort,
    OfferKey,
    OfferPaper,
    OfferProduct,
    OfferVersion,
    ReuseOffer,
)
from strahlkraft.reuse.models.readiness import Reachability, ReadinessJudgement, ReadinessRun
from strahlkraft.reuse.models.requests import RequestMessage, ReuseRequest
from strahlkraft.reuse.models.software import CrawlRun, Publisher, SeenRepository, Software, SoftwareAddress
from strahlkraft.reuse.models.watches import Watch, WatchHit

__all__ = [
    "CaseStep",
    "CataloguePage",
    "CrawlRun",
    "Instance",
    "Lesson",
    "OfferDraft",
    "OfferEffort",
    "OfferKey",
    "OfferPaper",
    "OfferProduct",
    "OfferVersion",
    "Peer",
    "PeerEntry",
    "Publisher",
    "Reachability",
    "ReadinessJudgement",
    "ReadinessRun",
    "RequestMessage",
    "ReuseCase",
    "ReuseEvent",
    "ReuseOffer",
    "ReuseRequest",
    "SeenRepository",
    "Software",
    "SoftwareAddress",
    "Watch",
    "WatchHit",
    "Webhook",
    "WebhookDelivery",
]
