"""Valid files made hostile: cut, flipped, doubled, nested, spliced, with numbers, signs and encodings nobody expects."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any

SIGNS = (
    "\0",
    "\x07",
    "\x1b[31m",
    "\u202e",  # right-to-left override
    "\u2066\u2069",
    "\u200b\u200d\ufeff",
    "a\u0301" + "\u0301" * 300,  # letters below a tower of marks
    "\U0001f469\u200d\U0001f680",
    "\U0010ffff",
    "\uffff",
    "раураl",
    "①②⑦.⓪.⓪.①",
    "\u0130\u0131\u212a\u1e9e",
    "\u2028\u2029\x85",
    "٣½²Ⅷ",
    "=cmd()",
    "'\"><script>",
    "%00%ff%c0%ae",
    "{{ 7*7 }}%(x)s{0}$x",
    "../../../etc/passwd",
)
NUMBERS = (
    "-1",
    "0",
    "9" * 30,
    "9" * 5_000,
    "1e999",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "010",
    "1_000",
    "12:30",
    "2026-02-31",
    "1.2.3",
)
PAIRS = (b"[]", b"{}", b"()", b'""', b"<>", b"''", b"**", b"||")
BROKEN = (b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\x00\x00\xfe\xff")
ENCODINGS = ("utf-16", "utf-32", "utf-7", "cp037", "shift_jis")
Mutation = Callable[[bytes, random.Random], bytes]


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def flip(data: bytes, chance: random.Random) -> bytes:
    """One to eight bits the other way round."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: _place(data, chance)]


def behead(data: bytes, chance: random.Random) -> bytes:
    """The beginning is missing."""
    return data[_place(data, chance) :]


def splice(data: bytes, chance: random.Random) -> bytes:
    """A piece stands somewhere else, or is missing."""
    start, end = sorted((_place(data, chance), _place(data, chance)))
    to = _place(data, chance)
    rest = data[:start] + data[end:]
    return rest[:to] + data[start:end] * chance.choice((0, 1, 2)) + rest[to:]


def double(data: bytes, chance: random.Random) -> bytes:
    """One line, or everything, stands there many times."""
    lines = data.splitlines(keepends=True)
    if not lines or chance.random() < 0.2:
        return data * chance.choice((2, 20))
    number = chance.randrange(len(lines))
    return b"".join([*lines[:number], lines[number] * chance.choice((2, 50)), *lines[number:]])


def nest(data: bytes, chance: random.Random) -> bytes:
    """Brackets, tags or quotes around nothing, deep."""
    pair, depth, to = chance.choice(PAIRS), chance.choice((3, 100, 3_000)), _place(data, chance)
    return data[:to] + pair[:1] * depth + pair[1:] * chance.choice((depth, 0)) + data[to:]


def number(data: bytes, chance: random.Random) -> bytes:
    """A number somewhere, or in the place of one."""
    said, to = chance.choice(NUMBERS).encode(), _place(data, chance)
    digits = [place for place, sign in enumerate(data) if 0x30 <= sign <= 0x39]
    if digits and chance.random() < 0.7:
        to = chance.choice(digits)
        return data[:to] + said + data[to + 1 :]
    return data[:to] + said + data[to:]


def sign(data: bytes, chance: random.Random) -> bytes:
    """Signs of Unicode that nobody expects."""
    to = _place(data, chance)
    return data[:to] + chance.choice(SIGNS).encode() * chance.choice((1, 1, 40)) + data[to:]


def broken(data: bytes, chance: random.Random) -> bytes:
    """Bytes that are no text."""
    to = chance.choice((0, _place(data, chance)))
    return data[:to] + chance.choice(BROKEN) + data[to:]


def encode(data: bytes, chance: random.Random) -> bytes:
    """The same text in another encoding."""
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def fill(data: bytes, chance: random.Random) -> bytes:
    """Pure chance where there was order."""
    start, end = sorted((_place(data, chance), _place(data, chance)))
    return data[:start] + chance.randbytes(min(end - start, 2_000)) + data[end:]


TEXTUAL: tuple[Mutation, ...] = (flip, cut, behead, splice, double, nest, number, sign, broken, encode, fill)


ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 2**63, 1.5, 1e308, float("nan"), float("inf"), "", [], {}, [[]], {"": None}),
    *(
        "\0",
        "x" * 20_000,
        "\ud800",
        "9" * 5_000,
        "2026-02-31",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ),
    *("javascript:alert(1)", "http://[::1", "https://beispiel.example:99999/", "//x", "%", "\u202e", "\U0001f469"),
)
"""What stands in the place of a value."""


def _all_places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a value of JSON with each of its keys."""
    found, open_ones = list[tuple[Any, Any]](), [value]
    while open_ones:
        one = open_ones.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one))) if isinstance(one, list) else []
        found += [(one, key) for key in keys]
        open_ones += [one[key] for key in keys]
    return found


def misfit(data: bytes, chance: random.Random) -> bytes:
    """JSON whose values are of other kinds, in other places, missing or doubled; other files are left as they are."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    for _ in range(chance.randint(1, 3)):
        if not (places := _all_places(value)):
            break
        container, key = chance.choice(places)
        if chance.random() < 0.2:
            del container[key]
        else:
            other, name = chance.choice(places)
            container[key] = deepcopy(chance.choice((*ODD, [container[key]], other[name])))  # nothing holds itself
    return json.dumps(value).encode("utf-8", "surrogatepass")


def repack(data: bytes, chance: random.Random) -> bytes:
    """A packed folder in which one part is hostile, sound in itself; other files are left as they are."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
            names = before.namelist()
            wrong = chance.choice(names)
            for name in names:
                part = before.read(name)
                after.writestr(name, chance.choice(TEXTUAL)(part, chance) if name == wrong else part)
    except Exception:  # noqa: BLE001 - no folder, or one broken by an earlier mutation
        return data
    return out.getvalue()


def hostile(seeds: list[bytes], seed: int) -> bytes:
    """One of the seeds after one to four mutations; the same number gives the same file."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, keeps no secret
    data = chance.choice(seeds)
    fitting = misfit if data[:1] in {b"{", b"["} else repack if data[:2] == b"PK" else None
    if fitting and chance.random() < 0.7:
        return fitting(data, chance)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(TEXTUAL)(data, chance)
    return data[:200_000]
