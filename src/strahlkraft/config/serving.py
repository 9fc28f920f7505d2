"""The server's entry: streams in the event loop, pages in threads, one process, one address (decision 13)."""

from strahlkraft.config.wsgi import application as wsgi, threads  # isort: skip - loads the applications first
from strahlkraft.api.meters import watch
from strahlkraft.config.front import most_bytes
from strahlkraft.config.pages import Pages
from strahlkraft.jobs.lasting import end_with_server
from strahlkraft.stage.streaming.server import LiveServer

pages = Pages(wsgi, threads=threads, most_bytes=most_bytes)
application = LiveServer(pages)
watch(
    "strahlkraft_live_streams_open", "Streams of a stage that are open in this process.", lambda: application.listening
)
watch(
    "strahlkraft_pages_inside",
    "Requests for pages inside: being answered, or waiting for a thread.",
    lambda: pages.inside,
)
end_with_server()
