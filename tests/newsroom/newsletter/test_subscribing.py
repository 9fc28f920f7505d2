"""Asked for, confirmed, chosen, ended for good: and nobody learns who reads the newsletter."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from strahlkraft.jobs.newsletter_clock import tend
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.newsroom.access import CONFIRM, LINKS
from strahlkraft.newsroom.actions import newsletter as actions
from strahlkraft.newsroom.models import DigestKey, Subscriber, Suppression
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.queries.mailboxes import digest_of, is_suppressed
from strahlkraft.newsroom.rules import newsletter as rules
from strahlkraft.newsroom.rules.newsletter import CONSENT, Wish
from tests.factories.network import RegionFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MAILBOX = "leserin@beispiel.example"


def ask(mailbox: str = MAILBOX, *, at: datetime = AT, **parts: Any) -> None:
    actions.subscribe(by=NOBODY, at=at, wish=Wish(mailbox, **({"consent": CONSENT} | parts)), language="de")


def subscribed(mailbox: str = MAILBOX, *, at: datetime = AT) -> Subscriber:
    ask(mailbox, at=at)
    row = Subscriber.objects.get(mailbox=mailbox)
    return actions.confirm(by=NOBODY, at=at, code=row.code)


def keys() -> list[str]:
    """Which letters were posted, without the codes in their keys."""
    return [re.sub(r":.*", "", letter.key) for letter in Letter.objects.order_by("pk")]


def test_the_link_of_the_first_letter_confirms_and_nothing_comes_before() -> None:
    ask()
    row = Subscriber.objects.get()
    letter = Letter.objects.get()
    assert (row.consent, row.confirmed_at, list(queries.standing())) == (CONSENT, None, [])
    assert (f"/rundbrief/bestaetigen/{LINKS.token(CONFIRM, row.code)}/" in letter.text, letter.secret) == (True, True)
    actions.confirm(by=NOBODY, at=AT, code=row.code)
    actions.confirm(by=NOBODY, at=AT + timedelta(days=300), code=row.code)
    assert [(one.mailbox, one.confirmed_at) for one in queries.standing()] == [(MAILBOX, AT)]


def test_without_a_yes_nothing_is_kept() -> None:
    with pytest.raises(Refused):
        ask(consent="")
    assert (Subscriber.objects.count(), Letter.objects.count(), DigestKey.objects.count()) == (0, 0, 0)


def test_a_known_mailbox_gets_another_letter_and_the_asker_no_other_answer() -> None:
    subscribed()
    ask("Leserin+andere@Beispiel.example", at=AT + timedelta(hours=1))
    ask(at=AT + timedelta(hours=2))
    letters = Letter.objects.order_by("pk")
    assert (keys(), {letter.to for letter in letters}) == (["newsletter-confirm", "newsletter-standing"], {MAILBOX})
    assert "/rundbrief/einstellungen/" in letters[1].text


def test_a_strangers_mailbox_gets_three_letters_at_most() -> None:
    for minutes in range(0, 600, 5):
        ask(at=AT + timedelta(minutes=minutes))
    assert keys() == ["newsletter-confirm"] * rules.LETTERS_BEFORE_CONFIRMED


def test_what_nobody_confirms_is_erased_after_seven_days_and_can_be_asked_for_anew() -> None:
    ask(regions=(RegionFactory(slug="owl").slug,))
    late = AT + rules.CONFIRM_WITHIN + timedelta(seconds=1)
    with pytest.raises(Refused):
        actions.confirm(by=NOBODY, at=late, code=Subscriber.objects.get().code)
    assert (tend(at=AT + timedelta(days=7)), tend(at=late), Subscriber.objects.count()) == (0, 1, 0)
    ask(at=late)
    assert Subscriber.objects.get().asked_at == late


def test_an_expired_wish_makes_way_for_a_new_one_before_the_clock_comes() -> None:
    ask()
    later = AT + timedelta(days=8)
    ask(at=later)
    assert Subscriber.objects.get().confirm_by == later + rules.CONFIRM_WITHIN


def test_choices_are_kept_and_what_does_not_exist_is_left_out() -> None:
    RegionFactory(slug="owl")
    row = subscribed()
    actions.change_interests(
        by=NOBODY, at=AT, code=row.code, regions=("owl", "atlantis"), topics=("nichts",), language="en"
    )
    row.refresh_from_db()
    assert ([one.slug for one in row.regions.all()], list(row.topics.all()), row.language) == (["owl"], [], "en")


@pytest.mark.parametrize("code", ["", "niemand"])
def test_an_unknown_code_changes_nothing(code: str) -> None:
    with pytest.raises(Refused):
        actions.change_interests(by=NOBODY, at=AT, code=code, regions=(), topics=(), language="de")
    with pytest.raises(Refused):
        actions.confirm(by=NOBODY, at=AT, code=code)
    actions.unsubscribe(by=NOBODY, at=AT, code=code)
    assert Suppression.objects.count() == 0


def test_ending_erases_the_mailbox_keeps_a_digest_and_takes_waiting_letters_back() -> None:
    row = subscribed()
    ask(at=AT + timedelta(days=2))
    row.regions.add(RegionFactory())
    for hours in (0, 1):  # pressed twice, once by a mail program
        actions.unsubscribe(by=NOBODY, at=AT + timedelta(days=3, hours=hours), code=row.code)
    row.refresh_from_db()
    kept = (row.mailbox, row.mailbox_hash, row.ended_at, row.regions.count())
    assert kept == ("", "", AT + timedelta(days=3), 0)
    assert (is_suppressed("LESERIN@beispiel.example"), is_suppressed("andere@beispiel.example")) == (True, False)
    assert Letter.objects.count() == 0
    assert MAILBOX not in str(list(Suppression.objects.values()))


def test_only_a_new_confirmation_lifts_the_suppression() -> None:
    row = subscribed()
    actions.unsubscribe(by=NOBODY, at=AT, code=row.code)
    later = AT + timedelta(days=30)
    ask(at=later)
    assert (is_suppressed(MAILBOX), queries.readers(later).suppressed) == (True, 1)
    again = Subscriber.objects.get(ended_at=None)
    actions.confirm(by=NOBODY, at=later, code=again.code)
    assert (is_suppressed(MAILBOX), [one.code for one in queries.standing()]) == (False, [again.code])
    with pytest.raises(Refused):  # the old link is spent
        actions.confirm(by=NOBODY, at=later, code=row.code)
    actions.unsubscribe(by=NOBODY, at=later, code=again.code)
    stored = Suppression.objects.get()
    assert (stored.at, stored.lifted_at) == (AT, None)


def test_a_suppressed_mailbox_gets_nothing_even_when_its_row_stands() -> None:
    row = subscribed()
    Suppression.objects.create(mailbox_hash=row.mailbox_hash, at=AT)
    assert list(queries.standing()) == []


def test_a_new_secret_key_forgets_no_suppression_and_the_old_one_may_go(settings: Settings) -> None:
    row = subscribed()
    actions.unsubscribe(by=NOBODY, at=AT, code=row.code)
    old, digest = settings.SECRET_KEY, digest_of(MAILBOX)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [old]
    assert is_suppressed(MAILBOX)
    assert [actions.reseal(at=AT), actions.reseal(at=AT)] == [True, False]
    settings.SECRET_KEY_FALLBACKS = []
    assert (digest_of(MAILBOX), is_suppressed(MAILBOX)) == (digest, True)


def test_a_key_nobody_can_read_is_told_and_never_replaced(settings: Settings) -> None:
    subscribed()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", []
    with pytest.raises(Refused, match="secret key"):
        ask("andere@beispiel.example")
    with pytest.raises(Refused, match="secret key"):
        actions.reseal(at=AT)
    assert DigestKey.objects.count() == 1


def test_the_database_alone_does_not_tell_whether_a_mailbox_is_suppressed() -> None:
    row = subscribed()
    digest = row.mailbox_hash
    guesses = (MAILBOX, DigestKey.objects.get().sealed)
    assert digest not in {rules.mailbox_digest(guess.encode(), MAILBOX) for guess in guesses}
