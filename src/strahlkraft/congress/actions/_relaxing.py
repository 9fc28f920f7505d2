"""Giving up what stood in the way of a plan: one rule of the records, loosened just as far as the planner's plan needs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from strahlkraft.congress.bridge.desk import Desk
from strahlkraft.congress.bridge.planning import speaker_in
from strahlkraft.congress.models import Block, Pair, Pitch, Plan, PlanningRules, SpeakerWindow
from strahlkraft.congress.rules.planning import TICK_SECONDS
from strahlkraft.congress.rules.vocabulary import PairKind
from strahlkraft.kernel.refusal import Refusal, Refused
from strahlkraft.kernel.words import gettext_noop

_PAIRS = {"conflict": PairKind.APART, "precedence": PairKind.BEFORE}


def apply(relaxation: Mapping[str, Any], desk: Desk, plan: Plan | None) -> None:
    """Change the records; Refused for what only people can settle, or what is no longer there."""
    code, about = relaxation["code"], list(relaxation["about"])
    if code == "window":
        _come_longer(relaxation, desk, about[0])
    elif code in _PAIRS:
        pair = [pk for pk, name in desk.codes.items() if name in about]
        Pair.objects.filter(kind=_PAIRS[code], first__in=pair, second__in=pair).delete()
    elif code == "needs":
        _do_without(relaxation, desk, about[0])
    elif code in ("max_remote", "max_topics"):
        Block.objects.filter(occasion=desk.occasion, slug=about[0]).update(**{code: int(relaxation["params"]["count"])})
    elif code in ("remote_crews", "dgs_teams"):
        name = "remote_blocks_parallel" if code == "remote_crews" else "sign_language_blocks_parallel"
        row = PlanningRules.objects.filter(occasion=desk.occasion).first() or PlanningRules(occasion=desk.occasion)
        setattr(row, name, int(relaxation["params"]["count"]))
        row.save()
    elif code == "too_long":
        _longer(relaxation, desk, about[0])
    elif code == "pin" and plan is not None:
        plan.pinned = [pitch for pitch in plan.pinned if pitch != about[0]]
        plan.revision += 1
        plan.save(update_fields=["pinned", "revision"])
    else:
        raise Refused([Refusal("by_people", gettext_noop("Only people can settle this."))])


def _starts(relaxation: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Block and tick of every pitch in the plan that became possible."""
    blocks = (relaxation.get("plan") or {}).get("blocks", {})
    return {pitch: (block, start) for block, row in blocks.items() for pitch, start in row}


def _come_longer(relaxation: Mapping[str, Any], desk: Desk, name: str) -> None:
    speaker = speaker_in(desk, name)
    if speaker is None:
        raise Refused([Refusal("gone", gettext_noop("This does not exist any more."))])
    placed = _starts(relaxation)
    rows = [
        SpeakerWindow(
            speaker=speaker,
            starts_at=desk.at(placed[pitch.code][1]),
            ends_at=desk.at(placed[pitch.code][1] + -(-pitch.seconds // TICK_SECONDS)),
        )
        for pitch in desk.pitches_of.get(speaker.pk, ())
        if pitch.code in placed
    ]
    windows = [w for w in desk.windows.get(speaker.pk, ()) if not w.preferred]
    SpeakerWindow.objects.bulk_create(
        row for row in rows if not any(w.starts_at <= row.starts_at and row.ends_at <= w.ends_at for w in windows)
    )


def _do_without(relaxation: Mapping[str, Any], desk: Desk, code: str) -> None:
    block = desk.blocks.get(_starts(relaxation).get(code, ("", 0))[0])
    kept = [need for need in desk.pitches[code].needs if block and need in block.stage.features]
    Pitch.objects.filter(occasion=desk.occasion, code=code).update(needs=kept)


def _longer(relaxation: Mapping[str, Any], desk: Desk, slug: str) -> None:
    """Less in reserve first; the block closes later only for what that does not give."""
    block = desk.blocks.get(slug)
    if block is None:
        raise Refused([Refusal("gone", gettext_noop("This does not exist any more."))])
    missing = int(float(relaxation["params"]["minutes"]) * 60)
    given = min(missing, block.reserve_seconds)
    Block.objects.filter(pk=block.pk).update(
        reserve_seconds=block.reserve_seconds - given, closes_at=block.closes_at + timedelta(seconds=missing - given)
    )
