"""A second opinion on plans and problems, written from the description of the format alone: plain JSON, no solver.

``faults`` and ``points`` judge a solution; ``cheapest`` tries everything there is, for problems of a few pitches.
"""

from collections.abc import Collection, Iterator
from itertools import combinations, pairwise, permutations, product
from typing import Any

Json = dict[str, Any]


def _by_id(rows: list[Json]) -> dict[str, Json]:
    return {row["id"]: row for row in rows}


LETTER = {"onsite": "o", "remote": "r"}


def changeover(problem: Json, before: Json, after: Json) -> int:
    """Ticks between two consecutive pitches."""
    return problem["changeover"][LETTER[before["mode"]] + LETTER[after["mode"]]]


def there(speakers: dict[str, Json], pitch: Json, start: int) -> bool:
    """Is every speaker of the pitch in one window during all of it?"""
    return all(
        any(begin <= start and start + pitch["duration"] <= end for begin, end in speakers[name]["windows"])
        for name in pitch["speakers"]
    )


def faults(problem: Json, solution: Json) -> list[str]:
    """What is wrong with a solution, as typed entries."""
    pitches, blocks, speakers = _by_id(problem["pitches"]), _by_id(problem["blocks"]), _by_id(problem["speakers"])
    rows = {name: row for name, row in solution["blocks"].items() if row}
    where = {pitch: name for name, row in rows.items() for pitch, _ in row}
    found = [f"once:{pitch}" for pitch in pitches if sum(p == pitch for row in rows.values() for p, _ in row) != 1]
    for name, row in rows.items():
        block = blocks[name]
        for pitch, start in row:
            if start < block["open"] + block["intro"]:
                found.append(f"too_early:{name}")
            if start + pitches[pitch]["duration"] > block["close"] - block["reserve"]:
                found.append(f"too_long:{name}")
            if not there(speakers, pitches[pitch], start):
                found.append(f"window:{pitch}")
        for (first, start), (second, after) in pairwise(row):
            if start + pitches[first]["duration"] + changeover(problem, pitches[first], pitches[second]) > after:
                found.append(f"overlap:{first}|{second}")
    assigned = {name: [pitch for pitch, _ in row] for name, row in rows.items()}
    found += [entry for entry, bad in across(problem, assigned) if bad]
    for first, second in problem["precedence"]:
        if first in where and where.get(second) == where[first]:
            order = assigned[where[first]]
            if order.index(first) > order.index(second):
                found.append(f"precedence:{first}|{second}")
    return found


def across(problem: Json, assigned: dict[str, list[str]]) -> Iterator[tuple[str, bool]]:
    """The rules of an assignment that no order inside a block changes, and whether each is broken."""
    pitches, blocks, stages = _by_id(problem["pitches"]), _by_id(problem["blocks"]), _by_id(problem["stages"])
    where = {pitch: blocks[name] for name, row in assigned.items() for pitch in row}
    slots = {
        slot: [assigned.get(b["id"], []) for b in problem["blocks"] if b["slot"] == slot] for slot in problem["slots"]
    }
    for pitch, block in where.items():
        yield f"needs:{pitch}", not set(pitches[pitch]["needs"]) <= set(stages[block["stage"]]["features"])
    for name, row in assigned.items():
        yield f"max_remote:{name}", sum(pitches[p]["mode"] == "remote" for p in row) > blocks[name]["max_remote"]
        yield f"max_topics:{name}", len({pitches[p]["topic"] for p in row}) > blocks[name]["max_topics"]
    for first, second in problem["hard_conflicts"]:
        a, b = where[first], where[second]
        yield f"conflict:{first}|{second}", a["slot"] == b["slot"] and a["id"] != b["id"]
    for speaker in problem["speakers"]:
        mine = {block["id"]: block for pitch, block in where.items() if speaker["id"] in pitches[pitch]["speakers"]}
        yield (
            f"one_place:{speaker['id']}",
            any(
                a["slot"] == b["slot"]
                or (
                    a["stage"] != b["stage"]
                    and max(a["open"], b["open"]) - (a if a["open"] <= b["open"] else b)["close"]
                    < problem["limits"]["walk"]
                )
                for a, b in combinations(mine.values(), 2)
            ),
        )
    for first, second in problem["precedence"]:
        a, b = where[first], where[second]
        yield f"precedence:{first}|{second}", a["id"] != b["id"] and a["open"] >= b["open"]
    for slot, rows in slots.items():
        remote = sum(any(pitches[p]["mode"] == "remote" for p in row) for row in rows)
        signed = sum(any(pitches[p]["dgs"] for p in row) for row in rows)
        yield f"remote_crews:{slot}", remote > problem["limits"]["remote_blocks_parallel"]
        yield f"dgs_teams:{slot}", signed > problem["limits"]["dgs_blocks_parallel"]
    for pitch, block in problem["pins"]:
        yield f"pin:{pitch}", where[pitch]["id"] != block


