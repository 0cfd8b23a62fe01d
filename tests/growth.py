"""What a fuzzer makes of a file: lines, trees and chunks changed; and whole files spoken from a grammar.

All of it is made from a number alone, so that both engines can use it and a case can be made again.
"""

import copy
import random
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import count

from adapted_edits import W
from lxml import etree

from handbill.exchange import guard
from handbill.logos import PNG

Words = Sequence[bytes]
# A row stands for one thing that a name can be: {name} is one of another's, {name*} none or a few of them.
Grammar = Mapping[str, Sequence[str]]
HOLE = re.compile(r"\{(\w+)(\*?)\}")
# How deep what is spoken goes, and how many stand side by side.
DEPTHS, MANY = (4, 8, 16), (0, 1, 1, 2, 3)
ODD = ("", "-1", "0", "²", "٣", "9" * 5000, "none", "\u202e", "a b", "faq_purpose", "answer.purpose", "100%", "true")
# The same for drawings.
UNDRAWN = ("1e-9", "nan", "url(#i0)", "#i1", "M0 0L", "rotate(1 2)", "matrix(0 0 0 0 0 0)", "0 0 0 0", "3em", ";:", "+")


def relined(content: bytes, words: Words, chance: random.Random) -> bytes:
    """Return a file with some of its lines gone, doubled, moved, or with another value behind = or :."""
    lines = content.split(b"\n")
    for _ in range(chance.randint(1, 6)):
        line = lines.pop(chance.randrange(len(lines))) if lines else b""
        name, mark, _ = line.partition(chance.choice((b"=", b":", b" ")))
        odd = (b"", line, line + b"\n" + line, name + mark + b" " + chance.choice(words), chance.choice(words) + line)
        lines.insert(chance.randint(0, len(lines)), chance.choice(odd))
    return b"\n".join(lines)


def regrown(content: bytes, words: Words, chance: random.Random) -> bytes:
    """Return an XML file with some of its elements moved, doubled, nested, emptied or given odd values."""
    start = content.find(b"<")
    try:
        root = etree.fromstring(content[start:], etree.XMLParser(**guard.PARSING))
    except (etree.XMLSyntaxError, ValueError):
        return content
    nodes = list(root.iter("*"))
    for _ in range(chance.randint(1, 12)):
        _regrow(chance.choice(nodes), chance.choice(nodes), chance)
    return content[:start] + etree.tostring(root)


