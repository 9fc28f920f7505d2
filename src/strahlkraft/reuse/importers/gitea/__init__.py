"""Gitea and Forgejo, also Codeberg: their interface ``/api/v1``, asked without an account.

https://docs.gitea.com/api/ and https://codeberg.org/api/swagger (``Repository``).
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from strahlkraft.reuse.fetching import FetchRefused
from strahlkraft.reuse.importers.forge import (
    FILE_NAMES,
    Get,
    Page,
    Repository,
    first_list,
    host_of,
    inner,
    moment,
    next_page,
    origin_of,
    path_of,
    read_json,
    read_list,
    split,
    text,
    total_of,
    truth,
    unreadable,
    web,
)

API = "/api/v1"
PER_PAGE = 50  # what an instance gives at most unless its keeper changed it
OWNER_AND_NAME = 2
FILTERS = ("q", "topic")


@dataclasses.dataclass(frozen=True, slots=True)
class Gitea:
    """Any Gitea or Forgejo: an organisation, a person, or the whole instance."""

    name: str = "gitea"
    takes_anything: bool = False
    robots: bool = False

    def recognises(self, url: str) -> bool:
        """Codeberg, or the software's name in the host's."""
        host = host_of(url)
        return host == "codeberg.org" or any(word in host for word in ("gitea", "forgejo"))

    def answers(self, get: Get, url: str) -> bool:
        """Its interface tells its version to everybody."""
        try:
            content, _ = read_json(get, f"{origin_of(url)}{API}/version")
        except FetchRefused as refused:
            if refused.passing:
                raise
            return False
        return bool(text(inner(content, "version")))

    def pages(self, get: Get, publisher_url: str, cursor: str) -> Iterator[Page]:
        """Pages as the header ``Link`` chains them."""
        origin, owner = origin_of(publisher_url), path_of(publisher_url).split("/")[0]
        while True:
            if not owner:
                start = f"{API}/repos/search?{self._choice(publisher_url)}"
                rows, answer = read_list(get, origin + (cursor if cursor.startswith(API) else start), key="data")
            elif cursor.startswith(f"{API}/"):
                rows, answer = read_list(get, origin + cursor)
            else:
                who = quote(owner, safe="")
                kinds = ("orgs", "users")
                rows, answer = first_list(
                    get, tuple(f"{origin}{API}/{kind}/{who}/repos?page=1&limit={PER_PAGE}" for kind in kinds)
                )
            cursor = next_page(answer)
            yield Page(tuple(filter(None, map(self._read, rows))), cursor, total_of(answer))
            if not cursor.startswith(f"{API}/"):
                return

    def candidates(self, repository: Repository) -> tuple[str, ...]:
        """The raw view of the default branch, or the interface's when the branch is not known."""
        if repository.default_branch:
            folder = f"{repository.url}/raw/branch/{quote(repository.default_branch)}"
        else:
            folder = f"{origin_of(repository.url)}{API}/repos/{path_of(repository.url)}/raw"
        return tuple(f"{folder}/{name}" for name in FILE_NAMES)

    def repository(self, get: Get, url: str) -> Repository:
        """The repository of an address, which may be a page inside it (``…/src/branch/main``)."""
        path = "/".join(path_of(url).split("/")[:OWNER_AND_NAME]).removesuffix(".git")
        content, answer = read_json(get, f"{origin_of(url)}{API}/repos/{quote(path)}")
        found = self._read(content) if isinstance(content, Mapping) else None
        if found is None:
            raise unreadable(answer.url)
        moved = path_of(found.url).lower() != path.lower()
        return dataclasses.replace(found, renamed_from=f"{origin_of(url)}/{path}" if moved else "")

    def _choice(self, publisher_url: str) -> str:
        chosen = {key: value for key, value in parse_qsl(split(publisher_url).query) if key in FILTERS}
        if "topic" in chosen:
            chosen = {"q": chosen["topic"], "topic": "true"}
        return urlencode({"sort": "id", "order": "asc", "page": 1, "limit": PER_PAGE} | chosen)

    def _read(self, row: Mapping[str, Any]) -> Repository | None:
        """A repository, unless it is private, empty or has no address."""
        url = web(row.get("html_url"))
        if not url or row.get("private") is True or row.get("empty") is True:
            return None
        licences = row.get("licenses")
        return Repository(
            url=url,
            name=text(row.get("name")),
            forge=self.name,
            default_branch=text(row.get("default_branch")),
            description=text(row.get("description")),
            raw_licence=text(licences[0]) if isinstance(licences, list) and licences else "",
            is_fork=truth(row.get("fork")),
            fork_of=web(inner(row.get("parent"), "html_url")),
            mirror_of=web(row.get("original_url")) if row.get("mirror") is True else "",
            archived=truth(row.get("archived")),
            last_change=moment(row.get("updated_at")),
        )


FORGE = Gitea()
