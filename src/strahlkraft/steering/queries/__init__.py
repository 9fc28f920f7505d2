"""Reading, one file per area."""
