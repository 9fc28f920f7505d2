"""The API as a whole: its resources, its errors, its addresses."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from strahlkraft import __version__
from strahlkraft.api.openapi import DESCRIPTION
from strahlkraft.api.problems import ParameterError, problem
from strahlkraft.api.resources import network, projects, register

NOT_FOUND = "There is nothing public at this address."

api = NinjaAPI(
    title="Strahlkraft",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
)
api.add_router("/projects", projects.router)
api.add_router("", network.router)
api.add_router("", register.router)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [(str(found["loc"][_name_at(found["loc"])]), str(found["msg"])) for found in error.errors]
    return problem(HTTPStatus.BAD_REQUEST, "A parameter cannot be understood.", errors)


def _name_at(location: tuple[Any, ...]) -> int:
    """Where a parameter's name stands in an error's path: the last text, numbers count list entries."""
    return max(index for index, part in enumerate(location) if isinstance(part, str))


def _refused(request: HttpRequest, error: ParameterError) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, "A parameter cannot be understood.", error.errors)


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(ParameterError, _refused)
api.add_exception_handler(Http404, _missing)
