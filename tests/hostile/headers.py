"""The headers every answer needs."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

FRAMED = ("/einbetten/", "/arbeit/rundbrief/")  # for foreign pages on purpose; the preview of a letter in its own page
OWN = ("/arbeit/", "/aufsicht/", "/konto/")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(",
}
FORBIDDEN = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data: blob:", " http:", " https:", " * ")


def faults(path: str, answer: Any) -> Iterator[str]:
    """What an answer does not say although it should."""
    headers = answer.headers
    yield from (name for name, value in ALWAYS.items() if not headers.get(name, "").startswith(value))
    policy = headers.get("Content-Security-Policy", "none at all")
    sources = policy.replace("frame-ancestors *", "")
    yield from (f"policy: {word} in {policy}" for word in FORBIDDEN if word in f"{sources} ")
    if "default-src 'self'" not in policy and "default-src 'none'" not in policy:
        yield f"policy: {policy}"
    if "frame-ancestors 'none'" not in policy and not path.startswith(FRAMED):
        yield f"frames: {policy}"
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        yield "Referrer-Policy"
    kept = headers.get("Cache-Control", "")
    own = answer.status_code == HTTPStatus.OK and path.startswith(OWN)
    if own and "no-store" not in kept:
        yield f"a page of somebody's own that may be kept: {kept!r}"
    if headers.get("Cross-Origin-Resource-Policy") != ("cross-origin" if _is_shared(headers) else "same-origin"):
        yield f"Cross-Origin-Resource-Policy {headers.get('Cross-Origin-Resource-Policy')} with {kept!r}"
    if answer.cookies and "no-store" not in kept:
        yield f"a cookie that may be kept: {kept!r}"


def _is_shared(headers: Any) -> bool:
    return "public" in headers.get("Cache-Control", "") or headers.get("Access-Control-Allow-Origin") == "*"
