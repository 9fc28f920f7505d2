"""Files made to eat time and memory: small on the way in, endless inside. Each names the parser it is thrown at."""

import io
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable

from tests.hostile.parsers import SUBMISSIONS, archive, workbook

Bomb = tuple[str, str, Callable[[], bytes]]
"""What it is, the name of its parser, the file."""
MB = 1_000_000


def _book(sheet: bytes = b"", shared: bytes = b"") -> bytes:
    """A workbook with another sheet, or other shared words."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if sheet and name.endswith("sheet1.xml"):
                part = sheet
            if shared and name.endswith("sharedStrings.xml"):
                part = shared
            after.writestr(name, part)
    return out.getvalue()


def _rows(cell: bytes, number: int) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + (b"<row>" + cell + b"</row>") * number + b"</sheetData></worksheet>"


def _shared(number: int) -> bytes:
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return head + b"<si><t>x</t></si>" * number + b"</sst>"


def _overlapping() -> bytes:
    """Many entries of one directory that all name the same bytes."""
    sound = archive({"a.html": b"<p>Beispiel</p>" * 50_000})
    directory = sound.rindex(b"PK\x01\x02")
    end = sound.rindex(b"PK\x05\x06")
    entry, many = sound[directory:end], 4_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(entry) * many, directory, 0)
    return sound[:directory] + entry * many + tail


def _nested() -> bytes:
    inner = b"<p>Beispiel</p>"
    for number in range(10):
        inner = archive({f"{number}.zip": inner, "index.html": b"<p>x</p>"})
    return inner


def _png(width: int, height: int) -> bytes:
    """A picture that claims to be so large, packed as well as can be."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    line = b"\0" * (width * 3 + 1)
    body = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _claim(width: int, height: int) -> bytes:
    sound = bytearray(_png(1, 1))
    sound[16:24] = struct.pack(">2L", width, height)
    sound[29:33] = struct.pack(">L", zlib.crc32(bytes(sound[12:29])))
    return bytes(sound)


