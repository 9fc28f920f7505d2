"""What may be written, shown, sent and kept; pure."""
