"""GitLab, also openCode (gitlab.opencode.de): its interface ``/api/v4``, asked without an account.

https://docs.gitlab.com/api/projects/, https://docs.gitlab.com/api/groups/#list-projects. Without an account the lists
of a person and of a whole instance leave out whether a project is archived or a fork; then both stay unknown.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from strahlkraft.reuse.fetching import FetchRefused
from strahlkraft.reuse.importers.forge import (
    FILE_NAMES,
    PER_PAGE,
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

API = "/api/v4"
FILTERS = ("topic", "search", "last_activity_after")
"""What the address of a whole instance may choose by, e.g. ``https://gitlab.example/?topic=smart-city``."""


@dataclasses.dataclass(frozen=True, slots=True)
class GitLab:
    """Any GitLab: a group with its subgroups, a person, or the whole instance."""

    name: str = "gitlab"
    takes_anything: bool = False
    robots: bool = False

    def recognises(self, url: str) -> bool:
        """``gitlab`` in the host's name."""
        return "gitlab" in host_of(url)

    def answers(self, get: Get, url: str) -> bool:
        """GitLab lists public projects to everybody."""
        try:
            read_list(get, f"{origin_of(url)}{API}/projects?per_page=1&simple=true")
        except FetchRefused as refused:
            if refused.passing:
                raise
            return False
        return True

    def pages(self, get: Get, publisher_url: str, cursor: str) -> Iterator[Page]:
        """Pages in the order of the projects' numbers: what is new comes last and moves nothing."""
        origin = origin_of(publisher_url)
        while True:
            if cursor.startswith(f"{API}/"):
                rows, answer = read_list(get, origin + cursor)
            else:
                rows, answer = first_list(get, self._starts(publisher_url))
            cursor = next_page(answer)
            yield Page(tuple(filter(None, map(self._read, rows))), cursor, total_of(answer))
            if not cursor.startswith(f"{API}/"):
                return

    def candidates(self, repository: Repository) -> tuple[str, ...]:
        """The raw view of the default branch."""
        branch = quote(repository.default_branch or "HEAD")
        return tuple(f"{repository.url}/-/raw/{branch}/{name}" for name in FILE_NAMES)

    def repository(self, get: Get, url: str) -> Repository:
        """The project of an address, which may be a page inside it (``…/-/tree/main``)."""
        path = path_of(url.split("/-/", 1)[0])
        content, answer = read_json(get, f"{origin_of(url)}{API}/projects/{quote(path, safe='')}?license=true")
        found = self._read(content) if isinstance(content, Mapping) else None
        if found is None:
            raise unreadable(answer.url)
        moved = path_of(found.url).lower() != path.lower()
        return dataclasses.replace(found, renamed_from=f"{origin_of(url)}/{path}" if moved else "")

    def _starts(self, publisher_url: str) -> tuple[str, ...]:
        origin, path = origin_of(publisher_url), path_of(publisher_url).removeprefix("groups/")
        order = {"order_by": "id", "sort": "asc", "per_page": str(PER_PAGE)}
        if not path:
            chosen = {key: value for key, value in parse_qsl(split(publisher_url).query) if key in FILTERS}
            return (f"{origin}{API}/projects?{urlencode(order | {'pagination': 'keyset'} | chosen)}",)
        who = quote(path, safe="")
        group = order | {"include_subgroups": "true", "with_shared": "false"}
        return (
            f"{origin}{API}/groups/{who}/projects?{urlencode(group)}",
            f"{origin}{API}/users/{who}/projects?{urlencode(order)}",
        )

    def _read(self, row: Mapping[str, Any]) -> Repository | None:
        """A project, unless it is empty or has no address."""
        url = web(row.get("web_url"))
        if not url or not row.get("default_branch") or row.get("empty_repo") is True:
            return None
        origin = row.get("forked_from_project")
        licence = row.get("license")
        return Repository(
            url=url,
            name=text(row.get("name")) or path_of(url),
            forge=self.name,
            default_branch=text(row.get("default_branch")),
            description=text(row.get("description")),
            raw_licence=text(inner(licence, "key")) or text(inner(licence, "name")),
            is_fork=True if origin else None,
            fork_of=web(inner(origin, "web_url")) or web(inner(origin, "http_url_to_repo")),
            mirror_of=web(row.get("import_url")) if row.get("mirror") is True else "",
            archived=truth(row.get("archived")),
            last_change=moment(row.get("last_activity_at")),
        )


FORGE = GitLab()
