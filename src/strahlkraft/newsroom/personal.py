"""What the newsroom keeps of people (pure): who gets the newsletter, who wrote to us, who took a picture, who remarked."""

from collections.abc import Mapping
from datetime import timedelta

from strahlkraft.kernel.personal import Basis, Fill, Personal
from strahlkraft.kernel.words import gettext_noop

KEEP_FEEDBACK = timedelta(days=183)
_LETTER = gettext_noop("Sending the newsletter to whoever asked for it.")
_ANSWERING = gettext_noop("Answering what somebody wrote about results or about the site.")
_FEEDBACK = {"mailbox": "", "text": "", "answer": "", "forgotten_at": Fill.NOW}
_SEEN = ("about_kind", "about_key", "state", "asked_at", "settled_at")
_OFFICE = gettext_noop("project office of the region")

KEPT: tuple[Personal, ...] = (
    Personal(
        table="newsroom.Subscriber",
        columns={"mailbox": "", "mailbox_hash": "", "ended_at": Fill.NOW},
        purpose=_LETTER,
        basis=Basis.CONSENT,
        mailbox="mailbox",
        where={"ended_at": None, "confirmed_at__isnull": False},
        kept_because=gettext_noop("Until the newsletter is ended; each issue can end it."),
        shown=("consent", "asked_at", "confirmed_at"),
        secret=("code", "ended_at", "mailbox_hash"),
    ),
    Personal(
        table="newsroom.Subscriber",
        columns={"mailbox": "", "mailbox_hash": "", "ended_at": Fill.NOW},
        purpose=_LETTER,
        basis=Basis.CONSENT,
        mailbox="mailbox",
        where={"ended_at": None, "confirmed_at": None},
        since="confirm_by",
        erase_after=timedelta(0),
        erased_by="newsroom.actions.newsletter.erase_unconfirmed",
        shown=("consent", "asked_at"),
        secret=("code", "ended_at", "mailbox_hash"),
    ),
    Personal(
        table="newsroom.Suppression",
        columns={},
        purpose=gettext_noop("Never writing again to whoever ended the newsletter."),
        basis=Basis.LEGAL_DUTY,
        kept_because=gettext_noop(
            "A keyed digest that names nobody without the key; whoever subscribes anew lifts it."
        ),
        secret=("mailbox_hash",),
    ),
    Personal(
        table="newsroom.Feedback",
        columns=_FEEDBACK,
        purpose=_ANSWERING,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state__in": ["answered", "closed"], "forgotten_at": None},
        since="settled_at",
        erase_after=KEEP_FEEDBACK,
        shown=_SEEN,
        secret=("code", "forgotten_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="newsroom.Feedback",
        columns=_FEEDBACK,
        purpose=_ANSWERING,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state": "open", "forgotten_at": None},
        kept_because=gettext_noop("Until it is answered."),
        shown=_SEEN,
        secret=("code", "forgotten_at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="newsroom.Feedback",
        columns={},
        purpose=_ANSWERING,
        basis=Basis.CONTRACT,
        mailbox="mailbox",
        where={"state": "unconfirmed"},
        removed=True,
        since="confirm_by",
        erase_after=timedelta(0),
        shown=("text", *_SEEN),
        secret=("code",),
    ),
    Personal(
        table="newsroom.ReviewRemark",
        columns={"by_label": ""},
        purpose=gettext_noop("Knowing who asked for a change of an article."),
        basis=Basis.PUBLIC_TASK,
        actor="by",
        label="by_label",
        label_at="at",
        kept_because=gettext_noop("As long as the article; on request the name goes and a number remains."),
        shown=("text", "at"),
        recipients=(_OFFICE,),
    ),
    Personal(
        table="newsroom.Picture",
        columns={"credit": "…"},
        purpose=gettext_noop("Naming who made a picture, as the law of copyright demands."),
        basis=Basis.LEGAL_DUTY,
        kept_because=gettext_noop("As long as the picture is shown (§ 13 UrhG)."),
        shown=("caption", "added_at"),
        recipients=(gettext_noop("everybody: it is published"),),
    ),
)
ACTED: Mapping[str, tuple[str, ...]] = {
    "newsroom.Article": ("created_by", "last_edited_by", "approved_by"),
    "newsroom.ArticleVersion": ("written_by", "approved_by"),
    "newsroom.ReviewRemark": ("by",),
    "newsroom.Issue": ("created_by", "last_edited_by", "approved_by"),
    "newsroom.Page": ("created_by", "last_edited_by"),
    "newsroom.PageVersion": ("written_by", "published_by"),
    "newsroom.PlainSummary": ("written_by", "shown_written_by", "published_by"),
    "newsroom.Comparison": ("written_by", "published_by"),
    "newsroom.Feedback": ("settled_by",),
    "newsroom.FeedbackDeadline": ("set_by",),
    "newsroom.Picture": ("added_by",),
}
NOT_PEOPLE: Mapping[str, str] = {}
OF_THINGS: Mapping[str, str] = {
    "newsroom.Picture": "code file media_type sha256 alternative_text alternative_text_en caption_en licence",
    "newsroom.Rendition": "focus media_type file",
    "newsroom.Article": "code slug kind made_from state correction_note correction_note_en approved_hash",
    "newsroom.ArticleText": "language title lead body",
    "newsroom.ArticleLink": "kind",
    "newsroom.ArticleVersion": "content content_hash note note_en",
    "newsroom.FactQuote": "reference shown now",
    "newsroom.Redirect": "path target note",
    "newsroom.ImportedArticle": "source_url sha256",
    "newsroom.Subscriber": "language",
    "newsroom.DigestKey": "sealed",
    "newsroom.Issue": "code subject subject_en intro intro_en state content content_hash",
    "newsroom.IssueItem": "title text title_en text_en",
    "newsroom.Page": "slug kind menu state",
    "newsroom.PageText": "language title body",
    "newsroom.PageVersion": "content",
    "newsroom.PlainSummary": "text shown_text",
    "newsroom.Comparison": "topic topic_en before_on after_on source source_url before_text after_text before_text_en after_text_en",
    "newsroom.Feedback": "language reason",
}
