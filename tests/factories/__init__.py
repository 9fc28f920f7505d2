"""One file of factories per room."""
