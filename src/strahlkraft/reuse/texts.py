"""Words for the closed lists of this room, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.projects import texts as projects
from strahlkraft.reuse.rules.vocabulary import (
    AddressKind,
    CaseOrigin,
    CaseState,
    CostBand,
    DevelopmentStatus,
    DocumentKind,
    DropReason,
    EventKind,
    KeyScheme,
    OperatingModel,
    ProcurementRoute,
    Publication,
    RefusalReason,
    RequestState,
    ResultKind,
    Side,
    SoftwareOrigin,
    Stated,
)

RESULT_KINDS: Mapping[str, Any] = {
    ResultKind.SOFTWARE: _("Software"),
    ResultKind.CONCEPT: _("Concept"),
    ResultKind.GUIDE: _("Guide"),
    ResultKind.DATA_MODEL: _("Data model"),
    ResultKind.SENSOR_SETUP: _("Sensor set-up"),
    ResultKind.EVENT_FORMAT: _("Event format"),
    ResultKind.CONTRACT: _("Contract template"),
    ResultKind.TRAINING: _("Training"),
}
STATUSES: Mapping[str, Any] = {
    DevelopmentStatus.CONCEPT: _("idea or concept"),
    DevelopmentStatus.DEVELOPMENT: _("in development"),
    DevelopmentStatus.BETA: _("being tried out"),
    DevelopmentStatus.STABLE: _("stable"),
    DevelopmentStatus.OBSOLETE: _("obsolete"),
}
STATED: Mapping[str, Any] = {Stated.YES: _("yes"), Stated.NO: _("no"), Stated.UNKNOWN: _("not known")}
KEY_SCHEMES: Mapping[str, Any] = {
    KeyScheme.LEIKA: _("LeiKa key (catalogue of services)"),
    KeyScheme.OZG: _("OZG service"),
    KeyScheme.XOEV: _("XOEV standard"),
    KeyScheme.FIM: _("FIM key"),
}
DOCUMENT_KINDS: Mapping[str, Any] = {
    DocumentKind.INTRODUCTION: _("for the introduction"),
    DocumentKind.OPERATION: _("for operation"),
    DocumentKind.CONTRACT: _("contract or agreement"),
    DocumentKind.OTHER: _("other document"),
}
PROCUREMENT: Mapping[str, Any] = {
    ProcurementRoute.FREE_SOFTWARE: _("free software without purchase"),
    ProcurementRoute.INHOUSE: _("through the own IT provider (in-house)"),
    ProcurementRoute.COOPERATION: _("inter-municipal cooperation"),
    ProcurementRoute.EVB_IT: _("contract by EVB-IT"),
    ProcurementRoute.EFA: _("EfA (one for all)"),
    ProcurementRoute.TENDER: _("call for tenders"),
}
PUBLICATIONS: Mapping[str, Any] = {
    Publication.DRAFT: _("Draft"),
    Publication.PUBLISHED: _("Published"),
    Publication.WITHDRAWN: _("Withdrawn"),
}
REQUEST_STATES: Mapping[str, Any] = {
    RequestState.DRAFT: _("waits for confirmation"),
    RequestState.CONFIRMED: _("confirmed; the office looks for somebody to answer"),
    RequestState.FORWARDED: _("sent on, waits for an answer"),
    RequestState.ANSWERED: _("answered"),
    RequestState.REFUSED: _("refused with a reason"),
    RequestState.CASE: _("has become a reuse case"),
    RequestState.WITHDRAWN: _("taken back"),
}
REFUSAL_REASONS: Mapping[str, Any] = {
    RefusalReason.THIRD_PARTY_RIGHTS: _("Rights of third parties stand against it"),
    RefusalReason.PUBLIC_SECURITY: _("Public security stands against it"),
    RefusalReason.OUTSIDE_PUBLIC_TASK: _("Outside our public task"),
    RefusalReason.NOT_FINISHED: _("Not finished yet"),
    RefusalReason.NOT_MAINTAINED: _("No longer maintained"),
    RefusalReason.BETTER_OFFER: _("Another offer fits better"),
}
CASE_STATES: Mapping[str, Any] = {
    CaseState.NAMED: _("named by a source"),
    CaseState.IN_CONTACT: _("in contact"),
    CaseState.EVALUATING: _("being evaluated"),
    CaseState.DECIDED: _("decided"),
    CaseState.INTRODUCING: _("being introduced"),
    CaseState.IN_OPERATION: pgettext_lazy("reuse case", "in operation"),
    CaseState.DROPPED: _("dropped"),
    CaseState.ENDED: _("ended"),
}
DROP_REASONS: Mapping[str, Any] = {
    DropReason.COST: _("cost"),
    DropReason.LAW: _("law"),
    DropReason.STAFF: _("staff"),
    DropReason.TECHNOLOGY: _("technology"),
    DropReason.BETTER_ALTERNATIVE: _("a better alternative"),
    DropReason.OTHER: _("another reason"),
}
CASE_ORIGINS: Mapping[str, Any] = {
    CaseOrigin.REQUEST: _("from a request on this platform"),
    CaseOrigin.REPORTED: _("reported"),
    CaseOrigin.SOURCE: _("named by a public source"),
}
SIDES: Mapping[str, Any] = {
    Side.PROVIDER: _("the provider"),
    Side.REUSER: _("the reusing body"),
    Side.OFFICE: _("the project office"),
    Side.SOURCE: _("a public source"),
}
OPERATING_MODELS: Mapping[str, Any] = {
    OperatingModel.OWN: _("own operation"),
    OperatingModel.IT_PROVIDER: _("by the IT provider"),
    OperatingModel.SAAS: _("as a service (SaaS)"),
    OperatingModel.INTER_MUNICIPAL: _("together with other municipalities"),
    OperatingModel.UNKNOWN: _("not known"),
}
COST_BANDS: Mapping[str, Any] = {
    CostBand.NONE: _("no cost"),
    CostBand.TO_5K: _("up to 5,000 €"),
    CostBand.TO_25K: _("5,000 to 25,000 €"),
    CostBand.TO_100K: _("25,000 to 100,000 €"),
    CostBand.OVER_100K: _("over 100,000 €"),
    CostBand.UNKNOWN: _("not known"),
}
SOFTWARE_ORIGINS: Mapping[str, Any] = {
    SoftwareOrigin.COLLECTION: _("facts collected by us"),
    SoftwareOrigin.CRAWL: _("read from the publisher's repository"),
    SoftwareOrigin.PASTED: _("read from an address somebody gave us"),
}
ADDRESS_KINDS: Mapping[str, Any] = {
    AddressKind.CANONICAL: _("repository"),
    AddressKind.MIRROR: _("mirror"),
    AddressKind.TECHNICAL_FORK: _("technical copy"),
    AddressKind.VARIANT: _("variant"),
    AddressKind.GIT_FORK: _("fork"),
    AddressKind.RENAMED: _("former address"),
    AddressKind.WRONG: _("address stated by mistake"),
}
EVENT_KINDS: Mapping[str, Any] = {
    EventKind.OFFER_PUBLISHED: _("An offer was published or renewed"),
    EventKind.OFFER_WITHDRAWN: _("An offer was withdrawn"),
    EventKind.SOFTWARE_LISTED: _("Software was listed"),
    EventKind.CASE_IN_OPERATION: _("A reuse went into operation"),
    EventKind.READINESS_CHANGED: _("A readiness check changed"),
}
# Deeds in words, those of the rooms below among them; for pages, feeds and the trail.
VERBS: Mapping[str, Any] = {
    **projects.VERBS,
    "create_offer": _("offer begun"),
    "publish_offer": _("offer published"),
    "withdraw_offer": _("offer withdrawn"),
    "discard_offer_draft": _("draft of the offer thrown away"),
    "judge_readiness": _("readiness judged"),
    "confirm_request": _("request confirmed"),
    "forward_request": _("request sent on"),
    "answer_request": _("request answered"),
    "write_on_request": _("written on the request"),
    "refuse_request": _("request refused"),
    "withdraw_request": _("request taken back"),
    "remind_request": _("reminded of the request"),
    "escalate_request": _("office told of the waiting request"),
    "open_case": _("reuse case opened"),
    "record_case": _("reuse recorded"),
    "record_named_reuse": _("reuse taken from a source"),
    "report_case": _("step of the reuse reported"),
    "describe_case": _("details of the reuse changed"),
    "confirm_case": _("reuse confirmed"),
    "add_lesson": _("experience told"),
    "send_case_link": _("link sent once more"),
    "list_software": _("software listed"),
    "renew_software": _("software renewed"),
    "merge_software": _("joined into another record"),
    "unmerge_software": _("taken apart again"),
    "import_software": _("collected facts about software imported"),
    "add_publisher": _("publisher added"),
    "set_publisher_enabled": _("visits to the publisher switched"),
    "import_publishers": _("list of publishers imported"),
    "add_webhook": _("webhook added"),
    "end_webhook": _("webhook ended"),
    "make_instance_key": _("key of this instance made"),
    "renew_instance_key": _("key of this instance renewed"),
    "add_peer": _("other instance subscribed to"),
    "pin_peer_key": _("key of the other instance seen for the first time"),
    "confirm_peer_key": _("key of the other instance confirmed"),
    "release_peer": _("other instance asked again"),
    "end_peer": _("subscription to the other instance ended"),
    "sync_peer": _("catalogue of the other instance read"),
}
