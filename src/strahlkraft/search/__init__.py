"""Finds what exists: a German full-text search over documents that the rooms above hand in."""
