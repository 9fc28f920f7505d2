"""Spreadsheets read and written: columns, cells, differences; pure."""
