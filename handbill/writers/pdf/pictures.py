"""Pictures held in the page itself, since nothing outside it can be read."""

import base64


def data_uri(picture: bytes) -> str:
    """Return a picture as a data address."""
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"
