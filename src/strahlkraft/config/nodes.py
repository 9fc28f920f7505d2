"""What several machines share, read from the environment: replicas of the database, a place for files (decision 18)."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

POSTGRES = "django.db.backends.postgresql"


def replicas(configs: list[dict[str, Any]], *, primary: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The databases ``replica1``, ``replica2``, …: read only, and given up after two seconds without an answer.

    Raises ImproperlyConfigured unless they and the primary are PostgreSQL.
    """
    if any(config["ENGINE"] != POSTGRES for config in (*configs, *([primary] if configs else ()))):
        msg = "STRAHLKRAFT_REPLICA_URLS names streaming replicas of PostgreSQL: it and DATABASE_URL begin with postgres://"
        raise ImproperlyConfigured(msg)
    options = {
        "connect_timeout": 2,
        "options": "-c default_transaction_read_only=on",  # also when the address is the primary's by mistake
        "pool": {"min_size": 1, "max_size": 12, "timeout": 2, "reconnect_timeout": 5},
    }
    return {
        f"replica{number}": config | {"OPTIONS": config.get("OPTIONS", {}) | options, "CONN_HEALTH_CHECKS": True}
        for number, config in enumerate(configs, 1)
    }


def file_storage(url: str, *, key: str, secret: str) -> dict[str, Any]:
    """Where uploaded files are kept: the folder of uploads without ``url``, else a private bucket behind an S3 API.

    ``s3://BUCKET/FOLDER?endpoint=https://…&region=…``; without ``key`` and ``secret`` boto3 looks for them where it
    always does. Raises ImproperlyConfigured for anything else.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    words = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or words.keys() - {"endpoint", "region"}:
        msg = "STRAHLKRAFT_FILES_URL looks like s3://BUCKET/FOLDER?endpoint=https://…&region=…"
        raise ImproperlyConfigured(msg)
    return {
        "BACKEND": "strahlkraft.config.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": words.get("endpoint"),
            "region_name": words.get("region"),
            "access_key": key or None,
            "secret_key": secret or None,
        },
    }
