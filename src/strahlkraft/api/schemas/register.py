"""Shapes of sources, events, the programme, figures, changes and search results."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from strahlkraft.api.schemas.common import Fact, Number, Page, ProjectRef, Shape, SourceRef, StatedDate


class Source(Shape):
    """A public page or document that was read."""

    key: str = Field(description="Key.", examples=["mhkbd-nrw-9f54e643"])
    url: str = Field(description="Address of the page or document.")
    publisher: str = Field(description="Host that published it.", examples=["mhkbd.nrw"])
    title: str | None = Field(description="Title; null when none was noted.")
    read_on: date | None = Field(description="When it was read, where noted.")
    page: str = Field(description="Our page about it.")
    projects: int = Field(description="Published projects it supports.")
    events: int = Field(description="Events it supports.")
    facts: int = Field(description="Public values it supports.")


class SourcePage(Page):
    """A page of sources."""

    results: list[Source] = Field(description="Sources of this page.")


class SourceDetail(Source):
    """A source with everything public that rests on it."""

    used_by_projects: list[ProjectRef] = Field(description="Projects about which it was read.")
    used_by_events: list[str] = Field(description="Slugs of events about which it was read.")
    used_for: list["SubjectFact"] = Field(description="Values it supports.")


class SubjectFact(Fact):
    """A value together with what it is about."""

    subject: Literal["project", "region", "programme", "event"] = Field(description="Kind of thing.")
    subject_key: str = Field(description="Its slug.")
    subject_name: str = Field(description="Its name.")


class FactPage(Page):
    """A page of stated values."""

    results: list[SubjectFact] = Field(description="Values of this page.")


class EventHost(Shape):
    """A body that invites to an event."""

    name: str = Field(description="Name as the event states it.")
    organisation: str | None = Field(description="Slug of the body when the network knows it.")
    role: Literal["host", "co_host"] = Field(description="In which capacity.")


class Event(Shape):
    """A joint event of the programme."""

    slug: str = Field(description="Address part.")
    name: str = Field(description="Name (German).")
    url: str = Field(description="The public page.")
    date: StatedDate | None = Field(description="When, as precise as the source.")
    format: str | None = Field(description="Kind of event (German).", examples=["Konferenz"])
    venue: str | None = Field(description="Where.")
    organisers: list[str] = Field(description="Who held it.")
    hosts: list[EventHost] = Field(description="The same, each with role and body; of events organised here.")
    mode: Literal["onsite", "online", "hybrid"] | None = Field(
        description="How people take part; null: no source says."
    )
    starts_at: datetime | None = Field(description="When exactly it begins, where known.")
    ends_at: datetime | None = Field(description="When exactly it ends, where known.")
    cancelled: bool = Field(description="Whether it does not take place.")
    demonstration: bool = Field(description="Whether it is invented, to show how the site works.")
    blocks: list[str] = Field(description="Thematic blocks.")
    notes: str | None = Field(description="Further notes.")
    facts: list[Fact] = Field(description="Stated figures, each with source.")
    sources: list[SourceRef] = Field(description="Pages read about it.")


class EventPage(Page):
    """A page of events."""

    results: list[Event] = Field(description="Events of this page.")


class Programme(Shape):
    """The funding programme."""

    slug: str = Field(description="Address part.")
    name: str = Field(description="Name.", examples=["Digitale Modellregionen in NRW"])
    abbreviation: str | None = Field(description="Abbreviation.", examples=["DMR NRW"])
    url: str = Field(description="The public page.")
    start: StatedDate | None = Field(description="Start.")
    original_end: StatedDate | None = Field(description="End as first planned.")
    end: StatedDate | None = Field(description="End.")
    facts: list[Fact] = Field(description="What sources state about it.")


class Figure(Shape):
    """One figure of the register or of its reuse that says what it rests on."""

    name: str = Field(description="Name.", examples=["funding"])
    label: str = Field(description="In German words.")
    value: Number = Field(description="The figure.", examples=[54])
    unit: Literal["EUR", "records", "regions", "requests", "reuses", "working days", "days"] = Field(
        description="Its unit."
    )
    rests_on: int = Field(description="Records, requests or reuses for which this is known.")
    of: int = Field(description="Records that were looked at.")
    approximate: int = Field(description="How many of the amounts are rounded by their source.")


class FigurePage(Page):
    """All figures."""

    results: list[Figure] = Field(description="Figures.")


class Change(Shape):
    """A public change of the register."""

    sequence: int = Field(description="Number in the trail; grows with time.")
    at: datetime = Field(description="When.")
    verb: str = Field(description="What was done.", examples=["edit_project"])
    label: str = Field(description="The same in German words.")
    kind: str = Field(description="Kind of thing.", examples=["project"])
    key: str = Field(description="Its address part.")
    title: str = Field(description="Its title.")
    url: str | None = Field(description="Its public page, if it has one.")


class ChangePage(Page):
    """A page of changes."""

    results: list[Change] = Field(description="Changes, newest first.")


class Found(Shape):
    """One thing found."""

    kind: str = Field(description="Kind of thing.", examples=["project"])
    title: str = Field(description="Its title.")
    url: str = Field(description="Its public page.")
    score: float = Field(description="Orders the results of one query and means nothing else.")
    why: list[str] = Field(
        description="Reasons: a word of the query, what it met, and how.",
        examples=[["parkplatz: parkraum (synonym)"]],
    )


class Answer(Shape):
    """What was found."""

    query: str = Field(description="The words searched for.")
    results: list[Found] = Field(description="Best first.")


SourceDetail.model_rebuild()
