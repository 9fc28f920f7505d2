"""From an offer to publiccode.yml, open data and feeds, and back; pure."""
