"""A figure is quoted, never retyped: corrected in the record it is corrected everywhere, with a note; the office learns of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext

from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs import newsroom_clock
from strahlkraft.kernel.refusal import Refused
from strahlkraft.newsroom.actions import articles as actions
from strahlkraft.newsroom.actions import publishing
from strahlkraft.newsroom.models import Article, FactQuote
from strahlkraft.newsroom.queries import articles, desk, facts
from strahlkraft.newsroom.rules.articles import Given, Words
from strahlkraft.newsroom.rules.facts import FIELDS
from strahlkraft.projects.models import Fact, Source, Truth
from strahlkraft.search.models import SearchDocument
from tests.factories.projects import ProjectFactory
from tests.factories.reuse import CaseFactory, OfferFactory
from tests.newsroom.articles.people import AT, Newsroom, given, restate

FUNDING = "project:beispielprojekt:funding"
LATER = AT + timedelta(days=3)


def _published(newsroom: Newsroom, body: str = f"Das Land gab [[{FUNDING}]].", **parts: object) -> Article:
    """An article that quotes, through all its deeds."""
    row = actions.create_article(
        by=newsroom.writer, at=AT, given=given(body=body, region_id=newsroom.region.pk, **parts)
    )
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    return actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=2, at_once=True)


def _html(row: Article, language: str = "de") -> str:
    with translation.override(language):
        one = articles.read(row.slug, language)
    return one.html if one else ""


def test_every_field_that_can_be_quoted_is_shown_in_words_with_its_source(newsroom: Newsroom) -> None:
    project, source = newsroom.project, Source.objects.get(key="beispielquelle")
    for field, values in (
        ("total_cost", {"amount": Decimal("1500000.50"), "approximate": True}),
        ("start", {"date": "2019-09"}),
        ("end", {"date": "2023-06-30"}),
        ("transferable_from", {"text": "nach dem Abschluss"}),
    ):
        Fact.objects.create(project=project, field=field, **values).sources.add(source)
    Truth.objects.create(project=project, kind="in_operation", value="yes", source=source, stated_at=AT)
    Truth.objects.create(project=project, kind="reusable", value="no", stated_at=AT)
    offer = OfferFactory(project=project)
    CaseFactory.create_batch(2, offer=offer, state="in_operation", confirmed_at=AT)
    with translation.override("en"):
        found = facts.values_of(f"project:beispielprojekt:{field}" for field in FIELDS)
    assert {name.rpartition(":")[2]: (one.value, one.machine, one.known) for name, one in found.items()} == {
        "funding": ("€1,200,000", "1200000.00", True),
        "total_cost": ("about €1,500,000.50", "1500000.50", True),
        "start": ("September 2019", "2019-09", True),
        "end": ("30 June 2023", "2023-06-30", True),
        "transferable_from": ("nach dem Abschluss", "nach dem Abschluss", True),
        "formally_closed": ("closure not known", "", False),
        "in_operation": ("in operation", "yes", True),
        "reusable": ("not reusable", "no", True),
        "reuses": ("2", "2", True),
    }
    funding = found[FUNDING]
    assert (funding.url, funding.source, funding.of) == (
        "/en/quellen/beispielquelle/",
        "Source: beispiel.example",
        "Beispielprojekt",
    )


def test_what_can_be_chosen_is_what_somebody_states(newsroom: Newsroom) -> None:
    assert [one.mark for one in facts.of_project("beispielprojekt")] == [
        f"[[{FUNDING}]]",
        "[[project:beispielprojekt:reuses]]",
    ]
    assert facts.of_project("gibt-es-nicht") == []


def test_a_draft_project_tells_nothing(newsroom: Newsroom) -> None:
    draft = ProjectFactory(slug="entwurf")
    Fact.objects.create(project=draft, field="funding", amount=Decimal(1))
    assert facts.values_of(["project:entwurf:funding", "unsinn"]) == {}


def test_a_quoted_figure_stands_in_the_text_with_its_source(newsroom: Newsroom) -> None:
    with translation.override("de"):
        source = gettext("Source: %(source)s") % {"source": "beispiel.example"}
    assert _html(_published(newsroom)) == (
        f'<p>Das Land gab <a class="quoted-source" href="/quellen/beispielquelle/" title="{source}" '
        'rel="noopener nofollow ugc"><data class="quoted" value="1200000.00">1.200.000&nbsp;€</data>'
        f'<span class="visually-hidden"> ({source})</span></a>.</p>\n'
    )


def test_a_corrected_figure_is_corrected_at_once_everywhere_with_what_stood_there(newsroom: Newsroom) -> None:
    row = _published(newsroom, english=f"The Land gave [[{FUNDING}]].")
    restate(newsroom.project, "1300000.00")
    before = _html(row), _html(row, "en")
    assert newsroom_clock.tend(at=LATER) == 1
    after = _html(row), _html(row, "en")
    assert ["1.300.000&nbsp;€" in before[0], "€1,300,000" in before[1]] == [True, True]
    assert ["1.200.000&nbsp;€" in before[0], "before: €1,200,000" in before[1]] == [True, True]
    assert ["05.03.2026" in after[0], "corrected on 5 Mar 2026; before: €1,200,000" in after[1]] == [True, True]


def test_a_lead_shows_the_figure_of_today_in_lists(newsroom: Newsroom) -> None:
    handed = Given({"de": Words("Beispiel", f"Es waren [[{FUNDING}]].", "Text.")}, region_id=newsroom.region.pk)
    row = actions.create_article(by=newsroom.writer, at=AT, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=AT, code=row.code, version=1)
    actions.approve_article(by=newsroom.second, at=AT, code=row.code, version=2, at_once=True)
    restate(newsroom.project, "1300000.00")
    with translation.override("de"):
        assert [one.lead for one in articles.readable(language="de")] == ["Es waren 1.300.000\u00a0€."]


def test_the_clock_notes_a_changed_figure_once_with_a_line_in_the_trail(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    assert newsroom_clock.tend(at=LATER) == 0
    restate(newsroom.project, "1300000.00")
    assert [newsroom_clock.tend(at=LATER + timedelta(hours=hour)) for hour in range(3)] == [1, 0, 0]
    quote = FactQuote.objects.get()
    assert (quote.article, quote.reference, quote.shown, quote.now, quote.changed_at, quote.told_at) == (
        row,
        FUNDING,
        "1200000.00",
        "1300000.00",
        LATER,
        None,
    )
    [entry] = AuditEntry.objects.filter(verb="note_figure")
    assert (entry.actor_id, entry.before, entry.after) == (
        "system",
        {FUNDING: "1200000.00"},
        {FUNDING: "1300000.00"},
    )
    assert "1.300.000" in SearchDocument.objects.get(kind="article").payload["body"]


def test_a_figure_that_says_again_what_it_said_needs_no_note(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    for amount, at in (("1300000.00", LATER), ("1200000.00", LATER + timedelta(days=1))):
        restate(newsroom.project, amount)
        newsroom_clock.tend(at=at)
    quote = FactQuote.objects.get()
    assert (quote.changed_at, "quoted-note" in _html(row)) == (None, False)


def test_the_office_reads_the_text_again_and_the_duty_is_done(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    restate(newsroom.project, "1300000.00")
    newsroom_clock.tend(at=LATER)
    today = date(2026, 3, 6)
    keys = [[duty.key for duty in desk.duties(by, today=today)] for by in (newsroom.writer, newsroom.partner)]
    assert keys == [[f"article-figures:{row.code}"], []]
    assert publishing.confirm_figures(by=newsroom.writer, at=LATER, code=row.code) == 1
    assert desk.duties(newsroom.writer, today=today) == []
    with pytest.raises(Refused) as refused:
        publishing.confirm_figures(by=newsroom.writer, at=LATER, code=row.code)
    assert [one.code for one in refused.value.refusals] == ["nothing_changed"]
    restate(newsroom.project, "1400000.00")
    newsroom_clock.tend(at=LATER + timedelta(days=1))
    assert [duty.key for duty in desk.duties(newsroom.writer, today=today)] == [f"article-figures:{row.code}"]


def test_a_new_version_says_the_new_figure_without_a_note(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    restate(newsroom.project, "1300000.00")
    newsroom_clock.tend(at=LATER)
    row.refresh_from_db()
    row = actions.begin_correction(by=newsroom.writer, at=LATER, code=row.code, version=row.version)
    handed = given(body=f"Es waren [[{FUNDING}]].", region_id=newsroom.region.pk, note="Satz berichtigt.")
    row = actions.edit_article(by=newsroom.writer, at=LATER, code=row.code, version=row.version, given=handed)
    row = actions.submit_article(by=newsroom.writer, at=LATER, code=row.code, version=row.version)
    actions.approve_article(by=newsroom.second, at=LATER, code=row.code, version=row.version)
    assert "quoted-note" not in _html(row)
    assert list(FactQuote.objects.values_list("shown", "now", "changed_at")) == [("1300000.00", "1300000.00", None)]


def test_a_withdrawn_project_leaves_the_figure_as_it_was_shown(newsroom: Newsroom) -> None:
    row = _published(newsroom)
    newsroom.project.publication = "withdrawn"
    newsroom.project.save()
    assert newsroom_clock.tend(at=LATER) == 0
    assert _html(row) == '<p>Das Land gab <data class="quoted" value="1200000.00">1.200.000&nbsp;€</data>.</p>\n'


@pytest.mark.parametrize("rows", [1, 3])
def test_comparing_costs_the_same_however_many_articles_quote(
    newsroom: Newsroom, rows: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(rows):
        _published(newsroom)
    with django_assert_num_queries(6):  # type: ignore[operator]  # the fixture is a function
        assert publishing.with_other_figures() == []
