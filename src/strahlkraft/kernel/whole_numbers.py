"""Whole numbers as strangers' forms give them."""

MOST_DIGITS = 9  # fits every column and every index


def whole_number(text: str | None) -> int:
    """The number a text is, of at most nine digits and perhaps a minus; 0 for anything else."""
    digits = (text or "").removeprefix("-")
    return int(text or "0") if digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS else 0
