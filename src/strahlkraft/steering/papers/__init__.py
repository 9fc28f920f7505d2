"""Records as PDF, calendars and bundles."""
