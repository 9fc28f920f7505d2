"""Letters with markup and the headers of a list: sent beside the text, bounded to a list of names, erased with the letter."""

from datetime import timedelta
from email.message import Message
from typing import cast

import pytest
from django.core import mail
from django.db import transaction
from pytest_django.fixtures import Settings

from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters import rules
from strahlkraft.letters.actions import Delivery, deliver_due, forget, take_back
from strahlkraft.letters.models import Letter
from tests.factories.letters import AT, MailServer, post

HEADERS = {
    "List-Unsubscribe": "<https://strahlkraft.example/rundbrief/abbestellen/abc.def/>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": "Strahlkraft <rundbrief.strahlkraft.example>",
    "Precedence": "bulk",
}


def parts(message: Message) -> list[tuple[str, str]]:
    return [
        (part.get_content_type(), cast("bytes", part.get_payload(decode=True)).decode())
        for part in message.walk()
        if not part.is_multipart()
    ]


@pytest.mark.django_db(transaction=True)
def test_markup_stands_beside_the_text_and_the_headers_of_a_list_arrive(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letter = post(html="<p>Grüße</p>", headers=HEADERS)
    deliver_due(at=AT)
    sent = mail.outbox[0].message()
    assert (sent.get_content_type(), parts(sent)) == (
        "multipart/alternative",
        [("text/plain", letter.text), ("text/html", "<p>Grüße</p>")],
    )
    assert {name: sent[name] for name in (*HEADERS, "Message-ID")} == {**HEADERS, "Message-ID": letter.message_id}


@pytest.mark.django_db(transaction=True)
def test_a_letter_without_markup_is_one_text_as_before(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    post()
    deliver_due(at=AT)
    sent = mail.outbox[0].message()
    assert (sent.get_content_type(), sent["List-Unsubscribe"]) == ("text/plain", None)


@pytest.mark.house
@pytest.mark.parametrize(
    "headers",
    [
        {"Bcc": "all@example.org"},
        {"Precedence": "bulk\nBcc: all@example.org"},
        {"Precedence": "first-class"},
        {"List-Id": "<a.example>\r\nX: y"},
        {"List-Unsubscribe": "<mailto:off@example.org>"},
        {"List-Unsubscribe": "<http://strahlkraft.example/off/>"},
        {"List-Unsubscribe": "<https://strahlkraft.example/off/>, <mailto:off@example.org>"},
        {"List-Unsubscribe": f"<https://strahlkraft.example/{'x' * 900}>"},
        {"List-Unsubscribe": HEADERS["List-Unsubscribe"], "List-Unsubscribe-Post": "Yes"},
        {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    ],
)
def test_other_headers_other_forms_and_line_breaks_are_refused(headers: dict[str, str]) -> None:
    assert [refusal.code for refusal in rules.may_carry(headers)] == ["header"]


@pytest.mark.house
def test_the_headers_of_a_list_are_taken_on_a_host_and_on_ones_own_machine() -> None:
    local = {
        **HEADERS,
        "List-Unsubscribe": "<http://localhost:8000/rundbrief/abbestellen/abc/>",
        "List-Id": "<a.local>",
    }
    assert [rules.may_carry(HEADERS), rules.may_carry(local), rules.may_carry({})] == [[], [], []]


@pytest.mark.django_db(transaction=True)
def test_a_refused_header_posts_nothing_and_a_waiting_letter_has_none() -> None:
    with pytest.raises(Refused):
        post(headers={"Bcc": "all@example.org"})
    with pytest.raises(ValueError, match="markup"):
        post(html="<p>x</p>", digest=True)
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_markup_and_headers_are_erased_with_the_words(mail_server: MailServer) -> None:
    post(1, html="<p>a</p>", headers=HEADERS)
    post(2, html="<p>b</p>", headers=HEADERS, secret=True)
    deliver_due(at=AT)
    kept = list(Letter.objects.order_by("pk").values_list("text", "html", "headers"))
    assert kept == [("Brief 1\nmit Umlauten: äöüß", "<p>a</p>", HEADERS), ("", "", {})]
    forget(at=AT + rules.REMEMBER_SENT + timedelta(seconds=1))
    assert set(Letter.objects.values_list("to", "text", "html")) == {("", "", "")}


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_never_leaves_even_when_a_worker_holds_it(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (post(number) for number in (1, 2, 3))
    told = mail_server.accepted

    class Watchful(list[str]):
        """Takes the second letter back while the first is handed over: its worker holds all three by then."""

        def append(self, message_id: str) -> None:
            told.append(message_id)
            if message_id == first.message_id:
                from django.db import connection  # noqa: PLC0415 - a connection of this thread

                with transaction.atomic():
                    taken.append(take_back(keys=[second.key]))
                connection.close()

    taken: list[int] = []
    monkeypatch.setattr(mail_server, "accepted", Watchful())
    assert deliver_due(at=AT) == Delivery(sent=2)
    assert (told, taken, Letter.objects.filter(key=second.key).exists()) == (
        [first.message_id, third.message_id],
        [1],
        False,
    )


@pytest.mark.django_db(transaction=True)
def test_what_has_left_is_not_taken_back(mail_server: MailServer) -> None:
    letter = post()
    deliver_due(at=AT)
    with transaction.atomic():
        assert (take_back(keys=[letter.key]), Letter.objects.count()) == (0, 1)
