"""The pages' server entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strahlkraft.config.settings")
application = get_wsgi_application()

from strahlkraft.search import indexer  # noqa: E402 - needs the applications loaded above

indexer.start()