def _laughs() -> bytes:
    lines = ["<!DOCTYPE x [", '<!ENTITY a0 "haha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return "\n".join([*lines, "]><x>&a11;</x>"]).encode()


def _outside() -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def _aliases() -> bytes:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def _times(piece: bytes, number: int, before: bytes = b"", after: bytes = b"") -> Callable[[], bytes]:
    return lambda: before + piece * number + after


def _json(value: bytes) -> list[Bomb]:
    return [(f"{value[:6].decode()} deep", name, _times(value, 100_000)) for name in JSON]


JSON = ("programme", "map", "catalogue", "github", "gitlab", "gitea", "list-of-addresses", "instance", "scans")
XML = ("schedule", "older-feed")
BOMBS: tuple[Bomb, ...] = (
    *((f"entities in {name}", name, _laughs) for name in XML),
    *((f"entity of a file in {name}", name, _outside) for name in XML),
    *((f"elements 100,000 deep in {name}", name, _times(b"<a>", 100_000)) for name in XML),
    *(
        (
            f"200,000 attributes in {name}",
            name,
            lambda: b"<a " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
        )
        for name in XML
    ),
    ("400,001 elements", "schedule", _times(b"<a/>", 400_001, b"<schedule>", b"</schedule>")),
    *_json(b"["),
    *_json(b'{"a":'),
    *((f"5,000 digits in {name}", name, _times(b"9", 5_000, b"[", b"]")) for name in JSON),
    *((f"NaN in {name}", name, _times(b"NaN,", 1, b"[", b"1]")) for name in JSON),
    *((f"100,000 keys of one name in {name}", name, _times(b'"a":1,', 100_000, b"{", b'"a":2}')) for name in JSON),
    ("aliases of aliases", "publiccode", _aliases),
    ("aliases of aliases", "publiccode-format", _aliases),
    ("lists 50,000 deep", "publiccode", _times(b"[", 50_000)),
    ("lists 50,000 deep", "publiccode-format", _times(b"[", 50_000)),
    ("blocks 3,000 deep", "publiccode", lambda: b"".join(b" " * n + b"a:\n" for n in range(1_000))),
    ("500,000 question marks", "publiccode", _times(b"? ", 500_000)),
    ("60,000 anchors", "publiccode", lambda: b"\n".join(b"a%d: &a%d x" % (n, n) for n in range(60_000))),
    ("40,000 keys", "publiccode", lambda: b"\n".join(b"a%d: x" % n for n in range(40_000))),
    ("one value of 1 MB", "publiccode", _times(b"x", 1_000_000, b"name: ")),
    ("one value of 1 MB", "publiccode-format", _times(b"x", 1_000_000, b"name: ")),
    ("1,000,000 rows", "workbook", lambda: _book(sheet=_rows(b"<c><v>1</v></c>", 1_000_000))),
    ("one row of 300,000 cells", "workbook", lambda: _book(sheet=_rows(b"<c><v>1</v></c>" * 300_000, 1))),
    ("cell in row 1,048,576", "workbook", lambda: _book(sheet=_rows(b'<c r="XFD1048576"><v>1</v></c>', 1))),
    ("2,000,000 shared words", "workbook", lambda: _book(shared=_shared(2_000_000))),
    ("entities in a part", "workbook", lambda: _book(sheet=_laughs())),
    ("entities in a part in UTF-16", "workbook", lambda: _book(sheet=_laughs().decode().encode("utf-16"))),
    ("deep elements in a part", "workbook", lambda: _book(sheet=b"<a>" * 300_000)),
    ("200 MB in one part", "workbook", lambda: archive({"xl/workbook.xml": b"\0" * 200 * MB})),
    ("BZIP2 instead of deflate", "workbook", lambda: archive({"xl/workbook.xml": b"\0" * 50 * MB}, zipfile.ZIP_BZIP2)),
    ("LZMA instead of deflate", "workbook", lambda: archive({"xl/workbook.xml": b"\0" * 50 * MB}, zipfile.ZIP_LZMA)),
    ("60,000 parts", "workbook", lambda: archive({f"{n}.xml": b"" for n in range(60_000)}, zipfile.ZIP_STORED)),
    ("60,000 parts", "paper", lambda: archive({f"{n}.xml": b"" for n in range(60_000)}, zipfile.ZIP_STORED)),
    ("200 MB of zeros", "older-site", lambda: archive({"index.html": b"\0" * 200 * MB})),
    ("60,000 pages", "older-site", lambda: archive({f"{n}.html": b"" for n in range(60_000)}, zipfile.ZIP_STORED)),
    ("4,000 entries on the same bytes", "older-site", _overlapping),
    ("archives in archives", "older-site", _nested),
    (
        "names that lead out",
        "older-site",
        lambda: archive({"../../etc/a.html": b"<p>", "/b.html": b"<p>", "c:\\d.html": b"<p>"}),
    ),
    ("one field of 10 MB", "submissions", _times(b"x", 9_900_000, b"Titel;E-Mail\n")),
    ("one open quote before 10 MB", "submissions", _times(b"x\n", 4_900_000, b'Titel;E-Mail\n"')),
    ("300,000 columns", "submissions", _times(b"a;", 300_000, SUBMISSIONS[:6])),
    ("one field of 5 MB", "table", _times(b"x", 4_900_000, b"Titel;Stand\n")),
    ("2,000,000 short lines", "table", _times(b";\n", 2_000_000)),
    ("5 MB of quotes", "table", _times(b'"', 4_900_000)),
    ("5 MB of quotes and signs between", "table", _times(b'";\t|,', 900_000)),
    (
        "one field of 10 MB",
        "municipalities",
        _times(b"x", 10 * MB, b"ags,ars,name,typ,land,land_name,kreis,kreis_name\n"),
    ),
    ("claims 100,000 x 100,000", "picture", lambda: _claim(100_000, 100_000)),
    ("claims 30,000 x 30,000", "picture", lambda: _claim(30_000, 30_000)),
    ("12,000 x 12,000 of one colour", "picture", lambda: _png(12_000, 12_000)),
    ("6,000 x 6,000 of one colour", "picture", lambda: _png(6_000, 6_000)),
    ("20 MB of markers", "picture", _times(b"\xff\xda\x00\x02", 5_000_000, b"\xff\xd8")),
    (
        "SVG with a script",
        "picture",
        _times(b"<script>alert(1)</script>", 1, b'<svg xmlns="http://www.w3.org/2000/svg">'),
    ),
    *(
        (f"{sign!r} in Markdown", "markdown", _times(sign.encode(), 20_000 // len(sign)))
        for sign in (
            "[",
            "![[]()",
            "*",
            "_*",
            "`",
            "<",
            ">",
            "&",
            "#",
            "|",
            "~",
            "\\",
            "[a](",
            "- ",
            "> ",
            "a**b",
            "<!--",
            "\u202e",
            "[[",
            "|a",
            "1. ",
        )
    ),
    ("table of 20 kB", "markdown", _times(b"|", 9_000, b"|-" * 2_000 + b"|\n", b"\n")),
    *(
        (f"{sign} in HTML", "html", _times(sign.encode(), MB // len(sign)))
        for sign in ("<", "<p>", "</", "<!--", "<![CDATA[", "<a b='", "&#", "<table><tr><td>", "<b ", "<script>", "a=")
    ),
    ("10,000 marks on one letter", "question", _times("\u0301".encode(), 10_000, b"a")),
    ("2 MB of hyphens", "question", _times(b"a-", MB)),
    ("2 MB without a gap", "question", _times(b"stadt", 400_000)),
    *(
        (f"{sign!r} typed", "typed", _times(sign.encode(), 10_000 // len(sign)))
        for sign in ("1.", "1 000 ", " ", "9", "(", "a@", "MIT OR ", "€ ", "-", "01.")
    ),
    *(
        (f"{sign!r} as address", "address", _times(sign.encode(), 2_500 // len(sign), b"http://"))
        for sign in ("a.", "@", "[", "%41", ":", "/..", "?a=&", "\u3002")
    ),
    ("500 kB of stars", "robots", _times(b"*a", 250_000, b"User-agent: *\nDisallow: /", b"$\n")),
    ("60,000 rules with stars", "robots", _times(b"Disallow: /*a*b*c*d\n", 25_000, b"User-agent: *\n")),
    (
        "parts in parts",
        "bounce",
        _times(b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n--x\n', 2_000),
    ),
    ("letters in letters", "bounce", _times(b"Content-Type: message/rfc822\n\n", 5_000)),
    ("2 MB in one line of the head", "bounce", _times(b"a" * 76 + b"\n ", 26_000, b"Content-Type: ")),
    ("500 MB behind 500 kB", "take-over", lambda: b64encode(zlib.compress(b"\0" * 500 * MB))),
    ("200 bytes of &", "applause", _times(b"a&", 100)),
)
