"""Editable pages: what readers see, and for the office their working text, versions and what waits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet

from strahlkraft.audit import four_eyes
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import history_of
from strahlkraft.design.richtext import markdown_html
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Page, PageVersion
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.articles import TOP_HEADING
from strahlkraft.newsroom.rules import facts as figures
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.newsroom.rules.facts import Shown
from strahlkraft.newsroom.rules.pages import Difference, Words
from strahlkraft.newsroom.rules.vocabulary import PAGE_MOVES, Language, Menu, PageKind, PageState

MOST_DUTIES = 50
WROTE = ("create_page", "edit_page", "take_page_version")
"""Deeds of the trail by which somebody wrote on a page."""
APPEARED = "publish_page"


# ---- readers


@dataclass(frozen=True, slots=True)
class Read:
    """A page as readers see it; ``language`` is the one its words are in, which may not be the one asked for."""

    slug: str
    kind: str
    title: str
    body: str
    language: str
    number: int
    published_at: datetime
    reviewed_on: date | None
    review_by: date | None

    @property
    def label(self) -> Label:
        """Names it for its public address."""
        return label_of(self.kind, self.slug, self.title)

    @property
    def html(self) -> str:
        """The text as safe HTML, with the figures it quotes as the record has them now."""
        return rendered(self.body, self.language)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu; ``language`` is the one its words are in."""

    label: Label
    language: str


def read(slug: str, language: str) -> Read | None:
    """The page at this address as readers see it; None when there is none (any more). One query."""
    return _read(readable().filter(slug=slug).first(), language)


def read_kind(kind: str, language: str) -> Read | None:
    """The page of a kind that exists once; None as long as none was published. One query."""
    return _read(readable().filter(kind=kind).first(), language)


def menus(language: str) -> dict[str, list[Entry]]:
    """What each menu offers to readers, in its order; one query that reads titles only."""
    titles = [f"current__content__texts__{code}__title" for code in (language, str(Language.GERMAN))]
    rows = readable().exclude(menu=Menu.NONE).order_by("position", "slug")
    found: dict[str, list[Entry]] = {Menu.MAIN: [], Menu.FOOTER: []}
    for menu, kind, slug, own, german in rows.values_list("menu", "kind", "slug", *titles):
        shown = language if own else str(Language.GERMAN)
        found[menu].append(Entry(label_of(kind, slug, own or german or slug), shown))
    return found


def label_of(kind: str, slug: str, title: str = "") -> Label:
    """Names a page for its public address: what a law asks for stands where everybody looks for it."""
    if kind in rules.LAW:
        return Label("page_of_law", rules.LAW_SLUGS[PageKind(kind)], title)
    return Label("page", slug, title)


def figures_in(texts: Iterable[str], language: str) -> dict[str, Shown]:
    """Figures that texts quote by reference, in words of ``language``; no query when they quote none."""
    stated = facts.stated(figures.all_references(texts))
    return {reference: facts.shown(one, language=language) for reference, one in stated.items()}


def rendered(body: str, language: str) -> str:
    """Markdown as safe HTML, with the figures it quotes as the record has them now."""
    return markdown_html(body, TOP_HEADING, marks=facts.marks(figures_in((body,), language)))


def readable() -> QuerySet[Page]:
    """Pages readers see, whatever happens to their working text, each with its version."""
    return Page.objects.filter(current__isnull=False).select_related("current")


def _read(row: Page | None, language: str) -> Read | None:
    if row is None or row.current is None:
        return None
    texts = rules.thawed(row.current.content)
    shown = language if language in texts else str(Language.GERMAN)
    words = texts.get(shown, Words())
    return Read(
        slug=row.slug,
        kind=row.kind,
        title=words.title,
        body=words.body,
        language=shown,
        number=row.current.number,
        published_at=row.current.at,
        reviewed_on=row.reviewed_on,
        review_by=row.review_by,
    )


# ---- the office


def listed(by: Actor) -> QuerySet[Page]:
    """All pages with their texts, in the order of menus, for who may change them; nobody else sees any."""
    if access.may_manage_pages(by):
        return Page.objects.none()
    return Page.objects.select_related("current").prefetch_related("texts")


def one(by: Actor, key: int) -> Page | None:
    """A page for who may change pages; None for everybody else."""
    return listed(by).filter(pk=key).first()


def title_of(page: Page) -> str:
    """The German title of the working text."""
    return next((text.title for text in page.texts.all() if text.language == Language.GERMAN), page.slug)


def desk_label(page: Page) -> Label:
    """Names a page for the office and the trail; its key stays when the address changes."""
    return Label("page_desk", str(page.pk), title_of(page))


def working(page: Page) -> dict[str, Words]:
    """The working text by language, German first."""
    return {text.language: Words(text.title, text.body) for text in page.texts.all()}


