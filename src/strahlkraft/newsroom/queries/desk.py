"""The newsroom at work: lists of articles with their working text, one article with all about it, what waits for whom.

Everything here shows drafts and asks :mod:`access` first; readers' pages use :mod:`articles`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate

from strahlkraft.audit import four_eyes
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days
from strahlkraft.network.models import ContactPoint, Municipality, Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, ArticleText, ArticleVersion, FactQuote, ReviewRemark
from strahlkraft.newsroom.queries import checks, facts
from strahlkraft.newsroom.queries.articles import Read, reads, with_text
from strahlkraft.newsroom.queries.contents import of_version, quoted, working
from strahlkraft.newsroom.rules.articles import Content, Difference, compared
from strahlkraft.newsroom.rules.facts import Shown
from strahlkraft.newsroom.rules.vocabulary import ARTICLE_MOVES, WRITABLE, ArticleState, Language, LinkKind
from strahlkraft.newsroom.rules.writing import Remark
from strahlkraft.projects.access import visible_to
from strahlkraft.projects.models import Event, FieldOfAction
from strahlkraft.reuse.access import offers_visible_to
from strahlkraft.reuse.models import ReuseCase

MOST_DUTIES = 50
MOST_CHOICES = 12
PREVIEW_DAYS = 7
"""So long a link to a preview works."""
WROTE = ("create_article", "take_over_article", "edit_article")
"""Deeds of the trail by which somebody wrote on an article."""
APPEARED = ("publish_article", "publish_correction")
"""Deeds by which readers got something."""
PUBLISHERS_DEEDS = frozenset({"publish", "archive", "restore"})
IN_REVIEW = (ArticleState.IN_REVIEW, ArticleState.CORRECTION_REVIEW)
REVIEW_DAYS = 3
"""Working days within which a second person reads: our own aim."""
WAITS_LONG = timedelta(days=14)
"""A draft nobody has touched for so long is asked after."""


def listed(by: Actor, *, state: str = "", text: str = "", region: str = "", mine: bool = False) -> QuerySet[Article]:
    """Articles somebody may work on, last changed first, each with its texts; discarded ones only when asked for."""
    rows = access.desk_articles(by).select_related("region", "topic", "current").prefetch_related("texts")
    rows = rows.filter(state=state) if state else rows.exclude(state=ArticleState.DISCARDED)
    if text.strip():
        found = ArticleText.objects.filter(Q(title__icontains=text.strip()) | Q(lead__icontains=text.strip()))
        rows = rows.filter(pk__in=found.values("article"))
    if region:
        rows = rows.filter(region__slug=region)
    if mine:
        rows = rows.filter(Q(created_by=by.actor_id) | Q(last_edited_by=by.actor_id))
    return rows.annotate(figures_changed=Exists(FactQuote.objects.untold().filter(article=OuterRef("pk")))).order_by(
        "-changed_at", "-pk"
    )


def counts(by: Actor) -> dict[str, int]:
    """How many articles stand in each state, among those somebody may work on; one query."""
    rows = Article.objects.filter(pk__in=access.desk_articles(by).order_by().values("pk")).order_by()
    return dict(rows.values_list("state").annotate(count=Count("pk")))


def title_of(article: Article) -> str:
    """The German headline."""
    texts = article.texts.all()
    return next((text.title for text in texts if text.language == Language.GERMAN), article.slug)


def desk_label(article: Article) -> Label:
    """The article as the trail names it: where it is worked on."""
    return Label("article_desk", article.code, title_of(article))


@dataclass(frozen=True, slots=True)
class Desk:
    """One article as whoever works on it has it before them.

    ``may`` says for each deed why it may not be done now (empty: it may); ``remarks`` and ``figures`` are those of the
    working text, by language and by reference; ``problems`` keep it from being submitted; ``corrections`` say what differs
    from what readers see; ``changed`` are figures that became others since readers first saw them.
    """

    article: Article
    content: Content
    may: Mapping[str, list[Refusal]]
    remarks: Mapping[str, list[Remark]]
    problems: list[Refusal]
    figures: Mapping[str, Shown]
    notes: list[ReviewRemark]
    versions: list[ArticleVersion]
    corrections: list[Difference]
    changed: list[FactQuote]

    @property
    def title(self) -> str:
        """The German headline."""
        return self.content.words(Language.GERMAN).title


def one(by: Actor, code: str) -> Desk | None:
    """An article with all about it, for who may work on it; None for everybody else."""
    rows = access.desk_articles(by).select_related("region", "topic", "current", "lead_picture", "press_contact")
    article = rows.filter(code=code).first()
    if article is None:
        return None
    content = working(article)
    corrects = article.state in {ArticleState.CORRECTING, ArticleState.CORRECTION_REVIEW}
    return Desk(
        article=article,
        content=content,
        may=deeds(by, article),
        remarks=checks.remarks(content),
        problems=checks.submission_problems(article, content),
        figures=facts.values_of(quoted(content)),
        notes=list(article.remarks.order_by("-at", "-pk")),
        versions=list(article.versions.order_by("-number")),
        corrections=compared(of_version(article.current), content) if corrects and article.current else [],
        changed=list(FactQuote.objects.untold().filter(article=article)),
    )


def deeds(by: Actor, article: Article) -> dict[str, list[Refusal]]:
    """For each deed that is possible from here (writing and moving the minute too) why ``by`` may not do it; empty: may."""
    writes, publishes = access.may_write(by, article), access.may_publish(by, article.region_id)
    found = {deed: list(publishes if deed in PUBLISHERS_DEEDS else writes) for deed in ARTICLE_MOVES[article.state]}
    if article.state in IN_REVIEW:
        found.pop("publish", None)
        rights = publishes if article.state == ArticleState.CORRECTION_REVIEW else writes
        found["approve"] = [*rights, *four_eyes.may_approve(by.actor_id, writers(article))]
    if article.state in WRITABLE:
        found["edit"] = list(writes)
    if article.state == ArticleState.APPROVED:
        found["schedule"] = list(publishes)
    return found


def writers(article: Article) -> set[str]:
    """Who wrote on what is to be approved: before it appeared also who began it, later who changed it since readers got it."""
    began = {article.created_by} if article.current_id is None else set()
    appeared = history(article).filter(verb__in=APPEARED).values_list("sequence", flat=True).first()
    since = history(article).filter(verb__in=WROTE, sequence__gt=appeared or 0)
    return {*began, article.last_edited_by, *since.values_list("actor_id", flat=True), *_worded(article)}


def _worded(article: Article) -> Iterator[str]:
    """Who changed the words of its pictures after its writers had last looked at it: readers get those words too."""
    codes = article.gallery.values_list("picture__code", flat=True)
    lead = [article.lead_picture.code] if article.lead_picture else []
    seen = history(article).filter(verb__in=WROTE).values_list("sequence", flat=True).first() or 0
    deeds = AuditEntry.objects.filter(subject_kind="picture_desk", subject_key__in=[*lead, *codes], verb="edit_picture")
    yield from deeds.filter(sequence__gt=seen).order_by().values_list("actor_id", flat=True)


def history(article: Article) -> QuerySet[AuditEntry]:
    """What was done to an article, newest first; for who may work on it."""
    return history_of(desk_label(article))


def between(article: Article, first: int, second: int) -> list[Difference] | None:
    """What differs from version ``first`` to ``second``; None when there is no such version."""
    found = {row.number: row for row in article.versions.filter(number__in=(first, second))}
    if first not in found or second not in found:
        return None
    return compared(of_version(found[first]), of_version(found[second]))


# ---- preview by a signed link


def preview_token(article: Article, *, today: date) -> str:
    """What a link to the working text carries, signed; it works for seven days and names nobody."""
    return access.LINKS.token(access.PREVIEW, f"{article.code}~{(today + timedelta(days=PREVIEW_DAYS)).isoformat()}")


def previewed(token: str, language: str, *, today: date) -> Read | None:
    """The working text as readers will have it, for who holds a link; None when the link is none or its time is over."""
    code, _mark, last_day = access.LINKS.code(access.PREVIEW, token).partition("~")
    if not code or last_day < today.isoformat():
        return None
    rows = Article.objects.exclude(state__in=(ArticleState.DISCARDED, ArticleState.ARCHIVED))
    article = rows.select_related("region", "topic", "lead_picture", "press_contact").filter(code=code).first()
    return preview(article, language) if article else None


def preview(article: Article, language: str) -> Read:
    """The working text as readers will have it; the caller has checked who may see it."""
    content = working(article)
    now = article.publish_at or article.published_at or article.changed_at
    draft = ArticleVersion(article=article, number=1, content=content.as_json(), at=now)
    shown = Article(pk=article.pk, slug=article.slug, state=article.state, published_at=now, current=draft)
    shown.corrections = []
    figures = {name: facts.shown(one, language=content.language(language)) for name, one in _stated(content).items()}
    return with_text(reads([shown], language, figures={article.pk: figures})[0], content, figures)


def _stated(content: Content) -> dict[str, facts.Stated]:
    return facts.stated(quoted(content))


# ---- what can be chosen


def regions(by: Actor) -> QuerySet[Region]:
    """Regions somebody may write for."""
    ids = by.region_ids(Right.WRITE_NEWS)
    return Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids)


def topics() -> QuerySet[FieldOfAction]:
    """Fields of action."""
    return FieldOfAction.objects.all()


def press_contacts() -> QuerySet[ContactPoint]:
    """Function mailboxes the press may write to, those of the project offices first."""
    rows = ContactPoint.objects.exclude(mailbox="").select_related("region", "organisation")
    return rows.order_by("organisation__name", "region__name", "pk")


def choices(by: Actor, text: str, kind: str = "") -> list[Label]:
    """Things an article may be about whose name holds ``text``, some of each kind; five queries at most."""
    wanted = text.strip()
    if not wanted:
        return []
    found: dict[str, QuerySet[Any]] = {
        LinkKind.PROJECT: visible_to(by).filter(title__icontains=wanted).exclude(publication="merged"),
        LinkKind.OFFER: offers_visible_to(by).filter(title__icontains=wanted),
        LinkKind.EVENT: Event.objects.filter(name__icontains=wanted),
        LinkKind.MUNICIPALITY: Municipality.objects.filter(name__icontains=wanted, dissolved=False),
        LinkKind.CASE: ReuseCase.objects.public().filter(stated_name__icontains=wanted),
    }
    return [row.label for name, rows in found.items() if kind in ("", name) for row in rows.distinct()[:MOST_CHOICES]]


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """What waits: texts for a second person, approved ones without a minute, remarks to work in, figures that changed."""
    if not by.holds(Right.WRITE_NEWS):
        return []
    states = (ArticleState.IN_REVIEW, ArticleState.CORRECTION_REVIEW, ArticleState.APPROVED, ArticleState.DRAFT)
    open_quotes = FactQuote.objects.untold().filter(article=OuterRef("pk"))
    newest = Prefetch("remarks", ReviewRemark.objects.order_by("-at", "-pk"))
    rows = (
        access.desk_articles(by)
        .annotate(figures_changed=Exists(open_quotes))
        .filter(Q(state__in=states) | Q(state=ArticleState.CORRECTING) | Q(figures_changed=True))
        .select_related("current")
        .prefetch_related("texts", newest)
        .order_by("changed_at", "pk")[: MOST_DUTIES * 2]
    )
    written = _written_on(by, [row.code for row in rows])
    found = [
        duty
        for row in rows
        for duty in _duties_of(row, by, today, figures=row.__dict__["figures_changed"], written=written.get(row.code))
    ]
    return sorted(found, key=lambda duty: list(Weight).index(duty.weight))[:MOST_DUTIES]


def _written_on(by: Actor, codes: Iterable[str]) -> dict[str, datetime]:
    """When somebody wrote on each of these articles last; one query."""
    entries = AuditEntry.objects.filter(subject_kind="article_desk", subject_key__in=codes, verb__in=WROTE)
    return dict(entries.filter(actor_id=by.actor_id).order_by("sequence").values_list("subject_key", "at"))


def _duties_of(row: Article, by: Actor, today: date, *, figures: bool, written: datetime | None) -> Iterator[Duty]:
    own = by.actor_id == row.last_edited_by or (row.current is None and by.actor_id == row.created_by)
    own = own or (written is not None and (row.current is None or written > row.current.at))
    publishes = not access.may_publish(by, row.region_id)
    if figures and publishes:
        yield _figures_changed(row)
    if row.state in IN_REVIEW and not own:
        text = gettext_noop("A text waits for you as its second person")
        due = add_working_days(localdate(row.changed_at), REVIEW_DAYS)
        yield _duty("review", row, Weight.WAITING, text, gettext_noop("Read"), due=due)
    elif row.state == ArticleState.APPROVED and publishes and row.publish_at is None:
        text = gettext_noop("An approved text waits for its minute")
        yield _duty("publish", row, Weight.WAITING, text, gettext_noop("Publish"))
    elif row.state in {ArticleState.DRAFT, ArticleState.CORRECTING} and own:
        yield from _writers_duty(row, by, today)


def _figures_changed(row: Article) -> Duty:
    text = gettext_noop(
        "A figure this text quotes is another one now; readers see it with a note. Does the text still fit?"
    )
    return _duty("figures", row, Weight.DUE, text, gettext_noop("Look"))


def _writers_duty(row: Article, by: Actor, today: date) -> Iterator[Duty]:
    """A remark nobody has answered yet, or a draft that lies long."""
    remark = next(iter(row.remarks.all()), None)
    if remark is not None and remark.at >= row.changed_at and remark.by != by.actor_id:
        text = gettext_noop("Your text came back with a remark")
        yield _duty("remark", row, Weight.WAITING, text, gettext_noop("Read"))
    elif localdate(row.changed_at) < today - WAITS_LONG:
        day = date_format(row.changed_at, "SHORT_DATE_FORMAT")
        yield _duty(
            "draft",
            row,
            Weight.SILENT,
            gettext_noop("A text lies here since %(day)s: go on, or discard it"),
            gettext_noop("Look"),
            params=(("day", day),),
        )


def _duty(
    key: str,
    row: Article,
    weight: Weight,
    text: str,
    button: str,
    *,
    due: date | None = None,
    params: Iterable[tuple[str, str]] = (),
) -> Duty:
    return Duty(
        key=f"article-{key}:{row.code}",
        weight=weight,
        text=text,
        button=button,
        thing=Label("article_desk", row.code),
        about=title_of(row),
        due=due,
        region_id=row.region_id,
        params=tuple(params),
    )


def scheduled(by: Actor) -> QuerySet[Article]:
    """Approved articles with their minute, the next first."""
    rows = access.desk_articles(by).filter(state=ArticleState.APPROVED, publish_at__isnull=False)
    return rows.prefetch_related("texts").order_by("publish_at", "pk")
