"""Articles: the working text, the versions readers saw, what they are about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import ContactPoint, Municipality, Region
from strahlkraft.newsroom.models._fields import actor
from strahlkraft.newsroom.models.pictures import Picture
from strahlkraft.newsroom.rules.vocabulary import READABLE, ArticleKind, ArticleState, Language, LinkKind
from strahlkraft.projects.fields import one_of
from strahlkraft.projects.models import Event, FieldOfAction, Project
from strahlkraft.reuse.models import ReuseCase, ReuseOffer


class ArticleQuerySet(models.QuerySet["Article"]):
    """Words for reading articles."""

    def readable(self) -> ArticleQuerySet:
        """Those with a version everybody may read; archived ones too."""
        return self.filter(state__in=[*READABLE], current__isnull=False)

    def listed(self) -> ArticleQuerySet:
        """Those that stand in lists and feeds."""
        return self.readable().exclude(state=ArticleState.ARCHIVED)


class Article(models.Model):
    """A text on its way to readers. ``slug`` never changes once it was published; ``region`` is empty: the programme's.

    ``current`` is what readers see. ``publish_at`` is the minute an approved text appears. ``approved_hash`` is the
    content the second person approved; another content voids it.
    """

    code = models.CharField(max_length=24, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=8, default=ArticleKind.NEWS)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    topic = models.ForeignKey(FieldOfAction, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    press_contact = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("press contact")
    )
    lead_picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_from = models.CharField(max_length=160, blank=True)  # the label's kind:key of what it was prefilled from
    demonstration = models.BooleanField(default=False)  # invented, visibly so
    state = models.CharField(max_length=18, default=ArticleState.DRAFT)
    current = models.ForeignKey("ArticleVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    correction_note = models.CharField(_("what was corrected"), max_length=500, blank=True)
    correction_note_en = models.CharField(_("what was corrected, in English"), max_length=500, blank=True)
    publish_at = models.DateTimeField(_("appears at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)  # the first time
    changed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = actor()
    last_edited_by = actor()
    approved_by = actor(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    corrections: list[ArticleVersion]  # filled by queries.articles

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-changed_at", "-id")
        constraints = (
            models.CheckConstraint(condition=one_of(ArticleState, "state"), name="article_state"),
            models.CheckConstraint(condition=one_of(ArticleKind, "kind"), name="article_kind"),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_at=None, approved_hash="")
                | (~Q(approved_by="") & Q(approved_at__isnull=False) & ~Q(approved_hash="")),
                name="article_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="")
                | (
                    ~Q(approved_by=F("last_edited_by"))
                    # who began it may approve what a colleague corrected later
                    & (Q(current__isnull=False) | ~Q(approved_by=F("created_by")))
                ),
                name="article_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by=""), name="article_approved_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in sorted(READABLE)])
                | Q(current__isnull=False, published_at__isnull=False),
                name="article_readers_have_a_version",
            ),
        )
        indexes = (models.Index(fields=["state", "publish_at"], name="article_scheduled"),)

    def __str__(self) -> str:
        return self.slug

    @property
    def label(self) -> Label:
        """The thing, for addresses; its title stands in its texts."""
        return Label("article", self.slug)


class ArticleText(models.Model):
    """The working text in one language."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(_("headline"), max_length=160)
    lead = models.TextField(pgettext_lazy("article", "lead"), blank=True)
    body = models.TextField(_("text"), blank=True)  # Markdown with facts by reference (rules.facts)

    class Meta:
        ordering = ("language",)
        constraints = (
            models.UniqueConstraint(fields=("article", "language"), name="article_text_once"),
            models.CheckConstraint(condition=one_of(Language, "language"), name="article_text_language"),
            models.CheckConstraint(condition=~Q(title=""), name="article_text_titled"),
        )

    def __str__(self) -> str:
        return self.title


