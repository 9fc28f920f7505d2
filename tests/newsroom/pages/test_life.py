"""Pages from the first word to readers: two people, versions that stay, what a law asks for, what waits for whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strahlkraft.accounts.models import User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import menus
from strahlkraft.newsroom.actions import pages as actions
from strahlkraft.newsroom.models import Page, PageVersion
from strahlkraft.newsroom.queries import pages as queries
from strahlkraft.newsroom.rules.pages import Difference, Words
from strahlkraft.newsroom.texts import VERBS
from strahlkraft.search.models import SearchDocument
from tests.newsroom.articles.people import AT, Newsroom, restate

TODAY = date(2026, 3, 2)


def _texts(body: str = "Ein Beispieltext.") -> dict[str, Words]:
    return {"de": Words("Beispielseite", body)}


def _submitted(writer: User, kind: str = "free") -> Page:
    row = actions.create_page(by=writer, at=AT, texts=_texts(), kind=kind)
    return actions.submit_page(by=writer, at=AT, key=row.pk, version=row.version)


def _published(newsroom: Newsroom, kind: str = "free") -> Page:
    row = _submitted(newsroom.writer, kind)
    return actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_a_page_appears_once_a_second_person_publishes_it(newsroom: Newsroom) -> None:
    row = _submitted(newsroom.writer)
    assert queries.read(row.slug, "de") is None
    actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    shown = queries.read("beispielseite", "en")
    assert shown is not None
    assert (shown.title, shown.body, shown.language, shown.number) == ("Beispielseite", "Ein Beispieltext.", "de", 1)


def test_whoever_wrote_on_a_page_does_not_publish_it_though_another_wrote_last(newsroom: Newsroom) -> None:
    row = actions.create_page(by=newsroom.admin, at=AT, texts=_texts())
    row = actions.edit_page(by=newsroom.second, at=AT, key=row.pk, version=1, texts=_texts("Anders."))
    row = actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=2, texts=_texts("Noch anders."))
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=3)
    for writer in (newsroom.admin, newsroom.second, newsroom.writer):
        with pytest.raises(Refused) as refused:
            actions.publish_page(by=writer, at=AT, key=row.pk, version=4)
        assert _codes(refused) == ["four_eyes"]
    assert not PageVersion.objects.exists()


def test_who_wrote_an_earlier_version_may_publish_the_next_one(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    row = actions.revise_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    row = actions.edit_page(by=newsroom.second, at=AT, key=row.pk, version=row.version, texts=_texts("Anders."))
    row = actions.submit_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    row = actions.publish_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    assert queries.between(row, 1, 2) == [Difference("body", "de", "Ein Beispieltext.", "Anders.")]
    assert queries.between(row, 1, 3) is None


def test_readers_keep_what_they_saw_while_a_page_is_revised(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    row = actions.revise_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    row = actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, texts=_texts("Anders."))
    shown = queries.read(row.slug, "de")
    assert shown is not None
    assert shown.body == "Ein Beispieltext."
    assert queries.unpublished(row) == [Difference("body", "de", "Ein Beispieltext.", "Anders.")]


def test_a_revision_without_a_change_is_not_handed_on(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    row = actions.revise_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    with pytest.raises(Refused) as refused:
        actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    assert _codes(refused) == ["nothing_changed"]


def test_a_page_given_back_can_be_written_on_again(newsroom: Newsroom) -> None:
    row = _submitted(newsroom.writer)
    with pytest.raises(Refused) as refused:
        actions.return_page(by=newsroom.second, at=AT, key=row.pk, version=row.version, remark=" ")
    assert _codes(refused) == ["remark_missing"]
    row = actions.return_page(by=newsroom.second, at=AT, key=row.pk, version=row.version, remark="Bitte kürzer.")
    assert row.state == "draft"
    assert AuditEntry.objects.get(verb="return_page").reason == "Bitte kürzer."


def test_a_published_page_is_not_written_on_directly(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    with pytest.raises(Refused) as refused:
        actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, texts=_texts("Anders."))
    assert _codes(refused) == ["wrong_state"]


def test_nobody_writes_over_what_somebody_else_has_changed_meanwhile(newsroom: Newsroom) -> None:
    row = actions.create_page(by=newsroom.writer, at=AT, texts=_texts())
    actions.edit_page(by=newsroom.second, at=AT, key=row.pk, version=1, texts=_texts("Anders."))
    with pytest.raises(Refused) as refused:
        actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=1, texts=_texts("Drüber."))
    assert _codes(refused) == ["stale"]
    assert row.texts.get().body == "Anders."


def test_a_withdrawn_page_is_gone_for_readers_and_from_its_menu_until_it_is_published_anew(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    Page.objects.filter(pk=row.pk).update(menu="main", position=1)
    row = actions.withdraw_page(by=newsroom.second, at=AT, key=row.pk, version=row.version, reason="Überholt.")
    assert (queries.read(row.slug, "de"), queries.menus("de")["main"]) == (None, [])
    row = actions.revise_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    assert queries.read(row.slug, "de") is None
    row = actions.submit_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    row = actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    shown = queries.read(row.slug, "de")
    assert shown is not None
    assert shown.number == 2


@pytest.mark.parametrize("kind", ["accessibility", "privacy", "legal_notice"])
def test_what_a_law_asks_for_is_not_withdrawn(newsroom: Newsroom, kind: str) -> None:
    row = _published(newsroom, kind)
    with pytest.raises(Refused) as refused:
        actions.withdraw_page(by=newsroom.admin, at=AT, key=row.pk, version=row.version)
    assert _codes(refused) == ["law_asks_for_it"]
    assert queries.read_kind(kind, "de") is not None


def test_what_a_law_asks_for_exists_once(newsroom: Newsroom) -> None:
    _submitted(newsroom.writer, "privacy")
    with pytest.raises(Refused) as refused:
        _submitted(newsroom.writer, "privacy")
    assert _codes(refused) == ["kind_taken"]


def test_pages_of_the_same_title_get_addresses_of_their_own(newsroom: Newsroom) -> None:
    slugs = [actions.create_page(by=newsroom.writer, at=AT, texts=_texts()).slug for _number in range(3)]
    assert slugs == ["beispielseite", "beispielseite-2", "beispielseite-3"]


def test_for_who_may_not_change_pages_none_is_there(newsroom: Newsroom) -> None:
    row = _submitted(newsroom.writer)
    with pytest.raises(Refused) as refused:
        actions.publish_page(by=newsroom.partner, at=AT, key=row.pk, version=row.version)
    assert refused.value.hidden
    with pytest.raises(Refused):
        actions.create_page(by=newsroom.partner, at=AT, texts=_texts())
    assert list(queries.listed(newsroom.partner)) == []
    assert queries.duties(newsroom.partner, today=TODAY) == []


def test_publishing_and_noting_count_as_review_and_after_a_year_the_office_is_told(newsroom: Newsroom) -> None:
    row = _published(newsroom, "accessibility")
    assert (row.reviewed_on, row.review_by) == (TODAY, date(2027, 3, 2))
    assert queries.duties(newsroom.writer, today=date(2027, 3, 2)) == []
    late = date(2027, 3, 3)
    assert [duty.key for duty in queries.duties(newsroom.writer, today=late)] == [f"page-review:{row.pk}"]
    actions.note_review(by=newsroom.writer, at=AT + timedelta(days=366), key=row.pk, version=row.version)
    assert queries.duties(newsroom.writer, today=late) == []
    entry = AuditEntry.objects.get(verb="review_page")
    assert (entry.before, entry.after) == ({"reviewed_on": "2026-03-02"}, {"reviewed_on": "2027-03-03"})


def test_a_page_waits_for_everybody_but_its_writers(newsroom: Newsroom) -> None:
    row = actions.create_page(by=newsroom.admin, at=AT, texts=_texts())
    row = actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=1, texts=_texts("Anders."))
    actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=2)
    waiting = [len(queries.duties(one, today=TODAY)) for one in (newsroom.admin, newsroom.writer, newsroom.second)]
    assert waiting == [0, 0, 1]


def test_duties_cost_the_same_for_one_page_and_for_three(newsroom: Newsroom) -> None:
    counted = []
    for more in (1, 2):
        for _number in range(more):
            _submitted(newsroom.writer)
        second = User.objects.get(pk=newsroom.second.pk)
        with CaptureQueriesContext(
            connection,
        ) as queried:
            found = queries.duties(second, today=TODAY)
        counted.append((len(found), len(queried)))
    assert [found for found, _cost in counted] == [1, 3]
    assert counted[0][1] == counted[1][1]


def test_every_deed_leaves_one_line_with_words_under_a_name_that_stays(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    entries = AuditEntry.objects.filter(subject_kind="page_desk", subject_key=str(row.pk)).order_by("sequence")
    verbs = [entry.verb for entry in entries]
    assert verbs == ["create_page", "submit_page", "publish_page"]
    assert set(verbs) <= set(VERBS)


def test_an_earlier_version_becomes_the_draft_and_needs_another_second_person(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    row = actions.revise_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    row = actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, texts=_texts("Anders."))
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    with pytest.raises(Refused) as refused:
        actions.take_page_version(by=newsroom.admin, at=AT, key=row.pk, version=row.version, number=1)
    assert _codes(refused) == ["wrong_state"]
    row = actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    row = actions.take_page_version(by=newsroom.admin, at=AT, key=row.pk, version=row.version, number=1)
    assert (row.state, queries.working(row)["de"].body) == ("draft", "Ein Beispieltext.")
    row = actions.edit_page(
        by=newsroom.writer, at=AT, key=row.pk, version=row.version, texts=_texts("Ein Beispieltext. Neu.")
    )
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    with pytest.raises(Refused) as refused:
        actions.publish_page(by=newsroom.admin, at=AT, key=row.pk, version=row.version)
    assert _codes(refused) == ["four_eyes"]
    shown = queries.read(row.slug, "de")
    assert shown is not None
    assert shown.body == "Anders."
    entry = AuditEntry.objects.get(verb="take_page_version")
    assert (entry.before["state"], entry.after["state"], entry.after["number"]) == ("published", "draft", 1)
    assert entry.verb in VERBS


def test_a_version_there_never_was_is_not_taken(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    with pytest.raises(Refused) as refused:
        actions.take_page_version(by=newsroom.writer, at=AT, key=row.pk, version=row.version, number=2)
    assert (_codes(refused), refused.value.hidden) == (["gone"], True)


def test_after_a_withdrawal_who_wrote_the_version_before_is_asked_to_be_the_second_person(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    row = actions.withdraw_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    later = AT + timedelta(days=1)
    row = actions.revise_page(by=newsroom.second, at=later, key=row.pk, version=row.version)
    row = actions.edit_page(by=newsroom.second, at=later, key=row.pk, version=row.version, texts=_texts("Anders."))
    actions.submit_page(by=newsroom.second, at=later, key=row.pk, version=row.version)
    assert [len(queries.duties(one, today=TODAY)) for one in (newsroom.writer, newsroom.second)] == [1, 0]


def test_a_figure_that_leads_nowhere_keeps_a_page_back_and_a_true_one_is_shown_as_it_is_now(newsroom: Newsroom) -> None:
    row = actions.create_page(
        by=newsroom.writer,
        at=AT,
        texts=_texts("Es kostet [[project:beispielprojekt:funding]], nicht [[project:x:funding]]."),
    )
    with pytest.raises(Refused):
        actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    assert [one.field for one in queries.missing(row)] == ["body_de"]
    texts = _texts("Es kostet [[project:beispielprojekt:funding]].")
    row = actions.edit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, texts=texts)
    row = actions.submit_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    row = actions.publish_page(by=newsroom.second, at=AT, key=row.pk, version=row.version)
    shown = queries.read(row.slug, "de")
    assert shown is not None
    assert "1.200.000" in shown.html
    restate(newsroom.project, "1300000.00")
    assert "1.300.000" in shown.html


def _found() -> list[str]:
    return list(SearchDocument.objects.filter(kind="page", withdrawn=False).values_list("key", flat=True))


def test_the_search_finds_a_page_as_long_as_readers_do(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    assert _found() == ["beispielseite"]
    row = menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="anderswo")
    assert _found() == ["anderswo"]
    actions.withdraw_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version)
    assert _found() == []


def test_what_a_law_asks_for_is_linked_everywhere_and_not_searched(newsroom: Newsroom) -> None:
    _published(newsroom, "privacy")
    assert _found() == []


def test_no_page_takes_an_address_that_leads_on_or_is_the_laws(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    menus.rename_page(by=newsroom.writer, at=AT, key=row.pk, version=row.version, slug="anderswo")
    again = actions.create_page(by=newsroom.writer, at=AT, texts=_texts())
    law = actions.create_page(by=newsroom.writer, at=AT, texts={"de": Words("Impressum", "Ein Beispieltext.")})
    assert (again.slug, law.slug) == ("beispielseite-2", "impressum-2")
    with pytest.raises(Refused) as refused:
        menus.rename_page(by=newsroom.writer, at=AT, key=law.pk, version=law.version, slug="impressum")
    assert _codes(refused) == ["slug_taken"]
