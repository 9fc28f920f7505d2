"""The door of granting authorities and the Land: what was submitted, what was granted, what they decide."""
