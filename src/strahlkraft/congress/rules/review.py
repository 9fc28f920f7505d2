"""Review: marks, conflict of interest, ranking; pure and with its method stated.

Method. A review's value is the mean of its marks weighted by the criteria's weights (0 to 5). A pitch's value is the
mean over its reviews; pitches are ranked by it, equal values share a rank. Beside it stand the number of reviews, the
spread (highest minus lowest) and a value corrected for leniency: value = pitch + reviewer, solved by alternating least
squares, each reviewer's leniency drawn towards 0 as if they had written ``SHRINK`` more average reviews, so that one
severe review alone moves little. The corrected value never decides the order; it shows where it would differ.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from strahlkraft.congress.rules.lengths import too_long
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop

BEST = 5  # marks go from 0 to 5
COMMENT_LIMIT = 4_000
DISAGREE_FROM = Fraction(2)  # a spread worth talking about
SHRINK = 2.0
_ROUNDS = 60
_LEGAL_FORM = re.compile(r"\b(gmbh|ggmbh|ag|e\.? ?v\.?|gag|mbh|aör|stadt|kreis|gemeinde|landeshauptstadt)\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One review: whose, of which pitch, and the weighted mean of its marks."""

    reviewer: int
    pitch: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """A pitch in the ranking; ``rank`` 0 and ``value`` None without reviews. ``tied``: others share the rank."""

    pitch: int
    rank: int
    tied: bool
    value: Fraction | None
    corrected: float | None
    reviews: int
    spread: Fraction

    @property
    def disagreed(self) -> bool:
        """Whether the reviewers' values lie far apart."""
        return self.spread >= DISAGREE_FROM


def mark_problems(
    marks: Mapping[str, int], criteria: Collection[str], *, conflict: bool, comment: str
) -> list[Refusal]:
    """Whether a review can be kept: a mark from 0 to 5 for every criterion, or none with a conflict of interest."""
    found = too_long([("comment", comment, COMMENT_LIMIT)])
    if conflict:
        if marks:
            found.append(
                Refusal(
                    "marks_in_conflict", gettext_noop("With a conflict of interest no marks are given."), "conflict"
                )
            )
        return found
    if not set(marks) <= set(criteria):
        found.append(Refusal("unknown_criterion", gettext_noop("The criteria have changed. Please look again.")))
    for criterion in criteria:
        if criterion not in marks:
            found.append(Refusal("mark_missing", gettext_noop("Give a mark from 0 to 5."), f"mark_{criterion}"))
        elif not 0 <= marks[criterion] <= BEST:
            found.append(Refusal("mark_wrong", gettext_noop("Give a mark from 0 to 5."), f"mark_{criterion}"))
    return found


def may_review(*, open_: bool, told: bool) -> list[Refusal]:
    """Reviews are written from handing in until the letter with the decision has left."""
    if open_ and not told:
        return []
    return [Refusal("not_in_review", gettext_noop("This pitch is not under review any more."))]


def note_problems(text: str) -> list[Refusal]:
    """Whether a word in the discussion can be kept."""
    if not text.strip():
        return [Refusal("text_missing", gettext_noop("Please write something."), "text")]
    return too_long([("text", text, COMMENT_LIMIT)])


def weighted(marks: Mapping[str, int], weights: Mapping[str, int]) -> Fraction | None:
    """The mean of the marks by weight; None when none of the criteria was marked."""
    known = [(marks[criterion], weight) for criterion, weight in weights.items() if criterion in marks]
    if not known:
        return None
    return Fraction(sum(mark * weight for mark, weight in known), sum(weight for _mark, weight in known))


def leniency(judgements: Sequence[Judgement]) -> dict[int, float]:
    """How much above others' each reviewer's marks lie, by the method above; sums to 0 over the reviews."""
    if not judgements:
        return {}
    by_pitch: dict[int, list[tuple[int, float]]] = {}
    by_reviewer: dict[int, list[tuple[int, float]]] = {}
    for judgement in judgements:
        value = float(judgement.value)
        by_pitch.setdefault(judgement.pitch, []).append((judgement.reviewer, value))
        by_reviewer.setdefault(judgement.reviewer, []).append((judgement.pitch, value))
    shift = dict.fromkeys(by_reviewer, 0.0)
    for _round in range(_ROUNDS):
        worth = {pitch: fmean(value - shift[who] for who, value in rows) for pitch, rows in by_pitch.items()}
        shift = {
            who: sum(value - worth[pitch] for pitch, value in rows) / (len(rows) + SHRINK)
            for who, rows in by_reviewer.items()
        }
        middle = sum(shift[judgement.reviewer] for judgement in judgements) / len(judgements)
        shift = {who: value - middle for who, value in shift.items()}
    return shift


def ranking(pitches: Iterable[int], judgements: Sequence[Judgement]) -> list[Standing]:
    """The pitches in order: by value, equal ones by their number; those without reviews last."""
    shift = leniency(judgements)
    of_pitch: dict[int, list[Judgement]] = {pitch: [] for pitch in pitches}
    for judgement in judgements:
        of_pitch.setdefault(judgement.pitch, []).append(judgement)
    values = {
        pitch: sum((row.value for row in rows), Fraction(0)) / len(rows) for pitch, rows in of_pitch.items() if rows
    }
    ordered = sorted(values.values(), reverse=True)
    first = {value: number for number, value in reversed(list(enumerate(ordered, start=1)))}
    standings = []
    for pitch, rows in of_pitch.items():
        value = values.get(pitch)
        given = [row.value for row in rows]
        standings.append(
            Standing(
                pitch=pitch,
                rank=first[value] if value is not None else 0,
                tied=value is not None and ordered.count(value) > 1,
                value=value,
                corrected=fmean(float(row.value) - shift[row.reviewer] for row in rows) if rows else None,
                reviews=len(rows),
                spread=max(given) - min(given) if given else Fraction(0),
            )
        )
    return sorted(standings, key=lambda row: (row.rank or len(standings) + 1, row.pitch))


def _core(name: str) -> str:
    """A body's name without legal form and case, to compare with another."""
    return " ".join(re.sub(r"[^\w ]", " ", _LEGAL_FORM.sub(" ", name.casefold())).split())


def conflict_suggested(reviewer_mailbox: str, bodies: Iterable[str], mailboxes: Iterable[str]) -> bool:
    """Whether a reviewer seems to belong to a body of the pitch: the same mail host, or the host names the body."""
    host = reviewer_mailbox.rpartition("@")[2].casefold()
    if not host:
        return False
    if host in {mailbox.rpartition("@")[2].casefold() for mailbox in mailboxes if mailbox}:
        return True
    labels = set(re.split(r"[.\-]", host.rpartition(".")[0])) - {"www", "mail", ""}
    return any(core and set(core.split()) & labels for core in map(_core, bodies))


def balance(topics: Iterable[str], handed_in: Sequence[str], chosen: Sequence[str]) -> list[tuple[str, int, int]]:
    """Per topic how many were handed in and how many have a place; empty is without topic and shown when there are any."""
    names = [*topics, *([""] if "" in {*handed_in, *chosen} else [])]
    return [(name, handed_in.count(name), chosen.count(name)) for name in names]
