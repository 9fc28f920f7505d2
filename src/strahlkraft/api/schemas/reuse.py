"""Shapes of offers, software from elsewhere, reuses and readiness checks."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from strahlkraft.api.schemas.common import (
    MunicipalityRef,
    Number,
    OrganisationRef,
    Page,
    ProjectRef,
    RegionRef,
    Shape,
    SourceRef,
    StatedDate,
)
from strahlkraft.api.schemas.projects import FieldOfAction

Answer = Literal["yes", "no", "unknown"]
Verdict = Literal["met", "partly", "not", "unknown", "not_applicable"]
Level = Literal["findable", "transferable", "proven"]
Thing = Literal["offer", "project", "software"]
ResultKind = Literal[
    "software", "concept", "guide", "data_model", "sensor_setup", "event_format", "contract", "training"
]  # fmt: skip
Status = Literal["concept", "development", "beta", "stable", "obsolete"]
CaseState = Literal[
    "named", "in_contact", "evaluating", "decided", "introducing", "in_operation", "dropped", "ended"
]  # fmt: skip
CostBand = Literal["none", "to_5k", "to_25k", "to_100k", "over_100k", "unknown"]


class ThingRef(Shape):
    """Something that can be taken over, by name."""

    kind: Thing = Field(description="What it is.")
    key: str = Field(description="Address part, as in `/offers/{slug}`, `/projects/{key}` or `/software/{slug}`.")
    title: str = Field(description="Title.")
    url: str = Field(description="Its public page.")


class Standing(Shape):
    """The level of the readiness check; its findings are at `/readiness/{kind}/{key}`."""

    level: Level | None = Field(description="Level reached; null when none is reached yet.")
    label: str = Field(description="The level in German words.", examples=["übernehmbar"])
    checked_at: datetime | None = Field(description="When the check last ran; null: made for this answer, not kept.")


class Evidence(Shape):
    """Something a person can look at."""

    kind: str = Field(description="What kind of thing.", examples=["repository"])
    link: str | None = Field(description="Where.")
    fact: str | None = Field(description="The plain fact it shows.")
    on: date | None = Field(description="As of when.")


class Finding(Shape):
    """The verdict on one criterion of the readiness check (Übertragbarkeitsprüfung)."""

    criterion: str = Field(description="Criterion.", examples=["licence"])
    label: str = Field(description="The criterion in German words.", examples=["Offene Lizenz"])
    verdict: Verdict = Field(description="`unknown` never counts as bad.")
    reason: str = Field(description="Why, in German words.")
    remedy: str | None = Field(description="What helps, in German words; null when nothing is to be done.")
    by: Literal["machine", "person"] = Field(description="Who judged.")
    checked_on: date | None = Field(description="When.")
    evidence: list[Evidence] = Field(description="What it rests on.")


class LevelChange(Shape):
    """When the level of the readiness check changed."""

    level: Level | None = Field(description="Level from then on.")
    before: Level | None = Field(description="Level until then; null also before the first check.")
    at: datetime = Field(description="When.")


class Readiness(Shape):
    """The readiness check of one thing: twelve criteria with evidence, never a bare number."""

    about: ThingRef = Field(description="What was checked.")
    standing: Standing = Field(description="Level.")
    findings: list[Finding] = Field(description="One per criterion, always in the same order.")
    history: list[LevelChange] = Field(description="How the level changed, newest first.")


class Median(Shape):
    """A median that says how many cases it rests on."""

    value: float | None = Field(description="Half took less. Null when `n` is 0.")
    n: int = Field(description="How many it rests on.")


class ReuseFigures(Shape):
    """What is counted about one offer."""

    requests: int = Field(description="Confirmed requests.")
    answered: int = Field(description="Answered ones.")
    refused: int = Field(description="Refused ones, each with a reason.")
    waiting: int = Field(description="Without a first answer.")
    cases: int = Field(description="Reuse cases.")
    in_operation: int = Field(description="Reuses in operation, confirmed by the reusing body.")
    named: int = Field(description="Reuses that only a source names.")
    days_to_answer: Median = Field(description="Working days from confirmation to the first answer.")
    days_to_reuse: Median = Field(description="Calendar days from the request to operation.")


class ReuseStep(Shape):
    """One side said where a reuse stands since a day."""

    state: CaseState = Field(description="State.")
    on: StatedDate | None = Field(description="Since when.")
    side: Literal["provider", "reuser", "office", "source"] = Field(description="Who says so.")


class Lesson(Shape):
    """What was learnt, shown because who wrote it allowed that."""

    side: Literal["provider", "reuser", "office", "source"] = Field(description="Who speaks.")
    helped: str | None = Field(description="What helped.")
    hindered: str | None = Field(description="What hindered.")
    advice: str | None = Field(description="What they would do differently.")


class Reuse(Shape):
    """One body takes one result over. Only what it confirmed itself or a public source names stands here."""

    code: str = Field(description="Key that never changes.")
    url: str = Field(description="The public page.")
    about: ThingRef = Field(description="What is taken over.")
    municipality: MunicipalityRef | None = Field(description="Who takes it over, if it is a municipality.")
    stated_name: str = Field(description="Who takes it over, as stated.", examples=["Stadt Delbrück"])
    origin: Literal["request", "reported", "source"] = Field(description="How it came to be known.")
    source: SourceRef | None = Field(description="The source that names it.")
    state: CaseState = Field(description="Where it stands; `named`: a source names it, its step is not known.")
    label: str = Field(description="The state in German words.")
    since: StatedDate | None = Field(description="Since when.")
    steps: list[ReuseStep] = Field(description="How it went, oldest first.")
    version_used: str | None = Field(description="Version in use.")
    modules: str | None = Field(description="Parts in use.")
    operating_model: Literal["own", "it_provider", "saas", "inter_municipal", "unknown"] = Field(
        description="Who runs it."
    )
    pilot: bool = Field(description="A pilot so far.")
    effort_days: int | None = Field(description="Effort in person days.")
    one_off_cost: CostBand = Field(description="Band of the cost of introduction.")
    yearly_cost: CostBand = Field(description="Band of the cost of a year.")
    willing_to_talk: Answer = Field(description="Whether others may ask there.")
    end_reason: Literal["cost", "law", "staff", "technology", "better_alternative", "other"] | None = Field(
        description="Why it was dropped or ended."
    )
    lessons: list[Lesson] = Field(description="What was learnt, as far as it may be shown.")
    confirmed_at: datetime | None = Field(description="When the reusing body last said that this is true.")
    changed_at: datetime = Field(description="When the record last changed.")


class ReusePage(Page):
    """A page of reuses."""

    results: list[Reuse] = Field(description="Reuses of this page.")


class PresupposedProduct(Shape):
    """Something an offer presupposes."""

    name: str = Field(description="Name.")
    proprietary: Answer = Field(description="Whether one maker's licence is needed.")
    alternative: str | None = Field(description="What can be used instead.")


class Effort(Shape):
    """What introduction and a year's operation took; null is not stated, never zero."""

    size_class: str | None = Field(description="For municipalities of this size; null: any.")
    introduction_days: Number | None = Field(description="Person days of the introduction.")
    introduction_cost: Number | None = Field(description="Euro of the introduction.")
    yearly_days: Number | None = Field(description="Person days of a year.")
    yearly_cost: Number | None = Field(description="Euro of a year.")
    year: int | None = Field(description="Year of the figures.")
    stated_by: str | None = Field(description="Which body says so.")


