"""Our icons: one sprite file, inlined where used so that no page waits for a second request."""

import re
from functools import lru_cache
from html import escape
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "design" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>')


@lru_cache(maxsize=1)
def drawings() -> dict[str, str]:
    """Every icon's inner markup by name, read once from the sprite."""
    return dict(_SYMBOL.findall(SPRITE.read_text(encoding="utf-8")))


def icon_svg(name: str, *, label: str = "", css: str = "") -> str:
    """One icon as SVG; with ``label`` it speaks, without it is hidden from assistive technology. KeyError when unknown."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    classes = f"icon {escape(css)}".strip()
    return (
        f'<svg class="{classes}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        f"{spoken}>{drawings()[name]}</svg>"
    )
