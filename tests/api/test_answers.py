"""What holds for every list and record: paging, copies, problems, tables, constant queries."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from strahlkraft.design.tables import Column, csv_bytes, defused, xlsx_bytes
from strahlkraft.projects.models import Project

LISTS = [
    "projects",
    "regions",
    "organisations",
    "municipalities",
    "sources?sort=-projects",
    "facts",
    "events",
    "figures",
    "changes",
]
RECORDS = [
    "projects/smart-school",
    "regions/soest",
    "organisations/stadt-soest",
    "municipalities/05974040",
    "programme",
]
STRANGE = ["=1+1", "+49", "-1", "@SUM(A1)", "\tx", "\rx", 'a "quoted"; line\nbreak', "ä–€"]


def _links(answer: Any) -> dict[str, str]:
    parts = [part.split(">; rel=") for part in answer["Link"].split(", <")]
    return {relation.strip('"'): address.lstrip("<").partition("?")[2] for address, relation in parts}


def test_links_lead_through_all_pages_and_keep_filters(api: Client) -> None:
    found, query = [], "region=soest&limit=6"
    for _ in range(9):
        answer = api.get(f"/api/v1/projects?{query}")
        found += [p["slug"] for p in answer.json()["results"]]
        links = _links(answer)
        if "next" not in links:
            break
        query = links["next"]
    assert (len(found), len(set(found)), links) == (
        14,
        14,
        {
            "first": "region=soest&limit=6&offset=0",
            "last": "region=soest&limit=6&offset=12",
            "prev": "region=soest&limit=6&offset=6",
        },
    )


def test_a_page_behind_the_end_is_empty_and_leads_back(api: Client) -> None:
    answer = api.get("/api/v1/regions?limit=2&offset=50")
    assert (answer.json(), _links(answer)["prev"]) == (
        {"count": 5, "limit": 2, "offset": 50, "results": []},
        "limit=2&offset=4",
    )


@pytest.mark.parametrize("path", [*LISTS, *RECORDS, "search?q=Schule", "openapi.json"])
def test_a_copy_that_still_holds_is_not_sent_again(api: Client, path: str) -> None:
    first = api.get(f"/api/v1/{path}")
    again = api.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    head = api.head(f"/api/v1/{path}")
    assert (first.status_code, first["ETag"][:3], again.status_code, again.content) == (200, 'W/"', 304, b"")
    assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    assert again["Access-Control-Allow-Origin"] == first["Access-Control-Allow-Origin"] == "*"
    assert (first["Cache-Control"], first.cookies, "Cookie" in first["Vary"]) == ("public, max-age=60", {}, False)


def test_a_changed_record_has_another_tag(api: Client) -> None:
    path = "/api/v1/projects/smart-school"
    tag = api.get(path)["ETag"]
    Project.objects.filter(slug="smart-school").update(notes="Beispiel")
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_the_database_equally_often_for_one_and_three_rows(
    queries_of: Callable[[str], int], path: str
) -> None:
    joint = "&" if "?" in path else "?"
    sort = "&sort=-funding" if path == "projects" else ""
    counts = [queries_of(f"/api/v1/{path}{joint}limit={limit}{sort}") for limit in (1, 3)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("projects?limit=0", ["limit"]),
        ("projects?limit=1001", ["limit"]),
        ("projects?offset=-1", ["offset"]),
        ("projects?limit=x&sort=name", ["limit", "sort"]),
        ("projects?regoin=soest", ["regoin"]),
        ("projects?region=bayern", ["region"]),
        ("projects?closed=maybe", ["closed"]),
        ("projects?format=pdf", ["format"]),
        ("projects?limit=1&limit=2", ["limit"]),
        ("projects/smart-school?lang=en", ["lang"]),
        ("municipalities?population_from=viele", ["population_from"]),
        ("municipalities/0577", ["key"]),
        ("events?date_from=gestern", ["date_from"]),
        ("search?q=a%00b", ["q"]),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_a_problem_that_names_it(
    api: Client, query: str, wrong: list[str]
) -> None:
    answer = api.get(f"/api/v1/{query}")
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"], body["title"], body["status"]) == (
        400,
        "application/problem+json",
        "Bad Request",
        400,
    )
    assert [error["parameter"] for error in body["errors"]] == wrong


@pytest.mark.parametrize(
    "path", ["projects/nothing", "regions/x", "municipalities/99999999", "sources/x", "nothing", ""]
)
def test_what_is_not_there_is_a_problem(api: Client, path: str) -> None:
    answer = api.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (
        404,
        "application/problem+json",
        404,
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_but_reading_is_answered(api: Client, method: str) -> None:
    answer = getattr(api, method)("/api/v1/projects")
    assert (answer.status_code, answer["Allow"], answer["Content-Type"]) == (
        405,
        "GET, HEAD, OPTIONS",
        "application/problem+json",
    )


def test_a_browser_of_another_origin_may_ask_before_it_reads(api: Client) -> None:
    answer = api.options("/api/v1/projects", headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer["Access-Control-Allow-Methods"], answer["Access-Control-Allow-Origin"]) == (
        204,
        "GET, HEAD, OPTIONS",
        "*",
    )


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_also_a_table_with_all_its_rows(api: Client, path: str) -> None:
    joint = "&" if "?" in path else "?"
    count = api.get(f"/api/v1/{path}").json()["count"]
    text = api.get(f"/api/v1/{path}{joint}format=csv")
    book = api.get(f"/api/v1/{path}{joint}format=xlsx")
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8"))))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert (len(rows) - 1, sheet.max_row - 1, sheet.max_column) == (count, count, len(rows[0]))
    name = path.partition("?")[0]
    assert text["Content-Disposition"] == f'attachment; filename="strahlkraft-{name}.csv"'
    assert {len(row) for row in rows} == {len(rows[0])}


def test_the_accept_header_chooses_the_table(api: Client) -> None:
    kinds = {
        "text/csv": "text/csv; charset=utf-8; header=present",
        "text/html,*/*;q=0.8": "application/json",
        "image/png": "application/json",
    }
    assert {accept: api.get("/api/v1/regions", headers={"Accept": accept})["Content-Type"] for accept in kinds} == kinds


def test_the_table_of_projects_holds_the_values_of_the_records(api: Client) -> None:
    records = {p["identifier"]: p for p in api.get("/api/v1/projects?limit=100").json()["results"]}
    content = api.get("/api/v1/projects?format=csv").content.decode("utf-8")
    rows = {row["identifier"]: row for row in csv.DictReader(io.StringIO(content))}
    sheet = openpyxl.load_workbook(io.BytesIO(api.get("/api/v1/projects?format=xlsx").content)).worksheets[0]
    head, *lines = sheet.iter_rows(values_only=True)
    amount = next(column for column, name in enumerate(rows["SK-0001"]) if name == "funding_eur")
    expected = {
        key: next((f["amount"] for f in p["facts"] if f["field"] == "funding" and f["preferred"]), None)
        for key, p in records.items()
    }
    assert {key: float(row["funding_eur"]) if row["funding_eur"] else None for key, row in rows.items()} == expected
    assert {line[0]: line[amount] for line in lines} == expected
    assert {key: row["title"] for key, row in rows.items()} == {key: p["title"] for key, p in records.items()}
    assert len(head) == len(rows["SK-0001"])


def test_the_table_for_a_german_spreadsheet_has_mark_semicolons_and_decimal_commas(api: Client) -> None:
    content = api.get("/api/v1/municipalities?format=csv-excel&q=05974040").content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert (content[:3], rows[0]["area_km2"]) == (b"\xef\xbb\xbf", "85,81")


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    columns = (Column("text", "Text", lambda record: record),)
    harmless = ["'=1+1", "'+49", "'-1", "'@SUM(A1)", "'\tx", "'\rx", 'a "quoted"; line\nbreak', "ä–€"]
    rows = list(csv.reader(io.StringIO(csv_bytes(STRANGE, columns).decode(), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("x", STRANGE, columns))).worksheets[0]
    cells = [cell for (cell,) in sheet.iter_rows(min_row=2)]
    assert rows == [["text"], *([text] for text in harmless)]
    assert ([cell.value.replace("_x000D_", "\r") for cell in cells], {cell.data_type for cell in cells}) == (
        harmless,
        {"s"},
    )


@pytest.mark.parametrize("sign", ["\n=", "＝", "＋", "－", "＠"])
def test_signs_that_only_some_spreadsheets_run_are_defused(sign: str) -> None:
    assert defused(f"{sign}1") == f"'{sign}1"
