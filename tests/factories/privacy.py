"""Somebody invented who stands in every room, a namesake beside them, and a look into every table."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection, transaction

from strahlkraft.accounts.models import Absence, SignInLink, User
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.actions import record
from strahlkraft.congress.actions.forgetting import search_again
from strahlkraft.congress.models import Contact, ProgrammeVersion, Review, ReviewNote
from strahlkraft.congress.published import Person as OnStage
from strahlkraft.congress.published import Programme
from strahlkraft.funding.actions import proofs
from strahlkraft.funding.rules import proofs as proof_rules
from strahlkraft.kernel.codes import new_code
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter
from strahlkraft.network.models import ContactPoint, Region
from strahlkraft.newsroom.models import Feedback, ReviewRemark, Subscriber
from strahlkraft.reports.actions import reports
from strahlkraft.reports.models import ReportQuery
from strahlkraft.reports.queries.drafts import Wanted
from strahlkraft.reports.rules.vocabulary import ReportKind
from strahlkraft.reuse.models import OfferDraft, OfferVersion, RequestMessage, Watch
from strahlkraft.steering.models import CalendarLink, Forecast, LastVisit, SavedFilter, SheetImport, Snooze
from tests.factories.accounts import a_region, with_role
from tests.factories.congress import (
    CrewFactory,
    PitchFactory,
    RegistrationFactory,
    SpeakerFactory,
    SubmissionFactory,
)
from tests.factories.contacts import MemberFactory, PersonFactory
from tests.factories.funding import granted, paid, spent
from tests.factories.newsroom import ArticleFactory
from tests.factories.reuse import OfferFactory, RequestFactory
from tests.factories.stage import a_day
from tests.factories.steering import (
    BoardSessionFactory,
    ClosureItemFactory,
    IdeaFactory,
    MilestoneFactory,
    ReportingContactFactory,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAME, MAILBOX = "Zoe Beispiel-Unikat", "zoe.unikat@beispiel.example"
LATER = timedelta(days=7)
AFTER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
"""When the grant of the example has ended."""


@dataclass(frozen=True)
class Everywhere:
    """The account, a deputy of theirs, and what was made."""

    user: User
    deputy: User
    region: Region


def everywhere(name: str = NAME, mailbox: str = MAILBOX) -> Everywhere:
    """Put one person into every room under their mailbox, their account and their name."""
    region = a_region()
    user = with_role(Role.OFFICE, region=region, email=mailbox, display_name=name)
    deputy = with_role(Role.OFFICE, region=region, display_name="Beispiel Vertretung")
    who = Everywhere(user, deputy, region)
    _account(who)
    _network(who)
    _reuse(who)
    _steering(who)
    _congress(who)
    _money(who)
    _news(who)
    _letters(who)
    _trail(who)
    return who


def _account(who: Everywhere) -> None:
    Absence.objects.create(
        user=who.user, deputy=who.deputy, first_day=AT.date(), last_day=AT.date(), entered_by=who.user, entered_at=AT
    )
    SignInLink.objects.create(user=who.user, token_hash="a" * 64, created_at=AT, expires_at=AT + timedelta(minutes=15))
    Authenticator.objects.create(user=who.user, type=Authenticator.Type.TOTP, data={"secret": MAILBOX})
    SocialAccount.objects.create(user=who.user, provider="oidc", uid=who.user.email, extra_data={"email": MAILBOX})
    session = SessionStore()
    session[SESSION_KEY] = str(who.user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = who.user.get_session_auth_hash()
    session.create()
    UserSession.objects.create(
        user=who.user, session_key=session.session_key, ip="192.0.2.1", user_agent="Beispiel", created_at=AT
    )


def _network(who: Everywhere) -> None:
    ContactPoint.objects.create(region=who.region, mailbox=who.user.email)
    PersonFactory(name=who.user.display_name, mailbox=who.user.email)
    MemberFactory(group__region=who.region, mailbox=who.user.email)


def _reuse(who: Everywhere) -> None:
    mailbox, name = who.user.email, who.user.display_name
    offer: Any = OfferFactory(mailbox=mailbox)
    OfferVersion.objects.create(
        offer=offer, number=2, content={"mailbox": mailbox, "title": "Beispiel"}, changed_fields=[], published_at=AT
    )
    OfferDraft.objects.create(offer=offer, content={"mailbox": mailbox}, saved_at=AT, saved_by=name)
    request: Any = RequestFactory(
        offer=offer, mailbox=mailbox.title(), person=name, provider_mailbox=mailbox, need=f"Beispiel von {name}"
    )
    RequestMessage.objects.create(request=request, side="reuser", text=f"Beispielgruß, {name}", written_at=AT)
    RequestMessage.objects.create(request=request, side="provider", text="Beispielantwort", written_at=AT)
    Watch.objects.create(
        code=new_code(), mailbox=mailbox, language="de", need=name, created_at=AT, confirm_by=AT, confirmed_at=AT
    )


def _steering(who: Everywhere) -> None:
    mailbox, name, actor = who.user.email, who.user.display_name, who.user.actor_id
    IdeaFactory(region=who.region, mailbox=mailbox)
    ReportingContactFactory(mailbox=mailbox)
    BoardSessionFactory(region=who.region, invited=f"{mailbox}\nanders@beispiel.example")
    BoardSessionFactory(
        region=who.region,
        invited=f"{mailbox}\nanders@beispiel.example",
        state="minuted",
        minutes="Beispiel",
        minuted_at=AT,
    )
    milestone: Any = MilestoneFactory(project__region=who.region)
    Forecast.objects.create(
        milestone=milestone, number=1, expected_on=AT.date(), reason="Beispiel", stated_by=name, stated_at=AT
    )
    ClosureItemFactory(settled_by=name, settled_at=AT)
    SheetImport.objects.create(
        code=new_code(),
        region=who.region,
        name="beispiel.xlsx",
        sha256="0" * 64,
        changes=[{"field": "mailbox", "old": "", "new": mailbox}],
        applied_at=AT,
        applied_by=name,
    )
    Snooze.objects.create(actor_id=actor, duty="beispiel", until=AT.date(), put_off_at=AT)
    LastVisit.objects.create(actor_id=actor, at=AT)
    SavedFilter.objects.create(actor_id=actor, name=name, query="q=beispiel", saved_at=AT)
    CalendarLink.objects.create(actor_id=actor, code=new_code(), made_at=AT)


def _congress(who: Everywhere) -> None:
    mailbox, name = who.user.email, who.user.display_name
    occasion = a_day("beispieltag-unikat").occasion
    occasion.mailbox = mailbox
    occasion.save()
    speaker: Any = SpeakerFactory(occasion=occasion, name=name, mailbox=mailbox, biography=f"{name} erzählt.")
    SubmissionFactory(occasion=occasion, mailbox=mailbox, person=name, needs_note=f"Beispiel {name}")
    dropped: Any = SubmissionFactory(occasion=occasion, mailbox=mailbox, person=name, state="withdrawn")
    dropped.slides.save("beispiel.pdf", ContentFile(f"%PDF-1.7 {name} {mailbox}".encode()), save=False)
    dropped.slides_at = AT
    dropped.save()
    reviewer: Any = CrewFactory(occasion=occasion, name=name, mailbox=mailbox)
    pitch: Any = PitchFactory(occasion=occasion)
    Review.objects.create(pitch=pitch, reviewer=reviewer, marks={}, comment=f"Beispiel, {name}", written_at=AT)
    ReviewNote.objects.create(pitch=pitch, author=name, text="Beispielnotiz", written_at=AT)
    RegistrationFactory(occasion=occasion, name=name, mailbox=mailbox, seats=3)
    Contact.objects.create(
        pitch=pitch,
        code=new_code(),
        state="confirmed",
        origin="page",
        person=name,
        mailbox=mailbox,
        text=f"Beispiel von {name}",
        created_at=AT,
        confirm_by=AT + LATER,
        confirmed_at=AT,
    )
    _on_stage(ProgrammeVersion.objects.get(occasion=occasion), speaker)


def _on_stage(version: ProgrammeVersion, speaker: Any) -> None:
    """Name somebody, and a namesake, in the published programme and in the search."""
    programme = Programme.from_json(version.content)
    own = OnStage(speaker.guid.hex[:8], speaker.guid, speaker.name, "Beispielstadt", speaker.biography)
    stage = programme.stages[0]
    block = stage.blocks[0]
    item = replace(block.items[0], people=(own,))
    blocks = (replace(block, items=(item, *block.items[1:])), *stage.blocks[1:])
    version.content = replace(programme, stages=(replace(stage, blocks=blocks),)).to_json()
    version.save()
    search_again([version.pk])


def _money(who: Everywhere) -> None:
    """The person releases a proof and a report a colleague wrote, and asks about the report."""
    writer = with_role(Role.OFFICE, region=who.region, display_name="Beispiel Schreibkraft")
    grant = granted("proof_due", region=who.region, has_audit_office=False)
    spent(grant, "100000.00", category="staff", text="Beispielstelle")
    paid(grant, "60000.00")
    row = proofs.open_proof(by=writer, at=AFTER, grant=grant.code, year=None)
    row = proofs.take_up(by=writer, at=AFTER, code=row.code, version=row.version)
    words = {key: f"Beispieltext {key}" for key in proof_rules.SECTIONS}
    given = proofs.Given(narrative=words, confirmations=dict.fromkeys(proof_rules.CONFIRMATIONS, True), income={})
    row = proofs.edit(by=writer, at=AFTER, code=row.code, version=row.version, given=given)
    row = proofs.check(by=writer, at=AFTER, code=row.code, version=row.version)
    row = proofs.release(by=who.user, at=AFTER, code=row.code, version=row.version)
    proofs.submit(by=writer, at=AFTER, code=row.code, version=row.version, submitted_on=AFTER.date())
    report = reports.draft(by=writer, at=AT, wanted=Wanted(ReportKind.STATUS, AT.date() - LATER, who.region))
    report = reports.release(by=who.user, at=AT, code=report.code, version=report.version, seen=report.sha256)
    report = reports.submit(by=writer, at=AT, code=report.code, version=report.version)
    ReportQuery.objects.create(
        report=report,
        question="Beispielfrage",
        asked_at=AT,
        asked_by=who.user.actor_id,
        asked_label=who.user.display_name,
    )


def _news(who: Everywhere) -> None:
    mailbox = who.user.email
    Subscriber.objects.create(
        code=new_code(),
        mailbox=mailbox,
        mailbox_hash="b" * 64,
        asked_at=AT,
        confirm_by=AT,
        confirmed_at=AT,
        consent="1",
    )
    Feedback.objects.create(
        code=new_code(),
        about_kind="site",
        mailbox=mailbox,
        text=f"Beispiel, {who.user.display_name}",
        state="unconfirmed",
        asked_at=AT,
        confirm_by=AT + LATER,
    )
    article: Any = ArticleFactory(region=who.region)
    ReviewRemark.objects.create(
        article=article, text="Beispiel", at=AT, by=who.user.actor_id, by_label=who.user.display_name
    )


def _letters(who: Everywhere) -> None:
    mailbox, name = who.user.email, who.user.display_name
    with transaction.atomic():
        sent = post_letter(to=mailbox, subject=f"Beispiel {name}", text=mailbox, key="beispiel-1", at=AT)
        told = post_letter(
            to="anders@beispiel.example",
            subject=f"Beispiel von {name}",
            text=f"{name} <{mailbox}>",
            key="beispiel-2",
            at=AT,
        )
        post_letter(
            to="dritte@beispiel.example",
            subject=f"Beispiel: {name} ist verreist",
            text=f"{name} ist verreist.",
            key="beispiel-4",
            at=AT,
        )
        post_letter(to=mailbox.upper(), subject="Beispiel", text=f"Guten Tag {name}", key="beispiel-3", at=AT)
    type(sent).objects.filter(pk__in=[sent.pk, told.pk]).update(sent_at=AT)


def _trail(who: Everywhere) -> None:
    with transaction.atomic():
        record(by=who.user, at=AT, verb="publish_project", subject=Label("project", "beispiel", "Beispiel"))
        stands_in = User.objects.get(pk=who.deputy.pk)
        stands_in._stood_in_for.add(who.user.display_name)
        record(by=stands_in, at=AT, verb="publish_project", subject=Label("project", "beispiel", "Beispiel"))


def traces(*texts: str) -> list[str]:
    """Every column of every table, model or not, in which one of these texts stands, whatever its capitals."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 - a name from the database itself
            for name in [column[0] for column in cursor.description]:
                where = f'LOWER(CAST("{name}" AS TEXT)) LIKE %s'
                for text in texts:
                    cursor.execute(f'SELECT COUNT(*) FROM "{table}" WHERE {where}', [f"%{text.lower()}%"])  # noqa: S608 - names from the database itself
                    if cursor.fetchone()[0]:
                        found.append(f"{table}.{name}")
    return found


def pictured() -> dict[str, dict[Any, dict[str, str]]]:
    """Every row of every table with a key of its own: table to key to column to its value as text."""
    found: dict[str, dict[Any, dict[str, str]]] = {}
    for model in apps.get_models(include_auto_created=True):
        columns = [field.name for field in model._meta.concrete_fields]
        found[model._meta.label] = {
            row[0]: dict(zip(columns, map(str, row[1:]), strict=True))
            for row in model._base_manager.values_list("pk", *columns)
        }
    return found


def counted() -> dict[str, int]:
    """Table to how many rows it has."""
    with connection.cursor() as cursor:
        numbers = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - a name from the database itself
            numbers[table] = cursor.fetchone()[0]
        return numbers
