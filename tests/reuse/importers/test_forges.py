"""Each forge read from answers shaped after its published documentation (answers/README.md), over a real server."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from strahlkraft.reuse.fetching import Fetcher, FetchRefused
from strahlkraft.reuse.importers import Forge, Page, Repository, find, forge_of, forges
from strahlkraft.reuse.importers.github import GitHub
from tests.factories.web import Reply, Web, serving

pytestmark = pytest.mark.house

ANSWERS = Path(__file__).parent / "answers"
JSON = {"Content-Type": "application/json"}
HERE = dt.timezone(dt.timedelta(hours=1))
GROUP = "/api/v4/groups/{}/projects?order_by=id&sort=asc&per_page=100&include_subgroups=true&with_shared=false"
LATERNEN = Repository(
    url="https://gitlab.beispiel.example/beispielstadt/laternen",
    name="Laternen",
    forge="gitlab",
    default_branch="main",
    description="Beispiel: Sensoren an Laternen",
    archived=False,
    last_change=dt.datetime(2026, 2, 3, 11, 22, 33, 444_000, dt.UTC),
)
PARKPLATZ = Repository(
    url="https://github.com/Beispielstadt/Parkplatz",
    name="Parkplatz",
    forge="github",
    default_branch="main",
    description="Beispiel: freie Parkplätze",
    raw_licence="MIT",
    is_fork=False,
    archived=False,
    last_change=dt.datetime(2026, 1, 5, 6, 7, 8, tzinfo=dt.UTC),
)
MUELL = Repository(
    url="https://codeberg.org/beispiel/muell",
    name="muell",
    forge="gitea",
    default_branch="main",
    description="Beispiel: Abfallkalender",
    raw_licence="EUPL-1.2",
    is_fork=False,
    archived=False,
    last_change=dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=HERE),
)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def fetcher(web: Web) -> Iterator[Fetcher]:
    with Fetcher(web.policy()) as fetcher:
        yield fetcher


def answer(name: str, **headers: str) -> Reply:
    return Reply(body=(ANSWERS / name).read_bytes(), headers=JSON | headers)


def all_pages(forge: Forge, fetcher: Fetcher, url: str, cursor: str = "") -> list[Page]:
    return list(forge.pages(fetcher.get, url, cursor))


def test_every_folder_is_a_forge_and_the_one_for_anything_comes_last() -> None:
    folders = {
        path.parent.name for path in Path(__file__).parents[3].glob("src/strahlkraft/reuse/importers/*/__init__.py")
    }
    assert list(forges()) == [*sorted(folders - {"plain"}), "plain"]
    assert all(forge.name == name for name, forge in forges().items())


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://gitlab.opencode.de/beispiel", "gitlab"),
        ("https://gitlab.com/beispiel/a", "gitlab"),
        ("https://github.com/beispiel", "github"),
        ("https://codeberg.org/beispiel/a", "gitea"),
        ("https://forgejo.kreis.example/a", "gitea"),
        ("https://notgithub.com/a/b", "plain"),
        ("https://www.kreis.example/publiccode.yml", "plain"),
        ("https://[", "plain"),
    ],
)
def test_a_forge_is_known_by_the_look_of_the_address(url: str, name: str) -> None:
    assert forge_of(url).name == name
    assert forge_of(url, "gitlab").name == "gitlab"


def test_an_unknown_host_is_asked_what_it_is(web: Web, fetcher: Fetcher) -> None:
    web.routes["/api/v1/version"] = Reply(body=b'{"version":"1.22.0"}', headers=JSON)
    assert find(fetcher.get, f"{web.url}/beispiel").name == "gitea"
    web.routes = {"/api/v4/projects?per_page=1&simple=true": answer("gitlab_user_projects.json")}
    assert find(fetcher.get, f"{web.url}/beispiel").name == "gitlab"
    web.routes = {}
    assert find(fetcher.get, f"{web.url}/beispiel").name == "plain"
    assert find(fetcher.get, f"{web.url}/beispiel", "github").name == "github"


def test_gitlab_lists_a_group_with_its_subgroups_page_by_page(web: Web, fetcher: Fetcher) -> None:
    second = "/api/v4/groups/7/projects?page=2"
    link = f'<https://elsewhere.example{second}>; rel="next", <https://elsewhere.example/x>; rel="first"'
    web.routes[GROUP.format("beispielstadt%2Fgeo")] = answer(
        "gitlab_group_projects.json", Link=link, **{"X-Total": "4"}
    )
    web.routes[second] = answer("gitlab_user_projects.json")
    fork = dataclasses.replace(
        LATERNEN,
        url="https://gitlab.beispiel.example/beispielstadt/geo/karte",
        name="Karte",
        default_branch="dev/neu",
        description="",
        archived=True,
        is_fork=True,
        fork_of="https://gitlab.beispiel.example/original/karte",
    )
    last = Page((dataclasses.replace(LATERNEN, archived=None),), "")
    gitlab = forges()["gitlab"]
    assert all_pages(gitlab, fetcher, f"{web.url}/beispielstadt/geo/") == [Page((LATERNEN, fork), second, 4), last]
    assert all_pages(gitlab, fetcher, f"{web.url}/beispielstadt/geo", second) == [last]
    assert gitlab.candidates(fork) == (
        "https://gitlab.beispiel.example/beispielstadt/geo/karte/-/raw/dev/neu/publiccode.yml",
        "https://gitlab.beispiel.example/beispielstadt/geo/karte/-/raw/dev/neu/publiccode.yaml",
    )


def test_gitlab_lists_a_person_when_there_is_no_such_group(web: Web, fetcher: Fetcher) -> None:
    web.routes["/api/v4/users/anna/projects?order_by=id&sort=asc&per_page=100"] = answer("gitlab_user_projects.json")
    (page,) = all_pages(forges()["gitlab"], fetcher, f"{web.url}/anna")
    assert page == Page((dataclasses.replace(LATERNEN, archived=None),), "")


def test_gitlab_lists_a_whole_instance_by_topic(web: Web, fetcher: Fetcher) -> None:
    path = "/api/v4/projects?order_by=id&sort=asc&per_page=100&pagination=keyset&topic=smart-city"
    web.routes[path] = answer("gitlab_user_projects.json")
    assert len(all_pages(forges()["gitlab"], fetcher, f"{web.url}/?topic=smart-city&evil=1")) == 1
    assert web.paths == [path]


def test_gitlab_reads_one_project_and_notes_that_it_moved(web: Web, fetcher: Fetcher) -> None:
    for path in ("beispielstadt%2Flaternen", "frueher%2Flampen"):
        web.routes[f"/api/v4/projects/{path}?license=true"] = answer("gitlab_project.json")
    gitlab, expected = forges()["gitlab"], dataclasses.replace(LATERNEN, raw_licence="eupl-1.2")
    assert gitlab.repository(fetcher.get, f"{web.url}/beispielstadt/laternen/-/tree/main") == expected
    moved = gitlab.repository(fetcher.get, f"{web.url}/frueher/lampen")
    assert moved == dataclasses.replace(expected, renamed_from=f"{web.url}/frueher/lampen")


@pytest.fixture
def github(web: Web) -> GitHub:
    """GitHub's interface and raw files, served by the test's own server."""
    return GitHub(api=web.url, raw=f"{web.url}/raw")


def test_github_lists_an_organisation(web: Web, fetcher: Fetcher, github: GitHub) -> None:
    start, second = "/users/Beispielstadt/repos?type=owner&sort=full_name&per_page=100", "/organizations/5/repos?page=2"
    web.routes[start] = answer("github_repositories.json", Link=f'<https://api.github.com{second}>; rel="next"')
    web.routes[second] = Reply(body=b"[]", headers=JSON)
    fork = dataclasses.replace(
        PARKPLATZ,
        url="https://github.com/Beispielstadt/fork",
        name="fork",
        description="",
        raw_licence="",
        is_fork=True,
        archived=True,
    )
    expected = [Page((PARKPLATZ, fork), second), Page((), "")]
    assert all_pages(github, fetcher, "https://github.com/orgs/Beispielstadt/repositories") == expected
    assert github.candidates(PARKPLATZ)[0] == f"{web.url}/raw/Beispielstadt/Parkplatz/main/publiccode.yml"


def test_github_reads_one_repository_and_notes_that_it_moved(web: Web, fetcher: Fetcher, github: GitHub) -> None:
    web.routes["/repos/Beispielstadt/Parkplatz"] = Reply(301, headers={"Location": "/repositories/1001"})
    web.routes["/repositories/1001"] = answer("github_repository.json")
    found = github.repository(fetcher.get, "https://github.com/Beispielstadt/Parkplatz/tree/main/docs")
    assert found == dataclasses.replace(
        PARKPLATZ,
        url="https://github.com/Beispielstadt/Parken",
        name="Parken",
        is_fork=True,
        fork_of="https://github.com/original/parken",
        renamed_from="https://github.com/Beispielstadt/Parkplatz",
    )


def test_gitea_lists_an_organisation_a_person_and_an_instance(web: Web, fetcher: Fetcher) -> None:
    second = "/api/v1/orgs/beispiel/repos?page=2"
    link = f'<{web.url}{second}>; rel="next",<{web.url}/x>; rel="last"'
    first = answer("gitea_repositories.json", Link=link, **{"X-Total-Count": "5"})
    rows = json.loads((ANSWERS / "gitea_repositories.json").read_text(encoding="utf-8"))
    search = {"ok": True, "data": rows[:1]}
    web.routes = {
        "/api/v1/orgs/beispiel/repos?page=1&limit=50": first,
        second: Reply(body=b"[]", headers=JSON),
        "/api/v1/users/anna/repos?page=1&limit=50": Reply(body=json.dumps(rows[:1]).encode(), headers=JSON),
        "/api/v1/repos/search?sort=id&order=asc&page=1&limit=50&q=stadt&topic=true": Reply(
            body=json.dumps(search).encode(), headers=JSON
        ),
    }
    gitea = forges()["gitea"]
    mirror = dataclasses.replace(
        MUELL,
        url="https://codeberg.org/beispiel/spiegel",
        name="spiegel",
        raw_licence="",
        mirror_of="https://github.com/Beispielstadt/Parkplatz.git",
    )
    fork = dataclasses.replace(
        MUELL,
        url="https://codeberg.org/beispiel/abzweig",
        name="abzweig",
        is_fork=True,
        fork_of="https://codeberg.org/original/abzweig",
    )
    assert all_pages(gitea, fetcher, f"{web.url}/beispiel") == [Page((MUELL, mirror, fork), second, 5), Page((), "")]
    assert all_pages(gitea, fetcher, f"{web.url}/anna") == [Page((MUELL,), "")]
    assert all_pages(gitea, fetcher, f"{web.url}/?topic=stadt") == [Page((MUELL,), "")]
    assert gitea.candidates(MUELL)[0] == "https://codeberg.org/beispiel/muell/raw/branch/main/publiccode.yml"
    unknown = dataclasses.replace(MUELL, default_branch="")
    assert gitea.candidates(unknown)[0] == "https://codeberg.org/api/v1/repos/beispiel/muell/raw/publiccode.yml"


def test_gitea_reads_one_repository(web: Web, fetcher: Fetcher) -> None:
    web.routes["/api/v1/repos/beispiel/muell"] = answer("gitea_repository.json")
    assert forges()["gitea"].repository(fetcher.get, f"{web.url}/beispiel/muell/src/branch/main") == MUELL


def test_plain_takes_the_address_of_one_file_without_asking(fetcher: Fetcher, web: Web) -> None:
    plain, url = forges()["plain"], "https://raw.githubusercontent.com/a/b/main/sub/publiccode.yml"
    repository = Repository(url="https://github.com/a/b", name="sub", forge="plain", file_url=url)
    assert all_pages(plain, fetcher, url) == [Page((repository,), "", 1)]
    assert plain.candidates(repository) == (url,)
    assert web.asked == []


LIST = ["https://github.com/a/b", "git@x", "https://www.kreis.example/code/", "https://gitlab.com/g/s/p/-/tree/main"]
LISTED = (
    Repository(url="https://github.com/a/b", name="b", forge="github"),
    Repository(url="https://www.kreis.example/code/", name="code", forge="plain"),
    Repository(url="https://gitlab.com/g/s/p", name="p", forge="gitlab"),
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps(LIST), "application/json"),
        (json.dumps({"n": 1, "items": [{"url": url} for url in LIST]}), "application/json"),
        ("# Liste\n" + "\n".join(f"{url}  # x" for url in [*LIST, LIST[0]]), "text/plain"),
    ],
    ids=["json", "json objects", "text"],
)
def test_plain_reads_a_list_and_hands_known_addresses_to_their_forge(
    web: Web, fetcher: Fetcher, body: str, kind: str
) -> None:
    web.routes["/liste"] = Reply(body=body.encode(), headers={"Content-Type": kind})
    assert all_pages(forges()["plain"], fetcher, f"{web.url}/liste") == [Page(LISTED, "", 3)]
    assert forges()["github"].candidates(LISTED[0])[0] == "https://raw.githubusercontent.com/a/b/HEAD/publiccode.yml"
    assert forges()["gitlab"].candidates(LISTED[2])[0] == "https://gitlab.com/g/s/p/-/raw/HEAD/publiccode.yml"


def test_plain_goes_through_a_long_list_in_parts_and_on_from_a_cursor(web: Web, fetcher: Fetcher) -> None:
    web.routes["/liste"] = Reply(body="\n".join(f"https://a.example/r{n}" for n in range(250)).encode())
    plain, url = forges()["plain"], f"{web.url}/liste"
    parts = [(len(page.repositories), page.cursor_after) for page in all_pages(plain, fetcher, url)]
    assert parts == [(100, "100"), (100, "200"), (50, "")]
    assert [page.repositories[0].name for page in all_pages(plain, fetcher, url, "200")] == ["r200"]
    assert len(all_pages(plain, fetcher, url, "900")) == 3


def test_plain_takes_a_page_for_a_repository_and_guesses(web: Web, fetcher: Fetcher) -> None:
    web.routes["/projekt"] = Reply(body=b"<html>", headers={"Content-Type": "text/html"})
    url = f"{web.url}/projekt"
    repository = Repository(url=url, name="projekt", forge="plain")
    assert all_pages(forges()["plain"], fetcher, url) == [Page((repository,), "", 1)]
    assert f"{url}/-/raw/HEAD/publiccode.yml" in forges()["plain"].candidates(repository)


HOSTILE = [
    b"",
    b"null",
    b"{}",
    b'"x"',
    b"[" * 100_000,
    b"\xff\xfe",
    b"{}" * 10,
    b'{"data": 3, "version": [], "web_url": 5, "html_url": {}}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", ["gitlab", "gitea", "github"])
def test_an_answer_that_is_not_as_documented_is_refused_not_raised(
    web: Web, fetcher: Fetcher, github: GitHub, name: str, body: bytes
) -> None:
    web.fallback = lambda asked: Reply(body=body, headers=JSON)
    forge: Forge = github if name == "github" else forges()[name]
    for read in (
        lambda: all_pages(forge, fetcher, f"{web.url}/beispiel"),
        lambda: forge.repository(fetcher.get, f"{web.url}/beispiel/a"),
    ):
        with pytest.raises(FetchRefused) as refused:
            read()
        assert refused.value.reason == "unreadable"


@pytest.mark.parametrize("name", ["gitlab", "gitea", "github"])
def test_rows_that_are_not_as_documented_are_left_out(web: Web, fetcher: Fetcher, github: GitHub, name: str) -> None:
    rows = [
        3,
        None,
        [],
        {},
        {"web_url": 4, "html_url": []},
        {"web_url": "javascript:x", "html_url": "file:///etc"},
        {"web_url": "https://a.example/b", "html_url": "https://a.example/b", "default_branch": "m", "name": 7}
        | {"license": "x", "licenses": {}, "parent": 3, "forked_from_project": "y", "archived": "no"}
        | {"last_activity_at": "soon", "pushed_at": 5, "updated_at": "2026-13-01", "fork": 1, "mirror": True},
    ]
    web.fallback = lambda asked: Reply(body=json.dumps(rows).encode(), headers=JSON)
    forge: Forge = github if name == "github" else forges()[name]
    (page,) = all_pages(forge, fetcher, f"{web.url}/beispiel")
    (repository,) = page.repositories
    assert (repository.url, repository.default_branch, repository.last_change, repository.archived) == (
        "https://a.example/b",
        "m",
        None,
        None,
    )


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_status_that_is_no_answer_is_told(web: Web, fetcher: Fetcher, status: int) -> None:
    web.fallback = lambda asked: Reply(404 if asked.path == "/robots.txt" else status)
    for name in ("gitlab", "gitea", "plain"):
        with pytest.raises(FetchRefused) as refused:
            all_pages(forges()[name], fetcher, f"{web.url}/beispiel")
        assert (refused.value.reason, refused.value.params["status"]) == ("status", status)
