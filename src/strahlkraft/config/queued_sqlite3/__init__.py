"""Django's SQLite backend with a fair, bounded line of writers (decision 19); named by ``ENGINE`` in the settings."""
