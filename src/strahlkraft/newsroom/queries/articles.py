"""What readers get of articles: the newest version and nothing else; no draft can be reached from here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import overload

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear

from strahlkraft.design.richtext import markdown_html
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Article, ArticleVersion, FactQuote, Picture
from strahlkraft.newsroom.models.articles import ArticleQuerySet
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.contents import Name, identity, labels_of, of_version, public_labels, quoted
from strahlkraft.newsroom.rules.articles import Content
from strahlkraft.newsroom.rules.facts import Shown, filled
from strahlkraft.newsroom.rules.vocabulary import ArticleState, Language, LinkKind
from strahlkraft.projects.models import FieldOfAction
from strahlkraft.projects.queries import listed

TOP_HEADING = 2
"""Headings of a text begin below the headline."""
_UNSETTLED = Q(state__in=(ArticleState.CORRECTING, ArticleState.CORRECTION_REVIEW))
"""Where links of the working text may differ from those of the version readers have."""
_LINKED: Mapping[str, str] = {
    LinkKind.PROJECT: "links__project__slug",
    LinkKind.OFFER: "links__offer__slug",
    LinkKind.EVENT: "links__event__slug",
    LinkKind.MUNICIPALITY: "links__municipality__key",
    LinkKind.CASE: "links__case__code",
}
RELATED_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected, when; ``language`` in which it is said."""

    at: datetime
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Read:
    """An article as readers have it. ``language`` is that of the text, ``foreign``: not the one asked for.

    ``changed_at``: when the newest version appeared, None for the first. ``contact`` is a function mailbox. ``html``,
    ``gallery`` and ``figures`` are filled by :func:`read` only.
    """

    slug: str
    title: str
    lead: str
    language: str
    foreign: bool
    kind: str
    region: Label | None
    topic: Label | None
    published_at: datetime
    changed_at: datetime | None
    notes: tuple[Correction, ...]
    lead_picture: Picture | None
    links: tuple[Label, ...]
    languages: tuple[str, ...]
    contact: str
    demonstration: bool
    archived: bool
    version: int
    html: str = ""
    gallery: tuple[Picture, ...] = ()
    figures: tuple[Shown, ...] = ()

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("article", self.slug, self.title)


class Reads(Sequence[Read]):
    """A list of articles that asks only for the part it is asked for; for pages and feeds."""

    def __init__(self, rows: ArticleQuerySet, language: str) -> None:
        """``rows`` in their order; ``language`` is that of the readers."""
        self._rows, self._language = rows, language

    def __len__(self) -> int:
        """How many there are."""
        return self._rows.count()

    @overload
    def __getitem__(self, index: int) -> Read: ...

    @overload
    def __getitem__(self, index: slice) -> "list[Read]": ...

    def __getitem__(self, index: "int | slice") -> "Read | list[Read]":
        """One article or some, in a constant number of queries."""
        if isinstance(index, int):
            return reads(_whole(self._rows)[index : index + 1], self._language)[0]
        return reads(_whole(self._rows)[index], self._language)

    def __iter__(self) -> Iterator[Read]:
        """All of them, in a constant number of queries."""
        return iter(reads(_whole(self._rows), self._language))


def readable(
    *,
    language: str,
    region: str | None = None,
    topic: str | None = None,
    kind: str | None = None,
    year: int | None = None,
) -> Reads:
    """What stands in lists and feeds, newest first; ``region`` and ``topic`` by slug, as readers' versions name them."""
    rows = Article.objects.listed().order_by("-published_at", "-pk")
    for name, value in (("region", region), ("topic", topic), ("kind", kind)):
        if value:
            rows = rows.filter(**{f"current__content__{name}": value})
    return Reads(rows.filter(published_at__year=year) if year else rows, language)


def years() -> list[tuple[int, int]]:
    """The years in which articles appeared, newest first, each with how many."""
    rows = Article.objects.listed().order_by().annotate(year=ExtractYear("published_at"))
    return [(year, count) for year, count in rows.values_list("year").annotate(count=Count("pk")).order_by("-year")]


def read(slug: str, language: str) -> Read | None:
    """One article with its text; archived ones too; None when no version was ever published under this address."""
    row = _whole(Article.objects.readable()).filter(slug=slug).first()
    if row is None or row.current is None:
        return None
    content = of_version(row.current)
    figures = figures_of([row], [content], language, whole=True).get(row.pk, {})
    one = reads([row], language, figures={row.pk: figures})[0]
    return with_text(one, content, figures)


