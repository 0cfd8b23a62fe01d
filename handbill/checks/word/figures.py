"""What stands among the words of a Word document: pictures, and tables."""

import struct

from lxml import etree

from handbill.checks.word.opened import WP, A, Found, Opened, R, W, find, is_on, local, value

PNG = b"\x89PNG\r\n\x1a\n"
# How much wider or taller than itself a picture may be drawn.
STRETCH = 0.02


def pictures(opened: Opened) -> Found:
    """The logo is there, is described in words, and is drawn in its own proportions."""
    described = {opened.document.labels["logo"].text}
    drawings = [node for part in opened.pages for node in part.iter(f"{WP}inline", f"{WP}anchor")]
    if opened.document.logo and not drawings:
        yield "the logo is not there"
    for node in drawings:
        words = {(mark.get("descr") or "").strip() for mark in node.iter(f"{WP}docPr")}
        if words != described:
            yield f"a picture is described as “{'; '.join(words)[:40]}” where “{'; '.join(described)[:40]}” was meant"
        yield from _stretched(opened, node)
    for node in opened.each("pict", "object"):
        yield f"a {local(node)} is a drawing of an older kind, which has no description"


def _stretched(opened: Opened, node: etree._Element) -> Found:
    extent, size = node.find(f"{WP}extent"), _size(opened, node)
    if extent is None or size is None:
        yield "a picture is no PNG, or has no size"
        return
    width, height = int(extent.get("cx", 0)), int(extent.get("cy", 0))
    if abs(width * size[1] - height * size[0]) > STRETCH * height * size[0] or not width:
        yield f"a picture of {size[0]} × {size[1]} pixels is drawn {width} × {height}"


def _size(opened: Opened, node: etree._Element) -> tuple[int, int] | None:
    """Return a picture's pixels; None where it is no PNG (PNG 11.2.2, IHDR)."""
    targets = {relation.get("Id"): relation.get("Target") for relation in opened.xml["word/_rels/document.xml.rels"]}
    for blip in node.iter(f"{A}blip"):
        name = f"word/{targets.get(blip.get(f'{R}embed'))}"
        content = opened.contents.get(name, b"")
        if content.startswith(PNG):
            width, height = struct.unpack(">II", content[16:24])
            return width, height
    return None


def tables(opened: Opened) -> Found:
    """Every table has a title and a description, heads that a reader's voice repeats, and as many cells as columns."""
    for node in opened.body.iter(f"{W}tbl"):
        for name in ("tblCaption", "tblDescription"):
            if not value(node, f"tblPr/{name}").strip():
                yield f"a table has no {name}"
        rows, columns = node.findall(f"{W}tr"), len(node.findall(f"{W}tblGrid/{W}gridCol"))
        if not rows or not is_on(find(rows[0], "trPr"), "tblHeader"):
            yield "the first row of a table is no header"
        for row in rows:
            cells = row.findall(f"{W}tc")
            if len(cells) != columns:
                yield f"a table of {columns} columns has a row of {len(cells)} cells"
            if any(_last(cell) != "p" for cell in cells):
                yield "a cell does not end with a paragraph"


def _last(node: etree._Element) -> str:
    """Return the name of the last block, in a control or not (ECMA-376 part 1, 17.4.65)."""
    content = find(node[-1], "sdtContent") if len(node) else None
    return _last(content) if content is not None else local(node[-1]) if len(node) else ""
