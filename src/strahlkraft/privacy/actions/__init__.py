"""Deeds of this room: asking and confirming, answering, forgetting in time."""
