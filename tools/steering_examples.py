"""Invented steering for pictures and journeys, every record called "Beispiel": from an idea to a closing and what remains.

``tools.examples`` calls it; people without an account come in by the links that ``print_links`` names.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.actions import contacts, groups
from strahlkraft.network.models import Organisation, Region
from strahlkraft.network.rules import ContactInput as Talk
from strahlkraft.steering import access
from strahlkraft.steering.actions import (
    applications,
    checkins,
    closure,
    deadlines,
    decisions,
    handover,
    ideas,
    milestones,
    risks,
    sessions,
    staffing,
    tasks,
)
from strahlkraft.steering.models import BoardSession, CheckIn, Idea, ReportingContact
from strahlkraft.steering.rules.applications import ApplicationInput
from strahlkraft.steering.rules.board import CHECK_KEYS, IdeaInput, SessionInput, Vote
from strahlkraft.steering.rules.deadlines import ManualDeadline
from strahlkraft.steering.rules.staffing import PositionInput

PROJECT = "lorawan-2-0"
MAILBOX = "rueckmeldung@beispiel.example"
_NEED = "Beispiel: Anträge auf Sondernutzung liegen wochenlang im Posteingang, weil drei Ämter nacheinander prüfen."
_SOLUTION = "Beispiel: ein Online-Dienst, der einen Antrag allen drei Ämtern zugleich zeigt und Fristen nennt."


def make(now: datetime) -> None:
    """Ideas from "handed in" to "applied", a session to come and one held, a project's life, its closing, what remains."""
    who: dict[str, Any] = {"by": SYSTEM, "at": now}
    region = Region.objects.get(slug="ostwestfalen-lippe")
    checked, decided, applied, _handed_in = [
        ideas.enter(**who, region_id=region.pk, given=_idea(word))
        for word in ("Baumkataster", "Vereinsförderung", "Wasserzähler", "Sondernutzung")
    ]
    for idea in (checked, decided, applied):
        answers = dict.fromkeys(CHECK_KEYS, ("yes", "")) | {"licence": ("no", "Beispiel: noch nicht entschieden.")}
        ideas.answer_checklist(**who, code=idea.code, version=idea.version, answers=answers, finish=True)
    _sessions(who, region, to_come=[checked], held=[decided, applied])
    _application(who, applied)
    _life(who, region)
    _closing(who, region)
    _network(who, region)


def _idea(word: str) -> IdeaInput:
    return IdeaInput(
        title=f"Beispielidee {word}",
        need=_NEED,
        solution=_SOLUTION,
        benefit="Beispiel: Wer einen Antrag stellt, weiß nach zwei Tagen, woran er ist.",
        body="Beispielstadt",
        mailbox=f"{word.lower().replace('ä', 'ae').replace('ö', 'oe')}@beispielstadt.example",
        estimated_cost=Decimal(85_000),
    )


def _sessions(who: dict[str, Any], region: Region, *, to_come: list[Idea], held: list[Idea]) -> None:
    """One to come with its agenda; one held: one idea deferred, one forwarded, minutes written but not approved."""
    now = who["at"]
    _session(who, region, "Beispielsitzung im Frühjahr", now + timedelta(days=40), to_come)
    _hold(who, *_session(who, region, "Beispielsitzung im Herbst", now - timedelta(days=9), held))


def _session(
    who: dict[str, Any], region: Region, title: str, starts: datetime, on_it: list[Idea]
) -> tuple[str, list[int]]:
    """A planned session with these ideas on its agenda: its code, and its items about an idea."""
    given = SessionInput(title, starts, starts + timedelta(hours=3), "Beispielsaal")
    session = sessions.plan(**who, region_id=region.pk, given=given)
    items = [sessions.add_item(**who, code=session.code, idea_code=idea.code).pk for idea in on_it]
    sessions.add_item(**who, code=session.code, topic="Verschiedenes (Beispiel)")
    return session.code, items


def _hold(who: dict[str, Any], code: str, items: list[int]) -> None:
    again = localdate(who["at"]) + timedelta(days=90)
    early = {**who, "at": who["at"] - timedelta(days=20)}
    session = BoardSession.objects.get(code=code)
    sessions.invite(**early, code=code, version=session.version, mailboxes=["gremium@beispiel.example"])
    sessions.hold(**who, code=code)
    votes = (
        Vote("defer", "Beispiel: Die Kosten des Betriebs fehlen noch.", 7, 1, 2, again_from=again),
        Vote("forward", "Beispiel: Der Dienst nützt allen Gemeinden der Region.", 9, 0, 1),
    )
    for item, vote in zip(items, votes, strict=True):
        sessions.decide(**who, code=code, item=item, vote=vote)
    session.refresh_from_db()
    sessions.write_minutes(
        **who,
        code=code,
        version=session.version,
        minutes="Beispiel: Die Sitzung beginnt um neun Uhr; die Tagesordnung wird angenommen.",
        present="Beispielstadt, Beispielkreis, Beispielverein",
        voting=10,
    )


