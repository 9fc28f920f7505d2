"""Cellar: the look of every page and the geometry of the Land."""
