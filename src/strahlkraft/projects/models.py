"""Tables of the register."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.label import Label
from strahlkraft.network.models import Organisation, Region
from strahlkraft.projects.fields import PartialDateField


class Programme(models.Model):
    """The funding programme all projects belong to."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    abbreviation = models.CharField(_("abbreviation"), max_length=40, blank=True)
    start = PartialDateField(_("start"))
    original_end = PartialDateField(_("first end"))
    end = PartialDateField(_("end"))

    standing_facts: list[Fact]  # filled by queries.programme

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("programme", self.slug, self.name)


class Source(models.Model):
    """Where facts come from: one public page or document."""

    key = models.SlugField(max_length=100, unique=True)
    url = models.URLField(_("address"), max_length=1000, unique=True)
    publisher = models.CharField(_("publisher (host)"), max_length=200)
    title = models.CharField(_("title"), max_length=300, blank=True)
    read_on = models.DateField(_("read on"), null=True, blank=True)

    class Meta:
        ordering = ("publisher", "url")

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def path(self) -> str:
        """The address without scheme and host, to tell pages of one publisher apart."""
        return self.url.partition("://")[2].partition("/")[2]

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("source", self.key, str(self))


class FieldOfAction(models.Model):
    """A Handlungsfeld."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RecordKind(models.TextChoices):
    """What a record of the register is."""

    PROJECT = "project", _("Project")
    SUBPROJECT = "subproject", _("Sub-project")
    OFFICE = "office", _("Project office")


class FundingState(models.TextChoices):
    """Whether money was granted, as far as sources say."""

    GRANTED = "granted", _("funded")
    UNFUNDED = "unfunded", _("found worthy, without funds")
    UNCONFIRMED = "unconfirmed", _("grant not confirmed by a source")


class LicenceState(models.TextChoices):
    """What sources say about the licence."""

    NAMED = "named", _("licence named")
    OPEN_UNNAMED = "open_unnamed", _("called open, licence not named")
    NONE = "none", _("no licence named")


class Publication(models.TextChoices):
    """Who can see a record."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another record")


class ProjectQuerySet(models.QuerySet["Project"]):
    """Words for reading projects."""

    def published(self) -> ProjectQuerySet:
        """Those everybody may see."""
        return self.filter(publication=Publication.PUBLISHED)

    def counted(self) -> ProjectQuerySet:
        """Those that totals rest on: sub-projects are part of their parent, an unfunded one has no money."""
        return self.published().filter(parent=None).exclude(funding_state=FundingState.UNFUNDED)


