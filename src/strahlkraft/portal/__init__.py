"""The door for people who sign in: sign-in, own account."""
