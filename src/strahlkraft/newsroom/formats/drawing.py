"""A picture drawn anew from its pixels, in every size; pure. Nothing of the bytes that were handed in goes on.

So whatever travels in a file beside its pixels (place, camera, a smaller picture, words, a second file behind the first)
ends here, and whoever reads our files later reads what our own encoder wrote.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import filetype
from PIL import Image, ImageCms, ImageFile, features

from strahlkraft.newsroom.rules.pictures import (
    AVIF,
    JPEG,
    MASTER_SIDE,
    MIDDLE,
    MOST_SCANS,
    PNG,
    TAKEN,
    WEBP,
    Cut,
    Looked,
    Size,
    box,
    sizes,
)

MEDIA_TYPES = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP, "AVIF": AVIF}
_HEAD = 8192
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIXTEEN_BITS = 256
_SHRINKABLE = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
_LARGEST = (MASTER_SIDE, MASTER_SIDE)
Pixels = Image.Image


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """The file ends too early or is damaged within."""


@dataclass(frozen=True, slots=True)
class Made:
    """A picture in one size and format."""

    size: Size
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew: what is kept of it, and every size it is shown in."""

    data: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    made: tuple[Made, ...]


def taken() -> dict[str, str]:
    """What can be read on this machine, with its name for people."""
    return {kind: name for kind, name in TAKEN.items() if kind != AVIF or features.check("avif")}


def _formats() -> list[str]:
    return [name for name in ("JPEG", "PNG", "WEBP", "AVIF") if MEDIA_TYPES[name] in taken()]


def look(data: bytes) -> Looked:
    """What a file really is, without unpacking its pixels; never fails."""
    found = _named(data)
    if found in taken():
        try:
            with Image.open(BytesIO(data), formats=_formats()) as image:
                kind = MEDIA_TYPES[image.format or ""]
                frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
                scans = scans_of(data) if kind == JPEG else 1
                smaller = kind == JPEG and scans == 1 and not image.info.get("progressive")
                width, height = image.size
                return Looked(len(data), kind, width, height, frames, read_smaller=smaller, scans=scans)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            return Looked(len(data), found, 100_000, 100_000)
        except Exception:  # noqa: BLE001 - a decoder fed with hostile bytes fails in ways of its own
            return Looked(len(data), found, readable=False)
    return Looked(len(data), found)


_MARKER = re.compile(rb"\xff+([^\x00\x01\xd0-\xd8\xff])")
_END, _SCAN = b"\xd9", b"\xda"


def scans_of(data: bytes) -> int:
    """How many scans a JPEG has, as its reader will find them (ITU T.81, B.1.1): counting goes on a little beyond the most."""
    found, place = 0, 2
    while found <= MOST_SCANS and (marker := _MARKER.search(data, place)) and marker[1] != _END:
        found += marker[1] == _SCAN
        place = marker.end() + max(2, int.from_bytes(data[marker.end() : marker.end() + 2], "big"))
    return found


def _named(data: bytes) -> str:
    """The type the first bytes speak of; empty: none we know."""
    head = data[:_HEAD]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")) or b"<svg" in text[:1024]:
        return "image/svg+xml"
    if text.startswith((b"<!doctype html", b"<html", b"<script")):
        return "text/html"
    if head[4:8] == b"ftyp" and (b"avif" in head[8:40] or b"avis" in head[8:40]):
        return AVIF
    found = str(filetype.guess_mime(head) or "")
    return PNG if found == "image/apng" else found


def draw(data: bytes, *, focal_x: int = MIDDLE, focal_y: int = MIDDLE) -> Drawn:
    """Draw a picture anew that ``rules.pictures.file_problems`` lets pass; Unreadable when its pixels cannot all be read."""
    try:
        pixels, lossless = _pixels(data)
        kept = encoded(pixels, PNG if lossless or pixels.mode == "RGBA" else JPEG, best=True)
        width, height = pixels.size
        made = tuple(_made(pixels, tuple(Cut), focal_x, focal_y))
    except Exception as error:  # see look
        raise Unreadable from error
    media_type = PNG if kept.startswith(b"\x89PNG") else JPEG
    return Drawn(kept, media_type, width, height, hashlib.sha256(kept).hexdigest(), made)


