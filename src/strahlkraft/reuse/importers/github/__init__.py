"""GitHub: its REST interface, asked without an account (60 questions an hour; one question lists 100 repositories).

https://docs.github.com/en/rest/repos/repos. The fetcher heeds its ``X-RateLimit`` headers.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from strahlkraft.reuse.importers.forge import (
    FILE_NAMES,
    PER_PAGE,
    Get,
    Page,
    Repository,
    host_of,
    inner,
    moment,
    next_page,
    path_of,
    read_json,
    read_list,
    text,
    truth,
    unreadable,
    web,
)

OWNER_AND_NAME = 2
UNNAMED_LICENCE = "NOASSERTION"


@dataclasses.dataclass(frozen=True, slots=True)
class GitHub:
    """github.com: an organisation or a person."""

    name: str = "github"
    takes_anything: bool = False
    robots: bool = False
    api: str = "https://api.github.com"
    raw: str = "https://raw.githubusercontent.com"

    def recognises(self, url: str) -> bool:
        """Only github.com itself."""
        return host_of(url) in {"github.com", "www.github.com"}

    def answers(self, get: Get, url: str) -> bool:
        """No other host is GitHub."""
        return self.recognises(url)

    def pages(self, get: Get, publisher_url: str, cursor: str) -> Iterator[Page]:
        """Repositories in the order of their names; an organisation is listed under the same address as a person."""
        owner = quote(path_of(publisher_url).removeprefix("orgs/").split("/")[0], safe="")
        start = f"/users/{owner}/repos?type=owner&sort=full_name&per_page={PER_PAGE}"
        while True:
            rows, answer = read_list(get, self.api + (cursor if cursor.startswith("/") else start))
            cursor = next_page(answer)
            yield Page(tuple(filter(None, map(self._read, rows))), cursor)
            if not cursor:
                return

    def candidates(self, repository: Repository) -> tuple[str, ...]:
        """The host of raw files; ``HEAD`` is the default branch."""
        branch = quote(repository.default_branch or "HEAD")
        return tuple(f"{self.raw}/{path_of(repository.url)}/{branch}/{name}" for name in FILE_NAMES)

    def repository(self, get: Get, url: str) -> Repository:
        """The repository of an address, which may be a page inside it (``…/tree/main``)."""
        path = "/".join(path_of(url).split("/")[:OWNER_AND_NAME]).removesuffix(".git")
        content, answer = read_json(get, f"{self.api}/repos/{quote(path)}")
        found = self._read(content) if isinstance(content, Mapping) else None
        if found is None:
            raise unreadable(answer.url)
        moved = path_of(found.url).lower() != path.lower()
        return dataclasses.replace(found, renamed_from=f"https://github.com/{path}" if moved else "")

    def _read(self, row: Mapping[str, Any]) -> Repository | None:
        """A repository, unless it is private, switched off or has no address."""
        url = web(row.get("html_url"))
        if not url or row.get("private") is True or row.get("disabled") is True:
            return None
        licence = text(inner(row.get("license"), "spdx_id"))
        return Repository(
            url=url,
            name=text(row.get("name")),
            forge=self.name,
            default_branch=text(row.get("default_branch")),
            description=text(row.get("description")),
            raw_licence="" if licence == UNNAMED_LICENCE else licence,
            is_fork=truth(row.get("fork")),
            fork_of=web(inner(row.get("parent"), "html_url")),
            mirror_of=web(row.get("mirror_url")),
            archived=truth(row.get("archived")),
            last_change=moment(row.get("pushed_at")),
        )


FORGE = GitHub()
