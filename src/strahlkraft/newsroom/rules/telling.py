"""What an office tells citizens in its own words: summaries in Leichte Sprache, before and after with a source; pure.

Leichte Sprache: BITV 2.0, annex 2, part 1 asks for short sentences and for compound words cut by hyphens, part 2 for a new
line for each sentence. Where it names no number, the limits here are our own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from strahlkraft.kernel.partial_date import PartialDate
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.rules.writing import Remark, sentences, words_of
from strahlkraft.projects.rules import address_problems

SUMMARY_LIMIT = 3_000
"""Characters: about one page; whoever needs Leichte Sprache reads no more at once."""
LONGEST_PLAIN_SENTENCE = 12
"""Words."""
LONGEST_PLAIN_WORD = 15
"""Letters without a hyphen or a middle dot."""
MOST_LONG_WORDS = 8
TOPIC_LIMIT, SIDE_LIMIT, SOURCE_LIMIT, URL_LIMIT = 120, 300, 200, 1_000
PLACE_LIMIT = 999
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing before and now. Dates are partial and stored as text; pictures are codes; English where somebody wrote it."""

    topic: str
    before_text: str
    after_text: str
    source: str
    topic_en: str = ""
    before_text_en: str = ""
    after_text_en: str = ""
    before_on: str = ""
    after_on: str = ""
    source_url: str = ""
    before: str = ""
    after: str = ""
    position: int = 0


def summary_problems(text: str) -> list[Refusal]:
    """A summary says something and stays short."""
    if not text:
        return [Refusal("text_missing", gettext_noop("Please write the summary first."), "text")]
    return _too_long(text, SUMMARY_LIMIT, "text")


def plain_remarks(text: str) -> list[Remark]:
    """Advice for Leichte Sprache: long sentences, several on one line, long words without a hyphen."""
    return [*_sentences(text), *_words(text)]


def _sentences(text: str) -> Iterator[Remark]:
    for line, paragraph in enumerate(text.splitlines(), start=1):
        found = sentences(paragraph)
        if len(found) > 1:
            message = gettext_noop("Line %(line)s holds several sentences; each one gets a line of its own.")
            yield Remark("sentences_in_line", message, "text", line=line, params={"line": line})
        for sentence in found:
            if (count := words_of(sentence)) > LONGEST_PLAIN_SENTENCE:
                message = gettext_noop("A sentence has %(n)s words: “%(begin)s …”. In Leichte Sprache up to %(most)s.")
                begin = " ".join(sentence.split()[:6])
                params = {"n": count, "begin": begin, "most": LONGEST_PLAIN_SENTENCE}
                yield Remark("plain_sentence_long", message, "text", line=line, params=params)


def _words(text: str) -> Iterator[Remark]:
    long = dict.fromkeys(word for word in _WORD.findall(text) if len(word) > LONGEST_PLAIN_WORD)
    if long:
        message = gettext_noop("Long words are easier to read with a hyphen: %(words)s")
        yield Remark("plain_words_long", message, "text", params={"words": ", ".join([*long][:MOST_LONG_WORDS])})


def comparison_problems(given: Compared) -> list[Refusal]:
    """Both sides, what they are about and where that is known from; the earlier day first; English whole or not at all."""
    return [*_missing(given), *_lengths(given), *_sides(given), *_english(given), *_place(given)]


def _missing(given: Compared) -> Iterator[Refusal]:
    needed = (
        ("topic", given.topic, gettext_noop("Please say in a few words what is compared.")),
        ("before_text", given.before_text, gettext_noop("Please say how it was before.")),
        ("after_text", given.after_text, gettext_noop("Please say how it is now.")),
        ("source", given.source, gettext_noop("Please name the source: nobody has to believe us.")),
    )
    for field, text, message in needed:
        if not text:
            yield Refusal(f"{field}_missing", message, field)


def _lengths(given: Compared) -> Iterator[Refusal]:
    limits = (
        *(("topic", TOPIC_LIMIT), ("topic_en", TOPIC_LIMIT), ("source", SOURCE_LIMIT), ("source_url", URL_LIMIT)),
        *(("before_text", SIDE_LIMIT), ("after_text", SIDE_LIMIT)),
        *(("before_text_en", SIDE_LIMIT), ("after_text_en", SIDE_LIMIT)),
    )
    for field, limit in limits:
        yield from _too_long(getattr(given, field), limit, field)
    yield from address_problems([given.source_url], "source_url")


def _sides(given: Compared) -> Iterator[Refusal]:
    if given.before_text and given.before_text.casefold() == given.after_text.casefold():
        message = gettext_noop("Before and now say the same; then there is nothing to compare.")
        yield Refusal("sides_same", message, "after_text")
    if given.before and given.before == given.after:
        message = gettext_noop("Both sides show the same picture; please choose another one.")
        yield Refusal("pictures_same", message, "after")
    if not given.before_on or not given.after_on:
        return
    if PartialDate.parse(given.before_on).first_day > PartialDate.parse(given.after_on).last_day:
        message = gettext_noop("“Now” lies before “before”; please check the two dates.")
        yield Refusal("dates_turned", message, "after_on")


def _english(given: Compared) -> Iterator[Refusal]:
    english = {name: getattr(given, name) for name in ("topic_en", "before_text_en", "after_text_en")}
    if any(english.values()):
        for field, text in english.items():
            if not text:
                message = gettext_noop("English readers need all three texts, or none.")
                yield Refusal("english_half", message, field)


def _place(given: Compared) -> Iterator[Refusal]:
    if not 0 <= given.position <= PLACE_LIMIT:
        message = gettext_noop("The place is a number from 0 to %(most)s.")
        yield Refusal("place", message, "position", {"most": PLACE_LIMIT})


def may_show(*, waiting: bool, withdrawn: bool) -> list[Refusal]:
    """Something new must be there, and not have been taken back."""
    if withdrawn:
        message = gettext_noop("This was taken back; whoever writes on it brings it up for release again.")
        return [Refusal("withdrawn", message)]
    if not waiting:
        return [Refusal("nothing_new", gettext_noop("Readers see all of this already."))]
    return []


def may_withdraw(*, withdrawn: bool) -> list[Refusal]:
    """Once is enough."""
    return [Refusal("withdrawn", gettext_noop("This was taken back already."))] if withdrawn else []


def _too_long(text: str, limit: int, field: str) -> list[Refusal]:
    if len(text) <= limit:
        return []
    message = gettext_noop("Please shorten this to %(limit)s characters; it has %(length)s.")
    return [Refusal("too_long", message, field, {"limit": limit, "length": len(text)})]
