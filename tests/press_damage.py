"""Surgery on press files: things painted on top, and the plants of other PDFs made to serve."""

from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import damage
import pikepdf

FOLDER = Path(__file__).parent / "checks"
Plant = Callable[[bytes], Iterator[tuple[str, bytes]]]


def painted(content: bytes, operators: str, page: int = 0, **resources: Any) -> bytes:
    """Return the PDF with operators added to a page, in points from the lower left of the trim; `resources` are added
    to the page's: a dictionary of names a kind, a stream as (its bytes, its dictionary).
    """
    with damage.pdf(content) as opened:
        target = opened.pdf.pages[page]
        for kind, items in resources.items():
            held = target.resources.get(f"/{kind}", pikepdf.Dictionary())
            target.resources[f"/{kind}"] = pikepdf.Dictionary(
                dict(held.items()) | {f"/{name}": _made(opened.pdf, item) for name, item in items.items()}
            )
        target.contents_add(b"q\n", prepend=True)
        target.contents_add(f"\nQ q {operators} Q".encode())
    return opened.content


def _made(pdf: pikepdf.Pdf, item: Any) -> Any:
    """Return a copy that belongs to the PDF: a plant uses its own more than once."""
    if not isinstance(item, tuple):
        return pdf.make_indirect(pikepdf.Object.parse(item.unparse()))
    data, keys = item
    return pdf.make_stream(data, pikepdf.Object.parse(keys.unparse()))


def typed(
    content: bytes, operators: str, size: float = 10, at: tuple[float, float] = (200, 300), **resources: Any
) -> bytes:
    """Return the PDF with the word that its first page begins with set once more, in the colour and the way that the
    operators set.
    """
    with damage.pdf(content) as opened:
        instructions = list(pikepdf.parse_content_stream(opened.pdf.pages[0]))
        font = next(str(operands[0]) for operands, name in instructions if str(name) == "Tf")
        shown = next(operands[0] for operands, name in instructions if str(name) == "TJ")
    codes = next(bytes(part).hex() for part in shown if isinstance(part, pikepdf.String))
    return painted(content, f"{operators} BT {font} {size} Tf 1 0 0 1 {at[0]} {at[1]} Tm <{codes}> Tj ET", **resources)


def image(data: bytes, width: int, height: int, space: Any = "/DeviceGray", **keys: Any) -> tuple[bytes, Any]:
    """Return an image for `painted`, of 8 bits a value."""
    named = pikepdf.Name(space) if isinstance(space, str) else space
    described = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": width, "Height": height}
    return data, pikepdf.Dictionary(**described, ColorSpace=named, BitsPerComponent=8, **keys)


def metadata(content: bytes, old: str, new: str) -> bytes:
    """Return the PDF with a text of its metadata replaced everywhere; they must hold it."""
    with damage.pdf(content) as opened:
        data = opened.pdf.Root.Metadata.read_bytes()
        assert old.encode() in data
        made = opened.pdf.make_stream(data.replace(old.encode(), new.encode()))
        made.Type, made.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        opened.pdf.Root.Metadata = made
    return opened.content


def plants(code: str) -> Plant:
    """Return the function that plants a code's defects."""
    spec = spec_from_file_location("plant", FOLDER / code / "plant.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.plant
