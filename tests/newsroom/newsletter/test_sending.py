"""An issue leaves as it was approved, to whom it is for, once each, and to nobody who ended the newsletter meanwhile."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.jobs.newsletter_clock import run
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.letters.actions import deliver_due, forget
from strahlkraft.letters.models import Letter
from strahlkraft.letters.rules import REMEMBER_GIVEN_UP
from strahlkraft.network.models import Region
from strahlkraft.newsroom.access import END, LINKS
from strahlkraft.newsroom.actions import issues as actions
from strahlkraft.newsroom.actions import newsletter, sending
from strahlkraft.newsroom.models import Dispatch, Issue, Subscriber, Suppression
from strahlkraft.newsroom.queries import newsletter as queries
from strahlkraft.newsroom.rules.newsletter import BATCH, wants
from strahlkraft.projects.models import FieldOfAction
from tests.factories.accounts import with_role
from tests.factories.letters import MailServer, post
from tests.factories.network import RegionFactory
from tests.factories.newsletter import AT, a_subscriber, an_issue, approved, subscriber_row
from tests.factories.projects import PublishedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving(writer: User, second: User, region: Region) -> Issue:
    """An issue approved to leave at once."""
    return approved(an_issue(writer, region_id=region.pk), writer, second)


def readers(count: int) -> list[Subscriber]:
    return Subscriber.objects.bulk_create([subscriber_row(number) for number in range(count)])


def test_each_reader_gets_one_letter_with_a_link_and_a_button_of_their_own(leaving: Issue, settings: Settings) -> None:
    settings.BASE_URL = "https://strahlkraft.example"
    first, second = a_subscriber(1), a_subscriber(2, language="en")
    assert (run(at=AT), run(at=AT)) == (2, 0)
    letters = {letter.to: letter for letter in Letter.objects.all()}
    assert set(letters) == {first.mailbox, second.mailbox}
    for subscriber, path in ((first, ""), (second, "/en")):
        letter = letters[subscriber.mailbox]
        end = f"https://strahlkraft.example{path}/rundbrief/abbestellen/{LINKS.token(END, subscriber.code)}/"
        assert (end in letter.text, end in letter.html, letter.secret) == (True, True, True)
        assert letter.headers == {
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "Strahlkraft <rundbrief.strahlkraft.example>",
            "Precedence": "bulk",
        }
        assert "https://strahlkraft.example/neues/" in letter.html
    leaving.refresh_from_db()
    assert (leaving.state, leaving.begun_at, leaving.sent_at, Dispatch.objects.count()) == ("sent", AT, AT, 2)


def test_interests_in_the_database_are_those_of_the_rule(writer: User, region: Region) -> None:
    admin = with_role(Role.ADMIN)
    other: Any = RegionFactory()
    topic = FieldOfAction.objects.get_or_create(slug="beispielfeld", defaults={"name": "Beispielfeld"})[0]
    far = FieldOfAction.objects.get_or_create(slug="anderes-feld", defaults={"name": "Anderes Feld"})[0]
    chosen = list(itertools.product([(), (region,), (other,), (region, other)], [(), (topic,), (far,)]))
    people = [a_subscriber(n, regions=r, topics=t) for n, (r, t) in enumerate(chosen)]
    for region_id, slug in itertools.product([None, region.pk], ["", topic.slug]):
        issue = an_issue(admin, region_id=region_id, topic=slug)
        asked = {"region": region.slug if region_id else "", "topic": slug}
        expected = [
            person.pk
            for person, (r, t) in zip(people, chosen, strict=True)
            if wants(**asked, regions=[one.slug for one in r], topics=[one.slug for one in t])
        ]
        assert [row.pk for row in queries.audience(issue)] == expected


def test_an_issue_leaves_batch_by_batch_and_never_holds_up_a_sign_in_link(leaving: Issue, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    readers(BATCH * 2 + 1)
    assert (run(at=AT), run(at=AT)) == (BATCH, 0)  # nothing more until the first have left
    link = post(1, at=AT)
    waiting = list(Letter.objects.due(AT).values_list("pk", flat=True))
    assert waiting.index(link.pk) == BATCH
    deliver_due(at=AT, limit=BATCH - 50)
    assert run(at=AT) == BATCH - 50
    deliver_due(at=AT, limit=1000)
    assert (run(at=AT), run(at=AT)) == (51, 0)
    leaving.refresh_from_db()
    assert (leaving.state, leaving.dispatches.count()) == ("sent", BATCH * 2 + 1)


def test_letters_that_are_tried_again_later_hold_up_nobody(
    leaving: Issue, mail_server: MailServer, settings: Settings
) -> None:
    people = readers(BATCH + 5)
    mail_server.refused = {person.mailbox: "450 later" for person in people[:BATCH]}
    run(at=AT)
    deliver_due(at=AT, limit=1000)
    assert run(at=AT) == 5


def test_who_ends_the_newsletter_in_the_middle_gets_nothing_more(leaving: Issue, mail_server: MailServer) -> None:
    people = readers(BATCH + 2)
    run(at=AT)
    put, ahead = people[3], people[BATCH]
    for person in (put, ahead):
        newsletter.unsubscribe(by=NOBODY, at=AT, code=person.code)
    deliver_due(at=AT, limit=1000)
    run(at=AT)
    deliver_due(at=AT, limit=1000)
    leaving.refresh_from_db()
    progress = queries.progress(leaving)
    assert len(set(mail_server.accepted)) == len(mail_server.accepted) == BATCH
    assert (progress.put, progress.sent, progress.ended, progress.waiting, progress.failed) == (
        BATCH + 1,
        BATCH,
        1,
        0,
        0,
    )
    assert Suppression.objects.count() == 2
    assert not Letter.objects.filter(to__in=[put.mailbox, ahead.mailbox]).exists()


def test_a_batch_asked_for_again_from_the_same_mark_writes_to_nobody_twice(leaving: Issue) -> None:
    readers(3)
    sending.begin_sending(at=AT, code=leaving.code)
    sending.send_batch(at=AT, code=leaving.code, most=2)
    Issue.objects.filter(pk=leaving.pk).update(reached=0)  # as if the mark had been lost
    sending.send_batch(at=AT, code=leaving.code, most=10)
    assert (Letter.objects.count(), Dispatch.objects.count()) == (3, 3)


def test_what_changed_after_the_approval_is_held_back(writer: User, second: User, region: Region) -> None:
    project: Any = PublishedFactory(title="Beispiel")
    draft = an_issue(writer, region_id=region.pk)
    draft = actions.add_item(by=writer, at=AT, code=draft.code, version=draft.version, kind="project", key=project.slug)
    row = approved(draft, writer, second)
    a_subscriber(1)
    project.title = "Anderes"
    project.save()
    assert run(at=AT) == 0
    row.refresh_from_db()
    last = AuditEntry.objects.order_by("-sequence")[0]
    assert (row.state, row.approved_by, Letter.objects.count(), last.verb) == ("draft", "", 0, "hold_issue")


def test_what_is_sent_stays_as_it_was_sent(leaving: Issue, writer: User) -> None:
    a_subscriber(1)
    run(at=AT)
    content: Any = queries.archive().get().content
    assert (content["subject"]["de"], content["items"][0]["title"]["de"]) == (
        "Beispielbrief",
        "Beispielnachricht",
    )


def test_an_issue_waits_for_its_minute(writer: User, second: User, region: Region) -> None:
    a_subscriber(1)
    row = approved(an_issue(writer, region_id=region.pk), writer, second, send_at=AT + timedelta(hours=1))
    assert (run(at=AT), run(at=AT + timedelta(hours=1))) == (0, 1)
    row.refresh_from_db()
    assert row.state == "sent"


def test_an_issue_nobody_wants_is_sent_all_the_same(leaving: Issue) -> None:
    assert run(at=AT) == 0
    leaving.refresh_from_db()
    assert (leaving.state, queries.progress(leaving)) == ("sent", queries.Progress(0, 0, 0, 0, 0, 0, 0))


def test_numbers_follow_no_reader(leaving: Issue, mail_server: MailServer) -> None:
    people = readers(3)
    mail_server.refused = {people[0].mailbox: "550 unknown"}
    run(at=AT)
    deliver_due(at=AT)
    leaving.refresh_from_db()
    assert queries.progress(leaving) == queries.Progress(
        wanted=3, put=3, waiting=0, sent=2, failed=1, unheard=0, ended=0
    )
    html = Letter.objects.filter(given_up_at__isnull=True).values_list("html", "text", "headers")
    assert set(map(str, html)) == {"('', '', {})"}  # words go once they are sent: links in them are the reader's own


def test_a_mailbox_the_last_letter_did_not_reach_is_left_out_until_one_does(
    leaving: Issue, mail_server: MailServer, settings: Settings
) -> None:
    refused, back, fine, other = (a_subscriber(number) for number in range(4))
    mail_server.refused = {refused.mailbox: "550 5.1.1 unknown", other.mailbox: "450 later"}
    run(at=AT)
    deliver_due(at=AT)
    Letter.objects.filter(to=back.mailbox).update(bounced_at=AT, fault="bounced")
    Subscriber.objects.filter(pk=back.pk).update(mailbox=back.mailbox.upper())  # a mailbox is one, however spelt
    assert list(queries.audience(leaving)) == [fine, other]
    assert (queries.readers(AT).active, queries.readers(AT).failing) == (4, 2)
    post(1, to=back.mailbox, at=AT + timedelta(days=1))
    deliver_due(at=AT + timedelta(days=1))
    assert list(queries.audience(leaving)) == [back, fine, other]
    forget(at=AT + REMEMBER_GIVEN_UP + timedelta(days=1))  # a second chance
    assert list(queries.audience(leaving)) == [refused, back, fine, other]


def test_a_letter_whose_answer_was_not_heard_is_counted_by_itself(leaving: Issue, mail_server: MailServer) -> None:
    a_subscriber(1)
    mail_server.mute = {"."}
    run(at=AT)
    deliver_due(at=AT)
    mail_server.mute = set()
    deliver_due(at=AT + timedelta(days=1))
    leaving.refresh_from_db()
    assert queries.progress(leaving) == queries.Progress(
        wanted=1, put=1, waiting=0, sent=0, failed=0, unheard=1, ended=0
    )
    assert len(mail_server.accepted) == 1
