"""The resources of the API, by noun."""
