"""Former addresses lead on to where their content stands now.

Looked up is only what would be 404, and our first page with a query: older sites often had no other addresses (``/?p=12``).
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from strahlkraft.design.addresses import bare_path
from strahlkraft.newsroom.queries.former import leads_to


def former_addresses(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: 301 to the address of today, never to another host; 404 stays what nothing of ours ever stood at."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        path, query = bare_path(request.path), request.META.get("QUERY_STRING", "")
        unknown = response.status_code == HTTPStatus.NOT_FOUND or (path == "/" and query)
        if not unknown or request.method not in {"GET", "HEAD"}:
            return response
        target = leads_to(path, query)
        return HttpResponsePermanentRedirect(target) if target else response

    return answer
