"""Reading the newsletter: what an issue says, who gets it, how far it has come, what of it everybody may read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.timezone import localdate

from strahlkraft.accounts.models import User
from strahlkraft.audit import four_eyes
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import history_of
from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.duty import Duty, Weight
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.kernel.working_days import add_working_days
from strahlkraft.letters.models import IN_STATE, Letter
from strahlkraft.letters.queries import fails
from strahlkraft.letters.rules import LetterState
from strahlkraft.network.models import Region
from strahlkraft.newsroom import access
from strahlkraft.newsroom.models import Article, ArticleVersion, Issue, IssueItem, Subscriber, Suppression
from strahlkraft.newsroom.queries.articles import reads
from strahlkraft.newsroom.rules import newsletter as rules
from strahlkraft.newsroom.rules.vocabulary import ISSUE_MOVES, IssueState, LinkKind
from strahlkraft.projects.models import Event, FieldOfAction, Project
from strahlkraft.reuse.models import ReuseCase

MOST_DUTIES = 50
MOST_CHOICES = 12
REVIEW_DAYS = 3
"""Working days within which a second person reads: our own aim."""
WROTE = (
    "create_issue",
    "edit_issue",
    "add_issue_item",
    "edit_issue_item",
    "move_issue_item",
    "remove_issue_item",
)
"""Deeds of the trail by which somebody wrote on an issue."""


# ---- what an issue says


def desk_label(issue: Issue) -> Label:
    """The issue as the trail names it: where it is worked on."""
    return Label("issue_desk", issue.code, issue.subject)


def items_of(issue: Issue) -> list[IssueItem]:
    """The parts of an issue in their order, with what they pick."""
    rows = issue.items.select_related("article__current", "event", "project", "case__offer__project", "case__project")
    return list(rows.select_related("case__software").order_by("position", "id"))


def content_of(issue: Issue) -> dict[str, Any]:
    """All an issue says in plain values that JSON keeps: what a second person approves and what is sent.

    Texts by language, an empty English one where there is none.
    """
    return content(issue, items_of(issue))


def content(issue: Issue, items: Sequence[IssueItem]) -> dict[str, Any]:
    """The same with the parts at hand."""
    return {
        "region": issue.region.slug if issue.region else "",
        "topic": issue.topic.slug if issue.topic else "",
        "subject": {"de": issue.subject, "en": issue.subject_en},
        "intro": {"de": issue.intro, "en": issue.intro_en},
        "items": _parts(items),
    }


def _parts(items: Sequence[IssueItem]) -> list[dict[str, Any]]:
    articles = [item.article for item in items if item.article]
    notes = ArticleVersion.objects.exclude(note="").defer("content").order_by("number")
    prefetch_related_objects(articles, Prefetch("versions", notes, to_attr="corrections"))
    told = {language: {one.slug: one for one in reads(articles, language)} for language in ("de", "en")}
    return [_part(item, told) for item in items]


def _part(item: IssueItem, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    said = _said(item, told)
    own = {"title": {"de": item.title, "en": item.title_en}, "text": {"de": item.text, "en": item.text_en}}
    for name, words in own.items():
        if words["de"]:  # own words take the place of both: a picked English text would say something else
            said[name] = words
        elif words["en"]:
            said[name] = {**said[name], "en": words["en"]}
    return said


def _said(item: IssueItem, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What a picked thing says of itself."""
    if item.article:
        return _article(item.article, told)
    if item.event:
        row = item.event
        return _plain("event", row.slug, row.name, "") | {"when": str(row.date), "place": row.venue}
    if item.project:
        return _plain("project", item.project.slug, item.project.title, item.project.summary)
    if item.case:
        about = item.case.about.title
        return _plain("case", item.case.code, f"{item.case.stated_name}: {about}", "")
    return _plain("", "", "", "")


