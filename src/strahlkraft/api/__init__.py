"""The door for machines: reading what is published."""
