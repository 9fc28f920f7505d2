"""The laws of the house as functions, and the mutations that prove that they bite."""
