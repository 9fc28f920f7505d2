"""Rules of events, calls, programmes, registration and the day; pure."""
