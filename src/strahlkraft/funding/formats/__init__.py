"""Grants as other programs read them; pure."""
