"""How a peer stands after good and bad visits, and what a catalogue leads to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from strahlkraft.reuse.peering import (
    Entry,
    Feed,
    Instance,
    LocalMatch,
    PeerFault,
    PeerState,
    Plan,
    Unchanged,
    judge,
    plan,
    release,
)
from strahlkraft.reuse.peering.standing import pause
from strahlkraft.reuse.peering.words import FAULTS, STATES

pytestmark = pytest.mark.house

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEER = Instance("https://peer.example/", "Beispielregion", "ed25519:x")


def entry(name: str, **facts: object) -> Entry:
    return Entry(**{"uri": f"https://peer.example/{name}", "kind": "offer", "title": name} | facts)  # type: ignore[arg-type] # facts of a test


def feed(*entries: Entry, sequence: int = 3) -> Feed:
    return Feed(PEER, sequence, NOW, entries)


def test_a_good_visit_is_remembered_with_its_time_and_sequence() -> None:
    good = judge(PeerState(), feed(), NOW)

    assert good == PeerState("healthy", 0, NOW + timedelta(hours=1), NOW, 3)
    assert (good.age(NOW + timedelta(hours=2)), PeerState().age(NOW)) == (timedelta(hours=2), None)
    assert judge(replace(good, status="failing", failures=2, fault_code="timeout"), Unchanged(), NOW) == good


def test_a_peer_that_fails_is_asked_ever_more_seldom_and_keeps_its_last_good_state() -> None:
    state = judge(PeerState(), feed(), NOW)
    for _ in range(3):
        state = judge(state, PeerFault("timeout"), NOW)

    assert state == PeerState("failing", 3, NOW + timedelta(minutes=20), NOW, 3, "timeout", NOW)
    assert [pause(n) for n in (1, 2, 9, 10, 10_000)] == [
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=1_280),
        timedelta(days=1),
        timedelta(days=1),
    ]
    assert (state.is_due(NOW), state.is_due(NOW + timedelta(minutes=20))) == (False, True)


def test_a_peer_away_for_a_month_needs_a_person_and_comes_back_by_itself() -> None:
    failing = judge(PeerState(), PeerFault("unreachable"), NOW)
    later = NOW + timedelta(days=30)
    gone = judge(failing, PeerFault("unreachable"), later)

    assert (gone.status, gone.needs_person, gone.is_due(later + timedelta(days=1))) == ("gone", True, True)
    assert judge(gone, feed(), later).status == "healthy"


@pytest.mark.parametrize("code", ["key_changed", "bad_signature", "foreign_origin", "identity_clash"])
def test_a_peer_that_lies_is_stopped_until_a_person_releases_it(code: str) -> None:
    good = judge(PeerState(), feed(), NOW)
    stopped = judge(good, PeerFault(code), NOW)

    assert stopped == replace(good, status="quarantined", failures=1, next_at=None, fault_code=code, failing_since=NOW)
    assert (stopped.needs_person, stopped.is_due(NOW + timedelta(days=999))) == (True, False)
    assert judge(stopped, feed(sequence=9), NOW) == stopped
    assert release(stopped, NOW).is_due(NOW)


OUTCOMES = st.sampled_from([feed(), feed(sequence=9), Unchanged(), *(PeerFault(code) for code in FAULTS)])


@examples(max_examples=100)
@given(st.lists(st.tuples(OUTCOMES, st.integers(0, 40)), max_size=8))
def test_whatever_happens_the_last_good_state_is_kept_and_the_sequence_never_falls(
    visits: list[tuple[Feed | PeerFault | Unchanged, int]],
) -> None:
    state, now = PeerState(), NOW
    for outcome, days in visits:
        now += timedelta(days=days)
        after = judge(state, outcome, now)
        assert after.last_sequence >= state.last_sequence
        assert after.last_good_at is not None or state.last_good_at is None
        assert after.status in STATES
        state = after


def test_a_catalogue_is_taken_up_changed_withdrawn_and_linked_where_we_know_it() -> None:
    known = {e.uri: e for e in (entry("same"), entry("old"), entry("gone"), entry("taken"), entry("ours"))}
    offered = feed(
        entry("same"),
        entry("old", title="neu"),
        entry("new"),
        entry("taken", withdrawn=True),
        entry("never", withdrawn=True),
        entry("ours", repository="https://git.example/A/B.git"),
        entry("mine"),
    )

    assert plan(
        known,
        offered,
        local={"https://peer.example/mine": "offer:1", "git.example/a/b": "software:2"},
        identity=lambda url: url.lower().removeprefix("https://").removesuffix(".git"),
    ) == Plan(
        adds=(entry("new"),),
        changes=(entry("old", title="neu"),),
        withdrawals=tuple(f"https://peer.example/{name}" for name in ("gone", "ours", "taken")),
        matches=(
            LocalMatch(entry("ours", repository="https://git.example/A/B.git"), "software:2", "repository"),
            LocalMatch(entry("mine"), "offer:1", "uri"),
        ),
    )


@pytest.mark.parametrize(("left", "warned"), [(0, True), (30, True), (45, False)])
def test_a_catalogue_that_loses_much_at_once_is_marked(left: int, warned: bool) -> None:  # noqa: FBT001 - a column of the table
    entries = [entry(str(number)) for number in range(60)]

    assert plan({e.uri: e for e in entries}, feed(*entries[:left]), local={}, identity=str).many_gone == warned
