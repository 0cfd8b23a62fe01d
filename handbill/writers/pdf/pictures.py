"""Pictures held in the page itself, since nothing outside it can be read."""

import base64
import io

from PIL import Image, ImageCms

KINDS = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"))
QUALITY = 95  # of JPEG: no ring of it shows in print


def data_uri(picture: bytes) -> str:
    """Return a picture as a data address."""
    kind = next((kind for start, kind in KINDS if picture.startswith(start)), "image/svg+xml")
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def in_process_colors(png: bytes, profile: bytes) -> bytes:
    """Return a PNG as a CMYK JPEG, its sRGB colours converted through a printing condition's profile, on white."""
    opened = Image.open(io.BytesIO(png)).convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", opened.size, "white"), opened).convert("RGB")
    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    inked = ImageCms.profileToProfile(flat, ImageCms.createProfile("sRGB"), press, outputMode="CMYK")
    buffer = io.BytesIO()
    inked.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()
