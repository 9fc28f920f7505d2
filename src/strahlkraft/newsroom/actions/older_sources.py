"""Where articles of an older site come from: what was handed in, kept while somebody looks at it, and what is fetched.

Nothing here changes a record. Files lie outside the web root, by names of our own, for a day at most.
"""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.actions.importing import Find
from strahlkraft.newsroom.formats.html_markdown import OldPicture
from strahlkraft.newsroom.formats.older_files import MOST_FILE, MOST_PICTURE, Files
from strahlkraft.reuse.actions.taking import ONE_ANSWER, SHORT_PAUSE, fetcher
from strahlkraft.reuse.fetching import Fetcher, FetchRefused

KEPT_FOR = timedelta(days=1)
_PLACE = "older"


def keep(data: bytes) -> str:
    """Keep a file while somebody looks at what it holds; its name."""
    return default_storage.save(f"{_PLACE}/{new_code()}", ContentFile(data))


def kept(name: str) -> bytes | None:
    """What was kept under a name that ``keep`` gave; None: it is gone."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read(MOST_FILE + 1))
    except OSError:
        return None


def forget(name: str) -> None:
    """Take away what was kept."""
    default_storage.delete(name)


def forget_old(*, at: datetime) -> None:
    """Take away what was kept longer than a day: somebody looked and went."""
    if not default_storage.exists(_PLACE):
        return
    for name in default_storage.listdir(_PLACE)[1]:
        whole = f"{_PLACE}/{name}"
        if default_storage.get_modified_time(whole) < at - KEPT_FOR:
            default_storage.delete(whole)


def visitor() -> Fetcher:
    """Asks an older site while somebody waits: public addresses only, a few seconds each, with its robots.txt."""
    return fetcher(max_bytes=MOST_PICTURE, seconds=ONE_ANSWER, host_pause=SHORT_PAUSE, tries=1, max_crawl_delay=1.0)


def fetched(visits: Fetcher, url: str) -> bytes:
    """What stands at an address; Refused with the reason when it cannot be had."""
    try:
        answer = visits.get(url)
    except FetchRefused as refused:
        language = "de" if (get_language() or "de").startswith("de") else "en"
        raise Refused([Refusal("fetch", refused.sentence(language), "address")]) from refused
    if not answer.found:
        message = gettext_noop("The site answered with the code %(status)s.")
        raise Refused([Refusal("status", message, "address", {"status": answer.status})])
    return answer.body


def finder(files: Files, visits: Fetcher | None) -> Find:
    """Finds pictures among files; with ``visits`` also at their address. What was fetched is drawn anew like every picture."""

    def find(picture: OldPicture) -> bytes:
        name = files.matching(picture.url)
        found = files.read(name, MOST_PICTURE + 1) if name else b""
        return found if found or visits is None else fetched(visits, picture.url)

    return find
