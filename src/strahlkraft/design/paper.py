"""Sheets of paper: accessible PDF (PDF/UA-1) from templates; nothing is fetched, neither from hosts nor from disks.

The same template and context give the same bytes: no clock and no random identifier goes into a file.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

STATIC = "http://static.invalid/"
"""What stands before a file of ours: a sheet says ``href="design/css/paper.css"``; the host exists nowhere."""


def pdf(template: str, context: Mapping[str, Any], *, language: str = "de") -> bytes:
    """The sheet as PDF/UA-1; ``template`` extends ``design/paper.html``. LookupError for a file that is not ours."""
    from weasyprint import HTML  # noqa: PLC0415 - loads a second's worth of libraries, needed for sheets only
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - the same

    with translation.override(language):
        html = render_to_string(template, {**context, "language": language})
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode("ascii")
    sheet = HTML(string=html, base_url=STATIC, url_fetcher=_fetcher())
    try:
        return bytes(sheet.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier))
    except FatalURLFetchingError as error:  # no Exception by birth: it would stop the whole server process
        raise LookupError(str(error)) from error


@cache
def _fetcher() -> Any:
    """Gives files of ours by name and pictures written into the sheet itself; anything else is refused."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415 - see pdf

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # the library has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            found = finders.find(url.removeprefix(STATIC)) if url.startswith(STATIC) else None
            if not isinstance(found, str):
                raise FatalURLFetchingError(url)
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})

    return OwnFiles()
