"""The trail in words: no deed of any room without its word, no reason as a bare code, no mailbox or person of a road."""

import ast
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

import strahlkraft
from strahlkraft.accounts.rules import Role
from strahlkraft.audit.models import AuditEntry
from strahlkraft.kernel.actor import NOBODY
from strahlkraft.office.deed_words import REASONS, VERBS
from strahlkraft.office.views.trail import KINDS
from strahlkraft.reuse import access, actions
from strahlkraft.reuse.rules.requests import RequestForm
from strahlkraft.reuse.rules.vocabulary import Side
from tests.factories.accounts import with_role
from tests.factories.network import MunicipalityFactory
from tests.factories.reuse import OfferFactory
from tests.office.pages import Entrance

ACTIONS = sorted(
    path
    for path in Path(strahlkraft.__file__).parent.rglob("*.py")
    if path.stem == "actions" or "actions" in path.parent.parts
)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _verbs(path: Path) -> set[str]:
    """The words for deeds a module of actions writes into the trail."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"record", "_record"}:
            given = [word.value for word in node.keywords if word.arg == "verb"] or node.args[:1]
            found |= {
                text.value
                for value in given
                if not isinstance(value, ast.JoinedStr)
                for text in ast.walk(value)
                if isinstance(text, ast.Constant) and isinstance(text.value, str)
            }
    return found


def test_every_deed_has_its_word() -> None:
    verbs = {verb for path in ACTIONS for verb in _verbs(path)} | {"remind_request", "escalate_request"}
    assert len(verbs) > 40
    assert verbs - set(VERBS) == set()


def test_every_kind_of_subject_can_be_chosen() -> None:
    assert {key for key, _word in KINDS} >= {
        "project",
        "offer",
        "request",
        "case",
        "software",
        "publisher",
        "webhook",
        "peer",
        "user",
    }


@pytest.mark.django_db
def test_trail_of_a_whole_road_names_no_mailbox_and_no_code_as_reason(enter: Entrance) -> None:
    offer = OfferFactory(mailbox="angebote@beispiel.example")
    form = RequestForm(
        need="Wir suchen ein Beispiel für unsere Bürgerdienste.",
        mailbox="digitales@beispielstadt.example",
        municipality=MunicipalityFactory().key,
    )
    for refused in (False, True):
        request = actions.ask(by=NOBODY, at=MONDAY, thing_kind="offer", thing_key=offer.slug, form=form, language="de")
        actions.confirm(by=NOBODY, at=MONDAY, code=request.code)
        provider = access.LinkHolder(Side.PROVIDER, request.code)
        if refused:
            actions.refuse(
                by=provider,
                at=MONDAY,
                code=request.code,
                reason="not_finished",
                text="Noch nicht fertig, bitte warten.",
            )
        else:
            actions.answer(by=provider, at=MONDAY, code=request.code, text="Gern, an erika@beispiel.example.")
            actions.open_case_from_request(by=provider, at=MONDAY + timedelta(days=1), code=request.code)
    written = json.dumps(list(AuditEntry.objects.values()), default=str)
    admin: Client = enter(with_role(Role.ADMIN, is_demo=True))
    rows = admin.get("/arbeit/protokoll/").context["entries"]

    assert (re.findall(r"[\w.]+@[\w.]+", written), "Bürgerdienste" in written) == ([], False)
    assert {row["entry"].verb for row in rows} >= {"confirm_request", "answer_request", "refuse_request", "open_case"}
    assert {row["reason"] for row in rows} - {""} == {REASONS["refuse_request"]["not_finished"]}
    assert [change.label for row in rows for change in row["changes"] if re.fullmatch(r"[a-z_]+", change.label)] == []
