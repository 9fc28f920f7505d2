"""Words for articles and pictures."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.newsroom.rules.vocabulary import ArticleKind, ArticleState, Language, LinkKind

KINDS: Mapping[str, Promise] = {
    ArticleKind.NEWS: pgettext_lazy("article", "News"),
    ArticleKind.RESULT: _("Result"),
    ArticleKind.PITCH: _("From the stage"),
    ArticleKind.REUSE: _("Taken over"),
    ArticleKind.FACTS: _("Fact sheet"),
}
STATES: Mapping[str, Promise] = {
    ArticleState.DRAFT: _("Draft"),
    ArticleState.IN_REVIEW: _("With a second person"),
    ArticleState.APPROVED: _("Approved"),
    ArticleState.PUBLISHED: _("Published"),
    ArticleState.CORRECTING: _("Published, being corrected"),
    ArticleState.CORRECTION_REVIEW: _("Published, correction with a second person"),
    ArticleState.ARCHIVED: _("Archived"),
    ArticleState.DISCARDED: _("Discarded"),
}
LANGUAGES: Mapping[str, Promise] = {Language.GERMAN: _("German"), Language.ENGLISH: _("English")}
LINKS: Mapping[str, Promise] = {
    LinkKind.PROJECT: _("Project"),
    LinkKind.OFFER: _("Offer"),
    LinkKind.EVENT: _("Event"),
    LinkKind.REGION: _("Region"),
    LinkKind.MUNICIPALITY: _("Municipality"),
    LinkKind.CASE: _("Reuse"),
}
PARTS: Mapping[str, Promise] = {
    "title": _("headline"),
    "lead": pgettext_lazy("article", "lead"),
    "body": _("text"),
    "kind": _("kind"),
    "region": _("region"),
    "topic": _("topic"),
    "contact": _("press contact"),
    "links": _("what it is about"),
    "picture": _("lead picture"),
    "pictures": _("gallery"),
}
"""Parts of an article, as ``rules.articles.compared`` names them."""
VERBS: dict[str, Promise] = {
    "create_article": _("article begun"),
    "take_over_article": _("article taken over from an older site"),
    "edit_article": _("article written on"),
    "submit_article": _("article handed to a second person"),
    "return_article": _("article given back"),
    "approve_article": _("article approved"),
    "schedule_article": _("time of appearing set"),
    "publish_article": _("article published"),
    "hold_article": _("article held back: changed after it was approved"),
    "begin_correction": _("correction of an article begun"),
    "drop_correction": _("correction of an article given up"),
    "publish_correction": _("correction of an article published"),
    "archive_article": _("article archived"),
    "restore_article": _("article taken out of the archive"),
    "discard_article": _("article discarded"),
    "note_figure": _("a figure of an article is another one now"),
    "confirm_figures": _("article read again after a figure changed"),
}
