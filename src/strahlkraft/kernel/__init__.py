"""Pure foundations every room may use: no Django, no clock, no settings."""
