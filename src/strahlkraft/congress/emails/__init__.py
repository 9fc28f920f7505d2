"""Letters of this room as rows of the outbox; each in the language of its reader, each key posts once."""
