"""Letters of this room."""
