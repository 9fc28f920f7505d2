"""Splits German compounds: the cheapest way to lay known words end to end."""

from dataclasses import dataclass
from functools import lru_cache

from strahlkraft.search.analysis.lexicon import Lexicon, lexicon

MIN_COMPOUND = 7
MAX_COMPOUND = 48
MAX_PARTS = 5
MIN_PART = 3
LINKS = ("", "s", "es", "n", "en", "er", "ns", "e")
# Endings and particles that look like words but are no heads.
BAD_HEADS = frozenset(
    "innen inne ein eins einen einer ende enden ern ernen erin ist isten ion ionen tion ung ungen lich liche lichen bar "
    "haft sam los lose losen lein chen keit heit schaft schaften tum and ant ent est ete ier iert tes ten ter ens ers "
    "ehe ehen aal ale alen iss isse issen ier eise atzung isation isator ierung ieren raucher ion ort tag tage tagen art arten ate aten sen ser rin rinnen les"
    " rat rate raten tier ehr eren eng enge ring reich reiche reichen weise ahne".split()
) - frozenset("ort art rat tag ring tier reich arten tage rate weise ehe ende".split())
BAD_MODIFIERS = frozenset(
    "ver zer ent emp miss per pro kon kom der die das den dem des ges bes ins sie ihr wir ich uns man ist war hat sta "
    "ant inn ans ste tes ten ter les ris ern ens era ers ess est ion ale".split()
)
SHORT = 3  # letters
SHORT_NEEDS = 3.0  # logarithm of compounds a short word must be known to begin or end
PART_NEEDS = 0.6
LENIENT_LENGTH = 5  # in an unknown word any known word of this length may be a part
MAX_PART = 24
LINK_COST = 0.3
PART_COST = 9.0
KNOWN_COST = 5.0  # a known word is split only when its parts cost at most this on average,
LENGTH_BONUS = 0.18  # more for each letter of a long word
SHORT_COST = {3: 2.0, 4: 0.7}


@dataclass(frozen=True, slots=True)
class Part:
    """One word inside a compound: its bare form and its letters' place in the folded whole, joining letters included."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a compound in order; ``known`` says whether the whole is in the lexicon."""

    parts: tuple[Part, ...]
    known: bool


def _head(piece: str, words: Lexicon, *, lenient: bool) -> tuple[float, str] | None:
    if piece in BAD_HEADS:
        return None
    value = words.head(piece)
    if value < _needed(len(piece), lenient=lenient):
        return None
    return PART_COST - value + SHORT_COST.get(len(piece), 0.0), piece


def _needed(length: int, *, lenient: bool) -> float:
    if length <= SHORT:
        return SHORT_NEEDS
    return 0.0 if lenient and length >= LENIENT_LENGTH else PART_NEEDS


def _modifier(piece: str, words: Lexicon, *, lenient: bool) -> tuple[float, str] | None:
    best: tuple[float, str] | None = None
    for link in LINKS:
        if link and not piece.endswith(link):
            continue
        bare = piece[: len(piece) - len(link)] if link else piece
        if len(bare) < MIN_PART or bare in BAD_MODIFIERS:
            continue
        value = words.modifier(bare)
        if value < _needed(len(bare), lenient=lenient):
            continue
        cost = PART_COST - value + SHORT_COST.get(len(bare), 0.0) + (LINK_COST if link else 0.0)
        if best is None or cost < best[0]:
            best = (cost, bare)
    return best


def _cheapest(form: str, words: Lexicon, *, known: bool) -> tuple[float, tuple[Part, ...]] | None:
    """The cheapest chain of at least two parts over the whole word, by dynamic programming from left to right."""
    length = len(form)
    best: dict[int, tuple[float, tuple[Part, ...]]] = {0: (0.0, ())}
    for end in range(MIN_PART, length + 1):
        find = _head if end == length else _modifier
        for start in range(max(0, end - MAX_PART), end - MIN_PART + 1):
            before = best.get(start)
            if before is None or len(before[1]) >= MAX_PARTS or (start == 0 and end == length):
                continue
            piece = find(form[start:end], words, lenient=not known)
            if piece is None:
                continue
            cost = before[0] + piece[0]
            if end not in best or cost < best[end][0]:
                best[end] = (cost, (*before[1], Part(piece[1], start, end)))
    return best.get(length)


@lru_cache(maxsize=200_000)
def split(form: str) -> Split:
    """The parts of a folded word; one part (the word itself) when it is no compound."""
    words = lexicon()
    known = form in words
    whole = Split((Part(form, 0, len(form)),), known)
    if not MIN_COMPOUND <= len(form) <= MAX_COMPOUND or not form.isalpha():
        return whole
    found = _cheapest(form, words, known=known)
    if found is None:
        return whole
    cost, parts = found
    if known and cost / len(parts) > KNOWN_COST + LENGTH_BONUS * (len(form) - MIN_COMPOUND):
        return whole
    return Split(parts, known)
