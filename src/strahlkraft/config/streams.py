"""The entry of a server that serves the live streams only, behind a proxy (``strahlkraft live``)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strahlkraft.config.settings")
django.setup()

from strahlkraft.jobs.lasting import end_with_server  # noqa: E402 - needs the settings named above
from strahlkraft.stage.streaming.server import LiveServer  # noqa: E402 - needs the applications loaded above

application = LiveServer()
end_with_server()
