"""The road from an idea to a project of the register: each deed, its trail, its letters, and what it refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from strahlkraft.accounts.actions import grant_role
from strahlkraft.accounts.models import User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY, Right
from strahlkraft.kernel.refusal import Refused
from strahlkraft.letters.models import Letter
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.projects.models import Project
from strahlkraft.steering import access
from strahlkraft.steering.actions import applications, ideas, sessions
from strahlkraft.steering.models import AgendaItem, Application, BoardSession, Idea
from strahlkraft.steering.queries import board as queries
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.applications import ApplicationInput
from tests.factories.accounts import a_region, with_role
from tests.factories.projects import ProjectFactory
from tests.factories.steering import ApplicationFactory, BoardSessionFactory, IdeaFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AFTER = datetime(2027, 3, 1, 13, 0, tzinfo=UTC)  # after the session of the factory
ALL_YES = dict.fromkeys(rules.CHECK_KEYS, ("yes", ""))
GIVEN = rules.IdeaInput(
    title="Beispiel: Posteingang verteilen",
    need="Beispiel: Anträge liegen wochenlang im Posteingang.",
    solution="Beispiel: ein Online-Dienst, der sie verteilt.",
    body="Beispielstadt",
    mailbox="digitales@beispielstadt.example",
    estimated_cost=Decimal("120000.00"),
)
VOTE = rules.Vote("forward", "Beispiel: nutzt allen.", votes_for=7, votes_against=1, abstained=1)


@pytest.fixture
def region() -> Region:
    return a_region("Eigenregion")


@pytest.fixture
def officer(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


@pytest.fixture
def colleague(region: Region) -> User:
    return with_role(Role.OFFICE, region=region)


def codes_of(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def handed_in(region: Region, **changed: Any) -> Idea:
    return ideas.hand_in(by=NOBODY, at=AT, region_slug=region.slug, given=GIVEN, language="de", seconds=60, **changed)


def an_idea(region: Region, state: str = "checked", **facts: Any) -> Any:
    return IdeaFactory(region=region, state=state, **facts)


def a_session(region: Region, state: str = "planned", **facts: Any) -> Any:
    return BoardSessionFactory(region=region, state=state, **facts)


def on_agenda(region: Region, session: Any, **facts: Any) -> Any:
    idea = an_idea(region, "on_agenda", **facts)
    return AgendaItem.objects.create(session=session, idea=idea, position=session.items.count() + 1)


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))


def test_idea_from_the_public_counts_once_its_link_was_pressed(region: Region) -> None:
    ContactPoint.objects.create(region=region, mailbox="buero@beispiel.example")
    idea = handed_in(region)
    assert (idea.state, verbs(), [letter.to for letter in Letter.objects.all()]) == (
        "draft", [], ["digitales@beispielstadt.example"],
    )  # fmt: skip
    confirmed = ideas.confirm(by=NOBODY, at=AT + timedelta(days=1), link_code=idea.link_code)
    assert (confirmed.state, verbs()) == ("submitted", ["hand_in_idea"])
    assert sorted(Letter.objects.values_list("to", flat=True)) == [
        "buero@beispiel.example", "digitales@beispielstadt.example", "digitales@beispielstadt.example",
    ]  # fmt: skip


def test_link_pressed_twice_or_too_late_is_refused(region: Region) -> None:
    first = handed_in(region)
    with pytest.raises(Refused) as late:
        ideas.confirm(by=NOBODY, at=AT + timedelta(days=8), link_code=first.link_code)
    ideas.confirm(by=NOBODY, at=AT, link_code=first.link_code)
    with pytest.raises(Refused) as twice:
        ideas.confirm(by=NOBODY, at=AT, link_code=first.link_code)
    assert (codes_of(late), codes_of(twice)) == (["too_late"], ["already_confirmed"])


def test_same_form_sent_twice_is_one_idea_and_one_letter(region: Region) -> None:
    assert handed_in(region).pk == handed_in(region).pk
    assert (Idea.objects.count(), Letter.objects.count()) == (1, 1)


def test_unconfirmed_idea_is_erased_after_seven_days_and_others_stay(region: Region) -> None:
    handed_in(region)
    kept = an_idea(region)
    assert (ideas.erase_unconfirmed(at=AT + timedelta(days=7)), Idea.objects.count()) == (0, 2)
    assert (ideas.erase_unconfirmed(at=AT + timedelta(days=8)), [*Idea.objects.all()]) == (1, [kept])


@pytest.mark.parametrize("mailbox", ["neu@beispielstadt.example", ""])
def test_private_link_of_an_idea_ends_with_its_mailbox(region: Region, officer: User, mailbox: str) -> None:
    idea = ideas.enter(by=officer, at=AT, region_id=region.pk, given=GIVEN)
    changed = ideas.change(
        by=officer, at=AT, code=idea.code, version=1, given=replace(GIVEN, mailbox=mailbox), organisation_id=None
    )
    with pytest.raises(Refused) as refused:
        ideas.withdraw(by=access.LinkHolder("idea", idea.link_code), at=AT, code=idea.code)
    assert refused.value.hidden
    letters = dict(Letter.objects.values_list("to", "text"))
    assert set(letters) == {GIVEN.mailbox, mailbox} - {""}
    if mailbox:
        assert access.link_token("idea", changed.link_code) in letters[mailbox]
    again = ideas.change(by=officer, at=AT, code=idea.code, version=2, given=replace(GIVEN, mailbox=mailbox.upper()))
    assert (again.link_code, Letter.objects.count()) == (changed.link_code, len(letters))


def test_mailbox_of_an_ended_idea_is_forgotten_after_a_year(region: Region) -> None:
    for state in ("withdrawn", "refused", "checked"):
        an_idea(region, state, changed_at=AT)
    assert ideas.forget_people(at=AT + timedelta(days=366)) == 2
    assert sorted(Idea.objects.values_list("state", "mailbox")) == [
        ("checked", "digitales@beispielstadt.example"), ("refused", ""), ("withdrawn", ""),
    ]  # fmt: skip


def test_office_enters_an_idea_and_the_sender_gets_the_private_link(region: Region, officer: User) -> None:
    idea = ideas.enter(by=officer, at=AT, region_id=region.pk, given=GIVEN)
    assert (idea.state, idea.by_office, verbs()) == ("submitted", True, ["enter_idea"])
    assert access.link_token("idea", idea.link_code) in Letter.objects.get().text


def test_check_ends_when_every_line_has_an_answer(region: Region, officer: User) -> None:
    idea = an_idea(region, "submitted")
    half = {"licence": ("no", "Beispiel: Lizenz ist offen."), "contact": ("yes", "")}
    kept = ideas.answer_checklist(by=officer, at=AT, code=idea.code, version=1, answers=half)
    with pytest.raises(Refused) as refused:
        ideas.answer_checklist(by=officer, at=AT, code=idea.code, version=2, answers=half, finish=True)
    assert (kept.state, len(refused.value.refusals)) == ("submitted", len(rules.CHECKLIST) - 2)
    done = ideas.answer_checklist(
        by=officer, at=AT, code=idea.code, version=2, answers={**ALL_YES, **half}, finish=True
    )
    assert (done.state, done.answers.count(), verbs()) == (
        "checked", len(rules.CHECKLIST), ["answer_checklist", "check_idea"],
    )  # fmt: skip
    assert ideas.recheck(by=officer, at=AT, code=idea.code).state == "submitted"


def test_check_of_somebody_quicker_is_not_written_over(region: Region, officer: User) -> None:
    idea = an_idea(region, "submitted")
    ideas.answer_checklist(by=officer, at=AT, code=idea.code, version=1, answers=ALL_YES)
    with pytest.raises(Refused) as refused:
        ideas.answer_checklist(by=officer, at=AT, code=idea.code, version=1, answers=ALL_YES)
    assert codes_of(refused) == ["stale"]


def test_idea_leaves_an_open_agenda_when_its_sender_takes_it_back(region: Region) -> None:
    planned, invited = (on_agenda(region, a_session(region, state)) for state in ("planned", "invited"))
    for item in (planned, invited):
        holder = access.LinkHolder("idea", item.idea.link_code)
        assert ideas.withdraw(by=holder, at=AT, code=item.idea.code).state == "withdrawn"
        item.refresh_from_db()
    assert (planned.removed, invited.removed) == (True, False)


def test_link_of_one_idea_does_not_withdraw_another(region: Region) -> None:
    one, other = an_idea(region), an_idea(region)
    with pytest.raises(Refused) as refused:
        ideas.withdraw(by=access.LinkHolder("idea", other.link_code), at=AT, code=one.code)
    assert refused.value.hidden


def test_agenda_is_filled_ordered_and_emptied_until_the_board_is_invited(region: Region, officer: User) -> None:
    session, idea = a_session(region), an_idea(region)
    act: Any = {"by": officer, "at": AT, "code": session.code}
    first = sessions.add_item(**act, topic="Beispiel: Begrüßung")
    second = sessions.add_item(**act, idea_code=idea.code)
    sessions.move_item(**act, item=second.pk, steps=-1)
    assert [row.pk for row in session.items.all()] == [second.pk, first.pk]
    sessions.remove_item(**act, item=second.pk)
    idea.refresh_from_db()
    assert (idea.state, [row.pk for row in session.items.filter(removed=False)]) == ("checked", [first.pk])
    session.refresh_from_db()
    sessions.invite(**act, version=session.version, mailboxes=["board@beispiel.example"])
    with pytest.raises(Refused) as refused:
        sessions.add_item(**act, topic="Beispiel: zu spät")
    assert codes_of(refused) == ["wrong_state"]


def test_invitation_brings_the_agenda_to_every_mailbox_once(region: Region, officer: User) -> None:
    session = a_session(region)
    on_agenda(region, session, title="Beispielidee Ampeln")
    to = ["a@beispiel.example", "b@beispiel.example", "a@beispiel.example "]
    sessions.invite(by=officer, at=AT, code=session.code, version=1, mailboxes=to, words="Beispiel: mit Kaffee.")
    letters = list(Letter.objects.order_by("to"))
    assert [letter.to for letter in letters] == ["a@beispiel.example", "b@beispiel.example"]
    assert ["1. Beispielidee Ampeln (Beispielstadt)" in letter.text for letter in letters] == [True, True]
    assert AuditEntry.objects.get().after == {"state": "invited", "letters": 2, "items": 1}


@pytest.mark.parametrize(
    ("mailboxes", "items", "at", "code"),
    [
        ([], 1, AT, "nobody"),
        (["kein Postfach"], 1, AT, "mailbox_wrong"),
        (["a@beispiel.example"], 0, AT, "no_agenda"),
        (["a@beispiel.example"], 1, AFTER, "over"),
    ],
)
def test_invitation_is_refused_when_something_is_missing(
    region: Region, officer: User, mailboxes: list[str], items: int, at: datetime, code: str
) -> None:
    session = a_session(region)
    for _number in range(items):
        on_agenda(region, session)
    with pytest.raises(Refused) as refused:
        sessions.invite(by=officer, at=at, code=session.code, version=1, mailboxes=mailboxes)
    assert codes_of(refused) == [code]


def test_cancelled_session_gives_its_ideas_back_and_tells_those_invited(region: Region, officer: User) -> None:
    session = a_session(region, "invited", invited="a@beispiel.example\nb@beispiel.example")
    item = on_agenda(region, session)
    sessions.cancel(by=officer, at=AT, code=session.code, reason="Beispiel: kein Raum.")
    item.idea.refresh_from_db()
    assert (item.idea.state, Letter.objects.count()) == ("checked", 2)


@pytest.mark.parametrize(
    ("vote", "state"),
    [
        (VOTE, "forwarded"),
        (rules.Vote("refuse", "Beispiel.", votes_for=5), "refused"),
        (rules.Vote("find_worthy", "Beispiel.", votes_for=5), "worthy"),
        (rules.Vote("defer", "Beispiel.", votes_for=5, again_from=date(2027, 6, 1)), "deferred"),
    ],
)
def test_decision_moves_the_idea_and_tells_who_handed_it_in(
    region: Region, officer: User, vote: rules.Vote, state: str
) -> None:
    session = a_session(region, "held", voting=9)
    item = on_agenda(region, session)
    sessions.decide(by=officer, at=AFTER, code=session.code, item=item.pk, vote=vote)
    idea = Idea.objects.get()
    assert (idea.state, idea.decided_on, idea.decided_reason, idea.again_from) == (
        state, date(2027, 3, 1), vote.reason, vote.again_from,
    )  # fmt: skip
    assert (vote.reason in Letter.objects.get().text, verbs()) == (True, ["decide_idea"])


@pytest.mark.parametrize(
    ("vote", "code"),
    [
        (rules.Vote("forward", "", votes_for=5), "reason_missing"),
        (rules.Vote("forward", "Beispiel."), "votes_missing"),
        (rules.Vote("forward", "Beispiel.", votes_for=3, votes_against=3), "not_carried"),
        (rules.Vote("forward", "Beispiel.", votes_for=8, abstained=2), "too_many_votes"),
        (rules.Vote("defer", "Beispiel.", votes_for=5), "again_missing"),
        (rules.Vote("defer", "Beispiel.", votes_for=5, again_from=date(2027, 3, 1)), "again_missing"),
        (rules.Vote("", "Beispiel.", votes_for=5), "decision_missing"),
    ],
)
def test_decision_that_cannot_stand_is_refused(region: Region, officer: User, vote: rules.Vote, code: str) -> None:
    session = a_session(region, "held", voting=9)
    item = on_agenda(region, session)
    with pytest.raises(Refused) as refused:
        sessions.decide(by=officer, at=AFTER, code=session.code, item=item.pk, vote=vote)
    assert (codes_of(refused), Idea.objects.get().state) == ([code], "on_agenda")


def test_idea_taken_back_is_decided_no_more_and_holds_no_minutes_up(
    region: Region, officer: User, colleague: User
) -> None:
    session = a_session(region, "held")
    item = on_agenda(region, session)
    ideas.withdraw(by=access.LinkHolder("idea", item.idea.link_code), at=AFTER, code=item.idea.code)
    with pytest.raises(Refused) as refused:
        sessions.decide(by=officer, at=AFTER, code=session.code, item=item.pk, vote=VOTE)
    assert (codes_of(refused), minuted(session, officer, colleague).state) == (["wrong_state"], "minuted")


def minuted(session: Any, officer: User, colleague: User) -> BoardSession:
    written = sessions.write_minutes(
        by=officer, at=AFTER, code=session.code, version=session.version,
        minutes="Beispiel: Eröffnung um zehn.", present="Beispielstadt\nBeispielkreis", voting=9,
    )  # fmt: skip
    return sessions.approve_minutes(by=colleague, at=AFTER, code=session.code, version=written.version)


def test_minutes_are_approved_by_somebody_else_and_then_nobody_changes_them(
    region: Region, officer: User, colleague: User
) -> None:
    session = a_session(region, "held")
    item = on_agenda(region, session, title="Beispielidee Ampeln")
    sessions.decide(by=officer, at=AFTER, code=session.code, item=item.pk, vote=VOTE)
    session.refresh_from_db()
    done = minuted(session, officer, colleague)
    item.refresh_from_db()
    assert (done.state, done.minuted_at, item.frozen, item.topic) == ("minuted", AFTER, True, "Beispielidee Ampeln")
    assert len(AuditEntry.objects.get(verb="approve_minutes").after["sha256"]) == 64
    for statement in (
        "UPDATE steering_boardsession SET minutes = 'anders'",
        "UPDATE steering_agendaitem SET reason = 'anders'",
        "DELETE FROM steering_agendaitem",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_whoever_wrote_any_part_of_the_minutes_does_not_approve_them(region: Region) -> None:
    first, middle, last, votes, notes, third = (with_role(Role.OFFICE, region=region) for _ in range(6))
    session = a_session(region, "held")
    item = on_agenda(region, session).pk
    write: Any = {"at": AFTER, "code": session.code, "minutes": "Beispiel.", "present": "Beispielstadt", "voting": None}
    sessions.decide(by=votes, at=AFTER, code=session.code, item=item, vote=VOTE)
    sessions.write_note(by=notes, at=AFTER, code=session.code, item=item, note="Beispiel: kurz.")
    for version, person in enumerate((first, middle, last), start=3):
        sessions.write_minutes(by=person, version=version, **write)
    for person in (first, middle, last, votes, notes):
        with pytest.raises(Refused) as refused:
            sessions.approve_minutes(by=person, at=AFTER, code=session.code, version=6)
        assert codes_of(refused) == ["four_eyes"]
    assert sessions.approve_minutes(by=third, at=AFTER, code=session.code, version=6).state == "minuted"


def test_minutes_wait_until_every_idea_has_its_decision(region: Region, officer: User, colleague: User) -> None:
    session = a_session(region, "held")
    on_agenda(region, session)
    with pytest.raises(Refused) as refused:
        minuted(session, officer, colleague)
    assert codes_of(refused) == ["undecided"]


def application_of(officer: User, idea: Idea, **changed: Any) -> Application:
    facts: dict[str, Any] = {
        "title": "Beispielantrag", "recipient": "Beispielstadt",
        "total_cost": Decimal("100000.00"), "requested": Decimal("80000.00"),
    }  # fmt: skip
    given = ApplicationInput(**facts | changed)
    return applications.begin(by=officer, at=AT, given=given, idea_code=idea.code)


def test_application_of_a_forwarded_idea_goes_its_dated_way_to_a_new_project(region: Region, officer: User) -> None:
    idea = an_idea(region, "forwarded", solution="Beispiel: verteilt die Post.")
    application = application_of(officer, idea)
    act: Any = {"by": officer, "code": application.code}
    later = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
    applications.step(**act, at=later, deed="submit", on=date(2026, 4, 1))
    applications.step(**act, at=later, deed="query", on=date(2026, 5, 2), note="Beispiel: Kosten erklären")
    applications.step(**act, at=later, deed="answer", on=date(2026, 5, 9))
    applications.grant(**act, at=later, on=date(2026, 6, 30))
    application.refresh_from_db()
    idea.refresh_from_db()
    project = Project.objects.get()
    assert (idea.state, application.state, application.project) == ("applied", "granted", project)
    assert [(step.state, step.on.isoformat()) for step in application.steps.all()] == [
        ("prepared", "2026-03-02"), ("submitted", "2026-04-01"), ("queried", "2026-05-02"),
        ("submitted", "2026-05-09"), ("granted", "2026-06-30"),
    ]  # fmt: skip
    assert (project.title, project.summary, project.publication, project.participations.get().stated_name) == (
        idea.title, "Beispiel: verteilt die Post.", "draft", "Beispielstadt",
    )  # fmt: skip


def test_second_recipient_of_an_idea_is_granted_into_the_same_project(region: Region, officer: User) -> None:
    idea = an_idea(region, "forwarded")
    made = [application_of(officer, idea, recipient=name) for name in ("Beispielstadt", "Beispielkreis")]
    later = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
    slug = ""
    for application in made:
        applications.step(by=officer, at=later, code=application.code, deed="submit", on=date(2026, 4, 1))
        done = applications.grant(by=officer, at=later, code=application.code, on=date(2026, 5, 1), project_slug=slug)
        assert done.project is not None
        slug = done.project.slug
    assert (Project.objects.count(), Application.objects.values("project").distinct().count()) == (1, 1)


def test_grant_leads_to_no_record_of_another_region(region: Region, officer: User) -> None:
    elsewhere = a_region("Fremdregion")
    grant_role(by=with_role(Role.ADMIN), at=AT, user=officer, role=Role.OFFICE, region=elsewhere)
    officer.forget_roles()
    application = application_of(officer, an_idea(region, "forwarded"))
    applications.step(by=officer, at=AT, code=application.code, deed="submit", on=AT.date())
    there = ProjectFactory(region=elsewhere)
    assert officer.holds(Right.EDIT_PROJECTS, region_id=elsewhere.pk)
    with pytest.raises(Refused) as refused:
        applications.grant(by=officer, at=AT, code=application.code, on=AT.date(), project_slug=there.slug)
    application.refresh_from_db()
    assert (codes_of(refused), application.state, application.project) == (["unknown"], "submitted", None)


@pytest.mark.parametrize(
    ("deed", "on", "amount", "code"),
    [
        ("submit", date(2026, 3, 3), Decimal(1), "future"),
        ("submit", date(2026, 3, 1), Decimal(1), "too_early"),
        ("submit", date(2026, 3, 2), None, "amounts_missing"),
        ("query", date(2026, 3, 2), Decimal(1), "wrong_state"),
        ("withdraw", date(2026, 3, 2), Decimal(1), "note_missing"),
    ],
)
def test_step_out_of_order_or_incomplete_is_refused(
    region: Region, officer: User, deed: str, on: date, amount: Decimal | None, code: str
) -> None:
    application = application_of(officer, an_idea(region, "forwarded"), requested=amount)
    with pytest.raises(Refused) as refused:
        applications.step(by=officer, at=AT, code=application.code, deed=deed, on=on)
    assert code in codes_of(refused)


def test_what_the_board_did_not_forward_has_no_application(region: Region, officer: User) -> None:
    with pytest.raises(Refused) as refused:
        application_of(officer, an_idea(region, "deferred"))
    assert codes_of(refused) == ["wrong_state"]


@pytest.mark.parametrize("role", [Role.STEERING, Role.AUTHORITY, Role.LAND, Role.PARTNER, Role.OFFICE])
def test_nobody_but_the_office_of_the_region_acts(role: Role, region: Region) -> None:
    elsewhere = a_region("Fremdregion") if role is Role.OFFICE else region
    by = with_role(role, region=elsewhere) if role not in (Role.LAND, Role.PARTNER) else with_role(role)
    idea, session = an_idea(region, "submitted"), a_session(region)
    application: Any = ApplicationFactory(region=region)
    deeds: list[Any] = [
        lambda: ideas.enter(by=by, at=AT, region_id=region.pk, given=GIVEN),
        lambda: ideas.change(by=by, at=AT, code=idea.code, version=1, given=GIVEN),
        lambda: ideas.answer_checklist(by=by, at=AT, code=idea.code, version=1, answers=ALL_YES),
        lambda: ideas.withdraw(by=by, at=AT, code=idea.code, reason="Beispiel"),
        lambda: sessions.add_item(by=by, at=AT, code=session.code, topic="Beispiel"),
        lambda: sessions.hold(by=by, at=AT, code=session.code),
        lambda: applications.step(by=by, at=AT, code=application.code, deed="submit", on=AT.date()),
    ]
    said = []
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        said += codes_of(refused)
    assert said == ["no_right"] * len(deeds)


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.OFFICE, (True, ["checked"], 2, 1)),
        (Role.STEERING, (True, ["checked"], 1, 1)),
        (Role.ADMIN, (True, ["checked"], 2, 1)),
        (Role.PARTNER, (False, [], 0, 0)),
        (Role.AUTHORITY, (False, [], 0, 0)),
        (Role.LAND, (False, [], 0, 0)),
    ],
)
def test_office_and_board_read_their_region_and_nobody_an_unconfirmed_idea(
    role: Role, reads: tuple[bool, list[str], int, int], region: Region
) -> None:
    by = with_role(role, region=region) if role in (Role.OFFICE, Role.STEERING, Role.AUTHORITY) else with_role(role)
    an_idea(region, "draft")
    an_idea(region)
    a_session(region)
    a_session(region, "invited")
    ApplicationFactory(region=region)
    assert (
        queries.may_read(by), [idea.state for idea in queries.ideas_read(by)],
        queries.sessions_read(by).count(), queries.applications_read(by).count(),
    ) == reads  # fmt: skip


def test_steering_body_is_invited_at_its_accounts(region: Region) -> None:
    with_role(Role.STEERING, region=region, email="board@beispiel.example")
    with_role(Role.STEERING, region=region, email="weg@beispiel.example", is_active=False)
    with_role(Role.STEERING, region=a_region("Fremdregion"), email="fremd@beispiel.example")
    assert queries.board_mailboxes(region.pk) == ["board@beispiel.example"]
