"""Somebody who stands in every room is erased: no trace of name or mailbox anywhere, while counts and sums stay."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from strahlkraft.accounts.models import Membership
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.audit.queries import verify
from strahlkraft.congress.models import Registration
from strahlkraft.funding.models import Approval, ProofSnapshot
from strahlkraft.letters.actions import deliver_due, forget
from strahlkraft.letters.models import Letter
from strahlkraft.privacy.actions import answering
from strahlkraft.privacy.models import DataWish
from strahlkraft.privacy.queries import own
from strahlkraft.privacy.queries.finding import found_of, person_of
from strahlkraft.privacy.queries.registry import kept
from strahlkraft.privacy.rules import Wish
from strahlkraft.reports.models import Report
from strahlkraft.reports.papers import rendering
from strahlkraft.reuse.models import RequestMessage
from strahlkraft.search import indexer
from strahlkraft.search import queries as search
from strahlkraft.search.models import SearchDocument
from strahlkraft.search.rules import Query
from strahlkraft.steering.models import BoardSession
from tests.factories.accounts import a_region, a_user, with_role
from tests.factories.congress import RegistrationFactory
from tests.factories.privacy import MAILBOX, NAME, counted, everywhere, pictured, traces
from tests.factories.projects import ProjectFactory
from tests.factories.steering import IdeaFactory
from tests.privacy.people import AT, an_admin, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REMOVED = {
    "account_emailaddress",
    "accounts_absence",
    "accounts_signinlink",
    "django_session",
    "mfa_authenticator",
    "newsroom_feedback",
    "socialaccount_socialaccount",
    "steering_calendarlink",
    "steering_lastvisit",
    "steering_reportingcontact",
    "steering_savedfilter",
    "steering_snooze",
    "usersessions_usersession",
}
NOT_HERE = {
    # entries nobody of the test is found by, each with the reason
    "account.EmailConfirmation",  # addresses are confirmed by the administration
    "accounts.Membership",  # one of two entries is of ended roles
    "congress.Speaker",  # one of two entries is a period only
    "newsroom.Picture",  # a credit is found by nobody's mailbox
    "newsroom.Suppression",  # a digest
    "projects.Document",  # a credit
    "search.SearchDocument",  # a copy of public pages
    "socialaccount.SocialToken",  # tokens are not stored
    "steering.Handover",  # the function mailbox of a body that answers for a project
    "reuse.OfferVersion",  # found by its text
}


def test_the_person_of_this_test_stands_in_every_entry() -> None:
    everywhere()
    confirmed(Wish.ERASURE, mailbox=MAILBOX)
    found = {one.kept.entry.table for one in found_of(person_of(mailbox=MAILBOX))}
    assert sorted({row.entry.table for row in kept()} - found - NOT_HERE) == []
    assert len(traces(NAME, MAILBOX)) > 40


def test_erased_everywhere_while_counts_and_sums_stay(settings: Settings) -> None:
    who, by = everywhere(), an_admin()
    row = confirmed(Wish.ERASURE, mailbox=MAILBOX)
    before, seats = counted(), sum(Registration.objects.values_list("seats", flat=True))
    found = own.pseudonyms_of(person_of(mailbox=MAILBOX))
    done = answering.erase_person(by=by, at=AT, code=row.code)
    assert done.left == []
    after = counted()
    gone = {table for table, number in before.items() if after.get(table, 0) < number}
    assert gone == REMOVED
    assert sum(Registration.objects.values_list("seats", flat=True)) == seats
    assert own.pseudonyms_of(person_of(account=who.user.actor_id)) == found
    last = Letter.objects.get(key=f"data-wish-erased:{row.code}")
    assert last.to == MAILBOX
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(at=AT)
    forget(at=AT + timedelta(days=8))
    assert traces(NAME, MAILBOX) == []
    assert verify() == []
    assert (done.mailbox, done.account, DataWish.objects.get(pk=row.pk).state) == ("", "", "done")


def test_nothing_else_changes_and_records_of_law_lose_the_name_only() -> None:
    who = everywhere()
    proof, report = ProofSnapshot.objects.get(), Report.objects.get()
    sheets = [rendering.render(report, form) for form in rendering.MEDIA_TYPES]
    row = confirmed(Wish.ERASURE, mailbox=MAILBOX)
    before, found = pictured(), {one.kept.entry.table for one in found_of(person_of(mailbox=MAILBOX))}
    answering.erase_person(by=an_admin(), at=AT, code=row.code)
    after = pictured()
    changed: dict[str, set[str]] = {}
    for table, rows in before.items():
        for key, values in rows.items():
            now = after[table].get(key, values)
            if columns := {name for name, value in values.items() if now[name] != value}:
                changed.setdefault(table, set()).update(columns)
    said: dict[str, set[str]] = {"search.SearchCounter": {"log", "value"}, "audit.ChainHead": {"count", "hash"}}
    said["search.SearchDocument"] = {"payload", "digest", "sequence"}
    said["privacy.DataWish"] = {"state", "settled_at", "settled_by", "protocol", "mailbox"}
    for one in kept():
        inside = (one.entry.inside.column,) if one.entry.inside else ()
        said.setdefault(one.entry.table, set()).update(
            (*one.entry.columns, *one.entry.lines, *one.entry.mentions, *inside)
        )
    assert {
        table: sorted(columns - said.get(table, set()))
        for table, columns in changed.items()
        if columns - said.get(table, set())
    } == {}
    assert {table: changed[table] for table in ("funding.Approval", "reports.ReportQuery", "audit.AuditEntry")} == {
        "funding.Approval": {"approved_label"},
        "reports.ReportQuery": {"asked_label"},
        "audit.AuditEntry": {"actor_label", "label_salt"},
    }
    assert {"funding.Approval", "reports.ReportQuery"} <= found
    assert (after["funding.ProofSnapshot"], after["reports.Report"]) == (
        before["funding.ProofSnapshot"],
        before["reports.Report"],
    )
    assert hashlib.sha256(proof.data.encode()).hexdigest() == ProofSnapshot.objects.get().sha256
    assert [rendering.render(Report.objects.get(), form) for form in rendering.MEDIA_TYPES] == sheets
    assert Approval.objects.get().approved_by == who.user.actor_id
    assert verify() == []


def test_files_and_the_index_of_the_search_forget_too(
    tmp_path: Path, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    everywhere()
    indexer.catch_up()
    generation = (tmp_path / "search" / "CURRENT").read_text(encoding="ascii")
    assert [hit.kind for hit in search.search(Query("Unikat")).hits] == ["pitch"]
    assert naming(tmp_path / "uploads", NAME, MAILBOX) == ["beispiel.pdf"]
    with django_capture_on_commit_callbacks(execute=True):
        answering.erase_person(by=an_admin(), at=AT, code=confirmed(Wish.ERASURE, mailbox=MAILBOX).code)
    assert search.search(Query("Unikat")).hits == ()
    assert (tmp_path / "search" / "CURRENT").read_text(encoding="ascii") != generation
    assert [path.name for path in (tmp_path / "search").iterdir() if path.is_dir()] == [
        (tmp_path / "search" / "CURRENT").read_text(encoding="ascii")
    ]
    assert naming(tmp_path, NAME, MAILBOX) == []
    indexer._engine.cache_clear()


def naming(folder: Path, *texts: str) -> list[str]:
    """The files below a folder in which one of the texts stands."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(text.encode() in path.read_bytes() for text in texts)]


