"""The deeds, one file per area."""
