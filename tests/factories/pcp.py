"""Invented planning problems (``pcp-v1``): large ones like a real congress, and tiny ones a brute force can solve.

The figures (shares of remote pitches, narrow windows, second speakers, pairs that must not or should not run at once)
follow the instances in ../shared/data/congress.
"""

import random
from typing import Any

DAY = 2880
TIMES = (1140, 1250, 1360, 1590, 1700, 1810, 1920)  # ticks at which slots of a day open
HOUSES = {24: (2, 3, 1), 50: (2, 4, 1), 100: (3, 5, 1), 200: (4, 7, 1), 500: (6, 6, 2)}  # stages, slots a day, days
TOPICS = {24: 4, 50: 7, 100: 10, 200: 14, 500: 18}
FEATURES = (["stepfree", "demo_table", "led_wall"], ["stepfree", "demo_table"], ["stepfree", "led_wall"], ["stepfree"])
WEIGHTS = {
    "topic_mix": 10,
    "topic_split": 6,
    "topic_parallel": 8,
    "preference": 2,
    "changeover": 1,
    "speaker_split": 5,
    "opener": 1,
}


def congress(size: int, seed: int) -> dict[str, Any]:
    """A congress of 24, 50, 100, 200 or 500 pitches as a JSON object; mostly one that has a plan."""
    chance = random.Random(seed * 1000 + size)  # noqa: S311 - invented problems need no secret randomness
    stages, slots, days = HOUSES[size]
    times = [(day, TIMES[number if slots > 4 else 2 * number]) for day in range(days) for number in range(slots)]
    names = [f"D{day + 1}T{number % slots + 1}" for number, (day, _) in enumerate(times)]
    speakers: list[dict[str, Any]] = []
    pitches = [_pitch(number, size, chance, speakers, times) for number in range(1, size + 1)]
    ids = [pitch["id"] for pitch in pitches]
    pairs = list(dict.fromkeys(tuple(sorted(chance.sample(ids, 2))) for _ in range(size)))
    alike = [(a["id"], b["id"]) for a in pitches for b in pitches if a["id"] < b["id"] and a["topic"] == b["topic"]]
    soft = sorted({*pairs[size // 4 : size // 4 + size // 3], *chance.sample(alike, min(len(alike), size * 2 // 5))})
    return {
        "format": "pcp-v1",
        "name": f"pcp-{size}-x{seed}",
        "tick_seconds": 30,
        "days": days,
        "stages": [
            {"id": f"S{number + 1}", "name": f"Stage {number + 1}", "features": FEATURES[min(number, 3)]}
            for number in range(stages)
        ],
        "slots": names,
        "blocks": [
            {
                "id": f"{name}S{stage + 1}",
                "slot": name,
                "stage": f"S{stage + 1}",
                "open": day * DAY + time,
                "close": day * DAY + time + 90,
                "intro": 4,
                "reserve": 20,
                "max_remote": 4,
                "max_topics": 2,
            }
            for name, (day, time) in zip(names, times, strict=True)
            for stage in range(stages)
        ],
        "topics": [{"id": f"T{number + 1}", "name": f"Topic {number + 1}"} for number in range(TOPICS[size])],
        "speakers": speakers,
        "pitches": pitches,
        "hard_conflicts": [list(pair) for pair in sorted(pairs[: size // 4])],
        "soft_conflicts": [[*pair, chance.choice((1, 1, 2, 3))] for pair in soft],
        "precedence": [sorted(chance.sample(ids, 2)) for _ in range(max(1, size // 50))],
        "pins": [],
        "changeover": {"oo": 1, "or": 3, "ro": 3, "rr": 2},
        "limits": {
            "remote_blocks_parallel": max(1, round(stages * 0.7)),
            "dgs_blocks_parallel": 1 + (size >= 500),
            "walk": 30 if size >= 500 else 16,
        },
        "weights": WEIGHTS,
    }


def _pitch(
    number: int, size: int, chance: random.Random, speakers: list[dict[str, Any]], times: list[tuple[int, int]]
) -> dict[str, Any]:
    """One pitch; its speakers are added to the list unless they already speak elsewhere."""
    names = []
    for _ in range(1 + (chance.random() < 0.15)):
        if speakers and chance.random() < 0.08:
            names.append(chance.choice(speakers)["id"])
        else:
            speakers.append(_speaker(len(speakers) + 1, chance, times))
            names.append(speakers[-1]["id"])
    topics = TOPICS[size]
    return {
        "id": f"P{number:03}",
        "title": f"Project {number}",
        "topic": f"T{min(int(topics * chance.random() ** 1.5), topics - 1) + 1}",
        "duration": 6,
        "mode": "remote" if chance.random() < 0.25 else "onsite",
        "speakers": sorted(set(names)),
        "org": f"Org {chance.randrange(40)}",
        "needs": chance.choices([[], ["demo_table"], ["led_wall"]], (96, 2, 2))[0],
        "dgs": chance.random() < 0.05,
        "opener_penalty": chance.choice((0, 0, 0, 1, 2, 3)),
    }


def _speaker(number: int, chance: random.Random, times: list[tuple[int, int]]) -> dict[str, Any]:
    """Most can come all day, some half of it, a few for an hour."""
    days = sorted({day for day, _ in times})
    whole = [[day * DAY + 1080, day * DAY + 2100] for day in days]
    halves = [[day * DAY + begin, day * DAY + end] for day in days for begin, end in ((1080, 1470), (1560, 2100))]
    kind = chance.random()
    if kind < 0.75:
        windows = whole
    elif kind < 0.9:
        windows = [chance.choice(halves)]
    else:
        day, time = chance.choice(times)
        begin = day * DAY + time + chance.choice((-20, -10, 0, 10, 20))
        windows = [[begin, begin + chance.choice((80, 100, 120))]]
    liked = chance.choice(halves) if windows == whole and chance.random() < 0.25 else None
    return {"id": f"V{number:03}", "windows": windows, "preferred": liked}


def tiny(seed: int) -> dict[str, Any]:
    """A problem of two to five pitches in two slots of two stages, full of rules: often without a plan."""
    chance = random.Random(seed)  # noqa: S311 - the same
    count = chance.randint(2, 5)
    ids = [f"P{number}" for number in range(1, count + 1)]
    speakers = [f"V{number}" for number in range(1, count + 1)]
    pairs = [[a, b] for a in ids for b in ids if a < b]
    some = lambda share: [pair for pair in pairs if chance.random() < share]  # noqa: E731 - a word for three lists below
    blocks = [
        {
            "id": f"B{slot}{stage}",
            "slot": f"T{slot}",
            "stage": f"S{stage}",
            "open": 100 * slot,
            "close": 100 * slot + chance.choice((26, 34, 50)),
            "intro": chance.choice((0, 2)),
            "reserve": chance.choice((0, 4)),
            "max_remote": chance.choice((0, 1, 2, 9)),
            "max_topics": chance.choice((1, 2, 2)),
        }
        for slot in (1, 2)
        for stage in (1, 2)
        if slot == 1 or stage == 1 or chance.random() < 0.5
    ]
    return {
        "format": "pcp-v1",
        "name": f"tiny-{seed}",
        "tick_seconds": 30,
        "days": 1,
        "stages": [{"id": "S1", "features": ["screen"]}, {"id": "S2", "features": []}],
        "slots": ["T1", "T2"],
        "blocks": blocks,
        "topics": [{"id": "T1", "name": "One"}, {"id": "T2", "name": "Two"}, {"id": "T3", "name": "Three"}],
        "speakers": [
            {
                "id": speaker,
                "windows": chance.choice(
                    ([[0, 999]], [[0, 999]], [[90, 150]], [[100, 112], [205, 230]], [[106, 118]], [[200, 260]])
                ),
                "preferred": chance.choice((None, None, [0, 180], [190, 300])),
            }
            for speaker in speakers
        ],
        "pitches": [
            {
                "id": name,
                "title": f"Pitch {name}",
                "topic": chance.choice(("T1", "T2", "T2", "T3")),
                "duration": chance.choice((5, 6, 6, 9)),
                "mode": chance.choice(("onsite", "onsite", "remote")),
                "speakers": sorted(chance.sample(speakers, chance.choice((0, 1, 1, 1, 2)))),
                "org": "",
                "needs": ["screen"] if chance.random() < 0.2 else [],
                "dgs": chance.random() < 0.25,
                "opener_penalty": chance.randrange(4),
            }
            for name in ids
        ],
        "hard_conflicts": some(0.15),
        "soft_conflicts": [[*pair, chance.randint(1, 4)] for pair in some(0.4)],
        "precedence": [chance.sample(pair, 2) for pair in some(0.15)],
        "pins": [[chance.choice(ids), chance.choice(blocks)["id"]]] if chance.random() < 0.2 else [],
        "changeover": dict(
            zip(
                ("oo", "or", "ro", "rr"),
                chance.choice(((1, 3, 3, 2), (1, 3, 2, 2), (3, 1, 2, 4), (0, 0, 0, 0))),
                strict=True,
            )
        ),
        "limits": {
            "remote_blocks_parallel": chance.choice((0, 1, 2)),
            "dgs_blocks_parallel": chance.choice((0, 1, 2, 2)),
            "walk": chance.choice((0, 60, 80)),
        },
        "weights": {name: chance.randint(0, 9) for name in WEIGHTS},
    }
