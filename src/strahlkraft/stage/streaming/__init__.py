"""Live streams: what happens on stage reaches every screen within a second (server-sent events).

``hub`` hands each event to everybody who listens, ``source`` reads events from the database, ``wire`` is the protocol,
``application`` answers ``/live/…`` in the server's event loop.
"""