def _regrow(node: etree._Element, other: etree._Element, chance: random.Random) -> None:
    kind = chance.randrange(7)
    if kind == 0 and node.getparent() is not None:
        node.getparent().remove(node)
    elif kind == 1:
        other.append(copy.deepcopy(node))
    elif kind == 2 and not any(above is node for above in (other, *other.iterancestors())):
        other.insert(0, node)
    elif kind == 3:
        node.tag = other.tag
    elif kind == 4:
        node.text = chance.choice(ODD[:5] + ODD[6:]) * chance.randint(1, 3)
    elif kind == 5:
        node.insert(0, chance.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"))))
    else:
        name = chance.choice([*(node.attrib or ["val"]), f"{{{W}}}val"])
        node.set(name, chance.choice(ODD + UNDRAWN))


def documented(content: bytes, words: Words, chance: random.Random) -> bytes:
    """Return a part of a Word file, its number before it, with its tree changed; or another document in its place."""
    if chance.random() < 0.4:
        return regrown(content, words, chance)
    made = b"\0" + spoken(WORD, chance).encode()
    return made if chance.random() < 0.7 else regrown(made, words, chance)


def drawn(content: bytes, words: Words, chance: random.Random) -> bytes:
    """Return a logo with its chunks or its tree changed, or another drawing in its place."""
    if content.startswith(PNG) and chance.random() < 0.5:
        return _rechunked(content, words, chance)
    if chance.random() < 0.3:
        return regrown(content, words, chance)
    # Two shapes of one name are refused, so each gets its own.
    numbers = count()
    named = re.sub(r'id="\?"', lambda _: f'id="i{next(numbers)}"', spoken(SVG, chance))
    # Of attributes of one name the last is kept.
    made = re.sub(r'( [\w:-]+)="[^"]*"(?=[^<>]*\1=")', "", named).encode()
    return made if chance.random() < 0.7 else regrown(made, words, chance)


def _rechunked(content: bytes, words: Words, chance: random.Random) -> bytes:
    """Return a picture with some of its chunks changed, doubled or moved, each with its right checksum (PNG 5.3)."""
    place, chunks = len(PNG), []
    while len(content) >= place + 12:
        length = int.from_bytes(content[place : place + 4])
        chunks.append((content[place + 4 : place + 8], content[place + 8 : place + 8 + length]))
        place += 12 + length
    for _ in range(chance.randint(1, 3)):
        kind, data = chance.choice(chunks or [(b"IDAT", b"")])
        start = chance.randrange(len(data) + 1)
        data = data[:start] + chance.randbytes(chance.randint(0, 4)) + data[start + chance.randint(0, 4) :]
        kind = chance.choice((kind, kind, kind, *(word for word in words if len(word) == 4)))
        # The picture's end stays where it is, so that most are not refused for that alone.
        chunks.insert(chance.randint(1, max(len(chunks) - 1, 1)), (kind, data))
    gone = {chance.randrange(len(chunks)) for _ in range(chance.randint(0, 2))} - {len(chunks) - 1}
    return PNG + b"".join(_chunk(*chunk) for number, chunk in enumerate(chunks) if number not in gone)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def spoken(grammar: Grammar, chance: random.Random) -> str:
    """Return a file that the grammar can say, beginning with its first name."""
    return _said(grammar, next(iter(grammar)), chance, chance.choice(DEPTHS))


def _said(grammar: Grammar, name: str, chance: random.Random, depth: int) -> str:
    def filled(hole: re.Match[str]) -> str:
        times = (chance.choice(MANY) if depth > 0 else 0) if hole[2] else 1
        return "".join(_said(grammar, hole[1], chance, depth - 1) for _ in range(times))

    return HOLE.sub(filled, chance.choice(grammar[name]))


# ECMA-376 part 1, 17: what the reader looks at, and what may stand around it. Words and marks are those of the tests'
# document, so that its questions are recognized.
WORD: Grammar = {
    "document": (f'<w:document xmlns:w="{W}"><w:body>{{front*}}{{asked*}}{{asked}}{{block*}}</w:body></w:document>',),
    "front": ("<w:p>{look}{inline*}</w:p>", "{block}", '<w:p><w:r><w:t>{label}</w:t></w:r></w:p>'),
    "asked": ("<w:p>{heading}{mark*}{run}{inline*}</w:p>{answer*}{block*}", "<w:p>{heading}{run}</w:p>{block*}"),
    "heading": (
        '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>',
        '<w:pPr><w:pStyle w:val="{style}"/></w:pPr>',
    ),
    "answer": (
        '<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{block*}</w:sdtContent></w:sdt>',
        "<w:p>{look}{run}{inline*}</w:p>",
    ),
    "block": (
        *("<w:p>{look}{inline*}</w:p>",) * 4,
        *("<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{block*}</w:sdtContent></w:sdt>",) * 2,
        *("<w:tbl>{row*}</w:tbl>", "<w:ins>{block*}</w:ins>", "<w:customXml>{block*}</w:customXml>", "<w:altChunk/>"),
        *("<w:p><w:r><w:t>{label}</w:t></w:r></w:p>", "<w:del>{block*}</w:del>", "<w:moveFrom>{block*}</w:moveFrom>"),
        "<w:AlternateContent><w:Choice>{block*}</w:Choice><w:Fallback>{block*}</w:Fallback></w:AlternateContent>",
    ),
    "row": (
        *("<w:tr>{cell*}</w:tr>",) * 3,
        "<w:tr><w:trPr><w:del/></w:trPr>{cell*}</w:tr>",
        "<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{row*}</w:sdtContent></w:sdt>",
        "<w:ins>{row*}</w:ins>",
    ),
    "cell": (
        *("<w:tc>{block*}</w:tc>", "<w:tc><w:tcPr>{merge}</w:tcPr>{block*}</w:tc>", "<w:tc><w:p>{run}</w:p></w:tc>"),
        "<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{cell*}</w:sdtContent></w:sdt>",
    ),
    "merge": ("<w:vMerge/>", '<w:gridSpan w:val="{number}"/>', "<w:hMerge/>"),
    "look": (
        *("", "", '<w:pPr><w:pStyle w:val="{style}"/></w:pPr>', '<w:pPr><w:outlineLvl w:val="{number}"/></w:pPr>'),
        "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
        '<w:pPr><w:pStyle w:val="{style}"/><w:numPr>{level}<w:numId w:val="{number}"/></w:numPr></w:pPr>',
    ),
    "level": ('<w:ilvl w:val="{number}"/>', ""),
    "inline": (
        *("{run}",) * 4,
        *("{mark}", "{field}", "{box}", "<w:r>{inline*}</w:r>", "<w:hyperlink>{inline*}</w:hyperlink>"),
        *("<w:ins>{inline*}</w:ins>", "<w:del>{inline*}</w:del>", "<w:moveTo>{inline*}</w:moveTo>", "<w:oMath/>"),
        "<w:sdt><w:sdtPr>{tag}</w:sdtPr><w:sdtContent>{inline*}</w:sdtContent></w:sdt>",
        "<w:AlternateContent><w:Choice>{inline*}</w:Choice><w:Fallback>{inline*}</w:Fallback></w:AlternateContent>",
        "<w:ruby><w:rt>{run}</w:rt><w:rubyBase>{inline*}</w:rubyBase></w:ruby>",
        "<w:r><w:footnoteReference/></w:r>",
    ),
    "run": ("<w:r><w:t>{label}</w:t></w:r>", "<w:r><w:t>{text}</w:t></w:r>", "<w:r>{letter}<w:t>{text}</w:t></w:r>"),
    "letter": ("<w:tab/>", "<w:br/>", '<w:br w:type="page"/>', "<w:cr/>", "<w:noBreakHyphen/>", "<w:ptab/>"),
    "mark": (
        *('<w:bookmarkStart w:name="{name}"/>', '<w:commentRangeStart w:id="{number}"/>'),
        *('<w:commentRangeEnd w:id="{number}"/>', '<w:commentReference w:id="{number}"/>'),
    ),
    "field": (
        '<w:fldChar w:fldCharType="begin"/><w:instrText>{order}</w:instrText>{inline*}'
        '<w:fldChar w:fldCharType="separate"/>{inline*}<w:fldChar w:fldCharType="end"/>',
        *('<w:fldSimple w:instr="{order}">{inline*}</w:fldSimple>', '<w:fldChar w:fldCharType="begin"/>'),
        *('<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>', "<w:instrText>x</w:instrText>"),
    ),
    "order": ("PAGE", " TOC \\o ", "HYPERLINK x", "INCLUDETEXT x", "", "REF a \\h", "PAGEREF _Toc1", "DDEAUTO c x"),
    "box": (
        "<w:drawing/>",
        "<w:pict><w:txbxContent>{block*}</w:txbxContent></w:pict>",
        "<w:object><w:txbxContent>{block*}</w:txbxContent></w:object>",
    ),
    "tag": ('<w:tag w:val="{name}"/>', '<w:tag w:val="goog_rdk_1"/>', ""),
    "style": ("Heading1", "ListBullet", "ListNumber", "Normal", "TOC1", "Title", "ContactHeading", "ContactLine", "x"),
    "name": (
        *("answer.what", "answer.reach", "answer.gather", "answer.gather.ar", "answer.none", "fact.website"),
        *("fact.email", "fact.phone", "partner.organization", "partner.email", "partner.logo", "imprint", "notice", ""),
        *("faq_what", "faq_reach", "faq_gather", "faq_what__ar", "faq_reach__en_CA", "_Toc1"),
    ),
    "number": ("0", "0", "1", "2", "3", "8", "9", "-1", "", "x", "²", "99999999999999999999"),
    "text": (
        *("a", "the the the", " ", "\u00a0x", "ه", "؟ ع", "12", "https://example.org/lip/", "hello@example.org", "[a]"),
        *("0123ABCD · English", "e\u0301\u0323", "\u202ea\u202c", "\u200b", "&lt;b&gt;", "1. a", "😀", "a" * 300),
    ),
    "label": (
        *("What is a ‘LIP’?", "How can I reach you?", "It brings people together.", "It plans with them.", "Contact"),
        *("A LIP helps all newcomers in Example City; it began in 2008.", "E-mail: hello@example.org", "Adapted by"),
        *("Website", "[Your web address]", "Your organization’s name", "Frequently Asked Questions", "Contents", "هل"),
    ),
}  # fmt: skip
# SVG 2: what the logo reader lets pass, so that most of it comes to be drawn.
SVG: Grammar = {
    "drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{frame*}{look*}>{define*}'
        "{shape}{shape*}</svg>",
    ),
    "frame": (
        *(' viewBox="0 0 40 10"', ' viewBox="{number} {number} {number} {number}"', ' width="{length}"'),
        *(' height="{length}"', ' preserveAspectRatio="{aspect}"', ' x="{length}"', ' overflow="{word}"'),
    ),
    "aspect": ("none", "xMidYMid", "xMinYMax slice", "xMaxYMin meet", ""),
    "define": (
        "<defs>{define*}{shape*}</defs>",
        '<linearGradient id="?"{gradient*}>{stop*}</linearGradient>',
        '<radialGradient id="?"{gradient*}>{stop*}</radialGradient>',
        '<clipPath id="?"{unit*}{look*}>{shape*}</clipPath>',
        '<symbol id="?"{frame*}>{shape*}</symbol>',
        "<style>{rule*}</style>",
        "<title>x</title>",
        '<metadata><a:b xmlns:a="urn:a">x</a:b></metadata>',
    ),
    "unit": (' clipPathUnits="{space}"', ' transform="{turn}"'),
    "gradient": (
        *(' gradientUnits="{space}"', ' spreadMethod="{spread}"', ' gradientTransform="{turn}"', ' href="#{name}"'),
        *(' x1="{length}"', ' x2="{length}"', ' y1="{length}"', ' y2="{length}"', ' cx="{length}"', ' r="{length}"'),
        *(' fx="{length}"', ' fy="{length}"', ' cy="{length}"', ' fr="{length}"', ' xlink:href="#{name}"'),
    ),
    "space": ("userSpaceOnUse", "objectBoundingBox", "x", ""),
    "spread": ("pad", "pad", "repeat"),
    "stop": ('<stop offset="{length}" stop-color="{color}"/>', '<stop{look*} stop-opacity="{number}"/>', "<stop/>"),
    "shape": (
        '<rect x="{length}" y="{length}" width="{length}" height="{length}"{round*}{look*}/>',
        '<circle cx="{length}" cy="{length}" r="{length}"{look*}/>',
        '<ellipse rx="{length}" ry="{length}"{look*}/>',
        '<line x1="{length}" y1="{length}" x2="{length}" y2="{length}"{look*}/>',
        '<polyline points="{pair}{pair*}"{look*}/>',
        '<polygon points="{pair*}{pair}"{look*}/>',
        *('<path d="M{pair}{step*}"{look*}/>', '<path d="m{pair}{pair*}{step*}{step*}"{look*}/>') * 2,
        *("<g{look*}>{shape*}</g>", "<g{look*}>{define*}{shape*}</g>", '<g id="?"{look*}>{shape*}</g>'),
        *('<use href="#{name}"{round*}{look*}/>', '<use xlink:href="#{name}" x="{length}" width="{length}"{look*}/>'),
        "<svg{frame*}{look*}>{shape*}</svg>",
        "<text{place*}{look*}>{text}{span*}</text>",
        '<a:shape xmlns:a="urn:a"{look*}/>',
    ),
    "span": ("<tspan{place*}{look*}>{text}{span*}</tspan>", "{text}"),
    "text": ("LIP", "a b", "ع", "", "😀", " ", "e\u0301", "\u202ea"),
    "place": (
        *(' x="{length}"', ' y="{length}"', ' dx="{number} {number}"', ' dy="{length}"', ' rotate="{number} {number}"'),
        *(' textLength="{length}"', ' lengthAdjust="spacing"', ' text-anchor="{word}"', ' rotate="{number}"'),
    ),
    "round": (' rx="{length}"', ' ry="{length}"', ' height="{length}"', ' y="{length}"'),
    "look": (
        *(' fill="{color}"', ' stroke="{color}"', ' stroke-width="{length}"', ' dy="{number}mm"'),
        *(' fill="url(#{name})"', ' stroke="url(#{name})"', ' clip-path="url(#{name})"', ' transform="{turn}"'),
        *(' stroke-dashoffset="{length}"', ' stroke-linejoin="{word}"', ' stroke-dasharray="1 {number}mm"'),
        *(' opacity="{number}"', ' fill-opacity="{number}"', ' stroke-miterlimit="{number}"', ' id="?"', ' class="a"'),
        *(' display="{word}"', ' visibility="{word}"', ' fill-rule="{word}"', ' font-size="{tall}"', ' dx="1"'),
        *(' font-family="{word}"', ' font-style="{word}"', ' letter-spacing="{length}"', ' clip-rule="{word}"'),
        *(' color="{color}"', ' stop-color="{color}"', ' transform-origin="1 {number}mm"', ' style="{declared}"'),
        *(' dominant-baseline="{word}"', ' xml:space="preserve"', ' lang="ar"', ' font="{tall} {word}"'),
    ),
    "rule": (
        *(".a{{declared};{declared}}", "g>*{{declared}}", ".a-b, #i0 path{stroke-width:{length};}", "{word}{"),
        *("/* x */ *{fill:{color} !important}",),
    ),
    "declared": (
        *("fill:{color}", "stroke:{color}", "opacity:{number}", "stroke-width:{length};", "font:{tall} {word}", "-x:y"),
        *("display:{word}", "fill:url('#{name}')", "transform:{turn}", "font-family:'A B', c", "width:{length}", ""),
    ),
    "turn": (
        *("rotate({number})", "rotate({number},{number},{number})", "scale({number})", "scale({number} {number})"),
        *("translate({number})", "skewX({number})", "skewY({number})", "matrix(1 0 0 1 {number} {number})", "x(1)"),
        *("matrix({number} {number} {number} {number} {number} {number})", "translate({pair})", "{turn} {turn}", ""),
    ),
    "step": (
        *("L{pair}", "l{pair}{pair*}", "H{number}", "v{number}", "Z", "z", "M{pair}", "t{pair}", "T{pair}"),
        *("C{pair}{pair}{pair}", "c{pair}{pair}{pair}", "s{pair}{pair}", "Q{pair}{pair}", "q{pair}{pair}"),
        *("A{pair}{number} 0 1{pair}", "a{number},{number} {number} 1,0{pair}", "a1 1 0 01{pair}"),
    ),
    "pair": (" {number},{number} ", " {number} {number} ", "1-1 ", ".5.5 "),
    "number": (
        *("0", "1", "2", "5", "10", "40", "-3", ".5", "1e-9", "-.25", "+4", "0.0", "12345678", "1e4", "-1e-9", "100"),
    ),
    "tall": ("3", "10px", ".5", "400", "2mm", "1em"),
    "length": (
        *("{number}", "{number}", "{number}", "{number}mm", "{number}%", "{number}em", "{number}px", "auto", "1ex", ""),
    ),
    "color": (
        *("#004b6b", "#004b6b", "#0f766e", "red", "none", "currentColor", "rgb(1,2,3)", "rgba(0,0,0,.5)", "#zz", ""),
        *("hsl(1,2%,3%)", "url(#{name})", "url(#{name}) red", "inherit", "transparent"),
    ),
    "word": (
        *("none", "inherit", "auto", "middle", "end", "round", "bevel", "evenodd", "hidden", "block", "sans-serif"),
        *("x", "", "italic", "central", "visible"),
    ),
    "name": ("i0", "i0", "i1", "i1", "i2", "i3", "i4", "i5", "i9", "none", ""),
}  # fmt: skip
