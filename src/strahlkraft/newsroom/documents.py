"""What the search knows of articles (pure)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from strahlkraft.newsroom.rules import pages
from strahlkraft.newsroom.rules.articles import Content
from strahlkraft.newsroom.rules.vocabulary import Language
from strahlkraft.search.rules import Document

KIND = "article"
PAGE = "page"


def article_document(
    *, slug: str, content: Content, published_at: datetime, fillings: Iterable[tuple[str, str]] = ()
) -> Document:
    """The document of an article as readers see it, both languages in one; ``fillings`` are its figures in words."""
    german = content.texts[Language.GERMAN]
    others = [words for language, words in sorted(content.texts.items()) if language != Language.GERMAN]
    words = dict(fillings)
    told = [text for one in (german, *others) for text in (one.lead, one.body)]
    told += [str(picture.get("caption", "")) for picture in (content.picture, *content.pictures)]
    told += [title for _kind, _key, title in content.links]
    return Document(
        kind=KIND,
        key=slug,
        title=german.title,
        body="\n".join(_said(text, words) for text in told if text),
        aliases="\n".join(one.title for one in others),
        facets={
            "region": (content.region,) if content.region else (),
            "topic": (content.topic,) if content.topic else (),
            "article_kind": (str(content.kind),),
            "year": (str(published_at.year),),
        },
        sort={"start": published_at.date().toordinal(), "changed": published_at.timestamp()},
        summary=_said(german.lead, words),
    )


def page_document(*, slug: str, texts: Mapping[str, pages.Words], fillings: Iterable[tuple[str, str]] = ()) -> Document:
    """The document of an editable page as readers see it, both languages in one; ``fillings`` as for articles."""
    words = dict(fillings)
    others = [one for language, one in sorted(texts.items()) if language != Language.GERMAN]
    return Document(
        kind=PAGE,
        key=slug,
        title=texts[Language.GERMAN].title,
        body="\n".join(_said(one.body, words) for one in (texts[Language.GERMAN], *others)),
        aliases="\n".join(one.title for one in others),
    )


def _said(text: str, words: dict[str, str]) -> str:
    """The text with its figures in words."""
    for reference, value in words.items():
        text = text.replace(f"[[{reference}]]", value)
    return text
