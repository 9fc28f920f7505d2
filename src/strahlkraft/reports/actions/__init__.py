"""Deeds of this room; one action is one transaction and one line of the trail."""
