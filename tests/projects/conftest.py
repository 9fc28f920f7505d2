"""The real programme, loaded once per database."""