class ServiceKey(Shape):
    """A key of German administration."""

    scheme: Literal["leika", "ozg", "xoev", "fim"] = Field(description="Which list.")
    key: str = Field(description="The key.", examples=["99089002000000"])


class Paper(Shape):
    """A document that helps to take an offer over."""

    title: str = Field(description="Title.")
    url: str = Field(description="Address.")
    kind: Literal["introduction", "operation", "contract", "other"] = Field(description="What it is for.")
    licence: str | None = Field(description="Its licence (SPDX).")


class OfferRef(Shape):
    """An offer by name."""

    identifier: str = Field(description="Identifier that never changes.", examples=["SK-A-0001"])
    slug: str = Field(description="Address part that never changes.")
    title: str = Field(description="Title.")
    url: str = Field(description="Its public page.")


class OfferReplacement(Shape):
    """What replaced an offer."""

    offer: OfferRef | None = Field(description="The newer offer, if it is published here.")
    note: str | None = Field(description="What else replaced it.")


class Offer(Shape):
    """What exactly can be taken over, with its transfer fact sheet. What nobody states is null or `unknown`."""

    identifier: str = Field(description="Identifier that never changes.", examples=["SK-A-0001"])
    slug: str = Field(description="Address part that never changes.")
    url: str = Field(description="The public page.")
    title: str = Field(description="Title (German).")
    kind: ResultKind = Field(description="What can be taken over.")
    label: str = Field(description="The kind in German words.")
    summary: str | None = Field(description="In one sentence.")
    description: str | None = Field(description="In plain words (Markdown).")
    target_groups: str | None = Field(description="Fact sheet: for whom.")
    scope: str | None = Field(description="Fact sheet: scope of the solution.")
    transfer_value: str | None = Field(description="Fact sheet: cost and benefit of the transfer.")
    stakeholders: str | None = Field(description="Fact sheet: who has to be involved.")
    best_practice: str | None = Field(description="Fact sheet: what proved good.")
    legal_basis: str | None = Field(description="Legal basis.")
    licence: str | None = Field(description="Licence (SPDX expression); null: none is named.", examples=["EUPL-1.2"])
    repository_url: str | None = Field(description="Repository.")
    landing_url: str | None = Field(description="Website.")
    development_status: Status | None = Field(description="How far it is.")
    finished: Answer = Field(description="Finished and stable: no further change is expected.")
    last_change: StatedDate | None = Field(description="Last change.")
    last_release: StatedDate | None = Field(description="Last release.")
    in_operation: Answer = Field(description="In operation where it was made.")
    in_operation_since: StatedDate | None = Field(description="Since when.")
    small_towns: Answer = Field(description="Works for municipalities under 20,000 inhabitants.")
    size_classes: list[str] = Field(description="Suitable sizes of municipality.", examples=[["small_town"]])
    languages: list[str] = Field(description="Languages (BCP 47).", examples=[["de"]])
    platforms: list[str] = Field(description="Platforms.", examples=[["web"]])
    standards: list[str] = Field(description="Standards kept.")
    procurement: list[str] = Field(description="Ways by which others came by it; facts, no legal advice.")
    data_protection_url: str | None = Field(description="Statement on data protection.")
    accessibility_url: str | None = Field(description="Statement on accessibility.")
    products: list[PresupposedProduct] = Field(description="What it presupposes.")
    efforts: list[Effort] = Field(description="What it takes, by size of municipality.")
    keys: list[ServiceKey] = Field(description="Service keys.")
    papers: list[Paper] = Field(description="Documents.")
    project: ProjectRef = Field(description="The project it comes from.")
    region: RegionRef = Field(description="Home region of the project.")
    fields_of_action: list[FieldOfAction] = Field(description="Fields of action of the project.")
    caretaker: OrganisationRef | None = Field(description="Who looks after it.")
    superseded: OfferReplacement | None = Field(description="What replaced it; null when nothing is stated.")
    readiness: Standing | None = Field(description="Level of the readiness check; null before the first.")
    version: int = Field(description="Number of the published version.", examples=[1])
    published_at: datetime = Field(description="When this version was published.")
    changed_at: datetime = Field(description="When the record last changed.")


