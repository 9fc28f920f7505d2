"""Backup, restore, verify: the whole instance as one file, on either database (docs/adr/0017-backup.md)."""