def cut_anew(data: bytes, *, focal_x: int, focal_y: int) -> tuple[Made, ...]:
    """The cuts of a picture of ours around another place."""
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
        pixels = _plain(image)
    return tuple(_made(pixels, (Cut.WIDE, Cut.SQUARE), focal_x, focal_y))


def _pixels(data: bytes) -> tuple[Pixels, bool]:
    """The pixels alone, upright, in sRGB, as large as we keep them; and whether they came from a lossless format."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # what prints our sheets switches it on for the whole process
    with Image.open(BytesIO(data), formats=_formats()) as image:
        lossless = image.format == "PNG"
        if image.format in {"JPEG", "MPO"}:
            image.draft(None, _fitted(*image.size))
        turn = _TURNS.get(_orientation(image))
        image.load()
        if image.mode in _SHRINKABLE and "transparency" not in image.info:  # before anything is copied
            image.thumbnail(_LARGEST, Image.Resampling.LANCZOS, reducing_gap=3.0)
        pixels = _plain(image)
    pixels.thumbnail(_LARGEST, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return (pixels if turn is None else pixels.transpose(turn)), lossless


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Both sides as we keep them."""
    scale = min(1.0, MASTER_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _bare(pixels: Pixels) -> Pixels:
    """The same pixels on a new sheet, which knows nothing else."""
    sheet = Image.new(pixels.mode, pixels.size)
    sheet.paste(pixels)
    return sheet


def _orientation(image: Pixels) -> int:
    """How the camera was held; what cannot be read means upright."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - see look: words beside the pixels may be hostile too
        return 1


def _plain(image: Pixels) -> Pixels:
    """RGB, or RGBA where something shines through."""
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value / _SIXTEEN_BITS).convert("L")
    see_through = image.has_transparency_data
    pixels = image.convert("RGBA") if see_through else _in_srgb(image)
    if see_through and pixels.getchannel("A").getextrema() == (255, 255):
        pixels = pixels.convert("RGB")
    return _bare(pixels)


def _in_srgb(image: Pixels) -> Pixels:
    """The colours as its profile means them, without the profile; one that cannot be read counts as none."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            meant = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if changed is not None:
                return changed
        except Exception:  # noqa: BLE001 - see look
            return image.convert("RGB")
    return image.convert("RGB")


def _made(pixels: Pixels, cuts: tuple[Cut, ...], x: int, y: int) -> Iterator[Made]:
    for cut in cuts:
        part = pixels.crop(box(*pixels.size, cut, x, y))
        for size in sorted(sizes(*pixels.size, cut, x, y), reverse=True):
            smaller = part.resize((size.width, size.height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            yield from (Made(size, kind, encoded(smaller, kind)) for kind in (JPEG, WEBP))


def encoded(pixels: Pixels, media_type: str, *, best: bool = False) -> bytes:
    """The bytes of a picture as JPEG, PNG or WebP, written by our encoder, with nothing beside the pixels."""
    out, options = BytesIO(), dict[str, Any]()
    if media_type == JPEG:
        options = {"quality": 92 if best else 80, "optimize": True, "progressive": not best}
        pixels = _on_white(pixels)
    elif media_type == WEBP:
        options = {"quality": 78, "method": 2}
    pixels.save(out, {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}[media_type], **options)
    return out.getvalue()


def _on_white(pixels: Pixels) -> Pixels:
    """What shines through becomes white, as on paper."""
    if pixels.mode != "RGBA":
        return pixels
    sheet = Image.new("RGB", pixels.size, "white")
    sheet.paste(pixels, mask=pixels.getchannel("A"))
    return sheet
