"""Answers travel compressed where that helps: text to whoever says it can read gzip, and never a stream."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = (
    "text/",
    "image/svg+xml",
    *(f"application/{kind}" for kind in ("json", "ld+json", "feed+json", "problem+json", "xml", "atom+xml", "rss+xml")),
)


class Compression(GZipMiddleware):
    """Django's own, which lengthens every answer by chance so that sizes tell no secret (BREACH); for text only.

    A stream stays as it is: its parts must leave at once. Files that are compressed in themselves would only grow.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is text and not a stream."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
