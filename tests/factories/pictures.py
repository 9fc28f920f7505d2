"""Picture files as people send them: honest ones, talkative ones, and those that are something else."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

SECRET = b"GEHEIM-4711"
"""What must be in no byte that is kept."""
SIGNS = (
    SECRET,
    b"Exif\0\0",
    b"http://ns.adobe.com/",
    b"ICC_PROFILE",
    b"iCCP",
    b"eXIf",
    b"iTXt",
    b"<script",
    b"PK\x03\x04",
    b"GPS",
)
"""Signs of what stands in a file beside its pixels."""
RED, BLUE = (220, 20, 20), (20, 20, 220)


def halves(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image: Image.Image, name: str = "JPEG", **options: Any) -> bytes:
    """A file of these pixels."""
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def photo(width: int = 400, height: int = 300, name: str = "JPEG", **options: Any) -> bytes:
    """An honest picture."""
    return saved(halves(width, height), name, **options)


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes: how it was held, its name, and where it was."""
    data = Image.Exif()
    data[0x0112], data[0x010F], data[0x9286] = orientation, SECRET.decode(), SECRET.decode()
    place = data.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 43.0, 7.0), "E", (8.0, 45.0, 15.0)
    place[29] = SECRET.decode()
    return data


def talkative(name: str) -> bytes:
    """A picture that carries place, camera, words, a colour profile, and a second file behind its end."""
    words = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><script>" + SECRET + b"</script></x:xmpmeta>"
    options: dict[str, Any] = {"exif": exif(), "icc_profile": profile()}
    if name == "PNG":
        info = PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", words.decode())
        options["pnginfo"] = info
    else:
        options["xmp"] = words
    if name == "JPEG":
        options["comment"] = SECRET
    behind = b"PK\x03\x04" + SECRET + b"<script>alert(1)</script>"
    return saved(halves(), name, **options) + behind


def profile(*, swapped: bool = False) -> bytes:
    """The profile of sRGB; ``swapped``: one that takes red for green and green for red."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if not swapped:
        return data
    for one, other in ((b"rXYZ", b"0000"), (b"gXYZ", b"rXYZ"), (b"0000", b"gXYZ")):
        place = data.index(one, 128)
        data = data[:place] + other + data[place + 4 :]
    return data


def moving(name: str) -> bytes:
    """A picture of two frames."""
    return saved(halves(), name, save_all=True, append_images=[halves().rotate(180)], duration=100)


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