def points(problem: Json, solution: Json) -> int:
    """The objective of a solution."""
    rows = {name: [pitch for pitch, _ in row] for name, row in solution["blocks"].items() if row}
    return spread(problem, rows) + sum(inside(problem, row) for row in rows.values())


def inside(problem: Json, order: list[str] | tuple[str, ...]) -> int:
    """What the order of one block costs: changeovers and the opener."""
    pitches, weights = _by_id(problem["pitches"]), problem["weights"]
    row = [pitches[pitch] for pitch in order]
    ticks = sum(changeover(problem, a, b) - problem["changeover"]["oo"] for a, b in pairwise(row))
    return weights["changeover"] * ticks + weights["opener"] * row[0]["opener_penalty"]


def spread(problem: Json, rows: dict[str, list[str]]) -> int:
    """What an assignment costs, whatever the order in its blocks."""
    pitches, blocks, weights = _by_id(problem["pitches"]), _by_id(problem["blocks"]), problem["weights"]
    where = {pitch: blocks[name] for name, row in rows.items() for pitch in row}
    topics = {(pitches[pitch]["topic"], block["id"], block["slot"]) for pitch, block in where.items()}
    total = weights["topic_mix"] * (len(topics) - len(rows))
    total += weights["topic_split"] * (len(topics) - len({topic for topic, _, _ in topics}))
    total += weights["topic_parallel"] * (len(topics) - len({(topic, slot) for topic, _, slot in topics}))
    for speaker in problem["speakers"]:
        mine = [block for pitch, block in where.items() if speaker["id"] in pitches[pitch]["speakers"]]
        total += weights["speaker_split"] * max(0, len({block["id"] for block in mine}) - 1)
        if speaker.get("preferred"):
            begin, end = speaker["preferred"]
            total += weights["preference"] * sum(b["open"] < begin or b["close"] > end for b in mine)
    for first, second, weight in problem["soft_conflicts"]:
        a, b = where[first], where[second]
        total += weight * (a["slot"] == b["slot"] and a["id"] != b["id"])
    return total


def orders(problem: Json, block: Json, row: tuple[str, ...], rules: Collection[str] | None) -> int | None:
    """The least cost of an order of these pitches in the block; None when there is none. ``rules``: those in force."""
    pitches, speakers = _by_id(problem["pitches"]), _by_id(problem["speakers"])
    ends = block["close"] - block["reserve"] + (0 if rules is None or f"too_long:{block['id']}" in rules else 500)
    opens = block["open"] + block["intro"]
    strict = {name for name in speakers if rules is None or f"window:{name}" in rules}
    best = None
    for order in permutations(row):
        if any(
            first in order and second in order and order.index(first) > order.index(second)
            for first, second in problem["precedence"]
            if rules is None or f"precedence:{first}|{second}" in rules
        ):
            continue
        free, before = opens, None
        for name in order:
            pitch = {**pitches[name], "speakers": [who for who in pitches[name]["speakers"] if who in strict]}
            start = free + (changeover(problem, before, pitch) if before else 0)
            while start + pitch["duration"] <= ends and not there(speakers, pitch, start):
                start += 1
            free, before = start + pitch["duration"], pitch
        if free <= ends and (best is None or inside(problem, order) < best):
            best = inside(problem, order)
    return best


def cheapest(problem: Json, rules: Collection[str] | None = None) -> int | None:
    """The least objective of all plans; None when there is none. ``rules``: the typed entries in force (None: all)."""
    pitches, blocks = [pitch["id"] for pitch in problem["pitches"]], problem["blocks"]
    known: dict[tuple[str, tuple[str, ...]], int | None] = {}
    best = None
    for places in product(blocks, repeat=len(pitches)):
        rows: dict[str, list[str]] = {}
        for pitch, block in zip(pitches, places, strict=True):
            rows.setdefault(block["id"], []).append(pitch)
        if any(bad and (rules is None or entry in rules) for entry, bad in across(problem, rows)):
            continue
        if rules is not None and _away(problem, rows, rules):
            continue
        total = spread(problem, rows)
        for block in blocks:
            key = (block["id"], tuple(rows.get(block["id"], ())))
            if key[1] and key not in known:
                known[key] = orders(problem, block, key[1], rules)
            cost = known.get(key, 0)
            if cost is None:
                break
            total += cost
        else:
            best = total if best is None else min(best, total)
    return best


def _away(problem: Json, rows: dict[str, list[str]], rules: Collection[str]) -> bool:
    """Is a speaker never there in the block's own time, however long the block may take?"""
    pitches, blocks, speakers = _by_id(problem["pitches"]), _by_id(problem["blocks"]), _by_id(problem["speakers"])
    for name, row in rows.items():
        block = blocks[name]
        for pitch in (pitches[pitch] for pitch in row):
            last = block["close"] - block["reserve"] - pitch["duration"]
            times = range(block["open"] + block["intro"], last + 1)
            for who in pitch["speakers"]:
                if f"window:{who}" in rules and times:
                    alone = {**pitch, "speakers": [who]}
                    if not any(there(speakers, alone, start) for start in times):
                        return True
    return False
