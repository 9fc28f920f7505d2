"""Reads of this room, as values for pages."""
