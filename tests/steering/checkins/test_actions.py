"""Deeds on check-ins: asking once, answering by link, reminding, looking through, publishing, correcting, dropping."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from strahlkraft.accounts.models import User
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.rules import canonical
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.steering import access
from strahlkraft.steering.actions import checkins as actions
from strahlkraft.steering.actions.checkins import ContactInput
from strahlkraft.steering.models import CheckIn, ReportingContact, StatusReport
from strahlkraft.steering.queries import checkins as queries
from strahlkraft.steering.rules.checkins import Answers
from tests.factories.accounts import a_region, an_organisation
from tests.factories.projects import ParticipationFactory, PublishedFactory
from tests.factories.steering import CheckInFactory, ClosureFactory, ReportingContactFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(days=3)
SAID = Answers("green", "amber", "green", "Testbetrieb läuft.", "Schulung", "Lieferung fehlt", text="Läuft.")
SENT: dict[str, Any] = {"state": "received", "received_at": AT, **SAID.as_dict()}


def holder(row: CheckIn) -> access.LinkHolder:
    return access.LinkHolder("checkin", row.code)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(refusal.code, refusal.field) for refusal in refused.value.refusals]


def ask(office: User, at: datetime = AT) -> list[str]:
    return [row.project.slug for row in actions.request_month(by=office, at=at)]


# ---- who is asked


def test_mailboxes_of_many_projects_are_set_at_once(office: User, region: Region) -> None:
    projects = PublishedFactory.create_batch(3, region=region)
    lead = ParticipationFactory(project=projects[0], organisation=an_organisation("Stadt Beispiel"))
    given = [ContactInput(project.slug, f"{project.slug}@beispiel.example") for project in projects]
    given[2] = ContactInput(projects[2].slug, "pause@beispiel.example", date(2026, 9, 1))
    assert actions.set_contacts(by=office, at=AT, given=given) == 3
    stored = {row.project: (row.mailbox, row.paused_until, row.organisation) for row in ReportingContact.objects.all()}
    assert stored == {
        projects[0]: (f"{projects[0].slug}@beispiel.example", None, lead.organisation),
        projects[1]: (f"{projects[1].slug}@beispiel.example", None, None),
        projects[2]: ("pause@beispiel.example", date(2026, 9, 1), None),
    }
    line = AuditEntry.objects.get()
    assert (line.verb, line.region_id, line.after["projects"]) == (
        "set_reporting_contacts",
        region.pk,
        sorted(project.slug for project in projects),
    )


def test_an_emptied_mailbox_ends_the_asking(office: User, contact: Any) -> None:
    row = contact(mailbox="alt@beispiel.example")
    given = [ContactInput(row.project.slug, "", seen_mailbox="alt@beispiel.example")]
    actions.set_contacts(by=office, at=AT, given=given)
    assert (ReportingContact.objects.count(), ask(office)) == (0, [])


def _change_mailbox(office: User, row: Any, mailbox: str, at: datetime = AT) -> None:
    given = [ContactInput(row.project.slug, mailbox, row.paused_until, row.mailbox, row.paused_until)]
    actions.set_contacts(by=office, at=at, given=given)


def test_the_links_of_a_mailbox_end_when_another_one_answers(office: User, contact: Any) -> None:
    row, other = contact(mailbox="alt@beispiel.example"), contact(mailbox="alt@beispiel.example")
    sent = CheckInFactory(project=row.project, month=date(2026, 5, 1), **SENT)
    actions.settle(by=office, at=AT, codes=[sent.code], publish=True)
    ask(office)
    opened, stays = (
        CheckIn.objects.get(project=row.project, state="requested"),
        CheckIn.objects.get(project=other.project),
    )
    actions.save_draft(by=holder(opened), at=AT, code=opened.code, answers=SAID, version=1)
    _change_mailbox(office, row, "neu@beispiel.example")
    for old in (opened, sent):
        assert queries.by_code(old.code) is None
        with pytest.raises(Refused) as refused:
            actions.save_draft(by=holder(old), at=LATER, code=old.code, answers=SAID, version=2)
        assert refused.value.hidden
    renewed = CheckIn.objects.get(pk=opened.pk)
    assert (renewed.draft["achieved"], CheckIn.objects.get(pk=stays.pk).code) == (SAID.achieved, stays.code)
    letter = Letter.objects.get(to="neu@beispiel.example")
    assert letter.text.count("/rueckmeldung/") == 1
    assert f"/rueckmeldung/{access.link_token('checkin', renewed.code)}/" in letter.text
    actions.receive(by=holder(renewed), at=LATER, code=renewed.code, answers=SAID, version=2)


def test_links_end_with_the_asking_and_the_next_mailbox_gets_its_own(office: User, contact: Any) -> None:
    row = contact(mailbox="alt@beispiel.example")
    ask(office)
    first = CheckIn.objects.get().code
    _change_mailbox(office, row, "")
    second = CheckIn.objects.get().code
    actions.set_contacts(by=office, at=AT, given=[ContactInput(row.project.slug, "alt@beispiel.example")])
    third = CheckIn.objects.get().code
    letters = Letter.objects.filter(to="alt@beispiel.example").order_by("pk")
    assert len({first, second, third}) == 3
    assert [
        access.link_token("checkin", code) in letter.text for code, letter in zip((first, third), letters, strict=True)
    ] == [
        True,
        True,
    ]


def test_links_stay_as_long_as_the_same_mailbox_answers(office: User, contact: Any) -> None:
    row = contact(mailbox="alt@beispiel.example")
    ask(office)
    code = CheckIn.objects.get().code
    given = ContactInput(row.project.slug, "Alt@beispiel.example", date(2026, 9, 1), row.mailbox, None)
    actions.set_contacts(by=office, at=AT, given=[given])
    assert (CheckIn.objects.get().code, Letter.objects.count()) == (code, 1)


def test_a_new_mailbox_of_a_project_that_pauses_is_not_asked(office: User, contact: Any) -> None:
    row = contact(mailbox="alt@beispiel.example")
    ask(office)
    given = ContactInput(row.project.slug, "neu@beispiel.example", date(2026, 9, 1), row.mailbox, None)
    actions.set_contacts(by=office, at=AT, given=[given])
    assert list(Letter.objects.values_list("to", flat=True)) == ["alt@beispiel.example"]


def test_a_wrong_mailbox_is_told_at_its_project_and_nothing_is_kept(office: User, region: Region) -> None:
    good, bad = PublishedFactory.create_batch(2, region=region)
    given = [ContactInput(good.slug, "gut@beispiel.example"), ContactInput(bad.slug, "schlecht")]
    with pytest.raises(Refused) as refused:
        actions.set_contacts(by=office, at=AT, given=given)
    assert (reasons(refused), ReportingContact.objects.count()) == ([("mailbox_wrong", f"mailbox-{bad.slug}")], 0)


def test_a_mailbox_changed_by_somebody_else_is_not_written_over(office: User, contact: Any) -> None:
    row = contact(mailbox="neu@beispiel.example")
    given = [ContactInput(row.project.slug, "mein@beispiel.example", seen_mailbox="alt@beispiel.example")]
    with pytest.raises(Refused) as refused:
        actions.set_contacts(by=office, at=AT, given=given)
    assert reasons(refused) == [("stale", f"mailbox-{row.project.slug}")]


def test_mailboxes_of_another_region_are_not_there(office: User) -> None:
    strange = PublishedFactory(region=a_region("Fremdregion"))
    with pytest.raises(Refused) as refused:
        actions.set_contacts(by=office, at=AT, given=[ContactInput(strange.slug, "a@beispiel.example")])
    assert refused.value.hidden


# ---- asking


def test_every_running_project_is_asked_once_a_month(office: User, contact: Any) -> None:
    asked = contact()
    contact(paused_until=date(2026, 7, 1))
    closed = contact()
    ClosureFactory(project=closed.project, state="closed", closed_at=AT, closed_by="user:1", last_edited_by="user:2")
    ReportingContactFactory(project__region=a_region("Fremdregion"))
    assert (ask(office), ask(office, LATER)) == ([asked.project.slug], [])
    row = CheckIn.objects.get()
    assert (row.month, row.due_on, row.state) == (date(2026, 6, 1), date(2026, 6, 16), "requested")
    assert [(line.verb, line.after["projects"]) for line in AuditEntry.objects.all()] == [
        ("request_checkins", [asked.project.slug])
    ]


def test_one_mailbox_gets_one_letter_for_all_its_projects(office: User, contact: Any) -> None:
    rows = [contact(mailbox="stadt@beispiel.example") for _number in range(3)]
    contact(mailbox="kreis@beispiel.example")
    ask(office)
    letters = {letter.to: letter.text for letter in Letter.objects.all()}
    links = [f"/rueckmeldung/{access.link_token('checkin', row.code)}/" for row in CheckIn.objects.filter(
        project__in=[row.project for row in rows])]  # fmt: skip
    assert set(letters) == {"stadt@beispiel.example", "kreis@beispiel.example"}
    assert [link in letters["stadt@beispiel.example"] for link in links] == [True] * 3


def test_what_nobody_answered_is_dropped_when_the_next_month_is_asked_for(office: User, contact: Any) -> None:
    row = contact()
    old = CheckInFactory(project=row.project, month=date(2026, 5, 1), state="reminded")
    kept = CheckInFactory(project=row.project, month=date(2026, 4, 1), **SENT)
    ask(office)
    old.refresh_from_db()
    kept.refresh_from_db()
    assert (old.state, old.drop_reason, kept.state) == ("dropped", "no_answer", "received")


def test_a_partner_asks_nobody(partner: User, contact: Any) -> None:
    contact()
    assert actions.request_month(by=partner, at=AT) == []
    with pytest.raises(Refused) as refused:
        actions.request_month(by=partner, at=AT, region_id=a_region("Eigenregion").pk)
    assert refused.value.hidden


# ---- reminding


def remind(region: Region, day: date) -> int:
    return actions.remind(at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC), region_id=region.pk)


def test_reminders_climb_the_ladder_each_step_once(office: User, contact: Any, region: Region) -> None:
    contact()
    ask(office)  # due on the 16th
    days = [16, 17, 18, 22, 23, 24, 30]
    assert [remind(region, date(2026, 6, day)) for day in days] == [0, 1, 0, 0, 1, 0, 1]
    assert CheckIn.objects.get().state == "reminded"


def test_after_two_weeks_lead_body_and_office_get_a_copy(office: User, contact: Any, region: Region) -> None:
    lead = an_organisation("Stadt Beispiel")
    ContactPoint.objects.create(organisation=lead, mailbox="stadt@beispiel.example")
    ContactPoint.objects.create(region=region, mailbox="buero@beispiel.example")
    for _number in range(2):
        ParticipationFactory(project=contact(mailbox="team@beispiel.example").project, organisation=lead)
    ask(office)
    Letter.objects.all().delete()
    assert remind(region, date(2026, 6, 30)) == 2
    assert sorted(Letter.objects.values_list("to", flat=True)) == [
        "buero@beispiel.example",
        "stadt@beispiel.example",
        "team@beispiel.example",
    ]


def test_who_pauses_or_was_dropped_is_not_reminded(office: User, contact: Any, region: Region) -> None:
    row, dropped = contact(), contact()
    ask(office)
    ReportingContact.objects.filter(pk=row.pk).update(paused_until=date(2026, 9, 1))
    actions.drop(by=office, at=AT, code=CheckIn.objects.get(project=dropped.project).code, reason="Beispiel: Urlaub")
    assert remind(region, date(2026, 6, 30)) == 0


# ---- answering


def test_a_draft_is_kept_without_a_line_in_the_trail(contact: Any) -> None:
    row = CheckInFactory(project=contact().project)
    actions.save_draft(by=holder(row), at=AT, code=row.code, answers=Answers(achieved=" halb "), version=1)
    row.refresh_from_db()
    assert (row.draft["achieved"], row.version, row.state) == ("halb", 2, "requested")
    assert AuditEntry.objects.count() == 0


def test_a_second_window_is_told_and_writes_nothing_over(contact: Any) -> None:
    row = CheckInFactory(project=contact().project)
    actions.save_draft(by=holder(row), at=AT, code=row.code, answers=Answers(achieved="eins"), version=1)
    for deed in (actions.save_draft, actions.receive):
        with pytest.raises(Refused) as refused:
            deed(by=holder(row), at=AT, code=row.code, answers=SAID, version=1)
        assert reasons(refused) == [("stale", "")]
    assert queries.first_answers(CheckIn.objects.get(), None) == Answers(achieved="eins")


def test_sending_counts_and_stands_in_the_history_of_the_project(contact: Any) -> None:
    row = CheckInFactory(project=contact().project, draft={"achieved": "halb"})
    actions.receive(by=holder(row), at=AT, code=row.code, answers=SAID, version=1)
    row.refresh_from_db()
    assert (row.state, row.received_at, row.draft, queries.answers_of(row)) == ("received", AT, {}, SAID)
    line = AuditEntry.objects.get()
    assert (line.verb, line.subject_kind, line.subject_key, line.after) == (
        "receive_checkin",
        "project",
        row.project.slug,
        {
            "checkin_state": "received",
            "month": "2026-06",
            **{name: getattr(SAID, name) for name in ("content_light", "time_light", "money_light")},
        },
    )


def test_an_unfinished_checkin_is_not_sent(contact: Any) -> None:
    row = CheckInFactory(project=contact().project)
    with pytest.raises(Refused) as refused:
        actions.receive(by=holder(row), at=AT, code=row.code, answers=Answers("green", "red", "green", "x"), version=1)
    row.refresh_from_db()
    assert (reasons(refused), row.state) == ([("unexplained", "obstacles")], "requested")


def test_a_link_opens_its_own_checkin_only(contact: Any, partner: User) -> None:
    row, other = CheckInFactory(project=contact().project), CheckInFactory(project=contact().project)
    for who in (holder(other), access.LinkHolder("tasks", row.code), partner):
        with pytest.raises(Refused) as refused:
            actions.receive(by=who, at=AT, code=row.code, answers=SAID, version=1)
        assert refused.value.hidden


def test_a_partner_answers_for_the_own_project_without_the_link(contact: Any, partner: User) -> None:
    row = CheckInFactory(project=contact().project)
    ParticipationFactory(project=row.project, organisation=an_organisation("Stadt Beispiel"))
    assert actions.receive(by=partner, at=AT, code=row.code, answers=SAID, version=1).state == "received"


def test_what_was_sent_can_be_taken_back_until_the_office_has_looked(contact: Any, office: User) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    back = actions.take_back(by=holder(row), at=LATER, code=row.code)
    assert (back.state, back.received_at, queries.first_answers(back, None)) == ("reminded", None, SAID)
    actions.receive(by=holder(row), at=LATER, code=row.code, answers=SAID, version=back.version)
    actions.settle(by=office, at=LATER, codes=[row.code], publish=False)
    with pytest.raises(Refused) as refused:
        actions.take_back(by=holder(row), at=LATER, code=row.code)
    assert reasons(refused) == [("wrong_state", "")]


# ---- the office


def test_sent_back_with_a_reason_it_is_open_again_and_due_in_a_week(contact: Any, office: User) -> None:
    row = CheckInFactory(project=contact(mailbox="team@beispiel.example").project, **SENT)
    actions.send_back(by=office, at=AT, code=row.code, reason="Bitte den Termin nennen.")
    row.refresh_from_db()
    assert (row.state, row.due_on, row.office_note) == ("reminded", date(2026, 6, 9), "Bitte den Termin nennen.")
    letter = Letter.objects.get()
    assert (letter.to, "Bitte den Termin nennen." in letter.text) == ("team@beispiel.example", True)


@pytest.mark.parametrize("deed", [actions.send_back, actions.drop])
def test_sending_back_and_dropping_want_a_reason(contact: Any, office: User, deed: Any) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    with pytest.raises(Refused) as refused:
        deed(by=office, at=AT, code=row.code, reason="  ")
    assert reasons(refused) == [("reason_missing", "reason")]


def test_many_are_published_at_once_each_frozen_with_its_hash(contact: Any, office: User) -> None:
    rows = [CheckInFactory(project=contact().project, **SENT) for _number in range(3)]
    left = CheckInFactory(project=contact().project, **SENT)
    notes = {rows[0].code: "Beim nächsten Mal nachfragen"}
    done = actions.settle(
        by=office, at=LATER, codes=[row.code for row in rows], publish=True, notes={**notes, left.code: ""}
    )
    reports = list(StatusReport.objects.all())
    left.refresh_from_db()
    assert (done, [report.number for report in reports], left.state) == (3, [1, 1, 1], "received")
    for report in reports:
        assert hashlib.sha256(canonical(report.content)).hexdigest() == report.sha256
        assert (report.content["text"], "office_note" in report.content) == ("Läuft.", False)
    line = AuditEntry.objects.get()
    assert (line.verb, len(line.after["projects"])) == ("publish_checkins", 3)
    assert CheckIn.objects.get(pk=rows[0].pk).office_note == notes[rows[0].code]


def test_publishing_twice_makes_one_report(contact: Any, office: User) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    done = [actions.settle(by=office, at=AT, codes=[row.code], publish=True) for _number in range(2)]
    assert (done, StatusReport.objects.count()) == ([1, 0], 1)


@pytest.mark.parametrize("given", [{"codes": []}, {"codes": ["weg"]}, {"codes": [], "notes": {"weg": "Beispiel"}}])
def test_nothing_ticked_or_nothing_that_is_there_is_told(office: User, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        actions.settle(by=office, at=AT, publish=True, **given)
    assert reasons(refused) == [("nothing_chosen", "")]


def test_one_of_another_region_stops_the_whole_publishing(contact: Any, office: User) -> None:
    own, strange = CheckInFactory(project=contact().project, **SENT), CheckInFactory(**SENT)
    with pytest.raises(Refused) as refused:
        actions.settle(by=office, at=AT, codes=[own.code, strange.code], publish=True)
    assert (refused.value.hidden, StatusReport.objects.count()) == (True, 0)


def test_a_published_word_is_corrected_by_a_newer_number_only(contact: Any, office: User) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    actions.settle(by=office, at=AT, codes=[row.code], publish=True)
    row.refresh_from_db()
    better = Answers(**{**SAID.as_dict(), "text": "Läuft gut."})
    actions.correct(
        by=office, at=LATER, code=row.code, answers=better, reason="Beispiel: Schreibfehler", version=row.version
    )
    reports = list(StatusReport.objects.order_by("number"))
    assert [(r.number, r.content["text"], r.content["correction"]) for r in reports] == [
        (1, "Läuft.", ""),
        (2, "Läuft gut.", "Beispiel: Schreibfehler"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusReport.objects.filter(pk=reports[0].pk).update(sha256="0" * 64)
    last = queries.last_published(row.project_id)
    assert last is not None
    assert last.number == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ("unchanged", "")),
        ({"text": "anders", "version": 1}, ("stale", "")),
        ({"text": "anders", "reason": ""}, ("reason_missing", "reason")),
    ],
)
def test_a_correction_needs_a_change_a_reason_and_the_present_version(
    contact: Any, office: User, change: dict[str, Any], code: tuple[str, str]
) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    actions.settle(by=office, at=AT, codes=[row.code], publish=True)
    row.refresh_from_db()
    answers = Answers(**{**SAID.as_dict(), "text": change.get("text", SAID.text)})
    with pytest.raises(Refused) as refused:
        actions.correct(
            by=office,
            at=LATER,
            code=row.code,
            answers=answers,
            reason=change.get("reason", "Beispiel"),
            version=change.get("version", row.version),
        )
    assert reasons(refused) == [code]


def test_what_is_not_published_is_not_corrected(contact: Any, office: User) -> None:
    row = CheckInFactory(project=contact().project, **SENT)
    with pytest.raises(Refused) as refused:
        actions.correct(by=office, at=AT, code=row.code, answers=SAID, reason="Beispiel", version=row.version)
    assert reasons(refused) == [("wrong_state", "")]


def test_a_code_that_is_none_is_not_there() -> None:
    with pytest.raises(Refused) as refused:
        actions.drop(by=SYSTEM, at=AT, code="gibtesnicht", reason="Beispiel")
    assert refused.value.hidden
