"""Pictures: which somebody may choose, who may see one, and what a page needs to show some of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from strahlkraft.design.addresses import address
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, Comparison, Picture, Rendition
from strahlkraft.newsroom.models.articles import ArticleQuerySet
from strahlkraft.newsroom.rules.pictures import ENDINGS, JPEG, WEBP, Cut, Size, focus_of, stepped
from strahlkraft.newsroom.rules.vocabulary import ArticleState, Language
from strahlkraft.newsroom.texts.pictures import SHORT
from strahlkraft.projects.models import Project
from strahlkraft.reuse.access import projects_of

_UNSETTLED = (ArticleState.CORRECTING, ArticleState.CORRECTION_REVIEW)
"""Where the pictures of the working text may differ from those readers have."""
_MIDDLING = 960
"""Pixels: what a browser gets that knows no list of sizes."""


# ---- what a page needs


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture in one cut: the address of a middling size with its extent, and lists of all sizes for each format."""

    src: str
    width: int
    height: int
    webp: str
    jpeg: str
    largest: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the component ``picture`` takes it, in the readers' language as far as there are words.

    ``alt`` is empty for a decorative one. ``alt_lang`` and ``caption_lang`` are empty where the words are in the readers'
    language. ``focus_x`` and ``focus_y`` are percent, in steps the style sheet knows.
    """

    code: str
    alt: str
    alt_lang: str
    caption: str
    caption_lang: str
    credit: str
    licence: str
    licence_url: str
    focus_x: int
    focus_y: int
    whole: Shape
    wide: Shape
    square: Shape

    @property
    def shapes(self) -> Mapping[str, Shape]:
        """By name of the cut."""
        return {Cut.WHOLE: self.whole, Cut.WIDE: self.wide, Cut.SQUARE: self.square}


def sources(pictures: Iterable[Picture | None], language: str, *, preview: str = "") -> dict[int, Shown]:
    """What pages need to show these, by key; one query. A picture of which nothing was made is left out.

    ``preview`` is the token of a link to a draft: with it in their address its pictures show before it appears.
    """
    rows = {picture.pk: picture for picture in pictures if picture is not None}
    if not rows:
        return {}
    made: dict[int, dict[tuple[str, str], list[Size]]] = {}
    found = Rendition.objects.filter(picture__in=rows, media_type__in=(JPEG, WEBP)).order_by("width")
    for pk, width, height, focus, kind in found.values_list("picture", "width", "height", "focus", "media_type"):
        made.setdefault(pk, {}).setdefault((focus, kind), []).append(Size(width, height, focus))
    shown = ((pk, _shown(rows[pk], sizes, language, preview)) for pk, sizes in made.items())
    return {pk: one for pk, one in shown if one}


def _shown(row: Picture, made: Mapping[tuple[str, str], list[Size]], language: str, preview: str) -> Shown | None:
    focus = focus_of(row.focal_x, row.focal_y)
    shapes = {
        Cut.WHOLE: _shape(row, made, "", preview),
        Cut.WIDE: _shape(row, _of_ratio(made, focus, square=False), focus, preview),
        Cut.SQUARE: _shape(row, _of_ratio(made, focus, square=True), focus, preview),
    }
    whole = shapes[Cut.WHOLE]
    if whole is None:
        return None
    alt, alt_lang = _said(row.alternative_text, row.alternative_text_en, language)
    caption, caption_lang = _said(row.caption, row.caption_en, language)
    return Shown(
        code=row.code,
        alt=alt,
        alt_lang=alt_lang,
        caption=caption,
        caption_lang=caption_lang,
        credit=row.credit,
        licence=SHORT.get(row.licence, ""),
        licence_url=f"https://spdx.org/licenses/{row.licence}.html" if row.licence else "",
        focus_x=stepped(row.focal_x),
        focus_y=stepped(row.focal_y),
        whole=whole,
        wide=shapes[Cut.WIDE] or whole,
        square=shapes[Cut.SQUARE] or whole,
    )


def _said(german: str, english: str, language: str) -> tuple[str, str]:
    """The words and the language they are in where it is not the readers'."""
    if language.startswith(Language.ENGLISH):
        return (english, "") if english else (german, str(Language.GERMAN) if german else "")
    return german, ""


def _of_ratio(
    made: Mapping[tuple[str, str], list[Size]], focus: str, *, square: bool
) -> dict[tuple[str, str], list[Size]]:
    return {
        (focus, kind): [size for size in made.get((focus, kind), ()) if (size.width == size.height) is square]
        for kind in (JPEG, WEBP)
    }


def _shape(row: Picture, made: Mapping[tuple[str, str], list[Size]], focus: str, preview: str) -> Shape | None:
    jpeg, webp = made.get((focus, JPEG), []), made.get((focus, WEBP), [])
    if not jpeg:
        return None
    middle = next((size for size in jpeg if size.width >= _MIDDLING), jpeg[-1])
    return Shape(
        src=path_of(row.code, middle, JPEG, preview),
        width=middle.width,
        height=middle.height,
        webp=_srcset(row.code, webp, WEBP, preview),
        jpeg=_srcset(row.code, jpeg, JPEG, preview),
        largest=path_of(row.code, jpeg[-1], JPEG, preview),
    )


