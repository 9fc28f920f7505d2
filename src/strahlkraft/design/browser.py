"""What answers allow browsers to do (Permissions-Policy, Content-Security-Policy, Cross-Origin-Resource-Policy, W3C)."""

from django.conf import settings

FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
"""Switched off unless a page needs one."""


def permissions_policy(*own: str) -> str:
    """The header's value: every feature off but those named, which pages of this site may use."""
    return ", ".join(f"{feature}=({'self' if feature in own else ''})" for feature in FEATURES)


NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""The policy of an answer that is no page of ours: a file somebody brought, a stream, a refusal without words."""


def bare_headers() -> list[tuple[str, str]]:
    """What goes with an answer that passes by the middleware (RSGI), names in small letters."""
    headers = [
        ("content-security-policy", NOTHING),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", permissions_policy()),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ]
    seconds = settings.SECURE_HSTS_SECONDS
    hsts = f"max-age={seconds}; includeSubDomains; preload"
    return [*headers, ("strict-transport-security", hsts)] if seconds else headers
