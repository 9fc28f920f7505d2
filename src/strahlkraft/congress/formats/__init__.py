"""A published programme in the formats of others (files, feeds, calendars, structured data), and what comes back in.

Pure. Every writer takes a :class:`strahlkraft.congress.published.Programme` and is given the addresses of things; none
looks at a clock, so that the same version gives the same bytes. A person's ``code`` is in no format: it may open
their private page. They are known by ``guid``.
"""
