"""Room: events and congresses, from the call to the contacts made there."""
