"""Hears what the layout engine warns of."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

# The message goes on with the whole picture as an address.
UNDRAWN = re.compile(r"Failed to (?:render SVG image|load image)")
NOT_DRAWN = "the edition's logo cannot be drawn, or is white; put another logo.svg or logo.png there"


@contextmanager
def warned() -> Iterator[list[str]]:
    """Yield the list of all that the libraries warn of inside the block."""
    messages: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield messages
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


def undrawn(messages: list[str]) -> bool:
    """Return whether a picture was left out, or broken off, by what the layout engine warns of."""
    return any(UNDRAWN.match(message) for message in messages)
