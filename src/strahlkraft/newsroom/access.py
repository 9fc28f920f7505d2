"""Who may see and do what in the newsroom: offices in their regions, partners with what is about their projects."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.letters.access import Links
from strahlkraft.newsroom.models import Article, Feedback, Picture
from strahlkraft.newsroom.rules.vocabulary import FeedbackState
from strahlkraft.newsroom.texts import VERBS
from strahlkraft.reuse.access import organisations_of, projects_of

PREVIEW, CONFIRM, END, CHOICES, FEEDBACK = "preview", "confirm", "end", "choices", "feedback"
"""What links are made for: seeing a text before it appears; the newsletter's; confirming feedback."""
LINKS = Links("newsroom", frozenset({PREVIEW, CONFIRM, END, CHOICES, FEEDBACK}))


def of_regions(by: Actor, right: Right, path: str = "region") -> Q:
    """The condition on rows with a region in the scope of ``right``; without a region: the programme's, for who holds it everywhere."""
    regions = by.region_ids(right)
    return Q(pk__isnull=False) if regions is None else Q(**{f"{path}_id__in": regions})


def desk_articles(by: Actor) -> QuerySet[Article]:
    """Articles with their working text: of the regions, one's own, and those about one's own projects (default deny)."""
    own = Q(created_by=by.actor_id) if by.holds(Right.WRITE_NEWS) else Q(pk__in=())
    about = Q(links__project__in=projects_of(by, Right.WRITE_NEWS).values("pk"))
    return Article.objects.filter(of_regions(by, Right.WRITE_NEWS) | own | about).distinct()


def may_write(by: Actor, article: Article) -> list[Refusal]:
    """The office of the region, its writer, and who carries a project it is about."""
    carried = {
        body
        for link in article.links.select_related("project")
        if link.project
        for body in organisations_of(link.project)
    }
    if by.holds(Right.WRITE_NEWS, region_id=article.region_id, organisation_ids=frozenset(carried)) and (
        article.region_id is not None or carried or by.region_ids(Right.WRITE_NEWS) is None
    ):
        return []
    if article.created_by == by.actor_id and by.holds(Right.WRITE_NEWS):
        return []
    return [Refusal("no_right", gettext_noop("You may not work on this article."))]


def may_begin(by: Actor, region_id: int | None, carried: frozenset[int]) -> list[Refusal]:
    """Where somebody may begin an article or move one to: in their region, or about what ``carried`` bodies of theirs carry."""
    regions = by.region_ids(Right.WRITE_NEWS)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    if carried & by.organisation_ids(Right.WRITE_NEWS):
        return []
    if by.organisation_ids(Right.WRITE_NEWS) and not regions:
        return [Refusal("no_right", gettext_noop("Choose the project of yours that it is about."), "links")]
    return [Refusal("no_right", gettext_noop("You may only write for your own region."), "region")]


def may_publish(by: Actor, region_id: int | None) -> list[Refusal]:
    """The office of the region; what is the whole programme's only who holds the right everywhere."""
    regions = by.region_ids(Right.PUBLISH_NEWS)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    return [Refusal("no_right", gettext_noop("Only the project office of the region may do this."))]


def of_issues(by: Actor) -> Q:
    """The condition on issues of the newsletter somebody works on: of their regions, and those of the whole programme."""
    return of_regions(by, Right.PUBLISH_NEWS) | (Q(region=None) if by.holds(Right.PUBLISH_NEWS) else Q(pk__in=()))


def may_work_on_issue(by: Actor, region_id: int | None) -> list[Refusal]:
    """The office of the region; on an issue for the whole programme every office, for one alone seldom has two admins.

    That somebody with the right everywhere has seen it is asked at its approval (``may_approve_issue``).
    """
    return [] if region_id is None and by.holds(Right.PUBLISH_NEWS) else may_publish(by, region_id)


def may_approve_issue(by: Actor, region_id: int | None, writers: Iterable[Actor]) -> list[Refusal]:
    """As working on it; of those who wrote and approve an issue for the whole programme one holds the right everywhere."""
    people = (by, *writers)
    if region_id is not None or any(
        one.holds(Right.PUBLISH_NEWS) and one.region_ids(Right.PUBLISH_NEWS) is None for one in people
    ):
        return may_work_on_issue(by, region_id)
    message = gettext_noop(
        "It goes to readers of all regions. Somebody of the administration approves it, or has written on it."
    )
    return [Refusal("no_right", message)]


def may_manage_pages(by: Actor) -> list[Refusal]:
    """Pages, menus, redirects and imports are the platform's, not one region's."""
    if by.holds(Right.MANAGE_PAGES):
        return []
    return [Refusal("no_right", gettext_noop("You may not change the pages of this site."))]


def of_deeds_read(by: Actor) -> Q:
    """The condition on lines of the trail: deeds on texts name drafts, so they are for who writes for the region, and one's own."""
    regions = by.region_ids(Right.WRITE_NEWS)
    if regions is None:
        return Q(pk__isnull=False)
    return ~Q(verb__in=list(VERBS)) | Q(region_id__in=regions) | Q(actor_id=by.actor_id)


# ---- pictures


def desk_pictures(by: Actor) -> QuerySet[Picture]:
    """Pictures somebody may choose and look at: of their regions and of those of their projects, the programme's, their own."""
    if not by.holds(Right.WRITE_NEWS):
        return Picture.objects.none()
    regions = by.region_ids(Right.WRITE_NEWS)
    if regions is None:
        return Picture.objects.all()
    near = projects_of(by, Right.WRITE_NEWS).values("region")
    return Picture.objects.filter(
        Q(region_id__in=regions) | Q(region=None) | Q(region_id__in=near) | Q(added_by=by.actor_id)
    )


def may_add_picture(by: Actor, region_id: int | None) -> list[Refusal]:
    """Writers of the region and who carries a project there; the whole programme's only who writes everywhere."""
    regions = by.region_ids(Right.WRITE_NEWS)
    if regions is None or (region_id is not None and region_id in regions):
        return []
    if region_id is not None and projects_of(by, Right.WRITE_NEWS).filter(region=region_id).exists():
        return []
    return [Refusal("no_right", gettext_noop("You may only write for your own region."), "region")]


def may_edit_picture(by: Actor, picture: Picture, *, public: bool) -> list[Refusal]:
    """Writers of the region and who added it; once readers see it (``public``), only who may publish there."""
    if public:
        return may_publish(by, picture.region_id)
    regions = by.region_ids(Right.WRITE_NEWS)
    if regions is None or (picture.region_id is not None and picture.region_id in regions):
        return []
    if by.holds(Right.WRITE_NEWS) and picture.added_by == by.actor_id:
        return []
    return [Refusal("no_right", gettext_noop("You may not change this picture."))]


# ---- feedback of citizens


def feedback_for(by: Actor) -> QuerySet[Feedback]:
    """Confirmed feedback somebody answers: of their regions; about the site, who may publish everywhere (default deny)."""
    if not by.holds(Right.PUBLISH_NEWS):
        return Feedback.objects.none()
    return Feedback.objects.filter(of_regions(by, Right.PUBLISH_NEWS)).exclude(state=FeedbackState.UNCONFIRMED)