def path_of(code: str, size: Size, media_type: str, preview: str = "") -> str:
    """Where one size of a picture is served."""
    where = address(Label("picture", f"{code}/{size.name(ENDINGS[media_type])}"))
    return f"{where}?vorschau={preview}" if preview else where


def _srcset(code: str, sizes: Iterable[Size], media_type: str, preview: str) -> str:
    return ", ".join(f"{path_of(code, size, media_type, preview)} {size.width}w" for size in sizes)


# ---- who may see one


def rendition(code: str, size: Size, media_type: str) -> Rendition | None:
    """What was made of a picture in just this size; the caller checks who may see it."""
    rows = Rendition.objects.filter(picture__code=code, media_type=media_type).select_related("picture")
    return rows.filter(width=size.width, height=size.height, focus=size.focus).first()


def is_public(picture: Picture) -> bool:
    """Whether readers have it before them: in a version of an article they may read, or in a published comparison."""
    shown = Comparison.objects.filter(Q(before=picture) | Q(after=picture), published=True)
    return _in_articles(picture) or shown.filter(project__in=Project.objects.published()).exists()


def _in_articles(picture: Picture) -> bool:
    """By what the newest versions froze; rows of the working text only say where to look."""
    readable: ArticleQuerySet = Article.objects.readable()
    unsettled = Q(state__in=_UNSETTLED)
    leads = readable.filter(Q(lead_picture=picture) | unsettled)
    if leads.filter(current__content__picture__code=picture.code).exists():
        return True
    galleries = readable.filter(Q(gallery__picture=picture) | unsettled).distinct().order_by()
    return any(
        one.get("code") == picture.code
        for pictures in galleries.values_list("current__content__pictures", flat=True)
        for one in pictures or ()
    )


def may_see(by: Actor, picture: Picture) -> bool:
    """Whether it stands on somebody's desk."""
    return access.desk_pictures(by).filter(pk=picture.pk).exists()


# ---- the desk


def regions(by: Actor) -> QuerySet[Region]:
    """Regions somebody may add pictures for."""
    ids = by.region_ids(Right.WRITE_NEWS)
    if ids is None:
        return Region.objects.all()
    return Region.objects.filter(Q(pk__in=ids) | Q(pk__in=projects_of(by, Right.WRITE_NEWS).values("region")))


def listed(by: Actor, *, text: str = "", region: str = "", withdrawn: bool = False) -> QuerySet[Picture]:
    """Pictures somebody may choose, newest first, that have all the words of ``text``; withdrawn ones only when asked for."""
    rows = access.desk_pictures(by).select_related("region").filter(withdrawn_at__isnull=not withdrawn)
    for word in text.split():
        rows = rows.filter(_having(word))
    if region:
        rows = rows.filter(region__slug=region)
    return rows.order_by("-added_at", "-pk")


def _having(word: str) -> Q:
    names = ("alternative_text", "alternative_text_en", "caption", "caption_en", "credit", "code")
    found = Q(pk__in=())
    for name in names:
        found |= Q(**{f"{name}__icontains": word})
    return found


def by_code(by: Actor, codes: Iterable[str]) -> list[Picture]:
    """Those of the named pictures that stand on somebody's desk, in the order named, withdrawn ones too; one query."""
    wanted = list(dict.fromkeys(code for code in codes if code))
    found = {row.code: row for row in access.desk_pictures(by).filter(code__in=wanted)} if wanted else {}
    return [found[code] for code in wanted if code in found]


def twin(by: Actor, sha256: str) -> Picture | None:
    """The same picture, if it stands on somebody's desk already."""
    return access.desk_pictures(by).filter(sha256=sha256, withdrawn_at=None).first()


def title_of(picture: Picture) -> str:
    """A picture in a few words, for lists and the trail."""
    return str(picture)


def desk_label(picture: Picture) -> Label:
    """The picture as the trail names it: where its words are written."""
    return Label("picture_desk", picture.code, title_of(picture))


def uses(by: Actor, picture: Picture) -> list[Label]:
    """Where a picture stands now, as far as somebody may work on it: articles as written, comparisons of projects."""
    articles = access.desk_articles(by).filter(Q(lead_picture=picture) | Q(gallery__picture=picture))
    return [*_articles(articles.distinct()), *_projects(by, picture)]


def _articles(rows: QuerySet[Article]) -> Iterator[Label]:
    for row in rows.prefetch_related("texts").order_by("-changed_at", "-pk"):
        titles = {text.language: text.title for text in row.texts.all()}
        yield Label("article_desk", row.code, titles.get(Language.GERMAN, row.slug))


def _projects(by: Actor, picture: Picture) -> list[Label]:
    rows = Comparison.objects.filter(Q(before=picture) | Q(after=picture)).values("project")
    return [row.label for row in projects_of(by, Right.WRITE_NEWS).filter(pk__in=rows)]
