"""What may happen when: pure, one file per area."""
