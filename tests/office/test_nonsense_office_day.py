"""Nonsense in what the office's day reads: no page of it may answer 500."""

import pytest
from django.test import Client

from strahlkraft.projects.models import Phase, Project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["0001", "9999", "9999-12-31"])
def test_a_phase_of_an_impossible_year_does_not_break_the_course(client: Client, project: Project, day: str) -> None:
    Phase.objects.create(project=project, kind="implementation", actual=day)
    answer = client.get(f"/arbeit/projekte/{project.slug}/verlaufsplan/")
    assert (answer.status_code, b"life-chart" in answer.content) == (200, False)
