"""What the planner found, in people's sentences: which rule is broken, what would help, what a plan costs.

The planner names rules by code and by what they are about; here they get names, titles and hours of the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.dateformat import format as written
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from strahlkraft.congress import texts
from strahlkraft.congress.bridge.desk import Desk
from strahlkraft.congress.bridge.planning import speaker_in
from strahlkraft.congress.models import Pitch, Speaker
from strahlkraft.congress.planner.objective import Cost

TERMS: Mapping[str, Any] = {
    "topic_mix": gettext_lazy("Topics that share a block"),
    "topic_split": gettext_lazy("Topics spread over several blocks"),
    "topic_parallel": gettext_lazy("Topics that run against themselves"),
    "preference": gettext_lazy("Speakers outside the hours they would like"),
    "changeover": gettext_lazy("Time lost changing between stage and video link"),
    "speaker_split": gettext_lazy("Speakers who have to come more than once"),
    "opener": gettext_lazy("Blocks that open with a pitch little suited for it"),
    "soft_conflicts": gettext_lazy("Pairs at the same time that should rather not be"),
}
HINTS: Mapping[str, Any] = {
    "topic_mix": gettext_lazy("Points for every topic a block has beside its first."),
    "topic_split": gettext_lazy("Points for every block a topic has beside its first."),
    "topic_parallel": gettext_lazy("Points when two blocks of the same time slot show the same topic."),
    "preference": gettext_lazy("Points for every appearance outside the hours a speaker would like."),
    "changeover": gettext_lazy("Points for every half minute of changeover beyond that between two pitches on stage."),
    "speaker_split": gettext_lazy("Points for every block a speaker has beside the first."),
    "opener": gettext_lazy("Points, times the pitch's own rating from 0 to 3."),
}
"""What one point of each wish stands for; pairs carry their own points."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One reason in words; ``pitches`` and ``blocks`` are those at which it is shown."""

    code: str
    key: str
    text: str
    pitches: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One wish with the points it costs."""

    name: str
    label: str
    points: int


def terms(cost: Cost) -> list[Term]:
    """The objective by wish, dearest first."""
    found = [Term(name, str(TERMS[name]), value) for name, value in asdict(cost).items()]
    return sorted(found, key=lambda term: -term.points)


def sentence(desk: Desk, code: str, about: Iterable[str], params: Mapping[str, Any] | None = None) -> Sentence:
    """The rule ``code`` about ``about`` (ids of the planner) in words; ``params`` as the planner gave them."""
    names = tuple(about)
    made = _ABOUT.get(code, _unknown)(desk, names, {**(params or {}), "code": code})
    return Sentence(code, f"{code}:{'|'.join(names)}", *made)


_Made = tuple[str, tuple[str, ...], tuple[str, ...]]


def _needs(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    pitch = desk.pitches.get(names[0])
    wanted = pitch.needs if pitch else []
    able = [stage.name for stage in desk.stages if set(wanted) <= set(stage.features)]
    words = {"pitch": title(desk, names[0]), "needs": _list(texts.FEATURES.get(need, need) for need in wanted)}
    if able:
        words["stages"] = _list(able)
        return _("“%(pitch)s” needs: %(needs)s. Only this is a stage for it: %(stages)s.") % words, names, ()
    return _("“%(pitch)s” needs: %(needs)s. No stage has all of it.") % words, names, ()


def _window(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    speaker = speaker_in(desk, names[0])
    if speaker is None:
        return _unknown(desk, names, _params)
    pitches = desk.pitches_of.get(speaker.pk, ())
    minutes = _minutes(sum(pitch.seconds for pitch in pitches))
    words = {
        "speaker": speaker.name,
        "windows": hours(desk, speaker),
        "titles": _titles(pitches),
        "minutes": minutes,
        "count": len(pitches),
    }
    text = ngettext(
        "%(speaker)s can only come %(windows)s, but %(titles)s needs %(minutes)s minutes.",
        "%(speaker)s can only come %(windows)s, but all %(count)s pitches (%(titles)s) need %(minutes)s minutes "
        "and the changeover between them.",
        len(pitches),
    )
    return text % words, tuple(pitch.code for pitch in pitches), ()


def _one_place(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    speaker = speaker_in(desk, names[0])
    if speaker is None:
        return _unknown(desk, names, _params)
    pitches = desk.pitches_of.get(speaker.pk, ())
    text = _(
        "%(speaker)s speaks in %(titles)s and cannot be on two stages at the same time; walking from one stage to "
        "another takes %(minutes)s minutes."
    ) % {
        "speaker": speaker.name,
        "titles": _titles(pitches),
        "minutes": _minutes(desk.rules.walk_seconds),
    }
    return text, tuple(pitch.code for pitch in pitches), ()


_PAIRS = {
    "conflict": gettext_lazy("“%(first)s” and “%(second)s” must not run at the same time."),
    "precedence": gettext_lazy("“%(first)s” has to come before “%(second)s”."),
    "overlap": gettext_lazy("“%(second)s” begins before “%(first)s” is over and the stage is ready."),
}


def _pair(desk: Desk, names: tuple[str, ...], params: Mapping[str, Any]) -> _Made:
    words = {"first": title(desk, names[0]), "second": title(desk, names[-1])}
    return str(_PAIRS[params["code"]]) % words, names, ()


def _too_long(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    block = desk.blocks.get(names[0])
    seconds = block.intro_seconds + block.reserve_seconds if block else 0
    room = int((block.closes_at - block.opens_at).total_seconds()) - seconds if block else 0
    text = _("The block “%(block)s” has room for %(minutes)s minutes of pitches; there are more in it.") % {
        "block": block_name(desk, names[0]),
        "minutes": _minutes(max(0, room)),
    }
    return text, (), names


_BLOCKS = {
    "max_remote": gettext_lazy("The block “%(block)s” takes at most %(most)s pitches by video link."),
    "max_topics": gettext_lazy("The block “%(block)s” takes at most %(most)s topics."),
}


def _most(desk: Desk, names: tuple[str, ...], params: Mapping[str, Any]) -> _Made:
    code = params["code"]
    block = desk.blocks.get(names[0])
    words = {"block": block_name(desk, names[0]), "most": getattr(block, code) if block else params.get("most", 0)}
    return str(_BLOCKS[code]) % words, (), names


_CREWS = {
    "remote_crews": gettext_lazy(
        "At the same time (%(slot)s) at most %(most)s blocks can have pitches by video link: there are no more crews."
    ),
    "dgs_teams": gettext_lazy(
        "At the same time (%(slot)s) at most %(most)s blocks can have pitches with sign language: there are no more "
        "interpreters."
    ),
}


def _crews(desk: Desk, names: tuple[str, ...], params: Mapping[str, Any]) -> _Made:
    code = params["code"]
    rules = desk.rules
    most = rules.remote_blocks_parallel if code == "remote_crews" else rules.sign_language_blocks_parallel
    blocks = tuple(slug for slug, block in desk.blocks.items() if block.slot == names[0])
    return str(_CREWS[code]) % {"slot": slot_name(desk, names[0]), "most": most}, (), blocks


def _pin(desk: Desk, names: tuple[str, ...], params: Mapping[str, Any]) -> _Made:
    block = str(params.get("block", ""))
    words = {"pitch": title(desk, names[0]), "block": block_name(desk, block)}
    return _("“%(pitch)s” is pinned to the block “%(block)s”.") % words, names[:1], (block,) if block else ()


def _twice(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    return _("“%(pitch)s” stands in the plan more than once.") % {"pitch": title(desk, names[0])}, names, ()


def _missing(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    return _("“%(pitch)s” has no place yet.") % {"pitch": title(desk, names[0])}, names, ()


def _late(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    return _("“%(pitch)s” cannot begin before now.") % {"pitch": title(desk, names[0])}, names, ()


def _too_early(desk: Desk, names: tuple[str, ...], _params: Mapping[str, Any]) -> _Made:
    text = _("In the block “%(block)s” a pitch begins during the introduction.")
    return text % {"block": block_name(desk, names[0])}, (), names


def _unknown(_desk: Desk, names: tuple[str, ...], params: Mapping[str, Any]) -> _Made:
    words = {"code": params.get("code", ""), "names": ", ".join(names)}
    return _("A rule is broken (%(code)s: %(names)s).") % words, (), ()


_ABOUT = {
    "needs": _needs,
    "window": _window,
    "one_place": _one_place,
    "conflict": _pair,
    "precedence": _pair,
    "overlap": _pair,
    "too_long": _too_long,
    "max_remote": _most,
    "max_topics": _most,
    "remote_crews": _crews,
    "dgs_teams": _crews,
    "pin": _pin,
    "twice": _twice,
    "missing": _missing,
    "too_early": _too_early,
    "late": _late,
}

OFFERS: Mapping[str, Any] = {
    "window": gettext_lazy("%(speaker)s would also come %(times)s."),
    "needs": gettext_lazy("“%(pitch)s” does without what the stage lacks."),
    "one_place": gettext_lazy("In one of the pitches somebody else speaks instead of %(speaker)s."),
    "conflict": gettext_lazy("“%(first)s” and “%(second)s” may run at the same time."),
    "precedence": gettext_lazy("“%(second)s” may come before “%(first)s”."),
    "too_long": gettext_lazy("The block “%(block)s” keeps less in reserve or ends %(minutes)s minutes later."),
    "max_remote": gettext_lazy("The block “%(block)s” takes %(count)s pitches by video link."),
    "max_topics": gettext_lazy("The block “%(block)s” takes %(count)s topics."),
    "remote_crews": gettext_lazy("There are crews for %(count)s blocks with video link at the same time."),
    "dgs_teams": gettext_lazy("There are interpreters for %(count)s blocks at the same time."),
    "pin": gettext_lazy("“%(pitch)s” is unpinned."),
}
"""What would make a plan possible; whether it can be done with a button says ``APPLIED``."""
APPLIED = frozenset(OFFERS) - {"one_place"}


def offer(desk: Desk, code: str, about: tuple[str, ...], params: Mapping[str, Any]) -> str:
    """One relaxation in words."""
    speaker = speaker_in(desk, about[0]) if code in {"window", "one_place"} else None
    words = {
        **params,
        "speaker": speaker.name if speaker else "",
        "pitch": title(desk, about[0]),
        "first": title(desk, about[0]),
        "second": title(desk, about[-1]),
        "block": block_name(desk, about[0]),
    }
    return str(OFFERS[code]) % words if code in OFFERS else sentence(desk, code, about, params).text


def title(desk: Desk, code: str) -> str:
    """A pitch's title, else its code."""
    return desk.pitches[code].title if code in desk.pitches else code


