"""The outbox: letters wait for commit and leave exactly once."""
