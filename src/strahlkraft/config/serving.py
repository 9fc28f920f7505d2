"""The server's entry: streams in the event loop, pages in threads, one process, one address (decision 13)."""

import os

from strahlkraft.config.wsgi import application as wsgi  # isort: skip - loads the applications first
from strahlkraft.config.front import most_bytes
from strahlkraft.config.pages import Pages
from strahlkraft.stage.streaming.server import LiveServer

THREADS = "STRAHLKRAFT_THREADS"  # how `strahlkraft serve --threads` tells its worker

application = LiveServer(Pages(wsgi, threads=int(os.environ.get(THREADS, "8")), most_bytes=most_bytes))