def headline(slug: str, language: str) -> Read | None:
    """An article without its text, archived ones too; None when no version was ever published under this address."""
    found = reads(_whole(Article.objects.readable()).filter(slug=slug), language)
    return found[0] if found else None


def with_text(one: Read, content: Content, figures: Mapping[str, Shown]) -> Read:
    """An article with its text as HTML and the pictures of its gallery."""
    body = content.words(one.language).body
    codes = [str(picture.get("code", "")) for picture in content.pictures]
    pictures = _pictures(codes)
    return replace(
        one,
        html=markdown_html(body, TOP_HEADING, marks=facts.marks(figures)),
        gallery=tuple(pictures[code] for code in codes if code in pictures),
        figures=tuple(figures.values()),
    )


def about(label: Label, language: str, limit: int = 6) -> list[Read]:
    """The newest articles about a thing: a project, an offer, an event, a municipality, a case, a region; or akin to an article."""
    if label.kind == "article":
        return _related(label.key, language, limit)
    if label.kind == LinkKind.REGION:
        return readable(language=language, region=label.key)[:limit]
    return reads(listed_about(label, limit), language)


def listed_about(label: Label, limit: int) -> list[Article]:
    """The rows behind it, each with its version and corrections: of a thing an article names (no region, no article)."""
    if label.kind not in _LINKED:
        return []
    name = (label.kind, identity(label.kind, label.key))
    linked = Q(**{_LINKED[label.kind]: name[1]})
    rows = _whole(Article.objects.listed().filter(linked | _UNSETTLED).distinct().order_by("-published_at", "-pk"))
    return [row for row in rows[: limit + RELATED_LOOKED_AT] if name in _names(row)][:limit]


def named(slugs: Sequence[str], language: str) -> list[Read]:
    """Those of the named articles that stand in lists, in the order named, as a search gives them."""
    rows = {row.slug: row for row in _whole(Article.objects.listed().filter(slug__in=slugs))}
    return reads([rows[slug] for slug in slugs if slug in rows], language)


def _related(slug: str, language: str, limit: int) -> list[Read]:
    """Other articles about the same things, then of the same topic, then of the same region; newest first within each."""
    own = Article.objects.readable().select_related("current").filter(slug=slug).first()
    if own is None or own.current is None:
        return []
    content, names = of_version(own.current), _names(own)
    near = Q(pk__in=())
    for kind, key in names:
        near |= Q(**{_LINKED[kind]: key})
    kin = {"topic": content.topic, "region": content.region}
    for part, value in kin.items():
        near |= Q(**{f"current__content__{part}": value}) if value else Q()
    rows = Article.objects.listed().filter(near).exclude(pk=own.pk).distinct().order_by("-published_at", "-pk")

    def nearness(row: Article) -> tuple[int, ...]:
        other = _content(row)
        alike = (int(value != "" and getattr(other, part) == value) for part, value in kin.items())
        return len(names & _names(row)), *alike

    found = [(nearness(row), row) for row in _whole(rows)[:RELATED_LOOKED_AT]]
    nearest = sorted((pair for pair in found if any(pair[0])), key=lambda pair: pair[0], reverse=True)
    return reads([row for _near, row in nearest[:limit]], language)


def _content(row: Article) -> Content:
    return of_version(row.current) if row.current else Content({})


def _names(row: Article) -> set[Name]:
    """What the version readers have is about."""
    return {(kind, key) for kind, key, _title in _content(row).links}


def _whole(rows: ArticleQuerySet) -> ArticleQuerySet:
    notes = ArticleVersion.objects.exclude(note="").defer("content").order_by("number")
    return rows.select_related("current").prefetch_related(listed("versions", notes, "corrections"))


def reads(
    rows: Iterable[Article], language: str, *, figures: Mapping[int, Mapping[str, Shown]] | None = None
) -> list[Read]:
    """Readers' values of articles with a version, in a constant number of queries."""
    found = [(row, of_version(row.current)) for row in rows if row.current]
    contents = [content for _row, content in found]
    around = _Around(
        regions={region.slug: region.label for region in _regions(contents)},
        topics={topic.slug: Label("topic", topic.slug, topic.name) for topic in _topics(contents)},
        pictures=_pictures(str(content.picture.get("code", "")) for content in contents),
        labels=public_labels((kind, key) for content in contents for kind, key, _title in content.links),
        figures=figures if figures is not None else figures_of([row for row, _content in found], contents, language),
    )
    return [_value(row, content, language, around) for row, content in found]


