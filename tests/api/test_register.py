"""The whole programme is in the API, each value with its source; nothing unpublished is."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from strahlkraft.api.resources.projects import ProjectParameters
from strahlkraft.projects.catalogue import FACETS
from strahlkraft.projects.models import Project

Every = Callable[[str], list[dict[str, Any]]]


def test_all_54_records_come_in_one_page_of_100(api: Client) -> None:
    page = api.get("/api/v1/projects?limit=100").json()
    assert (page["count"], len(page["results"]), len({p["identifier"] for p in page["results"]})) == (54, 54, 54)


def test_33_sums_are_stated_with_their_sources_and_rounded_ones_say_so(every: Every) -> None:
    sums = [f for p in every("projects") for f in p["facts"] if f["field"] == "funding" and f["preferred"]]
    assert (len(sums), {f["unit"] for f in sums}, all(f["sources"] for f in sums)) == (33, {"EUR"}, True)
    assert {f["approximate"] for f in sums} == {True, False}


def test_every_stated_value_of_every_project_has_a_source_with_address_and_page(every: Every) -> None:
    facts = [f for p in every("projects") for f in p["facts"]]
    assert [f for f in facts if not f["sources"]] == []
    sources = [s for f in facts for s in f["sources"]]
    assert {s["url"].split(":")[0] for s in sources} <= {"http", "https"}
    assert [s for s in sources if not s["page"].endswith(f"/quellen/{s['key']}/")] == []


def test_seven_records_contradict_and_show_their_values_side_by_side(every: Every) -> None:
    contradicting = {p["title"]: p for p in every("projects") if p["contradictions"]}
    crossing = contradicting["Schlosskreuzung – intelligente Verkehrsflussregelung"]
    assert len(contradicting) == 7
    assert [(d["field"], [v["amount"] for v in d["values"]]) for d in crossing["disputed"]] == [
        ("funding", [1760000, 1700000, 1750000])
    ]


def test_four_records_name_who_reuses_them(every: Every) -> None:
    reused = [p for p in every("projects") if p["reusers"]]
    assert (len(reused), all(r["stated_name"] for p in reused for r in p["reusers"])) == (4, True)


def test_a_part_and_an_unfunded_record_do_not_count_and_say_why(every: Every) -> None:
    reasons = [p["not_counted_because"] for p in every("projects") if not p["counted_in_totals"]]
    assert sorted(reasons) == ["part of another record", "part of another record", "unfunded"]


def test_what_no_source_states_is_null_or_unknown(api: Client) -> None:
    pilot = api.get("/api/v1/projects/lorawan-pilotprojekt-delbrueck").json()
    assert pilot["truths"]["reusable"] == {
        "value": "unknown",
        "label": pilot["truths"]["reusable"]["label"],
        "since": None,
        "as_of": None,
        "wording": None,
        "source": None,
    }
    assert [f for f in pilot["facts"] if f["field"] in ("funding", "start", "end")] == []
    assert pilot["lead"][0]["organisation"]["municipality_key"] == "05774020"


def test_figures_say_how_many_records_they_rest_on(every: Every) -> None:
    figures = {f["name"]: f for f in every("figures")}
    projects = every("projects")
    counted = [p for p in projects if p["counted_in_totals"]]
    stated = [f["amount"] for p in counted for f in p["facts"] if f["field"] == "funding" and f["preferred"]]
    funding = figures["funding"]
    assert (funding["value"], funding["rests_on"], funding["of"]) == (round(sum(stated), 2), len(stated), len(counted))
    assert {name: figures[name]["value"] for name in ("records", "sums_known", "contradicting", "reused")} == {
        "records": 54,
        "sums_known": 33,
        "contradicting": 7,
        "reused": 4,
    }


def test_all_events_and_regions_are_there_with_sources(every: Every) -> None:
    events, regions = every("events"), every("regions")
    assert (len(events), all(e["sources"] for e in events), len(regions)) == (17, True, 5)
    assert sum(r["projects"] for r in regions) == 54


def test_a_draft_or_withdrawn_record_is_nowhere(api: Client, every: Every) -> None:
    slug = "smart-school"
    owned = {f["subject_key"] for f in every("facts")}
    assert slug in owned
    for state in ("draft", "withdrawn"):
        Project.objects.filter(slug=slug).update(publication=state)
        assert api.get(f"/api/v1/projects/{slug}").status_code == 404
        found = {
            "projects": [p["slug"] for p in every("projects")],
            "facts": [f["subject_key"] for f in every("facts")],
            "changes": [c["key"] for c in every("changes")],
            "organisations": [
                p["slug"] for o in every("organisations") for role in o["projects"].values() for p in role
            ],
        }
        assert {name: slug in keys for name, keys in found.items()} == dict.fromkeys(found, False)
        Project.objects.filter(slug=slug).update(publication="published")


def test_a_part_names_its_whole_only_while_that_is_public(api: Client, every: Every) -> None:
    part = next(p for p in every("projects") if p["parent"])
    Project.objects.filter(slug=part["parent"]["slug"]).update(publication="withdrawn")
    assert api.get(f"/api/v1/projects/{part['slug']}").json()["parent"] is None


def test_a_merged_record_leads_to_the_one_it_went_into(api: Client) -> None:
    target = Project.objects.get(slug="smart-school")
    gone = Project.objects.exclude(slug=target.slug).first()
    assert gone
    Project.objects.filter(pk=gone.pk).update(publication="merged", merged_into=target)
    answer = api.get(f"/api/v1/projects/{gone.identifier}")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/projects/smart-school")


def test_a_municipality_shows_its_projects_by_role_and_its_size(api: Client) -> None:
    soest = api.get("/api/v1/municipalities/05974040").json()
    listed = api.get("/api/v1/municipalities?q=05974040").json()["results"][0]
    shared = {name: value for name, value in soest.items() if name in listed}
    assert (shared, soest["size"], soest["url"].endswith("/kommunen/05974040-soest/")) == (
        listed,
        "medium_town",
        True,
    )
    assert {p["slug"] for role in soest["roles"].values() for p in role} != set()


def test_size_classes_part_all_municipalities(api: Client) -> None:
    names = (
        "rural",
        "small_town",
        "small_town_large",
        "medium_town",
        "medium_town_large",
        "city",
        "city_large",
        "unknown",
    )
    counts = [api.get(f"/api/v1/municipalities?limit=1&size={name}").json()["count"] for name in names]
    assert sum(counts) == api.get("/api/v1/municipalities?limit=1").json()["count"] == 396


def test_search_answers_in_the_shape_of_the_command_line(api: Client) -> None:
    answer = api.get("/api/v1/search?q=LoRaWAN+Delbrück&limit=3").json()
    assert set(answer) == {"query", "results"}
    first = answer["results"][0]
    assert (set(first), first["kind"], first["title"]) == (
        {"kind", "title", "url", "score", "why"},
        "project",
        "LoRaWAN (Pilotprojekt Delbrück)",
    )


def test_every_facet_of_the_catalogue_is_a_filter_here() -> None:
    assert {facet.name for facet in FACETS} - set(ProjectParameters.model_fields) == set()


def test_filters_find_what_the_records_say(api: Client, every: Every) -> None:
    projects = every("projects")
    ask = lambda query: {p["slug"] for p in api.get(f"/api/v1/projects?limit=100&{query}").json()["results"]}  # noqa: E731 - short
    assert ask("licence=open_unnamed") == {p["slug"] for p in projects if p["licence"]["state"] == "open_unnamed"}
    assert ask("closed=yes&operation=yes") == {
        p["slug"]
        for p in projects
        if (p["truths"]["formally_closed"]["value"], p["truths"]["in_operation"]["value"]) == ("yes", "yes")
    }
    assert ask("kind=office&kind=subproject") == {p["slug"] for p in projects if p["kind"] != "project"}


def test_events_between_two_bounds_include_the_whole_of_a_bounding_year(api: Client, every: Every) -> None:
    inside = api.get("/api/v1/events?date_from=2019&date_to=2020&sort=date").json()["results"]
    dates = sorted(e["date"] for e in every("events") if e["date"])
    assert [e["date"] for e in inside] == [date for date in dates if date[:4] in ("2019", "2020")] != []


def test_projects_sort_downwards_by_funding_and_by_change(api: Client) -> None:
    rich = api.get("/api/v1/projects?sort=-funding&limit=100").json()["results"]
    amounts = [next((f["amount"] for f in p["facts"] if f["field"] == "funding" and f["preferred"]), 0) for p in rich]
    changed = [p["changed_at"] for p in api.get("/api/v1/projects?sort=-changed&limit=100").json()["results"]]
    assert (amounts, changed) == (sorted(amounts, reverse=True), sorted(changed, reverse=True))
