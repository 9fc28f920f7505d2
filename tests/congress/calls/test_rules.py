"""Rules of calls, review and prizes: what must hold whatever is typed, marked or voted."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strahlkraft.congress.rules import borrowing, calls, prize, review
from strahlkraft.congress.rules.review import Judgement
from strahlkraft.congress.rules.vocabulary import InvitationState, PitchState
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.reuse.rules.requests import plain_line

pytestmark = pytest.mark.house
OPENS, CLOSES = datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC)
STARTS, ENDS = datetime(2026, 5, 1, 7, tzinfo=UTC), datetime(2026, 5, 1, 16, tzinfo=UTC)
CALL = calls.CallTimes("announced", OPENS, CLOSES, STARTS, ENDS)
WHOLE = calls.PitchContent(
    title="Beispiel",
    summary="Ein Satz.",
    description="Was wir auf der Bühne zeigen werden.",
    topic="daten",
    organisation_name="Beispielstadt",
)
KNOWN = {"topics": {"daten"}, "features": {"stepfree"}, "pictures": {7}}
judgements = st.lists(
    st.builds(
        Judgement,
        reviewer=st.integers(1, 6),
        pitch=st.integers(1, 12),
        value=st.integers(0, 20).map(lambda n: Fraction(n, 4)),
    ),
    unique_by=lambda row: (row.reviewer, row.pitch),
    max_size=40,
)
HOUR = timedelta(hours=1)
moments = st.integers(-3, 12).map(lambda hours: STARTS + hours * HOUR)


def codes(refusals: list[Refusal]) -> list[tuple[str, str]]:
    """Code and field of each reason."""
    return [(refusal.code, refusal.field) for refusal in refusals]


@pytest.mark.parametrize(
    ("at", "expected"),
    [(OPENS - HOUR, "soon"), (OPENS, "open"), (CLOSES - HOUR, "open"), (CLOSES, "closed"), (ENDS, "closed")],
)
def test_call_is_open_from_its_first_to_before_its_last_moment(at: datetime, expected: str) -> None:
    assert calls.phase(CALL, at=at) == expected


def test_whole_pitch_has_no_problem_and_an_empty_draft_neither() -> None:
    assert calls.content_problems(WHOLE, whole=True, **KNOWN) == []  # type: ignore[arg-type] # the three collections
    assert calls.content_problems(calls.PitchContent(), whole=False, **KNOWN) == []  # type: ignore[arg-type] # the same


def test_empty_pitch_names_every_field_that_is_missing() -> None:
    found = calls.content_problems(calls.PitchContent(), whole=True, **KNOWN)  # type: ignore[arg-type] # three collections
    assert [field for _code, field in codes(found)] == [
        "title", "summary", "description", "organisation_name", "topic",
    ]  # fmt: skip


@given(st.text(max_size=800))
def test_first_sentences_fit_and_begin_the_text(text: str) -> None:
    short = borrowing.first_sentences(text)
    assert len(short) <= calls.SUMMARY_LIMIT
    assert plain_line(text).startswith(short.removesuffix("…"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_taking_from_a_project_never_overwrites_what_was_typed(title: str, lead: str) -> None:
    typed = calls.PitchContent(title="Mein Titel", partners=("Partner",))
    filled = borrowing.filled_from(
        typed, borrowing.ProjectFacts(title=title, lead=lead, partners=("X",), pictures=(7,))
    )
    assert (filled.title, filled.partners, filled.pictures) == ("Mein Titel", ("Partner",), (7,))
    assert filled.organisation_name == lead


@given(st.lists(st.builds(calls.Window, moments, moments, st.booleans()), max_size=8))
def test_windows_without_problem_lie_in_the_event_and_hold_the_preferred_one(windows: list[calls.Window]) -> None:
    if calls.window_problems(windows, starts_at=STARTS, ends_at=ENDS):
        return
    possible = [w for w in windows if not w.preferred]
    assert all(w.starts_at < w.ends_at and w.ends_at > STARTS and w.starts_at < ENDS for w in windows)
    assert sum(w.preferred for w in windows) <= 1
    for wish in (w for w in windows if w.preferred and possible):
        assert any(w.starts_at <= wish.starts_at and wish.ends_at <= w.ends_at for w in possible)


@given(st.sampled_from(sorted(PitchState)), st.lists(st.sampled_from(sorted(calls.DECISIONS)), max_size=6))
def test_decisions_before_the_letters_stay_undoable(state: PitchState, deeds: list[str]) -> None:
    now = state
    for deed in deeds:
        if not calls.may_decide(now, deed, told=False, reason="weil"):
            now = PitchState(calls.TRANSITIONS[now][deed])
            assert now == PitchState.SUBMITTED or not calls.may_decide(now, "undo", told=False, reason="")


def test_decision_that_was_told_stands_and_a_refusal_needs_its_reason() -> None:
    assert codes(calls.may_decide("accepted", "reject", told=True, reason="x")) == [("told", "")]
    assert codes(calls.may_decide("submitted", "reject", told=False, reason=" ")) == [("reason_missing", "reason")]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_never_more_are_accepted_than_there_are_places(places: int, taken: int, more: int) -> None:
    assert bool(calls.fits_places(places, taken=taken, more=more)) == (taken + more > places)
    assert calls.fits_places(None, taken=taken, more=more) == []


@given(
    st.lists(st.tuples(st.integers(1, 99), st.text("ABC", min_size=1)), max_size=9),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_first_of_the_waiting_list_moves_up_only_into_a_free_place(
    waiting: list[tuple[int, str]], places: int, taken: int
) -> None:
    code = calls.next_to_move_up(waiting, places=places, taken=taken)
    assert bool(code) == (taken < places and bool(waiting))
    assert not code or (min(waiting)[1] == code)


def test_place_is_confirmed_only_when_somebody_agreed_to_speak() -> None:
    asked = {"starts_at": STARTS, "at": OPENS}
    nobody = calls.may_confirm("accepted", invitations=[InvitationState.INVITED], **asked)
    assert codes(nobody) == [("nobody_agreed", "")]
    agreed = [InvitationState.DECLINED, InvitationState.ACCEPTED]
    assert calls.may_confirm("accepted", invitations=agreed, starts_at=STARTS, at=OPENS) == []


@given(st.integers(0, 200), st.booleans())
def test_reminder_is_due_once_in_the_three_days_before_the_date(hours: int, reminded: bool) -> None:  # noqa: FBT001 - from hypothesis
    due = calls.reminder_due(CLOSES, reminded=reminded, at=CLOSES - hours * HOUR)
    assert due == (not reminded and 0 < hours <= 72)


@given(judgements, st.sets(st.integers(1, 15)))
def test_ranking_lists_every_pitch_once_in_falling_order(rows: list[Judgement], more: set[int]) -> None:
    pitches = {row.pitch for row in rows} | more
    found = review.ranking(pitches, rows)
    assert sorted(standing.pitch for standing in found) == sorted(pitches)
    values = [standing.value for standing in found if standing.value is not None]
    assert values == sorted(values, reverse=True)
    assert all((standing.rank == 0) == (standing.reviews == 0) for standing in found)


@given(judgements)
def test_equal_values_share_a_rank_and_are_shown_as_tied(rows: list[Judgement]) -> None:
    found = [standing for standing in review.ranking((), rows) if standing.rank]
    for one in found:
        equal = [other for other in found if other.value == one.value]
        assert {other.rank for other in equal} == {one.rank}
        assert one.tied == (len(equal) > 1)
        assert one.rank == 1 + sum(other.value > one.value for other in found if other.value and one.value is not None)


@given(judgements.filter(bool), st.integers(1, 6))
def test_correction_leaves_equally_lenient_reviewers_alone(rows: list[Judgement], value: int) -> None:
    same = [Judgement(row.reviewer, row.pitch, Fraction(value % 6)) for row in rows]
    assert all(abs(shift) < 1e-9 for shift in review.leniency(same).values())


def test_reviewer_who_marks_lower_than_others_is_seen_as_severe_and_corrected_up() -> None:
    rows = [Judgement(who, pitch, Fraction(4 - 2 * (who == 3))) for who in (1, 2, 3) for pitch in (1, 2, 3, 4)]
    rows += [Judgement(3, 5, Fraction(2)), Judgement(1, 6, Fraction(3))]
    shift = review.leniency(rows)
    assert shift[3] < -0.8 < 0.4 < shift[1] == pytest.approx(shift[2], abs=0.2)
    by_pitch = {standing.pitch: standing for standing in review.ranking((), rows)}
    assert by_pitch[5].corrected is not None
    assert by_pitch[6].corrected is not None
    assert [by_pitch[5].value, by_pitch[6].value] == [Fraction(2), Fraction(3)]
    assert by_pitch[5].corrected > by_pitch[6].corrected


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 5)),
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 9)),
)
def test_weighted_mean_lies_between_the_lowest_and_the_highest_mark(
    marks: dict[str, int], weights: dict[str, int]
) -> None:
    value, used = review.weighted(marks, weights), [mark for key, mark in marks.items() if key in weights]
    assert (value is None) == (not used)
    assert value is None or min(used) <= value <= max(used)


@pytest.mark.parametrize(
    ("mailbox", "bodies", "others", "expected"),
    [
        ("ada@beispielstadt.example", ["Stadt Beispielstadt"], [], True),
        ("ada@beispiel-it.example", ["Beispielstadt"], ["pitch@beispiel-it.example"], True),
        ("ada@anderswo.example", ["Stadt Beispielstadt"], ["x@beispielstadt.example"], False),
        ("ada@stadt-anderswo.example", ["Stadt Beispielstadt"], [], False),
        ("", ["Beispielstadt"], [""], False),
    ],
)
def test_conflict_is_suggested_when_the_mailbox_speaks_for_the_body(
    mailbox: str,
    bodies: list[str],
    others: list[str],
    expected: bool,  # noqa: FBT001 - from the table above
) -> None:
    assert review.conflict_suggested(mailbox, bodies, others) is expected


def test_conflict_gives_no_marks_and_every_criterion_wants_one_otherwise() -> None:
    assert codes(review.mark_problems({"1": 3}, ["1"], conflict=True, comment="")) == [
        ("marks_in_conflict", "conflict")
    ]
    assert codes(review.mark_problems({"1": 6}, ["1", "2"], conflict=False, comment="")) == [
        ("mark_wrong", "mark_1"), ("mark_missing", "mark_2"),
    ]  # fmt: skip


@given(st.dictionaries(st.text("ABC", min_size=1, max_size=2), st.integers(0, 5), max_size=8))
def test_tally_counts_every_vote_and_ranks_by_it(counts: dict[str, int]) -> None:
    places = prize.tally(counts, counts)
    assert sum(place.votes for place in places) == sum(counts.values())
    assert [place.votes for place in places] == sorted(counts.values(), reverse=True)
    best = max(counts.values(), default=0)
    assert prize.winners(places) == sorted(code for code, votes in counts.items() if votes == best and best)


@given(st.integers(1, prize.MOST_TICKETS), st.integers(1, 5))
def test_ticket_opens_the_vote_of_its_own_event_only(number: int, event: int) -> None:
    code = prize.ticket_code(b"geheim", event, number)
    assert prize.read_ticket(b"geheim", event, f" {code.lower()} ") == number
    assert prize.read_ticket(b"geheim", event + 1, code) == 0
    assert prize.read_ticket(b"anders", event, code) == 0


@given(st.text(max_size=12))
def test_what_is_typed_as_ticket_never_fails(code: str) -> None:
    assert prize.read_ticket(b"geheim", 1, code) >= 0


def test_digests_of_one_person_differ_by_prize_and_way() -> None:
    digests = {prize.voter_digest(b"s", p, kind, "1") for p in (1, 2) for kind in ("ticket", "registration")}
    assert len(digests) == 4
