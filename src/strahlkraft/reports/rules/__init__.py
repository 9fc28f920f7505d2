"""What a report may say and where it stands; pure."""
