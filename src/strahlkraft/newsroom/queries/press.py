"""What the press gets: whom to ask, which projects have a kit, articles and pictures of one, all as readers have them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Region
from strahlkraft.newsroom.models import Article, Comparison, Picture, Rendition
from strahlkraft.newsroom.queries.articles import figures_of, listed_about
from strahlkraft.newsroom.queries.contents import of_version
from strahlkraft.newsroom.rules.articles import Content
from strahlkraft.newsroom.rules.facts import filled
from strahlkraft.newsroom.rules.pictures import JPEG
from strahlkraft.newsroom.rules.vocabulary import Language
from strahlkraft.projects.models import Project, ProjectQuerySet

MOST_ARTICLES, MOST_PICTURES = 20, 24


@dataclass(frozen=True, slots=True)
class Told:
    """An article for the press: ``body`` is Markdown with its figures in words, ``corrections`` are (day, what)."""

    slug: str
    title: str
    lead: str
    body: str
    day: str
    corrections: tuple[tuple[str, str], ...]
    demonstration: bool


def told_about(label: Label, language: str) -> list[Told]:
    """The newest articles about a thing in the language asked for, else German; a constant number of queries."""
    rows = listed_about(label, MOST_ARTICLES)
    contents = [of_version(row.current) for row in rows if row.current]
    figures = figures_of(rows, contents, language, whole=True)
    found = []
    for row, content in zip(rows, contents, strict=True):
        words, known = content.words(language), figures.get(row.pk, {})
        found.append(
            Told(
                slug=row.slug,
                title=words.title,
                lead=filled(words.lead, known),
                body=filled(words.body, known),
                day=_day(row.published_at),
                corrections=tuple(_corrections(row, content.language(language))),
                demonstration=content.demonstration,
            )
        )
    return found


def _day(moment: object) -> str:
    return localdate(moment).isoformat() if moment else ""  # type: ignore[arg-type]  # a moment of the database


def _corrections(row: Article, language: str) -> Iterable[tuple[str, str]]:
    for version in row.corrections:
        english = language == Language.ENGLISH and version.note_en
        yield _day(version.at), version.note_en if english else version.note


def pictures_of(label: Label) -> list[tuple[Picture, Rendition]]:
    """Pictures readers see of a project that others may print, each with its largest file; a constant number of queries."""
    rows = listed_about(label, MOST_ARTICLES)
    codes = [code for row in rows if row.current for code in _codes(of_version(row.current))]
    compared = Comparison.objects.filter(published=True, project__slug=label.key)
    wanted = Q(code__in=codes)
    for pair in compared.values_list("before", "after"):
        wanted |= Q(pk__in=pair)
    free = Picture.objects.filter(wanted).exclude(licence="").order_by("added_at", "pk")
    largest: dict[int, Rendition] = {}
    for rendition in Rendition.objects.filter(picture__in=free, media_type=JPEG, focus="").order_by("width"):
        largest[rendition.picture_id] = rendition
    return list(islice(((row, largest[row.pk]) for row in free if row.pk in largest), MOST_PICTURES))


def _codes(content: Content) -> list[str]:
    return [str(one["code"]) for one in (content.picture, *content.pictures) if one]


def regions() -> QuerySet[Region]:
    """Every region with the function mailbox of its office, if one is known."""
    return Region.objects.select_related("contact_point").order_by("name")


def projects() -> ProjectQuerySet:
    """Public projects, by region: each has a kit."""
    return Project.objects.published().select_related("region").order_by("region__name", "title", "pk")
