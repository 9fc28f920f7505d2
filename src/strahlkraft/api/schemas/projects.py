"""The shape of a project record."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from strahlkraft.api.schemas.common import (
    Fact,
    OrganisationRef,
    Page,
    ProjectRef,
    RegionRef,
    Shape,
    SourceRef,
    StatedDate,
)

Answer = Literal["yes", "no", "unknown"]


class FieldOfAction(Shape):
    """A field of action (Handlungsfeld)."""

    slug: str = Field(description="Value of the filter `field`.", examples=["bildung"])
    name: str = Field(description="Name.", examples=["Bildung"])


class Participant(Shape):
    """Somebody who takes part: as the source names them, and whom we know that to be."""

    stated_name: str = Field(description="Name as the source writes it.", examples=["Stadt Delbrück"])
    organisation: OrganisationRef | None = Field(description="The organisation; null when the name is a description.")
    note: str | None = Field(description="Remark of the source.")


class Truth(Shape):
    """One of the three truths. `unknown` means that no source says; nothing is concluded."""

    value: Answer = Field(description="What is known.")
    label: str = Field(description="The same in German words.", examples=["formal abgeschlossen"])
    since: StatedDate | None = Field(description="Since when, if stated.")
    as_of: StatedDate | None = Field(description="When the source says so, if stated.")
    wording: str | None = Field(description="Words of the source it was read from.")
    source: SourceRef | None = Field(description="Where it is stated.")


class Truths(Shape):
    """The three truths, kept apart: a closed project may run on, and one that runs may not be reusable."""

    formally_closed: Truth = Field(description="Whether the funded project is formally closed.")
    in_operation: Truth = Field(description="Whether its result is in use.")
    reusable: Truth = Field(description="Whether others can take the result over.")


class Phase(Shape):
    """When a phase of the register was reached."""

    phase: Literal["preparation", "conception", "implementation", "closure", "transfer"] = Field(description="Phase.")
    label: str = Field(description="The phase in German words.")
    planned: StatedDate | None = Field(description="Planned for.")
    actual: StatedDate | None = Field(description="Reached.")


class Contradiction(Shape):
    """Where sources disagree."""

    statement: str = Field(description="The disagreement in words (German).")


class DisputedField(Shape):
    """A field whose sources disagree, with every value side by side."""

    field: str = Field(description="Field.", examples=["funding"])
    label: str = Field(description="The field in German words.")
    values: list[Fact] = Field(description="Every stated value, the preferred one first.")


class Licence(Shape):
    """What sources say about the licence of the result."""

    state: Literal["named", "open_unnamed", "none"] = Field(
        description="`open_unnamed`: called open or free, but no licence is named; `none`: nothing is said."
    )
    label: str = Field(description="The state in German words.")
    wording: list[Fact] = Field(description="The sources' own words.")


class Document(Shape):
    """A document of the project."""

    title: str = Field(description="Title.")
    url: str | None = Field(description="Address elsewhere; null for a file kept here, which the project page offers.")
    media_type: str | None = Field(description="Kind of file.", examples=["application/pdf"])
    size: int | None = Field(description="Bytes, where known.")
    credit: str | None = Field(description="Whom to name.")


class Replacement(Shape):
    """What replaced this project."""

    project: ProjectRef | None = Field(description="The record that replaced it, if it stands in the register.")
    note: str | None = Field(description="What else replaced it.")


class Project(Shape):
    """A complete record of the register. What no source states is null or `unknown`; nothing is guessed."""

    identifier: str = Field(description="Identifier that never changes.", examples=["SK-0021"])
    slug: str = Field(description="Address part that never changes.", examples=["smart-school"])
    url: str = Field(description="The public page.")
    title: str = Field(description="Title (German).", examples=["Smart School"])
    title_confirmed: bool = Field(description="Whether a source confirms it as the official title.")
    aliases: list[str] = Field(description="Other names it was or is known by.")
    kind: Literal["project", "subproject", "office"] = Field(description="What the record is.")
    summary: str | None = Field(description="In plain words (German).")
    benefit: str | None = Field(description="Benefit for all municipalities.")
    unique_feature: str | None = Field(description="What is special about it.")
    notes: str | None = Field(description="Further notes from the sources.")
    fields_of_action: list[FieldOfAction] = Field(description="Fields of action (Handlungsfelder).")
    result_kinds: list[str] = Field(description="Kinds of result; empty when not stated.", examples=[["software"]])
    region: RegionRef = Field(description="Home region.")
    also_regions: list[RegionRef] = Field(description="Other regions it belongs to.")
    parent: ProjectRef | None = Field(description="The project it is a part of.")
    subprojects: list[ProjectRef] = Field(description="Its parts.")
    superseded: Replacement | None = Field(description="What replaced it; null when nothing is stated.")
    lead: list[Participant] = Field(description="Who leads.")
    partners: list[Participant] = Field(description="Who takes part.")
    contact: list[Participant] = Field(description="The body to write to; never a person.")
    reusers: list[Participant] = Field(description="Who reuses the result.")
    truths: Truths = Field(description="The three truths.")
    phases: list[Phase] = Field(description="Phases with a stated date, in order.")
    facts: list[Fact] = Field(description="Every stated value with its sources.")
    contradictions: list[Contradiction] = Field(description="Where sources disagree, in words.")
    disputed: list[DisputedField] = Field(description="The disagreeing values side by side.")
    licence: Licence = Field(description="Licence of the result.")
    funding_state: Literal["granted", "unfunded", "unconfirmed"] = Field(
        description="`unfunded`: found worthy, without funds; `unconfirmed`: no source confirms a grant."
    )
    counted_in_totals: bool = Field(description="Whether sums and totals rest on this record.")
    not_counted_because: Literal["part of another record", "unfunded"] | None = Field(
        description="Why not: a part is counted with the whole, an unfunded one has no money."
    )
    sources: list[SourceRef] = Field(description="Every page read about it, the main one first.")
    documents: list[Document] = Field(description="Published documents.")
    changed_at: datetime = Field(description="When the record last changed.")


class ProjectPage(Page):
    """A page of projects."""

    results: list[Project] = Field(description="Records of this page.")