class OfferPage(Page):
    """A page of offers."""

    results: list[Offer] = Field(description="Offers of this page.")


class Version(Shape):
    """A published version."""

    number: int = Field(description="Number.")
    published_at: datetime = Field(description="When it was published.")
    note: str | None = Field(description="What is new.")
    changed_fields: list[str] = Field(description="Fields that differ from the version before.")


class OfferDetail(Offer):
    """An offer with all that is known about it."""

    versions: list[Version] = Field(description="Published versions, newest first.")
    findings: list[Finding] = Field(description="The readiness check, one finding per criterion.")
    figures: ReuseFigures = Field(description="What is counted.")
    reuses: list[Reuse] = Field(description="Who takes it over, as far as it is public.")


class Software(Shape):
    """Software of somebody else, known by its publiccode.yml or by facts collected about it; never edited here."""

    slug: str = Field(description="Address part that never changes.")
    url: str = Field(description="The public page.")
    name: str = Field(description="Name.")
    publisher: str | None = Field(description="The body that publishes it.")
    country: str | None = Field(description="Its country (ISO 3166).", examples=["DE"])
    repository_url: str = Field(description="Repository.")
    landing_url: str | None = Field(description="Website.")
    licence: str | None = Field(description="Licence (SPDX expression).", examples=["EUPL-1.2"])
    development_status: str | None = Field(description="How far it is, as stated.", examples=["stable"])
    software_type: str | None = Field(description="Kind of software, as in publiccode.yml.")
    software_version: str | None = Field(description="Version.")
    release_date: str | None = Field(description="Day of the release.")
    platforms: list[str] = Field(description="Platforms.", examples=[["web"]])
    languages: list[str] = Field(description="Languages (BCP 47).", examples=[["de"]])
    categories: list[str] = Field(description="Categories, as in publiccode.yml.")
    based_on: list[str] = Field(description="Addresses of what it is based on.")
    summary_de: str | None = Field(description="In one sentence, German.")
    summary_en: str | None = Field(description="In one sentence, English.")
    own_words: bool = Field(description="The summaries are ours, not the publisher's.")
    verdict: Literal["valid", "warning", "error"] | None = Field(
        description="What the check says of its publiccode.yml; null: not read here."
    )
    checked_on: date | None = Field(description="When it was checked.")
    origin: Literal["collection", "crawl", "pasted"] = Field(description="How it came here.")
    source_url: str = Field(description="Where these facts were read.")
    source_note: str | None = Field(description="Remark about the source.")
    read_on: date | None = Field(description="When they were read.")
    last_change_on: date | None = Field(description="Last change in the repository.")
    archived: bool = Field(description="Its repository is closed for changes.")
    gone: bool = Field(description="It was not found any more on the last visits.")
    readiness: Standing | None = Field(description="Level of the readiness check; null before the first.")
    changed_at: datetime = Field(description="When the record last changed.")


class SoftwarePage(Page):
    """A page of software."""

    results: list[Software] = Field(description="Software of this page.")


class Address(Shape):
    """Another address under which the same software was found."""

    url: str = Field(description="Address in canonical form.")
    kind: str = Field(description="What it is.", examples=["mirror"])
    label: str = Field(description="The same in German words.")


class FileFinding(Shape):
    """One thing to know about a publiccode.yml."""

    level: Literal["error", "warning", "hint"] = Field(description="How bad it is.")
    key: str | None = Field(description="Dotted path of the key; null for the file as a whole.")
    code: str = Field(description="What it is.")
    line: int | None = Field(description="Line, from 1.")
    column: int | None = Field(description="Column, from 1.")


class SoftwareDetail(Software):
    """Software with all that is known about it."""

    addresses: list[Address] = Field(description="Its addresses.")
    file_findings: list[FileFinding] = Field(description="What the check of its publiccode.yml found.")
    findings: list[Finding] = Field(description="The readiness check, one finding per criterion.")
    reuses: list[Reuse] = Field(description="Who takes it over, as far as it is public.")
