"""No printing condition, two of them, another, one without its profile, and one whose profile is of a screen."""

from collections.abc import Iterator

import damage
import pikepdf


def plant(content: bytes) -> Iterator[tuple[str, bytes]]:
    with damage.pdf(content) as opened:
        del opened.pdf.Root.OutputIntents
    yield "0 output intents", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.Root.OutputIntents.append(opened.pdf.Root.OutputIntents[0])
    yield "2 output intents", opened.content
    with damage.pdf(content) as opened:
        opened.pdf.Root.OutputIntents[0].OutputConditionIdentifier = pikepdf.String("FOGRA39")
    yield "the printing condition is “FOGRA39”", opened.content
    with damage.pdf(content) as opened:
        del opened.pdf.Root.OutputIntents[0]["/DestOutputProfile"]
    yield "is not in the file", opened.content
    with damage.pdf(content) as opened:
        profile = opened.pdf.Root.OutputIntents[0].DestOutputProfile
        profile.write(profile.read_bytes()[:12] + b"mntrRGB " + profile.read_bytes()[20:])
    yield "is not one of a CMYK press", opened.content
