"""Makes the vendored fonts light: ``python -m tools.fonts FOLDER`` writes those of a Fira Sans package without what no page uses.

Instructions for screens of old (hinting) and fractions go; every character, kerning, figures of one width and accents stay. What comes
out stands in the repository; doing it again with a newer package is the only use of this file.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

KEPT = ("kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "pnum")
PLACE = Path(__file__).resolve().parents[1] / "src/strahlkraft/design/static/design/vendor/fira-sans"


def slim(source: Path, target: Path) -> None:
    """Write the font of ``source`` to ``target`` as WOFF2, with all its characters."""
    font = TTFont(source)
    options = Options(flavor="woff2", hinting=False, layout_features=list(KEPT), name_IDs=["*"])
    cutter = Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap())
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def main() -> int:
    """Slim each file the pages name; says what it came to."""
    for target in sorted(PLACE.glob("*.woff2")):
        source = Path(sys.argv[1]) / target.name
        before = source.stat().st_size
        slim(source, target)
        print(f"{target.name}: {before} -> {target.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
