"""The API as a whole: its resources, its errors, its addresses."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from strahlkraft import __version__
from strahlkraft.api import italian
from strahlkraft.api.problems import ParameterError, problem
from strahlkraft.api.resources import network, projects, register, reuse

DESCRIPTION = """Everything the register publishes, for machines. Reading is open to everybody: no key, no account, no cookie.

- **Unknown stays unknown.** What no source states is `null` or `unknown`; every value carries its sources.
- **Lists** have `limit` and `offset`; `count` says how many there are, the `Link` header leads to the other pages.
- **Tables**: every list is also CSV and XLSX, by `format` or the `Accept` header. Cells that a spreadsheet would run
  as a formula begin with an apostrophe.
- **Copies**: answers carry a weak `ETag`; ask again with `If-None-Match` and get 304 when nothing changed.
- **Errors** are `application/problem+json`. A parameter that is not known is an error: a misspelt filter must not give everything.
- **From a browser**: every origin may read. `HEAD` works like `GET` without content.
- Codes and addresses do not depend on a language; fields named `label` are German words for the code beside them.
- **Beside this API**: the catalogue of the open data (DCAT-AP.de) at `/katalog`; the signed catalogue for other instances at
  `/api/v1/federation/catalogue.json`, introduced by `/.well-known/strahlkraft`; feeds of every filtered list at
  `/angebote/feed.atom` and `/angebote/feed.json`; the publiccode.yml of an offer at `/angebote/{slug}/publiccode.yml`.
"""
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
api.add_router("", reuse.router)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [(str(found["loc"][_name_at(found["loc"])]), str(found["msg"])) for found in error.errors]
    return problem(HTTPStatus.BAD_REQUEST, "A parameter cannot be understood.", errors)


def _name_at(location: tuple[Any, ...]) -> int:
    """Where a parameter's name stands in an error's path: the last text, numbers count list entries."""
    return max(index for index, part in enumerate(location) if isinstance(part, str))


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(HTTPStatus.BAD_REQUEST, "A parameter cannot be understood.", error.errors)


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, NOT_FOUND)


for interface in (api, italian.api):
    interface.add_exception_handler(ValidationError, _invalid)
    interface.add_exception_handler(ParameterError, _refused)
    interface.add_exception_handler(Http404, _missing)