def test_what_others_wrote_about_somebody_is_told_to_the_office() -> None:
    region = a_region()
    with_role(Role.OFFICE, region=region, email="aenne@beispiel.example", display_name="Änne Beispiel-Unikum")
    idea: Any = IdeaFactory(region=region, need="Bitte bei Änne BEISPIEL-Unikum melden: aenne@beispiel.example")
    ProjectFactory(office_fields=["Änne Beispiel-Unikum"])
    RegistrationFactory(name="Änne Beispiel-Unikum", mailbox="andere@beispiel.example")  # a namesake is no trace
    row = answering.erase_person(
        by=an_admin(), at=AT, code=confirmed(Wish.ERASURE, mailbox="aenne@beispiel.example").code
    )
    assert row.left == [
        {"table": "projects.Project", "column": "office_fields", "rows": 1, "left": True},
        {"table": "steering.Idea", "column": "need", "rows": 1, "left": True},
    ]
    idea.refresh_from_db()
    assert "aenne@beispiel.example" in idea.need
    assert row.rows == sum(one["rows"] for one in row.protocol) - 2


def test_what_is_not_theirs_stays() -> None:
    who = everywhere()
    answering.erase_person(by=an_admin(), at=AT, code=confirmed(Wish.ERASURE, mailbox=MAILBOX).code)
    assert RequestMessage.objects.get(side="provider").text == "Beispielantwort"
    sessions = dict(BoardSession.objects.values_list("state", "invited"))
    assert sessions == {"planned": "anders@beispiel.example", "minuted": ""}
    assert Approval.objects.get().approved_by == who.user.actor_id
    assert Letter.objects.get(key="beispiel-2").text == "… <…>"
    assert Letter.objects.get(key="beispiel-4").subject == "Beispiel: … ist verreist"
    assert AuditEntry.objects.exclude(actor_label="").filter(actor_id=who.user.actor_id).count() == 0
    assert not Session.objects.exists()
    assert not Membership.objects.valid_at(AT).filter(user=who.user).exists()
    who.user.refresh_from_db()
    assert (who.user.is_active, who.user.display_name) == (False, who.user.actor_id)
    assert not [row for row in SearchDocument.objects.filter(kind="pitch") if NAME in str(row.payload)]


def test_a_namesake_everywhere_keeps_everything() -> None:
    everywhere(mailbox="zweite.unikat@beispiel.example")
    a_user(email=MAILBOX, display_name=NAME)
    before = traces("zweite.unikat@beispiel.example")
    answering.erase_person(by=an_admin(), at=AT, code=confirmed(Wish.ERASURE, mailbox=MAILBOX).code)
    assert traces("zweite.unikat@beispiel.example") == before
