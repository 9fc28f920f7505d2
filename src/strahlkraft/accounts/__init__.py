"""People, their roles and rights, and how they get in."""
