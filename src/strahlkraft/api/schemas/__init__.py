"""The shapes of what the API answers; each field says what it means."""
