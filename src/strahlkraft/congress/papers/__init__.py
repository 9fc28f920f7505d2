"""Sheets of this room: badges, certificates, the report of an event, running orders."""
