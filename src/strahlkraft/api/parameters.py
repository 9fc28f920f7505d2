"""Parameters of lists, and the refusal of those we do not know."""

from typing import Annotated, Literal, get_origin

from django.http import HttpRequest
from ninja import Path
from pydantic import BaseModel, Field

from strahlkraft.api.problems import ParameterError

Format = Literal["json", "csv", "csv-excel", "xlsx"]
DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET = 50, 1_000, 100_000
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "csv-excel": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
KeyPart = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,200}$")]


class ListParameters(BaseModel):
    """What every list understands."""

    limit: int | None = Field(
        default=None,
        ge=1,
        le=MAX_LIMIT,
        description=f"Most records of one page; {DEFAULT_LIMIT} when left out. Tables (CSV, XLSX) without it hold everything.",
        examples=[50],
    )
    offset: int = Field(
        default=0, ge=0, le=MAX_OFFSET, description="Records to leave out before the page.", examples=[0]
    )
    format: Format | None = Field(
        default=None,
        description=(
            "Form of the answer; goes before the `Accept` header. `csv`: commas, UTF-8, as RFC 4180 has it;"
            " `csv-excel`: semicolons, decimal commas and a byte-order mark, as a German Excel opens by double click;"
            " `xlsx`: a workbook."
        ),
        examples=["json"],
    )


class NoParameters(BaseModel):
    """Single things understand no parameter."""


def refuse_unknown(request: HttpRequest, model: type[BaseModel]) -> None:
    """A misspelt filter must not silently give everything; raises ParameterError."""
    errors = []
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for name, values in request.GET.lists():
        field = fields.get(name)
        if field is None:
            known = ", ".join(sorted(fields)) or "none"
            errors.append((name[:100], f"is not known here; known: {known}"))
        elif len(values) > 1 and get_origin(field.annotation) is not list:
            errors.append((name, "stands more than once"))
    if errors:
        raise ParameterError(*errors)


def chosen_format(request: HttpRequest, params: ListParameters) -> Format:
    """``format``, else what the ``Accept`` header prefers, else JSON."""
    if params.format:
        return params.format
    accepted = request.get_preferred_type(list(dict.fromkeys(MEDIA_TYPES.values())))
    return next((name for name, media_type in MEDIA_TYPES.items() if media_type == accepted), "json")
