"""Nothing of people is kept that no room speaks of: every column of every table is looked at."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation

from strahlkraft.accounts.models import User
from strahlkraft.congress.rules.registration import KEEP_PEOPLE
from strahlkraft.kernel.personal import Fill
from strahlkraft.privacy import texts
from strahlkraft.privacy.queries.leftover import WORDS
from strahlkraft.privacy.queries.register import periods, processing
from strahlkraft.privacy.queries.registry import acted, field_at, kept, not_people, of_things, rooms, word_of
from strahlkraft.reuse.rules.requests import KEEP_CLOSED

ACCOUNT = "accounts.User"


def _unspoken(model: type[models.Model]) -> list[str]:
    """Columns of one model that can hold words or lead to an account and are in none of the four lists."""
    label = model._meta.label
    lists = (_about_people(), frozenset(not_people()), of_things())
    found = []
    for field in model._meta.concrete_fields:
        person = field.is_relation and field.related_model is apps.get_model(ACCOUNT)
        words = isinstance(field, WORDS) and not field.choices
        if (person or words) and not any(f"{label}.{field.name}" in one for one in lists):
            found.append(f"{label}.{field.name}")
    return found


def _about_people() -> frozenset[str]:
    spoken = {f"{row.entry.table}.{column}" for row in kept() for column in row.entry.spoken_of}
    spoken |= {f"{row.entry.table}.{row.entry.account}" for row in kept() if row.entry.account}
    return frozenset(spoken | {f"{table}.{column}" for table, columns in acted().items() for column in columns})


def test_every_column_of_every_model_that_can_hold_words_is_spoken_of() -> None:
    walked = list(apps.get_models(include_auto_created=True))
    assert len(walked) > 130
    assert sorted(name for model in walked for name in _unspoken(model)) == []


def test_a_column_with_a_mailbox_is_about_people_whatever_else_a_room_says() -> None:
    mailboxes = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField)
    }
    assert mailboxes
    assert sorted(mailboxes - _about_people()) == []


@isolate_apps("tests")
def test_a_new_column_would_be_noticed() -> None:
    class New(models.Model):
        """A table nobody spoke of."""

        title = models.CharField(max_length=20)
        papers = models.JSONField(default=dict)
        owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
        state = models.CharField(max_length=5, choices=[("a", "a")])
        number = models.IntegerField()

        class Meta:
            app_label = "tests"

    assert _unspoken(New) == ["tests.New.title", "tests.New.papers", "tests.New.owner"]


def test_no_column_is_about_people_and_about_things() -> None:
    lists = [_about_people(), frozenset(not_people()), of_things()]
    assert sorted((lists[0] | lists[1]) & lists[2]) == []
    assert all(reason.strip() for reason in not_people().values())


def test_what_the_rooms_say_stands_in_their_tables() -> None:
    names = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }
    for row in kept():
        for column in row.entry.spoken_of:
            assert f"{row.entry.table}.{column}" in names, (row.room, row.entry.table, column)
    stale = {f"{table}.{column}" for table, columns in acted().items() for column in columns}
    stale |= set(not_people()) | of_things()
    assert sorted(stale - names) == []


def test_every_entry_says_why_and_how_long() -> None:
    for row in kept():
        entry = row.entry
        where = (row.room, entry.table)
        assert entry.purpose, where
        assert bool(entry.since) == (entry.erase_after is not None), where
        assert entry.erase_after is not None or entry.kept_because, where
        assert entry.erase_after is None or entry.since in texts.SINCE, where
        if entry.since:
            assert isinstance(field_at(row.model, entry.since), models.DateField), where
        found = entry.mailbox or entry.account or entry.actor or entry.label or entry.lines or entry.inside
        assert found or entry.kept_because or entry.erase_after is not None, where
        assert not set(entry.told) & set(entry.secret), where


def test_what_replaces_a_column_fits_it() -> None:
    for row in kept():
        for name, value in row.entry.columns.items():
            field = field_at(row.model, name)
            if value is Fill.NOW:
                assert isinstance(field, models.DateTimeField), (row.entry.table, name)
            elif value is None:
                assert field.null, (row.entry.table, name)
            elif isinstance(value, str) and isinstance(field, models.CharField):
                assert len(value.format(pk=10**9)) <= (field.max_length or len(value)), (row.entry.table, name)


def test_every_room_with_such_tables_has_words() -> None:
    assert set(rooms()) <= set(texts.ROOMS)
    assert {row.room for row in kept()} == set(rooms())


def test_the_register_names_what_is_known_of_each_table() -> None:
    rows = processing()
    letter = next(row for row in rows if row.table == "letters.Letter" and row.since == "sent_at")
    assert (letter.room, letter.days, letter.by_room) == ("letters", 7, True)
    assert [row.days for row in rows if row.table == "letters.Letter"] == [7, 30, 30, None]
    assert len(rows) == len(kept())
    assert all(one.days is None or one.since for one in periods())
    assert len(periods()) == len(set(periods()))


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Erased right after sending"), (1, "Erased 1 day after sending"), (7, "Erased 7 days after sending")],
)
def test_a_period_is_said_in_words(days: int, said: str) -> None:
    with translation.override("en"):
        assert texts.period(days=days, since="sent_at", kept_because="") == said


def test_every_column_a_person_is_told_has_a_word() -> None:
    """A reader is told "name shown", never the bare name of a column."""
    told = {(row.model, name) for row in kept() for name in {*row.entry.told, *row.entry.lines} - {*row.entry.secret}}
    bare = {name for model, name in told if str(field_at(model, name).verbose_name) == name.replace("_", " ")}
    assert sorted(bare - set(texts.COLUMNS)) == []
    assert sorted(set(texts.COLUMNS) - bare) == []
    with translation.override("en"):
        assert word_of(apps.get_model("audit.AuditEntry"), "actor_label") == "name shown"


def test_existing_periods_are_the_rooms_own() -> None:
    after = {(row.entry.table, row.entry.erased_by): row.entry.erase_after for row in kept()}
    assert after["reuse.ReuseRequest", "reuse.actions.requests.forget_people"] == KEEP_CLOSED
    assert after["congress.Registration", "congress.actions.registration.forget_people"] == KEEP_PEOPLE
    assert after["network.ContactPerson", "network.actions.organisations.erase_people"] == timedelta(0)
