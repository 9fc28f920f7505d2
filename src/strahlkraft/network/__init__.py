"""Who there is: regions, organisations, municipalities, and the map they stand on."""
