"""Records of this room as PDF and tables."""
