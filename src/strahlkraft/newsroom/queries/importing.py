"""Articles taken over from older sites: which are here already, and where each former address leads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Actor
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, ArticleText, ImportedArticle, Redirect
from strahlkraft.newsroom.rules.importing import former_path, identity, spellings
from strahlkraft.newsroom.rules.vocabulary import READABLE, Language

_AT_ONCE = 100
"""Addresses asked for in one query, each in all its spellings."""


def known(urls: Iterable[str]) -> dict[str, Article]:
    """Those of the addresses whose article is here already, with it; one query for a hundred of them."""
    wanted = {name: url for url in urls for name in spellings(identity(url)) if identity(url)}
    names = list(wanted)
    found = dict[str, Article]()
    for start in range(0, len(names), _AT_ONCE * 8):
        rows = ImportedArticle.objects.filter(source_url__in=names[start : start + _AT_ONCE * 8])
        found |= {wanted[row.source_url]: row.article for row in rows.select_related("article")}
    return found


def appeared_there(article: Article) -> datetime | None:
    """When readers first had it on the site it was taken over from; None: it was written here, or the site did not say."""
    row = ImportedArticle.objects.filter(article=article).first()
    return row.published_there if row else None


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the map of former addresses: ``path`` is what visitors ask us for, ``url`` where it stood.

    ``new`` is the path it leads to, ``public`` whether it does so already, ``taken``: the path leads to something else,
    because two sites used the same one. ``code`` is empty for what was no article or is on another desk.
    """

    url: str
    path: str
    new: str
    title: str
    code: str
    public: bool
    taken: bool
    published_there: datetime | None = None


def moved(by: Actor) -> list[Moved]:
    """The map of all former addresses, by address; four queries. Empty for who manages no pages.

    Of a draft that is not on somebody's desk it says no more than where it stood.
    """
    if access.may_manage_pages(by):
        return []
    redirects = {row.path: row for row in Redirect.objects.select_related("article")}
    rows = list(ImportedArticle.objects.select_related("article").order_by("source_url"))
    texts = ArticleText.objects.filter(article__imported__isnull=False, language=Language.GERMAN)
    titles = dict(texts.values_list("article", "title"))
    desk = set(access.desk_articles(by).order_by().values_list("pk", flat=True))
    found = [_of_article(row, redirects, titles, on_desk=row.article_id in desk) for row in rows]
    shown = {one.path for one in found}
    others = (row for path, row in redirects.items() if path not in shown)
    return [*found, *(_of_redirect(row, on_desk=row.article_id in desk) for row in others)]


def _of_article(
    row: ImportedArticle, redirects: dict[str, Redirect], titles: dict[int, str], *, on_desk: bool
) -> Moved:
    path = former_path(row.source_url)
    kept, public = redirects.get(path), row.article.state in READABLE
    return Moved(
        url=row.source_url,
        path=path,
        new=address(row.article.label) if on_desk or public else "",
        title=titles.get(row.article_id, "") if on_desk or public else "",
        code=row.article.code if on_desk else "",
        public=public,
        taken=bool(kept and kept.article_id != row.article_id),
        published_there=row.published_there,
    )


def _of_redirect(row: Redirect, *, on_desk: bool) -> Moved:
    article = row.article
    public = article is None or article.state in READABLE
    return Moved(
        url="",
        path=row.path,
        new=(address(article.label) if on_desk or public else "") if article else row.target,
        title=row.note,
        code=article.code if article and on_desk else "",
        public=public,
        taken=False,
    )


def unled(rows: Iterable[Moved]) -> Iterator[Moved]:
    """Those whose former address cannot lead on by itself: our first page stands there, or another article."""
    return (row for row in rows if row.taken or not row.path)
