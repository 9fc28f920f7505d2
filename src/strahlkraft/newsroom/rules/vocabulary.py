"""The closed lists of this room and the tables of what may follow what; their words stand in ``texts``.

Unlisted is impossible; the database holds the same tables (``migrations/0002_guards.py``).
"""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """In which languages the newsroom writes; German is always there."""

    GERMAN = "de"
    ENGLISH = "en"


class ArticleKind(StrEnum):
    """What a text is, for lists and feeds."""

    NEWS = "news"
    RESULT = "result"  # what a project has brought
    PITCH = "pitch"  # made from what stood on a stage
    REUSE = "reuse"  # somebody took something over
    FACTS = "facts"  # a fact sheet


class ArticleState(StrEnum):
    """Where the working text stands; readers always see the newest version that was published, whatever happens here."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"  # by a second person; with a minute to appear it is scheduled
    PUBLISHED = "published"
    CORRECTING = "correcting"  # readers see the version before
    CORRECTION_REVIEW = "correction_review"
    ARCHIVED = "archived"  # still at its address, marked, out of lists and feeds
    DISCARDED = "discarded"  # never appeared


ARTICLE_MOVES: Mapping[str, Mapping[str, str]] = {
    ArticleState.DRAFT: {"submit": ArticleState.IN_REVIEW, "discard": ArticleState.DISCARDED},
    ArticleState.IN_REVIEW: {"return": ArticleState.DRAFT, "approve": ArticleState.APPROVED},
    ArticleState.APPROVED: {"publish": ArticleState.PUBLISHED, "return": ArticleState.DRAFT},
    ArticleState.PUBLISHED: {"correct": ArticleState.CORRECTING, "archive": ArticleState.ARCHIVED},
    ArticleState.CORRECTING: {
        "submit": ArticleState.CORRECTION_REVIEW,
        "drop": ArticleState.PUBLISHED,  # the correction is given up; the published version stands
    },
    ArticleState.CORRECTION_REVIEW: {"return": ArticleState.CORRECTING, "publish": ArticleState.PUBLISHED},
    ArticleState.ARCHIVED: {"restore": ArticleState.PUBLISHED},
    ArticleState.DISCARDED: {},
}
WRITABLE = frozenset({ArticleState.DRAFT, ArticleState.CORRECTING})
"""In which states the working text may be changed."""

READABLE = frozenset(
    {
        ArticleState.PUBLISHED,
        ArticleState.CORRECTING,
        ArticleState.CORRECTION_REVIEW,
        ArticleState.ARCHIVED,
    }
)
"""In which states readers find a version at the address."""


class LinkKind(StrEnum):
    """What an article or an issue may be about; kinds of ``kernel.label.Label``."""

    PROJECT = "project"
    OFFER = "offer"
    EVENT = "event"
    REGION = "region"
    MUNICIPALITY = "municipality"
    CASE = "case"


class IssueState(StrEnum):
    """Where an issue of the newsletter stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    DISCARDED = "discarded"


ISSUE_MOVES: Mapping[str, Mapping[str, str]] = {
    IssueState.DRAFT: {"submit": IssueState.IN_REVIEW, "discard": IssueState.DISCARDED},
    IssueState.IN_REVIEW: {"return": IssueState.DRAFT, "approve": IssueState.APPROVED},
    IssueState.APPROVED: {"return": IssueState.DRAFT, "send": IssueState.SENDING},
    IssueState.SENDING: {"finish": IssueState.SENT},
    IssueState.SENT: {},
    IssueState.DISCARDED: {},
}


class PageKind(StrEnum):
    """What an editable page is; the kinds a law asks for exist once and are never withdrawn."""

    ABOUT = "about"
    PROGRAMME = "programme"
    FAQ = "faq"
    HANDBOOK = "handbook"
    ACCESSIBILITY = "accessibility"
    PRIVACY = "privacy"
    LEGAL_NOTICE = "legal_notice"
    FREE = "free"


class PageState(StrEnum):
    """Where a page's working text stands; readers see the newest version."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


PAGE_MOVES: Mapping[str, Mapping[str, str]] = {
    PageState.DRAFT: {"submit": PageState.IN_REVIEW, "withdraw": PageState.WITHDRAWN},
    PageState.IN_REVIEW: {"return": PageState.DRAFT, "publish": PageState.PUBLISHED},
    PageState.PUBLISHED: {"revise": PageState.DRAFT, "withdraw": PageState.WITHDRAWN},
    PageState.WITHDRAWN: {"revise": PageState.DRAFT},
}


class Menu(StrEnum):
    """Where a page is offered."""

    NONE = ""
    MAIN = "main"
    FOOTER = "footer"


class FeedbackState(StrEnum):
    """Where a visitor's feedback stands."""

    UNCONFIRMED = "unconfirmed"  # the mailbox has not answered yet
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # with a reason, without an answer


FEEDBACK_MOVES: Mapping[str, Mapping[str, str]] = {
    FeedbackState.UNCONFIRMED: {"confirm": FeedbackState.OPEN},
    FeedbackState.OPEN: {"answer": FeedbackState.ANSWERED, "close": FeedbackState.CLOSED},
    FeedbackState.ANSWERED: {},
    FeedbackState.CLOSED: {},
}

MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "article": ARTICLE_MOVES,
    "issue": ISSUE_MOVES,
    "page": PAGE_MOVES,
    "feedback": FEEDBACK_MOVES,
}
"""By table name; each table's column is ``state``."""

FIRST: Mapping[str, tuple[str, ...]] = {
    "article": (ArticleState.DRAFT,),
    "issue": (IssueState.DRAFT,),
    "page": (PageState.DRAFT,),
    "feedback": (FeedbackState.UNCONFIRMED,),
}
"""In which states a row may begin."""
