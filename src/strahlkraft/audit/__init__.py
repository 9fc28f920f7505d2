"""Who did what: the append-only trail, chained by hashes."""
