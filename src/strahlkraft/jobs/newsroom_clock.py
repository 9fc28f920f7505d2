"""What the clock does for the newsroom: approved articles appear at their minute, quoted figures are held against the record."""

from datetime import datetime

import structlog

from strahlkraft.jobs.clock import each
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.newsroom.actions import older_sources, publishing

_log = structlog.get_logger(__name__)


def run(*, at: datetime) -> int:
    """Let what is due appear, each article in its own transaction, once however many workers there are; how many did."""
    published = each(
        publishing.due(at),
        lambda code: int(publishing.publish_due(by=SYSTEM, at=at, code=code)),
        failed=lambda code: _log.exception("newsroom.publishing_failed", article=code),
    )
    if published:
        _log.info("newsroom.published", articles=published)
    return published


def tend(*, at: datetime) -> int:
    """Note figures that the record has changed since an article quoted them; how many there were.

    Files somebody handed in to take older articles over, and never did, go after a day.
    """
    older_sources.forget_old(at=at)
    return each(
        publishing.with_other_figures(),
        lambda code: publishing.note_figures(by=SYSTEM, at=at, code=code),
        failed=lambda code: _log.exception("newsroom.comparing_failed", article=code),
    )
