"""Reports as PDF, spreadsheet and data."""
