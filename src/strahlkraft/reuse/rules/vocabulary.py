"""The closed lists of this room; their words stand in ``texts``."""

from enum import StrEnum


class ResultKind(StrEnum):
    """What can be taken over (DOMAIN: Nachnutzungsangebot)."""

    SOFTWARE = "software"
    CONCEPT = "concept"
    GUIDE = "guide"
    DATA_MODEL = "data_model"
    SENSOR_SETUP = "sensor_setup"
    EVENT_FORMAT = "event_format"
    CONTRACT = "contract"
    TRAINING = "training"


class DevelopmentStatus(StrEnum):
    """How far a result is; the words of publiccode.yml."""

    CONCEPT = "concept"
    DEVELOPMENT = "development"
    BETA = "beta"
    STABLE = "stable"
    OBSOLETE = "obsolete"


class Stated(StrEnum):
    """An answer somebody gave, or did not."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class KeyScheme(StrEnum):
    """Keys of German administration a result can carry."""

    LEIKA = "leika"
    OZG = "ozg"
    XOEV = "xoev"
    FIM = "fim"


class DocumentKind(StrEnum):
    """What a document is for."""

    INTRODUCTION = "introduction"
    OPERATION = "operation"
    CONTRACT = "contract"
    OTHER = "other"


class ProcurementRoute(StrEnum):
    """Ways by which municipalities came by such a result; facts, no legal advice."""

    FREE_SOFTWARE = "free_software"
    INHOUSE = "inhouse"
    COOPERATION = "cooperation"
    EVB_IT = "evb_it"
    EFA = "efa"
    TENDER = "tender"


class Publication(StrEnum):
    """Who can see an offer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"  # typed, not yet confirmed by the link in the mail
    CONFIRMED = "confirmed"  # nobody to send it to was known: the office finds one
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    REFUSED = "refused"
    CASE = "case"
    WITHDRAWN = "withdrawn"  # by the municipality


class RefusalReason(StrEnum):
    """Why a request may be refused: the closed list (Interoperable Europe Act, Art. 4, and REUSE)."""

    THIRD_PARTY_RIGHTS = "third_party_rights"
    PUBLIC_SECURITY = "public_security"
    OUTSIDE_PUBLIC_TASK = "outside_public_task"
    NOT_FINISHED = "not_finished"
    NOT_MAINTAINED = "not_maintained"
    BETTER_OFFER = "better_offer"


class CaseState(StrEnum):
    """The steps of a reuse case, in order; ``named`` is known from a source only, its step is not."""

    NAMED = "named"
    IN_CONTACT = "in_contact"
    EVALUATING = "evaluating"
    DECIDED = "decided"
    INTRODUCING = "introducing"
    IN_OPERATION = "in_operation"
    DROPPED = "dropped"
    ENDED = "ended"


class DropReason(StrEnum):
    """Why a case ended without operation, or operation ended."""

    COST = "cost"
    LAW = "law"
    STAFF = "staff"
    TECHNOLOGY = "technology"
    BETTER_ALTERNATIVE = "better_alternative"
    OTHER = "other"


class CaseOrigin(StrEnum):
    """How a case came to be known."""

    REQUEST = "request"
    REPORTED = "reported"
    SOURCE = "source"


class Side(StrEnum):
    """Who speaks."""

    PROVIDER = "provider"
    REUSER = "reuser"
    OFFICE = "office"
    SOURCE = "source"


class OperatingModel(StrEnum):
    """Who runs the result for the reusing body."""

    OWN = "own"
    IT_PROVIDER = "it_provider"
    SAAS = "saas"
    INTER_MUNICIPAL = "inter_municipal"
    UNKNOWN = "unknown"


class CostBand(StrEnum):
    """A span of euro; a band is easier to give than a figure."""

    NONE = "none"
    TO_5K = "to_5k"
    TO_25K = "to_25k"
    TO_100K = "to_100k"
    OVER_100K = "over_100k"
    UNKNOWN = "unknown"


class SoftwareOrigin(StrEnum):
    """How imported software came here."""

    COLLECTION = "collection"  # facts shipped with the platform
    CRAWL = "crawl"
    PASTED = "pasted"


class AddressKind(StrEnum):
    """What another address of the same software is (publiccode.yml: forks)."""

    CANONICAL = "canonical"
    MIRROR = "mirror"
    TECHNICAL_FORK = "technical_fork"
    VARIANT = "variant"
    GIT_FORK = "git_fork"
    RENAMED = "renamed"
    WRONG = "wrong"


class EventKind(StrEnum):
    """What other systems can be told (webhooks, feeds)."""

    OFFER_PUBLISHED = "offer.published"
    OFFER_WITHDRAWN = "offer.withdrawn"
    SOFTWARE_LISTED = "software.listed"
    CASE_IN_OPERATION = "case.in_operation"
    READINESS_CHANGED = "readiness.changed"
