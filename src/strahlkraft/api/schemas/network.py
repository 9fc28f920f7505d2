"""Shapes of regions, organisations and municipalities."""

from datetime import date
from typing import Literal

from pydantic import Field

from strahlkraft.api.schemas.common import (
    Fact,
    MunicipalityRef,
    Number,
    OrganisationRef,
    Page,
    ProjectRef,
    RegionRef,
    Shape,
    Sum,
)


class Member(Shape):
    """An organisation in a region."""

    role: Literal["lead", "partner"] = Field(description="Part played.")
    organisation: OrganisationRef = Field(description="Who.")


class Contact(Shape):
    """Where to write: a function mailbox or website, never a person."""

    mailbox: str | None = Field(description="Function mailbox.")
    website: str | None = Field(description="Website.")


class Region(Shape):
    """A model region."""

    slug: str = Field(description="Address part.", examples=["ostwestfalen-lippe"])
    name: str = Field(description="Name.", examples=["Ostwestfalen-Lippe"])
    url: str = Field(description="The public page.")
    government_district: str | None = Field(description="Granting authority (Bezirksregierung).", examples=["Detmold"])
    members: list[Member] = Field(description="Lead and partners.")
    contact: Contact | None = Field(description="Where to write.")
    projects: int = Field(description="Published records of the region, sub-projects included.", examples=[14])
    funding: Sum = Field(description="Known funding of the records that count.")
    facts: list[Fact] = Field(description="What sources state about the region itself.")


class RegionPage(Page):
    """A page of regions."""

    results: list[Region] = Field(description="Regions of this page.")


class Roles(Shape):
    """Published projects by the part played in them."""

    lead: list[ProjectRef] = Field(description="Leads.")
    partner: list[ProjectRef] = Field(description="Takes part.")
    reuser: list[ProjectRef] = Field(description="Reuses the result.")


class Organisation(Shape):
    """A body that takes part in the programme."""

    slug: str = Field(description="Address part.", examples=["stadt-paderborn"])
    name: str = Field(description="Name.", examples=["Stadt Paderborn"])
    kind: str = Field(description="What it is.", examples=["municipality"])
    label: str = Field(description="The kind in German words.", examples=["Kommune"])
    url: str = Field(description="The public page.")
    municipality: MunicipalityRef | None = Field(description="The municipality it is.")
    district_key: str | None = Field(description="Official key of the Kreis it is.", examples=["05334"])
    seat: MunicipalityRef | None = Field(description="Where its seat is, when known.")
    regions: list[RegionRef] = Field(description="Regions it is a member of.")
    projects: Roles = Field(description="Its published projects.")


class OrganisationPage(Page):
    """A page of organisations."""

    results: list[Organisation] = Field(description="Organisations of this page.")


class Municipality(Shape):
    """A municipality of Germany."""

    key: str = Field(description="Official municipality key (AGS, eight digits).", examples=["05774032"])
    regional_key: str = Field(description="Regional key (ARS, twelve digits).", examples=["057740032032"])
    name: str = Field(description="Name.", examples=["Paderborn"])
    official_name: str = Field(description="Official name.", examples=["Paderborn, Stadt"])
    kind: str = Field(description="What it is, in German words.", examples=["Stadt"])
    url: str = Field(description="The public page.")
    state_key: str = Field(description="Key of the Land.", examples=["05"])
    state: str = Field(description="Land.", examples=["Nordrhein-Westfalen"])
    district_key: str = Field(description="Key of the Kreis or kreisfreie Stadt.", examples=["05774"])
    district: str = Field(description="Kreis or kreisfreie Stadt.", examples=["Paderborn"])
    postcode: str | None = Field(description="Postcode of the administration.", examples=["33104"])
    area_km2: Number | None = Field(description="Area in square kilometres.", examples=[179.59])
    population: int | None = Field(description="Inhabitants.", examples=[156378])
    size: str = Field(description="Size class by inhabitants, value of the filter `size`.", examples=["city"])
    latitude: Number | None = Field(description="Decimal degrees north.")
    longitude: Number | None = Field(description="Decimal degrees east.")
    as_of: date = Field(description="Territorial status as of.")
    dissolved: bool = Field(description="No longer exists.")
    successor_key: str | None = Field(description="Official key of the municipality it was merged into.")
    projects: int = Field(description="Published projects it leads, takes part in or reuses.")


class MunicipalityPage(Page):
    """A page of municipalities."""

    results: list[Municipality] = Field(description="Municipalities of this page.")


class MunicipalityDetail(Municipality):
    """A municipality with its projects and its former selves."""

    roles: Roles = Field(description="Its published projects.")
    organisations: list[OrganisationRef] = Field(description="Bodies of the register that are this municipality.")
    predecessors: list[MunicipalityRef] = Field(description="Former municipalities merged into it.")
