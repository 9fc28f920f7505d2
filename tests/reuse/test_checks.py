"""The stored check and its history, as pages show them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from strahlkraft.reuse import actions, cards
from strahlkraft.reuse.models import Reachability, ReadinessRun
from strahlkraft.reuse.queries.checks import LevelChange, level_changes, standing
from strahlkraft.reuse.readiness import CRITERIA
from tests.factories.projects import ProjectFactory, PublishedFactory
from tests.factories.reuse import OfferFactory

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _at(days: int) -> datetime:
    return DAY + timedelta(days=days)


@pytest.mark.house
def test_history_names_each_change_of_level_once_the_newest_first() -> None:
    runs = [("", _at(0)), ("findable", _at(1)), ("findable", _at(2)), ("proven", _at(3)), ("findable", _at(4))]

    assert level_changes(runs) == [
        LevelChange("findable", "proven", _at(4)),
        LevelChange("proven", "findable", _at(3)),
        LevelChange("findable", "", _at(1)),
        LevelChange("", None, _at(0)),
    ]


@pytest.mark.django_db
def test_what_was_never_checked_is_checked_for_the_page_and_nothing_is_kept() -> None:
    project: Any = PublishedFactory()

    shown = standing(project, today=DAY.date())

    assert (shown.confirmed_at, shown.history, tuple(f.criterion for f in shown.check.findings)) == (None, (), CRITERIA)
    assert not ReadinessRun.objects.exists()


@pytest.mark.django_db
def test_stored_check_is_shown_with_how_its_level_changed() -> None:
    offer: Any = OfferFactory(repository_url="https://git.example/beispiel")
    actions.check_thing(at=_at(0), thing=offer)
    Reachability.objects.create(url=offer.repository_url, last_ok_on=date(2026, 3, 3), next_at=_at(9))
    actions.check_thing(at=_at(1), thing=offer)

    shown = standing(offer, today=date(2030, 1, 1))

    assert (shown.confirmed_at, shown.check.level) == (_at(1), "findable")
    assert [(change.before, change.level) for change in shown.history] == [("", "findable"), (None, "")]


@pytest.mark.django_db
def test_panel_folds_away_what_nobody_knows_and_says_a_common_remedy_once() -> None:
    project: Any = PublishedFactory()

    view = cards.readiness_view(standing(project, today=DAY.date()))

    assert len(view["rows"]) + len(view["folded"]) == len(CRITERIA)
    assert {row["state"] for row in view["folded"]} == {"unknown"}
    assert view["remedy_for_many"] not in {row["remedy"] for row in (*view["rows"], *view["folded"])}
    assert view["remedy_for_many"]


@pytest.mark.django_db
def test_check_of_a_project_does_not_name_the_draft_that_replaces_it() -> None:
    draft: Any = ProjectFactory(title="Geheimes Nachfolgevorhaben")
    project: Any = PublishedFactory(superseded_by=draft)

    found = standing(project, today=DAY.date()).check.finding("current")

    assert (found.reason_code, found.params, found.evidence) == ("current_superseded_unnamed", {}, ())
