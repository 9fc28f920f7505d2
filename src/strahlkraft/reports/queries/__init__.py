"""Figures as of a day, with what they rest on."""
