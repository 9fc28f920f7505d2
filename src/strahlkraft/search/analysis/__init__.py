"""German text analysis for the search: pure Python, no Django, the same for documents and queries."""