def _application(who: dict[str, Any], idea: Idea) -> None:
    given = ApplicationInput(
        title="Beispielantrag Wasserzähler",
        recipient="Beispielstadt",
        total_cost=Decimal(120_000),
        requested=Decimal(96_000),
        due_on=localdate(who["at"]) + timedelta(days=30),
    )
    row = applications.begin(**who, given=given, idea_code=idea.code)
    applications.step(**who, code=row.code, deed="submit", on=localdate(who["at"]), note="Beispiel: per E-Mail.")


def _life(who: dict[str, Any], region: Region) -> None:
    """Milestones, a risk, a task, a decision, and last month's check-in that waits for its answer."""
    today: date = localdate(who["at"])
    of: dict[str, Any] = {**who, "slug": PROJECT}
    known = ReportingContact.objects.filter(project__slug=PROJECT).first()
    contact = checkins.ContactInput(PROJECT, MAILBOX, seen_mailbox=known.mailbox if known else "")
    checkins.set_contacts(**who, given=[contact])
    month_ago = {**who, "at": who["at"] - timedelta(days=35)}
    checkins.request_month(**month_ago, region_id=region.pk)
    for number, (title, days) in enumerate((("Testbetrieb", -20), ("Abnahme", 50), ("Schulung der Bauhöfe", 95))):
        row = milestones.add_milestone(**of, title=f"Beispiel: {title}", planned_on=today + timedelta(days=days))
        if number:
            milestones.forecast_milestone(
                **who,
                code=row.code,
                version=row.version,
                expected_on=today + timedelta(days=days + 21 * number),
                reason="Beispiel: Eine Lieferung fehlt.",
            )
    risks.open_risk(
        **of,
        title="Beispiel: Sensoren sind nicht lieferbar",
        probability=3,
        impact=4,
        owner="Projektleitung",
        measure="Beispiel: ein zweiter Lieferant.",
        review_on=today + timedelta(days=30),
    )
    due = today + timedelta(days=10)
    tasks.add_task(**of, title="Beispiel: Standorte melden", for_name="Beispielstadt", due_on=due)
    decisions.record_decision(
        **of,
        on=today,
        title="Beispiel: Das offene Netz wird genommen",
        reason="Beispiel: Es gehört der Region selbst.",
        decided_by="Lenkungskreis (Beispiel)",
    )


def _closing(who: dict[str, Any], region: Region) -> None:
    """A closing with one line settled, deadlines, posts, and a body named for what remains."""
    today: date = localdate(who["at"])
    row = closure.begin(**who, slug=PROJECT, target_on=today + timedelta(days=200))
    done = closure.Settling("finish", evidence="Beispiel: gebucht und von der Kämmerei bestätigt.")
    closure.settle_item(**who, code=row.code, version=row.version, key="last-expenditure", given=done)
    for title, days, legal in (("Zwischennachweis", -3, True), ("Pressegespräch", 12, False)):
        latest = today + timedelta(days=days)
        given = ManualDeadline(f"Beispiel: {title}", latest, "Beispiel: so vereinbart", legal=legal)
        deadlines.add(**who, region_id=region.pk, given=given)
    for label, share, days in (("Leitung", "1.00", 100), ("Koordination", "0.50", 400)):
        post = PositionInput(
            label=f"Beispielstelle {label}",
            share=Decimal(share),
            starts_on=today - timedelta(days=300),
            ends_on=today + timedelta(days=days),
            funded_rate=Decimal(80),
        )
        staffing.add_position(**who, region_id=region.pk, given=post)
    body = Organisation.objects.order_by("pk").first()
    naming = handover.Naming(body.pk if body else None, "nachlass@beispiel.example", today + timedelta(days=220))
    handover.name_body(**who, region_id=region.pk, given=naming)


def _network(who: dict[str, Any], region: Region) -> None:
    """An exchange group with a member and a meeting, and a talk with its next step."""
    today: date = localdate(who["at"])
    body = Organisation.objects.order_by("pk")[0]
    group = groups.create_group(
        **who,
        region_id=region.pk,
        name="Beispielgruppe Sensorik",
        ring="region",
        purpose="Beispiel: Erfahrungen mit Sensoren im Alltag.",
    )
    groups.add_member(
        **who, slug=group.slug, organisation_id=body.pk, mailbox="sensorik@beispiel.example", joined_on=today
    )
    groups.save_meeting(**who, slug=group.slug, on=today + timedelta(days=20), place="Beispielsaal")
    talk = Talk(
        on=today,
        channel="call",
        text="Beispiel: Die Stadt möchte mitmachen und fragt nach den Kosten.",
        organisation_id=body.pk,
        next_step="Beispiel: Kosten schicken",
        due_on=today + timedelta(days=5),
    )
    contacts.log_contact(**who, region_id=region.pk, given=talk)


def print_links() -> None:
    """Print the private addresses of an idea, the open check-in and the open tasks, a line each: what, address."""
    idea = Idea.objects.filter(title__startswith="Beispielidee").order_by("pk")[0]
    checkin = CheckIn.objects.get(project__slug=PROJECT, month__lt=localdate().replace(day=1))
    contact = ReportingContact.objects.get(project__slug=PROJECT)
    print("idea", f"/ideen/stand/{access.link_token('idea', idea.link_code)}/")
    print("checkin", f"/rueckmeldung/{access.link_token('checkin', checkin.code)}/")
    print("tasks", f"/aufgaben/{access.link_token('tasks', access.tasks_code(contact))}/")
