"""A stranger's words in letters to somebody who has not confirmed anything yet."""

import re

_LINKING = re.compile(r"[.:/@\\](?=\S)")


def unlinked(text: str) -> str:
    """The words so that no program makes an address of them: no sign of an address stands inside a word."""
    return _LINKING.sub(" ", text)
