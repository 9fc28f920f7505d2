"""Shapes that many answers share."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema


def _number(value: Decimal) -> int | float:
    """A JSON number: whole sums without decimals; two decimals below a trillion are exact enough in binary."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_number), WithJsonSchema({"type": "number"})]
DATE_PATTERN = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
StatedDate = Annotated[
    str,
    Field(
        pattern=DATE_PATTERN,
        description="A date as precise as its source: `2019`, `2019-09` or `2019-09-01`.",
        examples=["2019-09"],
    ),
]


class Shape(BaseModel):
    """Base of every shape: what is not declared is an error of ours, not an extra."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class SourceRef(Shape):
    """A source a statement rests on."""

    key: str = Field(description="Key of the source, as in `/sources/{key}`.", examples=["mhkbd-nrw-9f54e643"])
    url: str = Field(description="Address of the page or document that was read.")
    publisher: str = Field(description="Host that published it.", examples=["mhkbd.nrw"])
    title: str | None = Field(description="Its title; null when none was noted.")
    page: str = Field(description="Our page about this source: everything that rests on it.")


class ProjectRef(Shape):
    """A project by name."""

    identifier: str = Field(description="Identifier that never changes.", examples=["SK-0021"])
    slug: str = Field(description="Address part that never changes.", examples=["smart-school"])
    title: str = Field(description="Title.", examples=["Smart School"])
    url: str = Field(description="Its public page.")


class RegionRef(Shape):
    """A model region by name."""

    slug: str = Field(description="Address part.", examples=["ostwestfalen-lippe"])
    name: str = Field(description="Name.", examples=["Ostwestfalen-Lippe"])
    url: str = Field(description="Its public page.")


class OrganisationRef(Shape):
    """An organisation by name, with official keys where it is municipal."""

    slug: str = Field(description="Address part.", examples=["stadt-paderborn"])
    name: str = Field(description="Name.", examples=["Stadt Paderborn"])
    kind: str = Field(description="What it is.", examples=["municipality"])
    url: str = Field(description="Its public page.")
    municipality_key: str | None = Field(
        description="Official municipality key (AGS, eight digits) when it is a municipality.", examples=["05774032"]
    )
    district_key: str | None = Field(description="Official key (five digits) when it is a Kreis.", examples=["05334"])
    seat_key: str | None = Field(description="Municipality of its seat, where known and not its own.")


class MunicipalityRef(Shape):
    """A municipality by official key."""

    key: str = Field(description="Official municipality key (AGS).", examples=["05774032"])
    name: str = Field(description="Name.", examples=["Paderborn"])
    url: str = Field(description="Its public page.")


class Fact(Shape):
    """One stated value. Facts on one field that disagree stand side by side; `preferred` is the one shown first."""

    field: str = Field(description="What is stated.", examples=["funding"])
    label: str = Field(description="The field in German words.", examples=["Förderung durch das Land"])
    amount: Number | None = Field(description="Stated number; its meaning is in `unit`.", examples=[1760000])
    unit: Literal["EUR", "percent", "years", "full-time posts", "count"] | None = Field(
        description="Unit of `amount`; null when there is no amount."
    )
    date: StatedDate | None = Field(description="Stated date, as precise as the source.")
    text: str | None = Field(description="Wording, in the language of the source.")
    approximate: bool = Field(description="The source rounds this value or says about.")
    qualifier: str | None = Field(description="What the value means or who states it, where that matters.")
    as_of: StatedDate | None = Field(description="The day, month or year for which the source states it.")
    preferred: bool = Field(description="Shown first; false for values that contradict it.")
    sources: list[SourceRef] = Field(description="Where it is stated.")


class Sum(Shape):
    """A sum of stated amounts that says how many records it rests on."""

    amount: Number = Field(description="Sum in euro.")
    known: int = Field(description="Records whose amount a source states.")
    of: int = Field(description="Records that were looked at; unknown amounts are not zero.")
    approximate: int = Field(description="How many of the known amounts are rounded by their source.")


class Page(Shape):
    """Envelope of every list; `Link` in the header leads to the other pages."""

    count: int = Field(description="How many records match in all.", examples=[54])
    limit: int = Field(description="Most records of one page.", examples=[50])
    offset: int = Field(description="Records left out before this page.", examples=[0])


class WrongParameter(Shape):
    """One parameter that cannot be understood."""

    parameter: str = Field(description="Its name.", examples=["limit"])
    message: str = Field(description="What is wrong with it.", examples=["Input should be less than or equal to 1000"])


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Bad Request",
                    "status": 400,
                    "detail": "A parameter cannot be understood.",
                    "errors": [{"parameter": "limit", "message": "Input should be less than or equal to 1000"}],
                }
            ]
        }
    )

    type: Literal["about:blank"] = Field(default="about:blank", description="The status says it all.")
    title: str = Field(description="Name of the status.", examples=["Not Found"])
    status: int = Field(description="Status code.", examples=[404])
    detail: str = Field(description="What went wrong, in one sentence.")
    errors: list[WrongParameter] = Field(default_factory=list, description="Each parameter that is wrong.")


def none(text: Any) -> str | None:
    """Not stated is null, never an empty text."""
    return str(text) if text not in (None, "") else None
