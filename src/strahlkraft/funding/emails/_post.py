"""Writing a letter of this room into the outbox."""

from functools import partial

from strahlkraft.steering.emails._post import OFFICE_LANGUAGE, post_of

__all__ = ["OFFICE_LANGUAGE", "post"]
post = partial(post_of, "funding")