class ArticleLink(models.Model):
    """One thing an article is about, chosen from what the platform knows; exactly one of the five is set."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=12)
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    offer = models.ForeignKey(ReuseOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    case = models.ForeignKey(ReuseCase, null=True, blank=True, on_delete=models.PROTECT, related_name="articles")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(
                        kind=LinkKind.PROJECT,
                        project__isnull=False,
                        offer=None,
                        event=None,
                        municipality=None,
                        case=None,
                    )
                    | Q(
                        kind=LinkKind.OFFER, offer__isnull=False, project=None, event=None, municipality=None, case=None
                    )
                    | Q(
                        kind=LinkKind.EVENT, event__isnull=False, project=None, offer=None, municipality=None, case=None
                    )
                    | Q(
                        kind=LinkKind.MUNICIPALITY,
                        municipality__isnull=False,
                        project=None,
                        offer=None,
                        event=None,
                        case=None,
                    )
                    | Q(kind=LinkKind.CASE, case__isnull=False, project=None, offer=None, event=None, municipality=None)
                ),
                name="article_link_to_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"

    @property
    def label(self) -> Label | None:
        """The thing itself."""
        thing = self.project or self.offer or self.event or self.municipality or self.case
        return thing.label if thing else None


class ArticlePicture(models.Model):
    """A picture of the gallery, in its place."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="gallery")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("article", "picture"), name="article_picture_once"),)

    def __str__(self) -> str:
        return f"{self.article_id} {self.position}"


class ArticleVersion(models.Model):
    """What readers saw from a moment on, whole and frozen: texts, links, pictures, figures as they were then."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=500, blank=True)  # what was corrected; empty for the first
    note_en = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    written_by = actor()
    approved_by = actor()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("article", "number"), name="article_version_once"),
            models.CheckConstraint(condition=~Q(approved_by=F("written_by")), name="article_version_four_eyes"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(note=""), name="article_correction_says_what"),
        )

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"


class ReviewRemark(models.Model):
    """Why a text went back to its writer, or what the second person noted."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("remark"))
    at = models.DateTimeField()
    by = actor()
    by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="review_remark_says_something"),)

    def __str__(self) -> str:
        return self.text[:60]


class FactQuoteQuerySet(models.QuerySet["FactQuote"]):
    """Words for reading quoted figures."""

    def untold(self) -> FactQuoteQuerySet:
        """Those that became another figure, and nobody has looked since whether the text around them still fits."""
        return self.filter(changed_at__isnull=False, told_at=None)


class FactQuote(models.Model):
    """A figure the newest version of an article quotes by reference: what it was when readers first saw it and what it became.

    ``shown`` is what the version of the article says; ``now`` what the record says since ``changed_at``: readers see
    ``now`` with the note that it was ``shown`` before.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="quotes")
    reference = models.CharField(max_length=160)  # project:dmr-07:funding
    shown = models.CharField(max_length=200)
    now = models.CharField(max_length=200)
    changed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # the office knows

    objects = FactQuoteQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("article", "reference"), name="fact_quoted_once"),)

    def __str__(self) -> str:
        return self.reference


class Redirect(models.Model):
    """An address that once was, and where its content stands now; kept for good."""

    path = models.CharField(max_length=500, unique=True)  # with its leading slash, without host
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.PROTECT, related_name="former")
    target = models.CharField(max_length=500, blank=True)  # a path of ours, when it is no article
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(article__isnull=False, target="") | (Q(article=None) & ~Q(target=""))),
                name="redirect_to_one_place",
            ),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="redirect_from_a_path"),
            models.CheckConstraint(condition=~Q(path=F("target")), name="redirect_not_to_itself"),
        )

    def __str__(self) -> str:
        return self.path


class ImportedArticle(models.Model):
    """An article taken over from an older site, by the address it had there: taken over once."""

    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="imported")
    source_url = models.URLField(max_length=500, unique=True)
    published_there = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source_url
