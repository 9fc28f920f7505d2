"""What the reuse of results keeps of people (pure): who asked, who is told of news, who wrote a draft."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.kernel.personal import GONE, Basis, Fill, Personal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.reuse.rules.requests import KEEP_CLOSED
from strahlkraft.reuse.rules.vocabulary import RequestState, Side

_ASKING = gettext_noop("Handing a request for reuse to its provider and answering it.")
_OFFICE = gettext_noop("project office of the region")
_RUNS = gettext_noop("As long as the request or the reuse that came of it runs; both sides may have to write.")
_FUNCTION = gettext_noop("A function mailbox; it stays as long as the result is offered.")
_CLOSED = (RequestState.REFUSED, RequestState.WITHDRAWN)
_ASKER = {"mailbox": "", "person": "", "need": GONE}
_ASKER_SEES = ("organisation_name", "municipality", "state", "created_at")

KEPT: tuple[Personal, ...] = (
    Personal(
        table="reuse.ReuseRequest",
        columns=_ASKER,
        purpose=_ASKING,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state__in": [state.value for state in _CLOSED]},
        since="closed_at",
        erase_after=KEEP_CLOSED,
        erased_by="reuse.actions.requests.forget_people",
        shown=_ASKER_SEES,
        correctable=("person",),
        recipients=(gettext_noop("provider of the result"), _OFFICE),
    ),
    Personal(
        table="reuse.ReuseRequest",
        columns=_ASKER,
        purpose=_ASKING,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state__in": [state.value for state in RequestState if state not in _CLOSED]},
        kept_because=_RUNS,
        shown=_ASKER_SEES,
        correctable=("person",),
        recipients=(gettext_noop("provider of the result"), _OFFICE),
    ),
    Personal(
        table="reuse.ReuseRequest",
        columns={"provider_mailbox": ""},
        purpose=_ASKING,
        basis=Basis.PUBLIC_TASK,
        mailbox="provider_mailbox",
        kept_because=_RUNS,
        shown=("state", "created_at"),
    ),
    Personal(
        table="reuse.RequestMessage",
        columns={"text": GONE},
        purpose=_ASKING,
        basis=Basis.CONTRACT,
        mailbox="request__mailbox",
        where={"side": Side.REUSER.value},
        kept_because=_RUNS,
        shown=("written_at",),
        recipients=(gettext_noop("provider of the result"), _OFFICE),
    ),
    Personal(
        table="reuse.Watch",
        columns={"mailbox": "", "need": "", "thing_kind": "", "thing_key": "", "ended_at": Fill.NOW},
        purpose=gettext_noop("Telling somebody what fits their need."),
        basis=Basis.CONSENT,
        mailbox="mailbox",
        where={"confirmed_at__isnull": False, "ended_at": None},
        kept_because=gettext_noop("Until the letters are ended; each letter can end them."),
        shown=("created_at", "confirmed_at"),
        secret=("ended_at", "code"),
    ),
    Personal(
        table="reuse.Watch",
        columns={"mailbox": "", "need": "", "thing_kind": "", "thing_key": "", "ended_at": Fill.NOW},
        purpose=gettext_noop("Telling somebody what fits their need."),
        basis=Basis.CONSENT,
        mailbox="mailbox",
        where={"confirmed_at": None, "ended_at": None},
        since="confirm_by",
        erase_after=timedelta(0),
        erased_by="reuse.actions.watches.erase_watches",
        shown=("created_at",),
        secret=("ended_at", "code"),
    ),
    Personal(
        table="reuse.ReuseOffer",
        columns={"mailbox": ""},
        purpose=gettext_noop("Knowing where to ask for a result."),
        basis=Basis.PUBLIC_TASK,
        mailbox="mailbox",
        kept_because=_FUNCTION,
        mentions=("publiccode",),
        shown=("title",),
        recipients=(gettext_noop("everybody: it is published"),),
    ),
    Personal(
        table="reuse.OfferVersion",
        columns={},
        purpose=gettext_noop("Knowing what was offered when."),
        basis=Basis.PUBLIC_TASK,
        mentions=("content",),
        kept_because=_FUNCTION,
    ),
    Personal(
        table="reuse.OfferDraft",
        columns={"saved_by": ""},
        purpose=gettext_noop("Showing colleagues who saved a draft last."),
        basis=Basis.PUBLIC_TASK,
        label="saved_by",
        label_at="saved_at",
        mentions=("content",),
        kept_because=gettext_noop("Until the draft is published or discarded."),
        shown=("saved_at",),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {}
NOT_PEOPLE: Mapping[str, str] = {
    "reuse.ReuseCase.stated_name": "names a body as it is stated",
    "reuse.ReuseRequest.organisation_name": "names a body; it stays so that figures can be traced",
    "reuse.OfferEffort.stated_by": "names a body",
    "reuse.OfferProduct.name": "names a product",
    "reuse.Publisher.name": "names a body",
    "reuse.Software.name": "names software",
    "reuse.Software.publisher_name": "names a body",
    "reuse.Webhook.name": "names a system that listens",
    "reuse.Webhook.secret": "a key of a machine",
    "reuse.Peer.name": "names another instance",
}
OF_THINGS: Mapping[str, str] = {
    "reuse.ReuseOffer": (
        "slug identifier summary description target_groups scope transfer_value stakeholders best_practice "
        "legal_basis licence repository_url landing_url finished last_change last_release in_operation "
        "in_operation_since small_towns size_classes languages platforms standards procurement "
        "data_protection_url accessibility_url superseded_note identity"
    ),
    "reuse.OfferProduct": "proprietary alternative",
    "reuse.OfferEffort": "size_class",
    "reuse.OfferKey": "key",
    "reuse.OfferPaper": "title url licence",
    "reuse.OfferVersion": "changed_fields note",
    "reuse.Publisher": "slug url forge country cursor",
    "reuse.CrawlRun": "counts problems",
    "reuse.SeenRepository": "url file_url etag modified digest",
    "reuse.Software": (
        "slug identity country repository_url landing_url licence development_status software_type "
        "software_version release_date platforms languages categories based_on summary_de summary_en document "
        "verdict findings source_url source_note merge_reason"
    ),
    "reuse.SoftwareAddress": "url",
    "reuse.ReuseRequest": "code language refusal_text better_note",
    "reuse.ReuseCase": (
        "code wording state_since version_used modules operating_model one_off_cost yearly_cost "
        "willing_to_talk end_text"
    ),
    "reuse.CaseStep": "on note",
    "reuse.Lesson": "helped hindered advice",
    "reuse.ReuseEvent": "kind subject_kind subject_key payload",
    "reuse.Webhook": "url kinds end_reason",
    "reuse.WebhookDelivery": "last_answer",
    "reuse.Instance": "private_key public_key feed_digest",
    "reuse.CataloguePage": "body etag",
    "reuse.Peer": "slug url public_key offered_key fault etag",
    "reuse.PeerEntry": "slug uri kind title data identity",
    "reuse.ReadinessRun": "level findings digest",
    "reuse.ReadinessJudgement": "criterion verdict link",
    "reuse.Reachability": "url reason",
    "reuse.Watch": "language filters thing_state",
    "reuse.WatchHit": "kind key",
}
