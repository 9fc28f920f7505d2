"""Views of the office, one file per noun."""
