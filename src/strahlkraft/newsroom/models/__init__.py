"""Tables of this room; what readers saw is kept."""

from strahlkraft.newsroom.models.articles import (
    Article,
    ArticleLink,
    ArticlePicture,
    ArticleText,
    ArticleVersion,
    FactQuote,
    ImportedArticle,
    Redirect,
    ReviewRemark,
)
from strahlkraft.newsroom.models.newsletter import DigestKey, Dispatch, Issue, IssueItem, Subscriber, Suppression
from strahlkraft.newsroom.models.pages import (
    Comparison,
    Feedback,
    FeedbackDeadline,
    Page,
    PageText,
    PageVersion,
    PlainSummary,
)
from strahlkraft.newsroom.models.pictures import Picture, Rendition

__all__ = [
    "Article",
    "ArticleLink",
    "ArticlePicture",
    "ArticleText",
    "ArticleVersion",
    "Comparison",
    "DigestKey",
    "Dispatch",
    "FactQuote",
    "Feedback",
    "FeedbackDeadline",
    "ImportedArticle",
    "Issue",
    "IssueItem",
    "Page",
    "PageText",
    "PageVersion",
    "Picture",
    "PlainSummary",
    "Redirect",
    "Rendition",
    "ReviewRemark",
    "Subscriber",
    "Suppression",
]
