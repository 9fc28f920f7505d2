"""Nobody types NUL: the workspace says so, instead of an error of the database."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", ["angebote", "anfragen", "nachnutzung", "software/quellen", "organisationen"])
def test_nul_in_a_question_is_no_error_of_ours(client: Client, place: str) -> None:
    assert [client.get(f"/arbeit/{place}/", {"q": text}).status_code for text in ("a\0b", "ab")] == [400, 200]
