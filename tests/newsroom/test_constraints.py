"""The database itself refuses what no action writes: every constraint and every trigger of the newsroom is violated once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from strahlkraft.kernel.codes import short_code
from strahlkraft.newsroom import models as tables
from tests.factories.constraints import Again, Bite, Gone, Violation, goes_along, silent_constraints, silent_triggers
from tests.factories.newsletter import IssueFactory, a_subscriber
from tests.factories.newsroom import EARLIER, SECOND, WRITER, ArticleFactory, PictureFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
AT, LATER, DAY = EARLIER, EARLIER + timedelta(days=7), date(2026, 1, 5)
THIRD = "user:beispiel-3"
APPROVED = {"approved_by": SECOND, "approved_at": AT}


def an_issue(state: str = "draft") -> Any:
    """An issue with a text of its own, on its way as far as this."""
    row: Any = IssueFactory(code=short_code())
    tables.IssueItem.objects.create(issue=row, title="Beispiel", text="Beispiel")
    steps: dict[str, dict[str, Any]] = {
        "in_review": {"submitted_at": AT},
        "approved": {"content_hash": "x", **APPROVED},
        "sending": {"content": {"subject": "Beispielbrief"}, "begun_at": AT},
        "sent": {"sent_at": AT},
    }
    for name, values in steps.items() if state != "draft" else ():
        row.state = name
        for column, value in values.items():
            setattr(row, column, value)
        row.save()
        if name == state:
            break
    return row


def a_page(*, published: bool) -> Any:
    """A free page, which readers see or not."""
    row = tables.Page.objects.create(
        slug=f"beispiel-{short_code()}", created_at=AT, created_by=WRITER, last_edited_by=WRITER
    )
    if published:
        row.current = tables.PageVersion.objects.create(
            page=row, number=1, content={}, at=AT, written_by=WRITER, published_by=SECOND
        )
        for state in ("in_review", "published"):
            row.state = state
            row.save()
    return row


def of_articles() -> dict[str, Any]:
    """Articles where their guards hold, and what hangs on them."""
    article, project, picture = ArticleFactory(), ProjectFactory(), PictureFactory()
    published: Any = ArticleFactory(state="published")
    elsewhere = {"target": "/beispiel/", "made_at": AT}
    return {
        "Project": project,
        "Picture": picture,
        "Rendition": picture.renditions.first(),
        "Article": article,
        "Approved": ArticleFactory(state="approved"),
        "Published": published,
        "ArticleText": article.texts.get(),
        "ArticleLink": tables.ArticleLink.objects.create(article=article, kind="project", project=project),
        "ArticlePicture": tables.ArticlePicture.objects.create(article=article, picture=picture),
        "ArticleVersion": published.current,
        "ReviewRemark": tables.ReviewRemark.objects.create(
            article=article, text="Beispiel", at=AT, by=SECOND, by_label="Beispiel"
        ),
        "FactQuote": tables.FactQuote.objects.create(article=article, reference="project:x:cost", shown="1", now="1"),
        "Redirect": tables.Redirect.objects.create(path="/frueher/", **elsewhere),
        "ImportedArticle": tables.ImportedArticle.objects.create(
            article=article, source_url="https://beispiel.example/1", sha256="x", imported_at=AT
        ),
    }


def of_letters() -> dict[str, Any]:
    """Subscribers and issues."""
    sent, subscriber = an_issue("sent"), a_subscriber(1)
    draft = an_issue()
    return {
        "Subscriber": subscriber,
        "Suppression": tables.Suppression.objects.create(mailbox_hash="x", at=AT),
        "DigestKey": tables.DigestKey.objects.create(pk=1, sealed="x", made_at=AT),
        "Issue": draft,
        "Approved issue": an_issue("approved"),
        "Leaving issue": an_issue("sending"),
        "Sent issue": sent,
        "IssueItem": draft.items.get(),
        "Sent item": sent.items.get(),
        "Dispatch": tables.Dispatch.objects.create(issue=sent, subscriber=subscriber, at=AT),
    }


def rows() -> dict[str, Any]:
    """One sound row of every table, in the moments in which its guards hold."""
    made = of_articles() | of_letters()
    page, published = a_page(published=False), a_page(published=True)
    law = {"kind": "legal_notice", "created_at": AT, "created_by": WRITER, "last_edited_by": WRITER}
    written = {"written_at": AT, "written_by": WRITER}
    sides = {"topic": "Beispiel", "before_text": "vorher", "after_text": "nachher", "source": "Beispiel"}
    asked = {"about_kind": "site", "asked_at": AT, "confirm_by": LATER}
    opened = tables.Feedback.objects.create(code="offen", **asked)
    opened.state, opened.confirmed_at, opened.answer_by = "open", AT, DAY
    opened.save()
    return made | {
        "Page": page,
        "Published page": published,
        "Page of law": tables.Page.objects.create(slug="impressum", **law),
        "PageText": tables.PageText.objects.create(page=page, language="de", title="Beispiel"),
        "PageVersion": published.current,
        "PlainSummary": tables.PlainSummary.objects.create(project=made["Project"], text="Beispiel", **written),
        "Comparison": tables.Comparison.objects.create(project=made["Project"], **sides, **written),
        "Feedback": tables.Feedback.objects.create(code="unbestätigt", **asked),
        "Open feedback": opened,
    }


UNKNOWN: dict[str, Any] = {"state": "?"}
SHOWN = {"shown_text": "Beispiel", "shown_written_by": WRITER, "published_at": AT}
CONSTRAINTS: dict[str, Violation] = {
    "article_state": ("Article", UNKNOWN),
    "article_kind": ("Article", {"kind": "?"}),
    "article_approval_whole": ("Approved", {"approved_hash": ""}),
    "article_four_eyes": ("Approved", {"approved_by": F("last_edited_by")}),
    "article_approved_by_somebody": ("Article", {"state": "approved"}),
    "article_readers_have_a_version": ("Article", {"state": "published"}),
    "article_text_once": ("ArticleText", Again()),
    "article_text_language": ("ArticleText", {"language": "?"}),
    "article_text_titled": ("ArticleText", {"title": ""}),
    "article_link_to_one_thing": ("ArticleLink", {"project": None}),
    "article_picture_once": ("ArticlePicture", Again()),
    "article_version_once": ("ArticleVersion", Again()),
    "article_version_four_eyes": ("ArticleVersion", {"approved_by": F("written_by")}),
    "article_correction_says_what": ("ArticleVersion", {"number": 2}),
    "review_remark_says_something": ("ReviewRemark", {"text": ""}),
    "fact_quoted_once": ("FactQuote", Again()),
    "redirect_to_one_place": ("Redirect", {"target": ""}),
    "redirect_from_a_path": ("Redirect", {"path": "frueher"}),
    "redirect_not_to_itself": ("Redirect", {"target": F("path")}),
    "subscriber_once_while_standing": ("Subscriber", Again()),
    "subscriber_ended_is_erased": ("Subscriber", {"ended_at": AT}),
    "digest_key_is_one": lambda: tables.DigestKey.objects.create(pk=2, sealed="x", made_at=AT),
    "issue_state": ("Issue", UNKNOWN),
    "issue_has_subject": ("Issue", {"subject": ""}),
    "issue_four_eyes": ("Approved issue", {"approved_by": F("created_by")}),
    "issue_approved_by_somebody": ("Issue", {"state": "approved"}),
    "issue_frozen_when_sent": ("Approved issue", {"state": "sending"}),
    "issue_item_of_one_thing": ("IssueItem", {"article": 1, "project": 1}),
    "issue_item_says_something": ("IssueItem", {"title": ""}),
    "dispatched_once": ("Dispatch", Again()),
    "page_kind": ("Page", {"kind": "?"}),
    "page_state": ("Page", UNKNOWN),
    "page_menu": ("Page", {"menu": "?"}),
    "page_of_law_once": ("Page of law", Again()),
    "page_published_has_version": ("Page", {"state": "published"}),
    "page_text_once": ("PageText", Again()),
    "page_text_language": ("PageText", {"language": "?"}),
    "page_text_titled": ("PageText", {"title": ""}),
    "page_version_once": ("PageVersion", Again()),
    "page_version_four_eyes": ("PageVersion", {"published_by": F("written_by")}),
    "plain_summary_of_one_thing": ("PlainSummary", {"project": None}),
    "plain_summary_says_something": ("PlainSummary", {"text": ""}),
    "plain_summary_four_eyes": ("PlainSummary", SHOWN | {"published_by": WRITER}),
    "comparison_says_both": ("Comparison", {"after_text": ""}),
    "comparison_of_what_and_from_where": ("Comparison", {"source": ""}),
    "comparison_four_eyes": ("Comparison", {"published": True, "published_by": F("written_by")}),
    "feedback_state": ("Feedback", UNKNOWN),
    "feedback_open_has_a_deadline": ("Open feedback", {"answer_by": None}),
    "feedback_answered_with_words": ("Open feedback", {"state": "answered"}),
    "feedback_closed_with_reason": ("Open feedback", {"state": "closed"}),
    "picture_said_or_decorative": ("Picture", {"alternative_text": ""}),
    "picture_credited": ("Picture", {"credit": ""}),
    "picture_focus_inside": ("Picture", {"focal_x": 101}),
    "picture_has_extent": ("Picture", {"height": 0}),
    "picture_licence": ("Picture", {"licence": "?"}),
    "rendition_once": ("Rendition", Again()),
}
OTHERWISE: tuple[tuple[str, Violation], ...] = (
    ("article_approval_whole", ("Article", {"approved_hash": "x"})),
    ("article_approval_whole", ("Approved", {"approved_at": None})),
    ("article_four_eyes", ("Approved", {"last_edited_by": THIRD, "approved_by": F("created_by")})),
    ("article_link_to_one_thing", ("ArticleLink", {"kind": "event"})),
    ("article_readers_have_a_version", ("Published", {"current": None})),
    ("redirect_to_one_place", ("Redirect", {"article": 1})),
    ("subscriber_ended_is_erased", ("Subscriber", {"mailbox": ""})),
    ("issue_four_eyes", ("Approved issue", {"created_by": THIRD, "approved_by": F("last_edited_by")})),
    ("issue_frozen_when_sent", ("Sent issue", {"begun_at": None})),
    ("comparison_of_what_and_from_where", ("Comparison", {"topic": ""})),
    ("comparison_says_both", ("Comparison", {"before_text": ""})),
    ("comparison_four_eyes", ("Comparison", {"published": True})),
    ("comparison_four_eyes", ("Comparison", {"published": True, "published_by": SECOND, "withdrawn_at": AT})),
    ("plain_summary_four_eyes", ("PlainSummary", SHOWN)),
    ("plain_summary_four_eyes", ("PlainSummary", SHOWN | {"published_by": SECOND, "withdrawn_at": AT})),
    ("feedback_open_has_a_deadline", ("Open feedback", {"confirmed_at": None})),
    ("picture_said_or_decorative", ("Picture", {"decorative": True})),
    ("picture_focus_inside", ("Picture", {"focal_y": 101})),
    ("picture_has_extent", ("Picture", {"width": 0})),
)
"""Constraints of several parts, by the other parts."""
FROZEN: dict[str, dict[str, Any]] = {
    "ArticleVersion": {"note": "anders"},
    "PageVersion": {"content": {"title": "anders"}},
    "Dispatch": {"at": LATER},
    "ImportedArticle": {"sha256": "anders"},
    "Rendition": {"size": 1},
    "ReviewRemark": {"text": "anders"},
    "Picture": {"sha256": "anders"},
    "Redirect": {"path": "/anders/"},
    "Suppression": {"at": LATER},
    "DigestKey": {"made_at": LATER},
}
"""Rows that stay as they are, by the change nobody may make."""


def triggers(made: dict[str, Any]) -> dict[str, Bite]:
    """Which deed each trigger refuses."""

    def table(name: str) -> str:
        return str(made[name]._meta.db_table)

    def another_item() -> None:
        tables.IssueItem.objects.create(issue=made["Leaving issue"], title="anders")

    found = {f"{table(name)}_unchanged": Bite((name, change)) for name, change in FROZEN.items()}
    found |= {f"{table(name)}_kept": Bite((name, Gone())) for name in FROZEN}
    return found | {
        "newsroom_article_begins": Bite(("Published", Again())),
        "newsroom_article_moves": Bite(("Published", {"state": "draft"})),
        "newsroom_article_address_stays_update": Bite(("Published", {"slug": "anders"})),
        "newsroom_issue_begins": Bite(("Approved issue", Again())),
        "newsroom_issue_moves": Bite(("Sent issue", {"state": "sending"})),
        "newsroom_issue_sent_stays_update": Bite(("Leaving issue", {"content": {"subject": "anders"}})),
        "newsroom_issue_sent_is_kept_delete": Bite(("Leaving issue", Gone())),
        "newsroom_issueitem_sent_items_stay_update": Bite(("Sent item", {"issue": made["Issue"]})),
        "newsroom_issueitem_sent_items_stay_delete": Bite(("Sent item", Gone())),
        "newsroom_issueitem_none_follows_insert": Bite(another_item),
        "newsroom_issueitem_none_follows_update": Bite(("IssueItem", {"issue": made["Sent issue"]})),
        "newsroom_page_begins": Bite(("Published page", Again())),
        "newsroom_page_moves": Bite(("Published page", {"state": "in_review"})),
        "newsroom_feedback_begins": Bite(("Open feedback", Again())),
        "newsroom_feedback_moves": Bite(("Open feedback", {"state": "unconfirmed"})),
    }


def test_every_constraint_is_known_and_holds() -> None:
    assert silent_constraints(rows(), CONSTRAINTS, "newsroom") == []


def test_constraints_of_several_parts_hold_in_each() -> None:
    made = rows()
    for name, violation in OTHERWISE:
        found = silent_constraints(made, {name: violation}, "newsroom")
        assert [one for one in found if not one.endswith("nobody violates it")] == [], violation


def test_every_trigger_is_known_and_refuses_alone() -> None:
    made = rows()
    assert silent_triggers(made, triggers(made), "newsroom") == []


def test_of_a_remark_the_name_goes_and_nothing_with_it() -> None:
    assert goes_along(rows()["ReviewRemark"], "by_label") == []


def test_what_is_told_of_a_leaving_issue_moves_on() -> None:
    """How far it has come, that it was sent, and a suppression that is lifted: the guards let it through."""
    made = rows()
    issue = made["Leaving issue"]
    issue.reached, issue.state, issue.sent_at, issue.version = 7, "sent", LATER, 9
    issue.save()
    changes: dict[str, dict[str, Any]] = {
        "Suppression": {"lifted_at": LATER},
        "DigestKey": {"sealed": "anew"},
        "Redirect": {"target": "/anderswo/"},
        "Picture": {"caption": "Beispiel", "withdrawn_at": LATER},
        "Article": {"slug": "ein-anderer"},
    }
    for name, change in changes.items():
        assert type(made[name])._default_manager.filter(pk=made[name].pk).update(**change) == 1
