"""Written once: what stands somewhere becomes a draft with one click, and the second click leads to the same draft."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles, prefilling
from strahlkraft.newsroom.models import Article, Issue
from strahlkraft.newsroom.rules.prefilling import Form, Pitched, Section, body_of, plain, shortened
from strahlkraft.projects.models import Project
from strahlkraft.steering.models import StatusReport
from tests.factories.projects import ProjectFactory
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.factories.steering import CheckInFactory
from tests.newsroom.articles.people import AT, Newsroom

pytestmark = pytest.mark.django_db
PUBLISHED = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
PUBLIC = {"reviewed_at": PUBLISHED, "published_at": PUBLISHED}
SENT = {"received_at": PUBLISHED, "content_light": "green", "time_light": "green", "money_light": "green"}


def german(row: Article) -> tuple[str, str, str]:
    """Headline, lead and text."""
    text = row.texts.get(language="de")
    return text.title, text.lead, text.body


def links(row: Article) -> list[tuple[str, str]]:
    """What it is about."""
    return [(link.kind, link.label.key) for link in row.links.all() if link.label]


def a_checkin(project: Project, *, published: bool = True) -> Any:
    """A check-in; published ones have a report."""
    row: Any = CheckInFactory(
        project=project, state="published" if published else "received", **SENT, **(PUBLIC if published else {})
    )
    if published and not row.reports.exists():
        content = {"text": "Die Sensoren laufen.", "achieved": "Zwölf Sensoren.", "next_steps": "Die Karte."}
        StatusReport.objects.create(checkin=row, content=content, sha256="0" * 64, published_at=PUBLISHED)
    return row


def a_pitch(newsroom: Newsroom, **parts: Any) -> Pitched:
    """A pitch as a door hands it in."""
    whole = Pitched(
        code="ABC123",
        title="Beispielpitch",
        summary="In einem Satz.",
        description="# Was wir zeigen",
        body="Beispielstadt",
        partners=("Beispielkreis",),
        occasion="Beispielkongress",
        region_id=newsroom.region.pk,
        project=newsroom.project.slug,
    )
    return dataclasses.replace(whole, **parts)


def test_a_project_becomes_an_article_that_quotes_its_figures(newsroom: Newsroom) -> None:
    Project.objects.filter(pk=newsroom.project.pk).update(summary="Ein Satz.", benefit="Weniger Wege.")
    offer = OfferFactory(project=newsroom.project)
    row = prefilling.article_from(by=newsroom.writer, at=AT, label=newsroom.project.label)
    title, lead, body = german(row)
    assert (title, lead, row.kind, row.made_from) == (
        "Beispielprojekt",
        "Ein Satz.",
        "result",
        "project:beispielprojekt",
    )
    assert ("Weniger Wege." in body, "[[project:beispielprojekt:funding]]" in body) == (True, True)
    assert (links(row), row.region) == ([("project", "beispielprojekt"), ("offer", offer.slug)], newsroom.region)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["create_article"]


def test_the_draft_can_be_handed_on_as_it_is(newsroom: Newsroom) -> None:
    Project.objects.filter(pk=newsroom.project.pk).update(summary="Ein Satz.")
    row = prefilling.article_from(by=newsroom.writer, at=AT, label=newsroom.project.label)
    row = articles.submit_article(by=newsroom.writer, at=AT, code=row.code, version=row.version)
    assert row.state == "in_review"


def test_the_second_click_leads_to_the_draft_that_is_there(newsroom: Newsroom) -> None:
    label = newsroom.project.label
    first = prefilling.article_from(by=newsroom.writer, at=AT, label=label)
    again = prefilling.article_from(by=newsroom.second, at=AT, label=label)
    sheet = prefilling.article_from(by=newsroom.writer, at=AT, label=label, form=Form.FACTS)
    assert (again, sheet.kind, Article.objects.count()) == (first, "facts", 2)


def test_a_discarded_draft_makes_room_for_a_new_one(newsroom: Newsroom) -> None:
    first = prefilling.article_from(by=newsroom.writer, at=AT, label=newsroom.project.label)
    articles.discard_article(by=newsroom.writer, at=AT, code=first.code, version=first.version)
    assert prefilling.article_from(by=newsroom.writer, at=AT, label=newsroom.project.label) != first


def test_who_carries_the_project_may_and_others_may_not(newsroom: Newsroom) -> None:
    made = prefilling.article_from(by=newsroom.partner, at=AT, label=newsroom.project.label)
    with pytest.raises(Refused):
        prefilling.article_from(by=newsroom.stranger, at=AT, label=newsroom.project.label)
    assert Article.objects.get() == made


def test_a_draft_of_another_region_is_not_there(newsroom: Newsroom) -> None:
    hidden = ProjectFactory(title="Geheim")
    with pytest.raises(Refused) as refused:
        prefilling.article_from(by=newsroom.writer, at=AT, label=hidden.label)
    assert ([one.code for one in refused.value.refusals], Article.objects.count()) == (["nothing"], 0)


def test_a_published_check_in_becomes_an_article_and_an_open_one_does_not(newsroom: Newsroom) -> None:
    checkin = a_checkin(newsroom.project)
    row = prefilling.article_from(by=newsroom.writer, at=AT, label=Label("checkin", checkin.code))
    assert (row.made_from, links(row)) == (f"checkin:{checkin.code}", [("project", "beispielprojekt")])
    other = ProjectFactory(region=newsroom.region)
    waiting = a_checkin(other, published=False)
    with pytest.raises(Refused):
        prefilling.article_from(by=newsroom.writer, at=AT, label=Label("checkin", waiting.code))


def test_a_reuse_in_operation_becomes_an_article_and_one_in_contact_does_not(newsroom: Newsroom) -> None:
    offer = OfferFactory(project=newsroom.project)
    case = CaseFactory(offer=offer, state="in_operation", confirmed_at=PUBLISHED)
    row = prefilling.article_from(by=newsroom.writer, at=AT, label=case.label)
    assert (row.kind, {kind for kind, _key in links(row)}) == ("reuse", {"case", "offer", "project", "municipality"})
    with pytest.raises(Refused):
        prefilling.article_from(by=newsroom.writer, at=AT, label=CaseFactory(offer=offer).label)


def test_a_pitch_becomes_an_article_whose_text_stays_text(newsroom: Newsroom) -> None:
    row = prefilling.article_from_pitch(by=newsroom.writer, at=AT, pitch=a_pitch(newsroom, demonstration=True))
    _title, lead, body = german(row)
    assert (row.kind, lead, row.demonstration, row.made_from) == ("pitch", "In einem Satz.", True, "pitch:ABC123")
    assert (r"\# Was wir zeigen" in body, "Beispielkreis" in body) == (True, True)
    assert prefilling.article_from_pitch(by=newsroom.second, at=AT, pitch=a_pitch(newsroom)) == row


def test_a_part_of_the_newsletter_goes_into_the_draft_of_the_region_once(newsroom: Newsroom) -> None:
    first = prefilling.item_from(by=newsroom.writer, at=AT, label=newsroom.project.label)
    again = prefilling.item_from(by=newsroom.second, at=AT, label=newsroom.project.label)
    case = CaseFactory(offer=OfferFactory(project=newsroom.project), state="in_operation", confirmed_at=PUBLISHED)
    more = prefilling.item_from(by=newsroom.writer, at=AT, label=case.label)
    assert (again, more.pk, Issue.objects.count()) == (first, first.pk, 1)
    assert [(item.project, item.case) for item in first.items.all()] == [(newsroom.project, None), (None, case)]


def test_a_pitch_without_project_stands_in_the_newsletter_in_its_own_words_once(newsroom: Newsroom) -> None:
    pitch = a_pitch(newsroom, project="")
    for _ in range(2):
        issue = prefilling.item_from_pitch(by=newsroom.writer, at=AT, pitch=pitch)
    assert [(item.title, item.text) for item in issue.items.all()] == [("Beispielpitch", "In einem Satz.")]


def test_a_partner_puts_nothing_into_the_newsletter(newsroom: Newsroom) -> None:
    with pytest.raises(Refused):
        prefilling.item_from(by=newsroom.partner, at=AT, label=newsroom.project.label)
    assert Issue.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("# kein Titel", r"\# kein Titel"),
        ("[[project:x:funding]]", r"\[\[project:x:funding]]"),
        ("- bleibt\r\n- Liste", "- bleibt\n- Liste"),
    ],
)
def test_what_was_typed_into_a_field_becomes_neither_heading_nor_figure(text: str, stored: str) -> None:
    assert plain(text) == stored


def test_parts_that_say_nothing_are_left_out_and_long_titles_end_behind_a_word() -> None:
    assert body_of([Section("Eins", " "), Section("Zwei", "Text"), Section("", "Ende")]) == "## Zwei\n\nText\n\nEnde"
    assert (shortened("kurz", 10), shortened("eins zwei drei", 10)) == ("kurz", "eins …")
