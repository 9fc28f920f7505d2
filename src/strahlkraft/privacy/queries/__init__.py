"""Reads of this room: what all rooms keep of people, whose rows those are, wishes, protocol."""
