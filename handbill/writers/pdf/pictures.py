"""Pictures in the colours of a press."""

import io

from PIL import Image, ImageCms

QUALITY = 95  # of JPEG: no ring of it shows in print


def in_process_colors(png: bytes, profile: bytes) -> bytes:
    """Return a PNG as a CMYK JPEG, its sRGB colours converted through a printing condition's profile, on white."""
    opened = Image.open(io.BytesIO(png)).convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", opened.size, "white"), opened).convert("RGB")
    press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    inked = ImageCms.profileToProfile(flat, ImageCms.createProfile("sRGB"), press, outputMode="CMYK")
    buffer = io.BytesIO()
    inked.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()
