"""Text that XML can carry."""

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """``text`` without the characters XML 1.0 forbids: one of them in a title would break a whole feed or picture."""
    return _FORBIDDEN.sub("", text)