@dataclass(frozen=True, slots=True)
class _Around:
    """What several articles name, asked for once."""

    regions: Mapping[str, Label]
    topics: Mapping[str, Label]
    pictures: Mapping[str, Picture]
    labels: Mapping[Name, Label]
    figures: Mapping[int, Mapping[str, Shown]]


def _value(row: Article, content: Content, language: str, around: _Around) -> Read:
    shown, words = content.language(language), content.words(language)
    assert row.current is not None  # noqa: S101 - rows without a version were left out; tells the type checker
    assert row.published_at is not None  # noqa: S101 - the database holds it for every article with readers
    return Read(
        slug=row.slug,
        title=words.title,
        lead=filled(words.lead, around.figures.get(row.pk, {})),
        language=shown,
        foreign=shown != language,
        kind=content.kind,
        region=around.regions.get(content.region),
        topic=around.topics.get(content.topic),
        published_at=row.published_at,
        changed_at=row.current.at if row.current.number > 1 else None,
        notes=tuple(_correction(version, shown) for version in row.corrections),
        lead_picture=around.pictures.get(str(content.picture.get("code", ""))),
        links=labels_of(content, around.labels),
        languages=tuple(sorted(content.texts)),
        contact=content.contact,
        demonstration=content.demonstration,
        archived=row.state == ArticleState.ARCHIVED,
        version=row.current.number,
    )


def _correction(version: ArticleVersion, language: str) -> Correction:
    if language == Language.ENGLISH and version.note_en:
        return Correction(version.at, version.note_en, Language.ENGLISH)
    return Correction(version.at, version.note, Language.GERMAN)


def figures_of(
    rows: Sequence[Article], contents: Sequence[Content], language: str, *, whole: bool = False
) -> dict[int, dict[str, Shown]]:
    """What the figures of each article say today, in the language readers have its text in, with what stood there before.

    Of lists only those of the leads; with ``whole`` all. A project that is no longer public: as the version had it.
    """
    wanted = {
        row.pk: quoted(content) if whole else quoted(_leads(content))
        for row, content in zip(rows, contents, strict=True)
    }
    every = {reference for references in wanted.values() for reference in references}
    if not every:
        return {}
    stated = facts.stated(every)
    when = _changes([pk for pk, references in wanted.items() if references])
    found = {}
    for row, content in zip(rows, contents, strict=True):
        shown = ((name, _figure(name, content, language, stated, when.get((row.pk, name)))) for name in wanted[row.pk])
        found[row.pk] = {name: figure for name, figure in shown if figure}
    return found


def _figure(
    reference: str, content: Content, language: str, known: Mapping[str, facts.Stated], changed_at: datetime | None
) -> Shown | None:
    before, said = content.figures.get(reference), content.language(language)
    if reference in known:
        return facts.shown(known[reference], language=said, before=before, changed_at=changed_at)
    return None if before is None else facts.as_it_was(reference, before, language=said)


def _leads(content: Content) -> Content:
    return replace(content, texts={language: replace(words, body="") for language, words in content.texts.items()})


def _changes(articles: Sequence[int]) -> dict[tuple[int, str], datetime]:
    rows = FactQuote.objects.filter(article__in=articles, changed_at__isnull=False)
    return {(row.article_id, row.reference): row.changed_at for row in rows if row.changed_at}


def _regions(contents: Iterable[Content]) -> Iterable[Region]:
    slugs = {content.region for content in contents if content.region}
    return Region.objects.filter(slug__in=slugs) if slugs else ()


def _topics(contents: Iterable[Content]) -> Iterable[FieldOfAction]:
    slugs = {content.topic for content in contents if content.topic}
    return FieldOfAction.objects.filter(slug__in=slugs) if slugs else ()


def _pictures(codes: Iterable[str]) -> dict[str, Picture]:
    wanted = {code for code in codes if code}
    return {row.code: row for row in Picture.objects.filter(code__in=wanted)} if wanted else {}
