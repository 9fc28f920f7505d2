"""The door of visitors: everybody, without signing in."""
