"""Tests mirror the package; see docs/testing.md."""
