"""What pages allow browsers to do (Permissions-Policy, W3C)."""

FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
"""Switched off unless a page needs one."""


def permissions_policy(*own: str) -> str:
    """The header's value: every feature off but those named, which pages of this site may use."""
    return ", ".join(f"{feature}=({'self' if feature in own else ''})" for feature in FEATURES)
