"""Attacks on the road without an account: strange mailboxes, forged and swapped links, floods, letters, hidden signs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from strahlkraft.accounts.rules import Role
from strahlkraft.kernel.actor import NOBODY, SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import Municipality
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.models import ReuseCase, ReuseRequest, Watch
from strahlkraft.reuse.rules.cases import StepReport
from strahlkraft.reuse.rules.requests import MESSAGES_A_DAY, RequestForm
from strahlkraft.reuse.rules.vocabulary import Side
from strahlkraft.reuse.rules.watches import Wish
from tests.factories.accounts import an_organisation, with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.projects import ParticipationFactory
from tests.factories.reuse import CaseFactory, OfferFactory, RequestFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NEED = "Wir suchen ein Beispiel für unsere Bürgerdienste. https://werbung.example"
SHEET = UUID("3f0c7a52-5a52-4c6e-9f0e-2f43f6a3c002")
PATHS = {
    "confirm": "/anfrage/bestaetigen/",
    "status": "/anfrage/stand/",
    "answer": "/anfrage/beantworten/",
    "case-provider": "/nachnutzung/melden/",
    "case-reuser": "/nachnutzung/melden/",
    "watch-confirm": "/merken/bestaetigen/",
    "watch-end": "/merken/beenden/",
}


def refused(deed: Any, *args: Any, **kwargs: Any) -> list[str]:
    """The codes of why a deed was refused; empty when it was done."""
    try:
        deed(*args, **kwargs)
    except Refused as error:
        return [refusal.code for refusal in error.refusals]
    return []


def ask(mailbox: str, *, minute: int = 0, need: str = NEED, **more: Any) -> list[str]:
    if not Municipality.objects.filter(key="05999777").exists():
        MunicipalityFactory(key="05999777", name="Beispielhausen")
    facts: dict[str, Any] = {"municipality": "05999777"} | more
    return refused(
        actions.ask,
        by=NOBODY,
        at=NOW + timedelta(minutes=minute),
        thing_kind="offer",
        thing_key="beispiel",
        form=RequestForm(need=need, mailbox=mailbox, **facts),
        language="de",
    )


def watch(mailbox: str, need: str) -> list[str]:
    return refused(actions.watch, by=NOBODY, at=NOW, wish=Wish(mailbox=mailbox, need=need), language="de")


def test_stranger_gets_five_letters_about_requests_however_the_mailbox_is_spelt(db: None) -> None:
    OfferFactory(slug="beispiel")
    spelt = ["a@b.example", "A@b.example", "a+1@B.example", "a+2@b.example", "a@b.EXAMPLE", "A+x@b.example"]
    told = [ask(mailbox, need=f"{NEED} {number}") for number, mailbox in enumerate(spelt)]
    assert (told, Letter.objects.count()) == ([[]] * 5 + [["too_many_waiting"]], 5)
    assert ask("ab@b.example") == []


def test_stranger_gets_three_letters_about_watches(db: None) -> None:
    told = [
        watch(mailbox, f"Ampeln {mailbox}")
        for mailbox in ("a@b.example", "A@b.example", "a+1@b.example", "a+2@b.example")
    ]
    assert (told, Letter.objects.count()) == ([[]] * 3 + [["too_many_waiting"]], 3)


def test_form_sent_twice_is_one_wish_and_one_letter(db: None) -> None:
    OfferFactory(slug="beispiel")
    assert [ask("a@b.example", minute=minute) for minute in (0, 1, 9)] == [[], [], []]
    assert (ReuseRequest.objects.count(), Letter.objects.count()) == (1, 1)
    assert ask("a@b.example", minute=11) == []
    assert ReuseRequest.objects.count() == 2
    assert [watch("w@b.example", "Ampeln"), watch("w@b.example", "Ampeln")] == [[], []]
    assert (Watch.objects.count(), Letter.objects.count()) == (1, 3)


def test_letter_to_a_mailbox_nobody_has_confirmed_carries_no_words_of_a_stranger(db: None) -> None:
    OfferFactory(slug="beispiel")
    words = {"municipality": "", "organisation": "Gewinnspiel werbung.example", "person": "werbung.example"}
    assert (ask("a@b.example", **words), watch("a@b.example", NEED)) == ([], [])
    letters = list(Letter.objects.all())
    assert [("werbung" in letter.text + letter.subject, "/bestaetigen/" in letter.text) for letter in letters] == [
        (False, True),
        (False, True),
    ]


def test_signs_nobody_sees_neither_stop_a_letter_nor_turn_its_text(db: None) -> None:
    OfferFactory(slug="beispiel", mailbox="angebote@beispiel.example")
    odd = "Kreis\x07\u202e IT\x9b\u2028Amt"
    assert ask("a@b.example", municipality="", organisation=odd, person=odd, need=f"{NEED}\x1b[2J\u2066") == []
    row = ReuseRequest.objects.get()
    actions.confirm(by=NOBODY, at=NOW, code=row.code)
    row.refresh_from_db()
    assert (row.state, row.organisation_name, row.person) == ("forwarded", "Kreis IT Amt", "Kreis IT Amt")
    assert not set("\x07\x1b\x9b\u202e\u2028\u2066") & set("".join(letter.text for letter in Letter.objects.all()))


def test_link_opens_only_what_it_was_made_for(visitor: Client) -> None:
    request: Any = RequestFactory()
    case: Any = CaseFactory()
    wish = Watch.objects.create(code="merk", mailbox="a@b.example", need="x", created_at=NOW, confirm_by=NOW)
    codes = {"confirm": request, "status": request, "answer": request, "case-provider": case, "case-reuser": case}
    opened = set()
    for purpose in PATHS:
        token = access.link_token(purpose, codes.get(purpose, wish).code)
        for path in dict.fromkeys(PATHS.values()):
            page = visitor.get(f"{path}{token}/")
            if page.status_code != 404 and page.context.get("code") is None:
                opened.add((purpose, path))
    assert opened == set(PATHS.items())


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/nachnutzung/a%00b/", 404),
        ("/nachnutzung/melden/a%00b/", 404),
        ("/anfrage/stand/a%00b/", 404),
        ("/merken/beenden/a%00b/", 404),
        ("/merken/?ding=offer-a%00b", 404),
        ("/merken/?bedarf=a%00b&kommune=%00", 200),
        ("/bedarf/?q=a%00b&kommune=%00&produkt=%00", 200),
        ("/bedarf/vergleich/?ding=offer-%00&ding=project-%00&ding=software-%00&ding=elsewhere-%00", 200),
    ],
)
def test_nul_in_an_address_is_no_error_on_any_database(visitor: Client, address: str, code: int) -> None:
    assert visitor.get(address).status_code == code


def test_link_of_a_closed_request_changes_nothing_more(visitor: Client) -> None:
    for state, facts in (("refused", {"refusal_reason": "not_finished"}), ("withdrawn", {}), ("case", {})):
        row: Any = RequestFactory(state=state, first_answer_at=NOW, closed_at=NOW, **facts)
        for purpose, deeds in (
            ("answer", ("answer", "refuse", "case")),
            ("status", ("write", "withdraw")),
            ("confirm", ("",)),
        ):
            url = f"{PATHS[purpose]}{access.link_token(purpose, row.code)}/"
            for deed in deeds:
                sheet = {"deed": deed, "text": "Noch etwas.", "refuse-reason": "not_finished"}
                assert visitor.post(url, sheet).status_code in {200, 302}, (state, purpose, deed)
        before = row.state
        row.refresh_from_db()
        assert (row.state, row.messages.count(), ReuseCase.objects.count()) == (before, 0, 0)
    assert Letter.objects.count() == 0


def test_flood_on_a_link_is_stopped_and_its_address_still_goes_to_nobody(visitor: Client) -> None:
    url = f"{PATHS['status']}{access.link_token('status', 'gibtesnicht')}/"
    pages = [visitor.get(url) for _ in range(121)]
    assert [page.status_code for page in pages] == [404] * 120 + [429]
    assert {page["Referrer-Policy"] for page in pages} == {"no-referrer"}
    assert all("no-store" in page["Cache-Control"] for page in pages)


def test_one_side_cannot_flood_the_other(db: None) -> None:
    row: Any = RequestFactory(state="answered", first_answer_at=NOW)
    holder = access.LinkHolder(Side.REUSER, row.code)
    told = [
        refused(actions.write_message, by=holder, at=NOW, code=row.code, text=f"Nr. {number}")
        for number in range(MESSAGES_A_DAY + 1)
    ]
    assert (told[-2:], Letter.objects.count()) == ([[], ["too_many_messages"]], MESSAGES_A_DAY)
    assert refused(actions.write_message, by=holder, at=NOW + timedelta(days=1), code=row.code, text="Heute.") == []


def test_message_pressed_twice_is_written_once(visitor: Client) -> None:
    row: Any = RequestFactory()
    url = f"{PATHS['status']}{access.link_token('status', row.code)}/"
    assert 'name="submission"' in visitor.get(url).content.decode()
    sheet = {"deed": "write", "text": "Danke!", "submission": str(SHEET)}
    assert [visitor.post(url, sheet).status_code for _ in range(2)] == [302, 302]
    assert (row.messages.count(), Letter.objects.count()) == (1, 1)


def test_maker_cannot_send_itself_the_link_of_the_reusing_body(db: None) -> None:
    offer: Any = OfferFactory()
    maker = an_organisation("Beispielwerk")
    ParticipationFactory(project=offer.project, organisation=maker, role="lead")
    partner: Any = with_role(Role.PARTNER, organisation=maker)
    town = MunicipalityFactory(key="05999777")
    facts = {"thing": offer, "municipality": town.key, "report": StepReport("in_operation", NOW.date(), "", "")}
    own = "werk@beispiel.example"
    assert refused(actions.record_case, by=partner, at=NOW, mailbox=own, **facts) == ["mailbox_office"]
    assert ReuseCase.objects.count() == 0
    case = actions.record_case(by=partner, at=NOW, **facts)
    link = {"at": NOW, "code": case.code}
    for by in (partner, access.LinkHolder(Side.PROVIDER, case.code)):
        assert refused(actions.send_case_link, by=by, side="reuser", mailbox=own, **link) == ["mailbox_office"]
        assert refused(actions.confirm_case, by=by, version=case.version, **link) == ["not_reuser"]
    assert Letter.objects.count() == 0
    assert refused(actions.send_case_link, by=partner, side="provider", mailbox=own, **link) == []
    assert refused(actions.send_case_link, by=SYSTEM, side="reuser", mailbox="stadt@beispiel.example", **link) == []
    assert list(Letter.objects.order_by("pk").values_list("to", flat=True)) == [own, "stadt@beispiel.example"]