def block_name(desk: Desk, slug: str) -> str:
    """A block as people know it: its title, else its stage and hour."""
    block = desk.blocks.get(slug)
    if block is None:
        return slug
    return block.title or f"{block.stage.name}, {moment(desk, block.opens_at)}"


def slot_name(desk: Desk, slot: str) -> str:
    """A time slot by its hours."""
    blocks = [block for block in desk.blocks.values() if block.slot == slot]
    if not blocks:
        return slot
    return span(desk, min(b.opens_at for b in blocks), max(b.closes_at for b in blocks))


def hours(desk: Desk, speaker: Speaker) -> str:
    """When somebody can come."""
    windows = [w for w in desk.windows.get(speaker.pk, ()) if not w.preferred]
    return _list(span(desk, w.starts_at, w.ends_at) for w in windows) or _("never")


def span(desk: Desk, begins: Any, ends: Any) -> str:
    """``10:15–10:30``, with the day when the event has several."""
    return _("from %(begins)s to %(ends)s") % {"begins": moment(desk, begins), "ends": f"{localtime(ends):%H:%M}"}


def moment(desk: Desk, at: Any) -> str:
    """``10:15``, with the day when the event has several."""
    local = localtime(at)
    return written(local, "D j.n. H:i") if desk.days > 1 else f"{local:%H:%M}"


def _titles(pitches: Iterable[Pitch]) -> str:
    return _list(f"“{pitch.title}”" for pitch in pitches)


def _list(words: Iterable[Any]) -> str:
    return ", ".join(str(word) for word in words)


def _minutes(seconds: int) -> str:
    return str(number_format(round(seconds / 60, 1)).removesuffix(",0").removesuffix(".0"))