def writers(page: Page) -> set[str]:
    """Who wrote on what is to be published: before the first time also who began it, later who changed it since."""
    deeds = history_of(desk_label(page))
    appeared = deeds.filter(verb=APPEARED).values_list("sequence", flat=True).first()
    began = {page.created_by} if appeared is None else set()
    since = deeds.filter(verb__in=WROTE, sequence__gt=appeared or 0)
    return {*began, page.last_edited_by, *since.values_list("actor_id", flat=True)}


def may_release(by: Actor, page: Page) -> list[Refusal]:
    """Whether this person may be the second one of a page."""
    return four_eyes.may_approve(by.actor_id, writers(page))


def missing(page: Page) -> list[Refusal]:
    """What keeps a page from a second person: text that lacks or is hard to reach, figures that lead nowhere, nothing new."""
    texts = working(page)
    known = figures_in((words.body for words in texts.values()), Language.GERMAN)
    return [
        *rules.submission_problems(texts, page.current.content if page.current else None),
        *(
            problem
            for language, words in texts.items()
            for problem in figures.problems(words.body, known, f"body_{language}")
        ),
    ]


def deeds(by: Actor, page: Page) -> dict[str, list[Refusal]]:
    """For each deed that is possible from here, why ``by`` may not do it; empty: may. For who may change pages."""
    found: dict[str, list[Refusal]] = {deed: [] for deed in PAGE_MOVES[page.state]}
    if "submit" in found:
        found["submit"] = missing(page)
    if "publish" in found:
        found["publish"] = [*may_release(by, page), *missing(page)]
    if "withdraw" in found:
        found["withdraw"] = rules.may_withdraw(page.kind)
    if page.state == PageState.DRAFT:
        found["edit"] = []
    if page.kind not in rules.LAW:
        found["rename"] = []
    elif page.current is not None:
        found["review"] = []
    return found


def history(page: Page) -> QuerySet[AuditEntry]:
    """What was done to a page, newest first; for who may change pages."""
    return history_of(desk_label(page))


def returned(page: Page) -> AuditEntry | None:
    """With which remark a draft came back from its second person; None when it did not, or went on since."""
    last = history(page).filter(verb__in=("submit_page", "return_page", "revise_page", "take_page_version")).first()
    return last if last and last.verb == "return_page" and page.state == PageState.DRAFT else None


def versions(page: Page) -> QuerySet[PageVersion]:
    """What readers saw of a page, newest first."""
    return page.versions.order_by("-number")


def between(page: Page, first: int, second: int) -> list[Difference] | None:
    """What differs from version ``first`` to ``second``; None when there is no such version."""
    found = {row.number: row.content for row in page.versions.filter(number__in=(first, second))}
    if first not in found or second not in found:
        return None
    return rules.compared(found[first], found[second])


def unpublished(page: Page) -> list[Difference]:
    """What differs from what readers see to the working text; the whole text as long as they see none."""
    seen: Mapping[str, Any] = page.current.content if page.current else {}
    return rules.compared(seen, rules.frozen(working(page)))


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Pages that wait for a second person, and reviews of what a law asks for that are over a year old; three queries."""
    rows = list(listed(by).annotate(appeared_at=Max("versions__at")).order_by("pk"))
    waiting = [row for row in rows if row.state == PageState.IN_REVIEW]
    wrote = _written_on(by, waiting)
    found = [*_overdue(rows, today), *(_to_release(row) for row in waiting if not _own(row, by, wrote))]
    return found[:MOST_DUTIES]


def _overdue(rows: Iterable[Page], today: date) -> Iterator[Duty]:
    for row in rows:
        if row.current is not None and rules.overdue(row.review_by, today):
            yield Duty(
                key=f"page-review:{row.pk}",
                weight=Weight.DUE,
                text=gettext_noop("A page a law asks for was not reviewed for more than a year"),
                button=gettext_noop("Look"),
                thing=desk_label(row),
                about=title_of(row),
                due=row.review_by,
            )


def _to_release(row: Page) -> Duty:
    return Duty(
        key=f"page-release:{row.pk}:{row.version}",
        weight=Weight.WAITING,
        text=gettext_noop("A page waits for you as its second person"),
        button=gettext_noop("Read"),
        thing=desk_label(row),
        about=title_of(row),
    )


def _written_on(by: Actor, rows: Iterable[Page]) -> dict[str, datetime]:
    """When somebody wrote on each of these pages last; one query."""
    keys = [str(row.pk) for row in rows]
    entries = AuditEntry.objects.filter(subject_kind="page_desk", subject_key__in=keys, verb__in=WROTE)
    return dict(entries.filter(actor_id=by.actor_id).order_by("sequence").values_list("subject_key", "at"))


def _own(row: Page, by: Actor, wrote: Mapping[str, datetime]) -> bool:
    """Whether somebody wrote on what waits, so that another person must read it."""
    last, appeared = wrote.get(str(row.pk)), row.__dict__["appeared_at"]
    return row.last_edited_by == by.actor_id or (last is not None and (appeared is None or last > appeared))
