"""Older sites read, press kits and feeds written; pure."""
