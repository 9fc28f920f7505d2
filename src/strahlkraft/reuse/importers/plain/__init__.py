"""Anything else on the web: the address of one publiccode.yml, a list of addresses (text or JSON), or a repository's page.

Addresses of a known forge inside a list are handed to that forge, without asking its interface.
"""

import dataclasses
import json
from collections.abc import Iterator

from strahlkraft.reuse.fetching import Answer, FetchRefused, Reason
from strahlkraft.reuse.importers.discovery import forge_of
from strahlkraft.reuse.importers.forge import (
    FILE_NAMES,
    PER_PAGE,
    Get,
    Page,
    Repository,
    host_of,
    origin_of,
    path_of,
    split,
    web,
)
from strahlkraft.reuse.importers.identity import repository_page

MAX_ADDRESSES = 10_000
ADDRESS_KEYS = ("url", "repository", "repo", "publiccode")
RAW_FOLDERS = ("raw/HEAD", "-/raw/HEAD", "raw/branch/main", "raw/branch/master")
"""Where a page's raw files are on Bitbucket and GitHub, GitLab, Gitea."""


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    """No forge in particular."""

    name: str = "plain"
    takes_anything: bool = True
    robots: bool = True

    def recognises(self, url: str) -> bool:
        """Everything."""
        return True

    def answers(self, get: Get, url: str) -> bool:
        """Nobody is asked."""
        return True

    def pages(self, get: Get, publisher_url: str, cursor: str) -> Iterator[Page]:
        """One repository, or those of a list in the list's order; the cursor counts those that are done."""
        if _is_file(publisher_url):
            addresses = [publisher_url]
        else:
            answer = get(publisher_url, accept="application/json, text/plain, text/html;q=0.5")
            if not answer.found:
                host = host_of(answer.url)
                raise FetchRefused(Reason.STATUS, answer.url, host=host, status=answer.status)
            addresses = _addresses(answer) or [publisher_url]
        done = int(cursor) if cursor.isdecimal() else 0
        done = done if done < len(addresses) else 0  # the list became shorter
        while done < len(addresses):
            part = addresses[done : done + PER_PAGE]
            done += PER_PAGE
            after = str(done) if done < len(addresses) else ""
            yield Page(tuple(self._of(address) for address in part), after, len(addresses))

    def candidates(self, repository: Repository) -> tuple[str, ...]:
        """The address itself when it names the file; else a guess at where the page's raw files are."""
        if repository.file_url:
            return (repository.file_url,)
        return tuple(f"{repository.url.rstrip('/')}/{folder}/{name}" for folder in RAW_FOLDERS for name in FILE_NAMES)

    def repository(self, get: Get, url: str) -> Repository:
        """What the address alone tells."""
        return self._of(url)

    def _of(self, address: str) -> Repository:
        """A repository of the forge the address belongs to, or of none."""
        page = repository_page(address)
        if _is_file(address):
            return Repository(url=page or origin_of(address), name=_name(address), forge=self.name, file_url=address)
        forge = forge_of(page or address)
        if page and not forge.takes_anything:
            return Repository(url=page, name=path_of(page).rsplit("/", 1)[-1], forge=forge.name)
        return Repository(url=address, name=_name(address), forge=self.name)


def _is_file(url: str) -> bool:
    return split(url).path.endswith(FILE_NAMES)


def _name(address: str) -> str:
    segments = [part for part in path_of(address).split("/") if part and part not in FILE_NAMES]
    return segments[-1] if segments else origin_of(address)


def _addresses(answer: Answer) -> list[str]:
    """The addresses of a list; none when it is a page for people or something else."""
    if "html" in answer.content_type:
        return []
    content = answer.body.decode("utf-8", "replace")
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        entries = [line.split("#")[0].strip() for line in content.splitlines()]
    if isinstance(entries, dict):  # a list under some key
        entries = next((value for value in entries.values() if isinstance(value, list)), [])
    found = [web(_named(entry)) for entry in entries[:MAX_ADDRESSES]] if isinstance(entries, list) else []
    return list(dict.fromkeys(filter(None, found)))


def _named(entry: object) -> object:
    if isinstance(entry, dict):
        return next((entry[key] for key in ADDRESS_KEYS if key in entry), None)
    return entry


FORGE = Plain()