class Project(models.Model):
    """One record of the register. ``slug`` and ``identifier`` never change."""

    slug = models.SlugField(max_length=100, unique=True)
    identifier = models.CharField(_("identifier"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=250)
    title_confirmed = models.BooleanField(_("official title confirmed by a source"), default=True)
    kind = models.CharField(_("kind of record"), max_length=12, choices=RecordKind.choices, default=RecordKind.PROJECT)
    summary = models.TextField(_("summary in plain words"), blank=True)
    benefit = models.TextField(_("benefit for all municipalities"), blank=True)
    unique_feature = models.TextField(_("what is special about it"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    search_words = models.TextField(_("search words"), blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="projects", verbose_name=_("home region"))
    also_regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("also in"))
    fields_of_action = models.ManyToManyField(
        FieldOfAction, blank=True, related_name="projects", verbose_name=_("fields of action")
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subprojects")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_note = models.CharField(_("replaced by"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    funding_state = models.CharField(
        _("funding"), max_length=12, choices=FundingState.choices, default=FundingState.GRANTED
    )
    licence_state = models.CharField(
        _("licence"), max_length=14, choices=LicenceState.choices, default=LicenceState.NONE
    )
    result_kinds = models.JSONField(_("kinds of result"), default=list, blank=True)
    publication = models.CharField(max_length=10, choices=Publication.choices, default=Publication.DRAFT, db_index=True)
    office_fields = models.JSONField(default=list, blank=True)  # what the office edited; an import leaves it alone
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    # Filled by queries.with_card and queries.with_page.
    standing_truths: list[Truth]
    former_truths: list[Truth]
    standing_facts: list[Fact]
    people: list[Participation]
    standing_documents: list[Document]
    public_subprojects: list[Project]

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(merged_into=None, publication__in=("draft", "published", "withdrawn"))
                | Q(merged_into__isnull=False, publication="merged"),
                name="merged_has_target",
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(kind="subproject") | Q(kind="project"), name="office_has_no_parent"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("id")), name="not_superseded_by_itself"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("project", self.slug, self.title)


class Alias(models.Model):
    """Another name under which a project was or is known."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="aliases")
    title = models.CharField(_("other name"), max_length=250)

    class Meta:
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=("project", "title"), name="alias_once"),)

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """Who takes part; ``stated_name`` is what the source says, ``organisation`` whom we know it to be."""

    class Role(models.TextChoices):
        """Part played in the project."""

        LEAD = "lead", _("Lead")
        PARTNER = "partner", _("Partner")
        CONTACT = "contact", _("Contact")
        REUSER = "reuser", _("Reuses the result")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    stated_name = models.CharField(_("name"), max_length=250)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    note = models.CharField(_("note"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("role", "position", "id")
        constraints = (models.UniqueConstraint(fields=("project", "role", "stated_name"), name="participation_once"),)

    def __str__(self) -> str:
        return self.stated_name


class TruthKind(models.TextChoices):
    """The three truths of a project."""

    CLOSED = "formally_closed", _("formally closed")
    OPERATION = "in_operation", _("in operation")
    REUSABLE = "reusable", _("reusable")


class TruthValue(models.TextChoices):
    """What is known of a truth."""

    YES = "yes", _("yes")
    NO = "no", _("no")


class Truth(models.Model):
    """One statement on one truth; the row with ``current`` is shown, older ones are its history. No row: not known."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="truths")
    kind = models.CharField(max_length=16, choices=TruthKind.choices)
    value = models.CharField(max_length=3, choices=TruthValue.choices)
    since = PartialDateField(_("since"))
    as_of = PartialDateField(_("as of"))
    wording = models.CharField(_("wording of the source"), max_length=250, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="truths")
    current = models.BooleanField(default=True)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "-stated_at")
        constraints = (
            models.UniqueConstraint(fields=("project", "kind"), condition=Q(current=True), name="one_current_truth"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class PhaseKind(models.TextChoices):
    """The register's phases, in order."""

    PREPARATION = "preparation", _("Preparation (application approved)")
    CONCEPTION = "conception", _("Conception (implementation commissioned)")
    IMPLEMENTATION = "implementation", _("Implementation (go-live in the model regions)")
    CLOSURE = "closure", _("Project closure")
    TRANSFER = "transfer", _("Start of transferability")


class Phase(models.Model):
    """When a phase was reached: planned and actual, each a month or less precise."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="phases")
    kind = models.CharField(max_length=16, choices=PhaseKind.choices)
    planned = PartialDateField(_("planned"))
    actual = PartialDateField(_("actual"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("project", "kind"), name="phase_once"),
            models.CheckConstraint(condition=~Q(planned="", actual=""), name="phase_has_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.actual or self.planned}"


class Event(models.Model):
    """A joint event of the programme."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=250)
    date = PartialDateField(_("date"), db_index=True)
    format = models.CharField(_("format"), max_length=250, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    organisers = models.JSONField(_("organisers"), default=list, blank=True)
    blocks = models.JSONField(_("thematic blocks"), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    standing_facts: list[Fact]  # filled by queries.events

    class Meta:
        ordering = ("-date", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Label:
        """The thing, for addresses."""
        return Label("event", self.slug, self.name)


class FactQuerySet(models.QuerySet["Fact"]):
    """Words for reading facts."""

    def standing(self) -> FactQuerySet:
        """Those not replaced by a newer statement."""
        return self.filter(retired_at=None)


class Fact(models.Model):
    """One stated value of one field, with its sources. Facts on one field that disagree stand side by side."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    field = models.CharField(_("field"), max_length=40, db_index=True)
    text = models.TextField(_("wording"), blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    date = PartialDateField(_("date"))
    approximate = models.BooleanField(_("rounded by the source"), default=False)
    qualifier = models.CharField(_("meaning"), max_length=300, blank=True)
    as_of = PartialDateField(_("as of"))
    preferred = models.BooleanField(_("shown first"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)  # replaced by a newer statement; never deleted
    sources = models.ManyToManyField(Source, related_name="facts", blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ("field", "-preferred", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(project__isnull=False, region=None, programme=None, event=None)
                    | Q(project=None, region__isnull=False, programme=None, event=None)
                    | Q(project=None, region=None, programme__isnull=False, event=None)
                    | Q(project=None, region=None, programme=None, event__isnull=False)
                ),
                name="fact_of_exactly_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text="", amount=None, date=""), name="fact_states_something"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="fact_amount_not_negative"),
            models.UniqueConstraint(
                fields=("project", "field"),
                condition=Q(
                    preferred=True,
                    retired_at=None,
                    field__in=("funding", "total_cost", "start", "end", "transferable_from", "status", "licence"),
                ),
                name="one_preferred_fact",
            ),
        )

    def __str__(self) -> str:
        return f"{self.field}: {self.text or self.amount or self.date}"


class Contradiction(models.Model):
    """Sources disagree: the statement in words; the single values stand as facts beside the preferred one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contradictions")
    statement = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.statement


class ProjectSource(models.Model):
    """A page read about a project; the first is the main one."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="source_links")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="project_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("project", "source"), name="project_source_once"),)

    def __str__(self) -> str:
        return str(self.source)


class EventSource(models.Model):
    """A page read about an event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="source_links")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="event_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("event", "source"), name="event_source_once"),)

    def __str__(self) -> str:
        return str(self.source)


class Document(models.Model):
    """A file or link of a project; files lie outside the web root."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), upload_to="documents/%Y/", blank=True, max_length=300)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    alternative_text = models.CharField(_("text alternative"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    removed = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(file="", url=""), name="document_is_file_or_link"),
            models.CheckConstraint(
                condition=~Q(media_type__startswith="image/") | ~Q(alternative_text="") & ~Q(credit=""),
                name="picture_has_alternative_and_credit",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def download_name(self) -> str:
        """The file's name as people download it; empty for a link."""
        return (self.file.name or "").rsplit("/", 1)[-1]


class ImportedRecord(models.Model):
    """The record as the last import stated it: the base for the next difference."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=250)
    payload = models.JSONField()
    object_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="imported_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
