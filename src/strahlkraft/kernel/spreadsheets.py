"""Text in tables that people open in a spreadsheet (OWASP: CSV injection)."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones run in some countries


def defused(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: a leading apostrophe goes before one that looks like it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text
