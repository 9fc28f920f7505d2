"""From the rooms' records to the shapes of the API."""
