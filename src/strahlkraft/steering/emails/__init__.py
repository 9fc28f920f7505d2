"""Letters of this room, one file per area."""