def _article(row: Article, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    german, english = told["de"].get(row.slug), told["en"].get(row.slug)
    said = _plain("article", row.slug, german.title if german else "", german.lead if german else "")
    if english and english.language == "en":
        said["title"]["en"], said["text"]["en"] = english.title, english.lead
    return said | {"example": row.demonstration}


def _plain(kind: str, key: str, title: str, text: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "title": {"de": title, "en": ""},
        "text": {"de": text, "en": ""},
        "when": "",
        "place": "",
        "example": False,
    }


def hidden_items(items: Sequence[IssueItem]) -> list[str]:
    """Titles of what readers could not open."""
    projects = _keys(Project.objects.published(), [item.project_id for item in items])
    cases = _keys(ReuseCase.objects.public(), [item.case_id for item in items])
    articles = _keys(Article.objects.listed(), [item.article_id for item in items])
    found = []
    for item in items:
        if item.article and item.article_id not in articles:
            found.append(item.title or item.article.slug)
        elif item.project and item.project_id not in projects:
            found.append(item.title or item.project.title)
        elif item.case and item.case_id not in cases:
            found.append(item.title or item.case.stated_name)
    return found


def _keys(rows: QuerySet[Any], wanted: Iterable[int | None]) -> set[int]:
    keys = [key for key in wanted if key is not None]
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def problems(issue: Issue, items: Sequence[IssueItem] | None = None) -> list[Refusal]:
    """What keeps an issue from being handed to a second person, or from leaving."""
    parts = items_of(issue) if items is None else items
    return rules.submission_problems(intro=issue.intro, items=len(parts), hidden=hidden_items(parts))


def writers(issue: Issue) -> set[str]:
    """Who wrote on an issue: none of them may approve it."""
    wrote = history(issue).filter(verb__in=WROTE).values_list("actor_id", flat=True)
    return {issue.created_by, issue.last_edited_by, *wrote}


def people(actors: Iterable[str]) -> list[User]:
    """Those of these actors that are people with an account."""
    numbers = [number for kind, _sign, number in (one.partition(":") for one in actors) if kind == "user"]
    return list(User.objects.filter(pk__in=[int(number) for number in numbers if number.isdigit()]))


def history(issue: Issue) -> QuerySet[AuditEntry]:
    """What was done to an issue, newest first; for who may work on it."""
    return history_of(desk_label(issue))


# ---- who gets it


def standing() -> QuerySet[Subscriber]:
    """Who may be written to: said yes twice, and no suppression stands (``rules.newsletter.may_send``)."""
    suppressed = Suppression.objects.filter(mailbox_hash=OuterRef("mailbox_hash"), lifted_at=None)
    return Subscriber.objects.active().filter(~Exists(suppressed))


def audience(issue: Issue) -> QuerySet[Subscriber]:
    """Who gets an issue by interests (``rules.newsletter.wants``), in the order of their numbers.

    A mailbox whose last letter was refused or came back is left out, until another letter reaches it or a month is over.
    """
    rows = standing().filter(~fails("mailbox"))
    for name, chosen in (("region", issue.region_id), ("topic", issue.topic_id)):
        if chosen is not None:
            through: Any = getattr(Subscriber, f"{name}s").through
            any_chosen = through.objects.filter(subscriber=OuterRef("pk"))
            column = "region" if name == "region" else "fieldofaction"
            rows = rows.filter(~Exists(any_chosen) | Exists(any_chosen.filter(**{column: chosen})))
    return rows.order_by("pk")


def letter_key(issue_code: str, subscriber: int) -> str:
    """The key of the letter that brings an issue to a subscriber: the outbox takes it once."""
    return f"issue:{issue_code}:{subscriber}"


def letters_of(issue: Issue) -> QuerySet[Letter]:
    """The letters of an issue, those of tests left out."""
    return Letter.objects.filter(key__startswith=f"issue:{issue.code}:")


def waiting_letters(at: datetime) -> int:
    """How many letters of issues stand in the outbox to leave now; those tried again later hold up nobody."""
    rows = Letter.objects.filter(key__startswith="issue:", sent_at=None, given_up_at=None)
    return rows.filter(not_before__lte=at).count()


def due(at: datetime) -> list[str]:
    """Codes of approved issues whose minute has come."""
    rows = Issue.objects.filter(state=IssueState.APPROVED, send_at__lte=at).order_by("send_at", "pk")
    return list(rows.values_list("code", flat=True))


def being_sent() -> list[str]:
    """Codes of issues on their way, the oldest first."""
    return list(
        Issue.objects.filter(state=IssueState.SENDING).order_by("begun_at", "pk").values_list("code", flat=True)
    )


# ---- the desk


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an issue has come. ``put`` letters were put into the outbox, of ``wanted`` subscribers (while it is sent).

    Of the letters some wait, were sent, were given up or came back; ``unheard`` were handed over without the mail server's
    answer being heard, and are not repeated; ``ended`` were taken back because their reader ended the newsletter before
    they left. Nobody counts who opens what.
    """

    wanted: int
    put: int
    waiting: int
    sent: int
    failed: int
    unheard: int
    ended: int


@dataclass(frozen=True, slots=True)
class Desk:
    """One issue as whoever works on it has it before them; ``may`` says for each deed why it may not be done (empty: it may)."""

    issue: Issue
    items: list[IssueItem]
    content: Mapping[str, Any]
    may: Mapping[str, list[Refusal]]
    problems: list[Refusal]
    readers: int
    progress: Progress | None


def desk_issues(by: Actor) -> QuerySet[Issue]:
    """Issues of the regions somebody sends for (default deny)."""
    if not by.holds(Right.PUBLISH_NEWS):
        return Issue.objects.none()
    return Issue.objects.filter(access.of_issues(by)).select_related("region", "topic")


def listed(by: Actor, *, state: str = "") -> QuerySet[Issue]:
    """Issues somebody may work on, newest first; discarded ones only when asked for."""
    rows = desk_issues(by).annotate(parts=Count("items")).order_by("-created_at", "-pk")  # a count forgets the order
    return rows.filter(state=state) if state else rows.exclude(state=IssueState.DISCARDED)


def one(by: Actor, code: str) -> Desk | None:
    """An issue with all about it, for who may work on it; None for everybody else."""
    issue = desk_issues(by).filter(code=code).first()
    if issue is None:
        return None
    items = items_of(issue)
    sent = issue.state in {IssueState.SENDING, IssueState.SENT}
    return Desk(
        issue=issue,
        items=items,
        content=issue.content if sent and issue.content else content(issue, items),
        may=deeds(by, issue),
        problems=[] if sent else problems(issue, items),
        readers=0 if sent else audience(issue).count(),
        progress=progress(issue) if sent else None,
    )


def deeds(by: Actor, issue: Issue) -> dict[str, list[Refusal]]:
    """For each deed that is possible from here why ``by`` may not do it; empty: may. Sending is the clock's."""
    may = access.may_work_on_issue(by, issue.region_id)
    found = {deed: list(may) for deed in ISSUE_MOVES[issue.state] if deed not in {"send", "finish"}}
    if "approve" in found:
        wrote = writers(issue)
        found["approve"] += four_eyes.may_approve(by.actor_id, wrote)
        found["approve"] += access.may_approve_issue(by, issue.region_id, people(wrote))
    if issue.state == IssueState.DRAFT:
        found["edit"] = list(may)
    if issue.state == IssueState.APPROVED:
        found["schedule"] = list(may)
    return found


def progress(issue: Issue) -> Progress:
    """Numbers of an issue on its way or sent; four queries, no reader is followed."""
    states = {
        "waiting": IN_STATE[LetterState.WAITING] | IN_STATE[LetterState.FAILED],
        "sent": IN_STATE[LetterState.SENT],
        "failed": IN_STATE[LetterState.GIVEN_UP] | IN_STATE[LetterState.BOUNCED],
        "unheard": IN_STATE[LetterState.UNHEARD],
    }
    counts = letters_of(issue).aggregate(**{name: Count("pk", filter=which) for name, which in states.items()})
    put = issue.dispatches.count()
    left = audience(issue).filter(pk__gt=issue.reached).count() if issue.state == IssueState.SENDING else 0
    known = sum(counts.values())
    return Progress(wanted=put + left, put=put, ended=put - known, **counts)


@dataclass(frozen=True, slots=True)
class Readers:
    """How many read the newsletter, of these cannot be reached, wait to be confirmed, and may not be written to."""

    active: int
    failing: int
    unconfirmed: int
    suppressed: int


def readers(at: datetime) -> Readers:
    """Numbers of the whole newsletter."""
    return Readers(
        active=standing().count(),
        failing=standing().filter(fails("mailbox")).count(),
        unconfirmed=Subscriber.objects.filter(confirmed_at=None, ended_at=None, confirm_by__gte=at).count(),
        suppressed=Suppression.objects.filter(lifted_at=None).count(),
    )


def sending_regions(by: Actor) -> QuerySet[Region]:
    """Regions somebody may send an issue for."""
    ids = by.region_ids(Right.PUBLISH_NEWS)
    return Region.objects.all() if ids is None else Region.objects.filter(pk__in=ids)


def choices(text: str, kind: str = "", *, today: date | None = None) -> list[Label]:
    """Public things an issue may pick: whose name holds ``text``, without a text the newest; four queries at most."""
    wanted, day = text.strip(), today or localdate()
    articles = Article.objects.listed().order_by("-published_at", "-pk")
    events, projects, cases = Event.objects.all(), Project.objects.published(), ReuseCase.objects.public()
    if wanted:
        articles = articles.filter(current__content__texts__de__title__icontains=wanted)
        events = events.filter(name__icontains=wanted).order_by("-date")
        projects = projects.filter(title__icontains=wanted).order_by("title")
        cases = cases.filter(Q(stated_name__icontains=wanted))
    else:
        events, projects = events.filter(date__gte=day.isoformat()).order_by("date"), projects.order_by("-pk")
    rows: dict[str, QuerySet[Any]] = {
        "article": articles.select_related("current"),
        LinkKind.EVENT: events,
        LinkKind.PROJECT: projects,
        LinkKind.CASE: cases.distinct(),
    }
    return [_choice(name, row) for name, found in rows.items() if kind in {"", name} for row in found[:MOST_CHOICES]]


def _choice(kind: str, row: Any) -> Label:
    if kind != "article":
        label: Label = row.label
        return label
    words = row.current.content.get("texts", {}).get("de", {})
    return Label("article", row.slug, words.get("title", row.slug))


# ---- what everybody may read


def archive(*, region: str = "") -> QuerySet[Issue]:
    """Issues that were sent, the newest first; frozen as they left."""
    rows = Issue.objects.filter(state=IssueState.SENT, content__isnull=False).order_by("-begun_at", "-pk")
    rows = rows.select_related("region", "topic")
    return rows.filter(region__slug=region) if region else rows


def interests() -> tuple[list[Region], list[FieldOfAction]]:
    """What somebody may choose among."""
    return list(Region.objects.order_by("name")), list(FieldOfAction.objects.all())


def of_code(code: str) -> Subscriber | None:
    """The subscriber a link of a letter names, ended or not."""
    return Subscriber.objects.filter(code=code).first() if code else None


# ---- duties


def duties(by: Actor, *, today: date) -> list[Duty]:
    """Issues that wait for a second person, were approved without a minute, or are drafts of one's own.

    One query, one for writers, and one for each person who handed on an issue for the whole programme.
    """
    states = (IssueState.DRAFT, IssueState.IN_REVIEW, IssueState.APPROVED)
    rows = desk_issues(by).filter(state__in=states).filter(~Q(state=IssueState.APPROVED) | Q(send_at=None))
    found = list(rows.order_by("created_at", "pk")[:MOST_DUTIES])
    wrote = _wrote(by, found)
    beyond = _beyond(by, found)
    return [duty for row in found if row.code not in beyond and (duty := _duty(by, row, today, wrote)) is not None]


def _beyond(by: Actor, rows: Sequence[Issue]) -> set[str]:
    """Codes of those of these issues for the whole programme that wait for somebody of the administration, not for ``by``."""
    wide = [row for row in rows if row.region_id is None and row.state == IssueState.IN_REVIEW]
    known = {one.actor_id: one for one in people({row.last_edited_by for row in wide})}
    last = {row.code: [known[row.last_edited_by]] if row.last_edited_by in known else [] for row in wide}
    return {code for code, person in last.items() if access.may_approve_issue(by, None, person)}


def _wrote(by: Actor, rows: Sequence[Issue]) -> set[str]:
    """Codes of those of these issues that ``by`` wrote on."""
    codes = [row.code for row in rows]
    lines = AuditEntry.objects.filter(
        subject_kind="issue_desk", subject_key__in=codes, verb__in=WROTE, actor_id=by.actor_id
    )
    written = set(lines.values_list("subject_key", flat=True)) if codes else set()
    return written | {row.code for row in rows if by.actor_id in {row.created_by, row.last_edited_by}}


def _duty(by: Actor, row: Issue, today: date, wrote: set[str]) -> Duty | None:
    own = row.code in wrote
    if row.state == IssueState.IN_REVIEW and not own:
        text, button = gettext_noop("An issue of the newsletter waits for a second person"), gettext_noop("Read it")
        handed = localdate(row.submitted_at or row.created_at)
        return _about(row, "review", Weight.WAITING, text, button, add_working_days(handed, REVIEW_DAYS))
    if row.state == IssueState.APPROVED:
        text = gettext_noop("An issue of the newsletter is approved and has no time to leave")
        return _about(row, "unscheduled", Weight.DUE, text, gettext_noop("Set the time"), today)
    if row.state == IssueState.DRAFT and own:
        text = gettext_noop("An issue of the newsletter is a draft: go on, or discard it")
        return _about(row, "draft", Weight.SILENT, text, gettext_noop("Look"), None)
    return None


def _about(row: Issue, key: str, weight: Weight, text: str, button: str, due_on: date | None) -> Duty:
    return Duty(
        key=f"issue-{key}:{row.code}",
        weight=weight,
        text=text,
        button=button,
        thing=desk_label(row),
        about=row.subject,
        due=due_on,
        region_id=row.region_id,
    )
