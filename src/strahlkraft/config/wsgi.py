"""The pages' server entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strahlkraft.config.settings")
application = get_wsgi_application()

from strahlkraft.config.queued_sqlite3.base import serve_pages  # noqa: E402 - needs the settings read above
from strahlkraft.search import indexer  # noqa: E402 - needs the applications loaded above

THREADS = "STRAHLKRAFT_THREADS"  # how `strahlkraft serve --threads` tells its worker
threads = int(os.environ.get(THREADS, "8"))
serve_pages(threads)
indexer.start()
