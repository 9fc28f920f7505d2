"""Errors as ``application/problem+json`` (RFC 9457)."""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpResponse

from strahlkraft.api.schemas.common import Problem, WrongParameter

MEDIA_TYPE = "application/problem+json"


class ParameterError(Exception):
    """A parameter cannot be understood; says which and why."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(", ".join(name for name, _ in errors))
        self.errors = errors


def problem(status: HTTPStatus, detail: str, errors: Iterable[tuple[str, str]] = ()) -> HttpResponse:
    """The answer that says what went wrong."""
    body = Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        errors=[WrongParameter(parameter=name, message=message) for name, message in errors],
    )
    return HttpResponse(body.model_dump_json(), status=status, content_type=MEDIA_TYPE)
