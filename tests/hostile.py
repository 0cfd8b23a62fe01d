"""Files that mean harm, made here: each a name, its bytes, and a piece of the sentence that refuses it."""

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from adapted_edits import W, packed

CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MILLION = 1_000_000
Builder = Callable[[], bytes]


def body(inside: str) -> bytes:
    return f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def heading(text: str) -> str:
    return f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def parts(document: bytes, kind: str = MAIN, **more: bytes) -> dict[str, bytes]:
    """Return the parts of the smallest Word file; `more` are part names with a dot for each double underscore."""
    types = (
        f'<Types xmlns="{CONTENT}"><Default Extension="rels" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    )
    links = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    root = f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>'
    return {"[Content_Types].xml": types.encode(), "_rels/.rels": root.encode(), "word/document.xml": document}


def with_links(*links: str) -> dict[str, bytes]:
    """Return a harmless file whose document refers to what the links say."""
    found = f'<Relationships xmlns="{RELATIONS}">{"".join(links)}</Relationships>'.encode()
    return parts(body(QUESTION)) | {"word/_rels/document.xml.rels": found}


def link(kind: str, target: str, mode: str = "External") -> str:
    return f'<Relationship Id="x{kind}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


QUESTION = heading("What is a ‘LIP’?") + paragraph("A LIP helps.")


def doctype(declared: str, text: str, encoding: str = "utf-8") -> bytes:
    inside = body(paragraph(text)).decode().partition("?>")[2]
    return f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [{declared}]>{inside}'.encode(encoding)


def laughs() -> bytes:
    rows = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return packed(parts(doctype('<!ENTITY l0 "ha">' + "".join(rows), "&l9;")))


def bomb(size: int, name: str = "word/document.xml") -> bytes:
    return packed(parts(body(QUESTION)) | {name: b" " * size})


def lying() -> bytes:
    """A part that says it has 900 bytes and has 30 million."""
    content = packed(parts(b" " * (30 * MILLION)))
    return content.replace(struct.pack("<I", 30 * MILLION), struct.pack("<I", 900))


def crowd() -> bytes:
    return packed(parts(body(QUESTION)) | {f"word/media/{n}.txt": b"" for n in range(20_000)})


def hidden_crowd() -> bytes:
    """Twenty thousand entries, of which the end of the directory admits ten."""
    content = bytearray(crowd())
    place = content.rfind(b"PK\x05\x06")
    content[place + 8 : place + 12] = struct.pack("<HH", 10, 10)
    return bytes(content)


def twice() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts(body(QUESTION)).items():
            package.writestr(name, content)
        package.writestr("WORD/document.xml", body(paragraph("Another.")))
    return target.getvalue()


def locked() -> bytes:
    """An entry that is marked as encrypted, in the directory and before its content."""
    content = bytearray(packed(parts(body(QUESTION))))
    content[content.find(b"PK\x03\x04") + 6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def packed_otherwise() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as package:
        for name, content in parts(body(QUESTION)).items():
            package.writestr(name, content)
    return target.getvalue()


def old_word() -> bytes:
    return COMPOUND + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 1000


def encrypted() -> bytes:
    return COMPOUND + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000


def deep() -> bytes:
    return stored("<w:sdt><w:sdtContent>" * 5_000 + "</w:sdtContent></w:sdt>" * 5_000)


def damaged() -> bytes:
    content = packed(parts(body(QUESTION)))
    place = content.find(b"word/document.xml") + 40
    return content[:place] + bytes(255 - byte for byte in content[place : place + 40]) + content[place + 40 :]


def spreadsheet() -> bytes:
    return packed(parts(body(""), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"))


def hidden_text() -> bytes:
    """Marks that are none in UTF-8: EBCDIC, which XML readers know too."""
    return packed(parts(b'<?xml version="1.0" encoding="cp037"?>'.decode().encode("cp037") + body(QUESTION)))


def fields() -> bytes:
    """Fifteen thousand fields inside each other."""
    opened = '<w:r><w:fldChar w:fldCharType="begin"/><w:t>x</w:t></w:r>' * 15_000
    return stored(f"<w:p>{opened}</w:p>{QUESTION}")


def merged() -> bytes:
    """Ten thousand paragraphs, each of which runs on into the next."""
    mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    return stored(f"<w:p>{mark}<w:r><w:t>{'word ' * 5}</w:t></w:r></w:p>" * 10_000 + QUESTION)


def stored(inside: str) -> bytes:
    """Return a package whose document is not compressed, so that its size alone is no offence."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts(body(inside)).items():
            package.writestr(name, content)
    return target.getvalue()


REFUSED: Mapping[str, tuple[Builder, str]] = {
    "a file of the machine": (
        lambda: packed(parts(doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"))),
        "declares a DTD",
    ),
    "the same in UTF-16": (
        lambda: packed(parts(doctype('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;", "utf-16"))),
        "declares a DTD",
    ),
    "a DTD from elsewhere": (
        lambda: packed(
            parts(body("").replace(b"<w:document", b'<!DOCTYPE w SYSTEM "http://example.org/x.dtd"><w:document'))
        ),
        "declares a DTD",
    ),
    "a billion laughs": (laughs, "DTD"),
    "a zip bomb": (lambda: bomb(100 * MILLION), "zip bomb"),
    "a bomb in a part that nobody reads": (lambda: bomb(100 * MILLION, "word/media/x.png"), "zip bomb"),
    "a bomb of many parts": (
        lambda: packed(
            parts(body(QUESTION))
            | {f"word/media/{n}.png": b" " * 90_000 for n in range(490)}
            | {f"x{n}": b"\1" * MILLION for n in range(3)}
        ),
        "zip bomb",
    ),
    "a size that lies": (lying, "is damaged"),
    "twenty thousand parts": (crowd, "more than 500 parts"),
    "twenty thousand parts, ten admitted": (hidden_crowd, "more than 500 parts"),
    "a name that leads out": (lambda: packed(parts(body(QUESTION)) | {"../../evil": b"x"}), "leads out"),
    "a name that is absolute": (lambda: packed(parts(body(QUESTION)) | {"/etc/evil": b"x"}), "leads out"),
    "a name of Windows": (lambda: packed(parts(body(QUESTION)) | {"word\\..\\..\\evil": b"x"}), "leads out"),
    "a part twice": (twice, "the same name"),
    "macros by type": (
        lambda: packed(parts(body(QUESTION), "application/vnd.ms-word.document.macroEnabled.main+xml")),
        "macros",
    ),
    "macros by name": (lambda: packed(parts(body(QUESTION)) | {"word/vbaProject.bin": b"x"}), "macros"),
    "Word 97 under another name": (old_word, "Word 97"),
    "a password of Word": (encrypted, "password"),
    "a password of zip": (locked, "password"),
    "another compression": (packed_otherwise, "does not know"),
    "deep nesting": (deep, "is damaged"),
    "a file cut off": (lambda: packed(parts(body(QUESTION)))[:-60], "not sent whole"),
    "a file cut early": (lambda: packed(parts(body(QUESTION)))[:300], "not sent whole"),
    "a part that is damaged": (damaged, "is damaged"),
    "another zip": (lambda: packed({"content.xml": b"<x/>", "mimetype": b"odt"}), "a zip archive"),
    "a spreadsheet": (spreadsheet, "not a Word document"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 500, "a PDF"),
    "a web page": (lambda: b"<html><body>Word</body></html>", "a web page"),
    "an RTF file": (lambda: b"{\\rtf1 x}", "RTF"),
    "no Word at all": (lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 500, "not a Word document"),
    "letters that hide": (hidden_text, "is damaged"),
    "two million elements": (lambda: stored("<w:p/>" * 2 * MILLION), "too much"),
    "a million attributes": (lambda: stored("<w:p " + " ".join(f'a{n}=""' for n in range(MILLION)) + "/>"), "too much"),
    "a text of ten million letters": (lambda: stored(QUESTION + paragraph("x y " * 2_500_000)), "far too long"),
    "forty thousand paragraphs": (lambda: stored(QUESTION + "<w:p/>" * 40_000), "far too long"),
    "ten thousand questions": (lambda: stored(QUESTION + heading("What is it?") * 9_999), "too many"),
}
# Read all the same, since a reader can take care: the words of the warning.
WARNED: Mapping[str, tuple[Builder, str]] = {
    "a template from elsewhere": (
        lambda: packed(with_links(link("attachedTemplate", "http://example.org/x.dotm"))),
        "a template outside",
    ),
    "a picture from elsewhere": (
        lambda: packed(with_links(link("image", "file://example.org/share/x.png"))),
        "a picture outside",
    ),
    "a field that fetches": (
        lambda: packed(parts(body(QUESTION + '<w:p><w:r><w:instrText> DDEAUTO c "x" </w:instrText></w:r></w:p>'))),
        "fetches something",
    ),
    "a document inside": (lambda: packed(parts(body(QUESTION + "<w:altChunk/>"))), "another document"),
    "footnotes": (
        lambda: packed(parts(body(QUESTION + "<w:p><w:r><w:footnoteReference/></w:r></w:p>"))),
        "footnotes",
    ),
}
# Made to take long; read in time.
SLOW: Mapping[str, Builder] = {
    "fifteen thousand fields": fields,
    "paragraphs that run on": merged,
    "an answer of the same words": lambda: stored(QUESTION + paragraph("helps a " * 35_000)),
    "an answer of few words": lambda: stored(QUESTION + paragraph("a LIP helps " * 600)),
    "ten thousand empty answers": lambda: stored(QUESTION + paragraph("What is a ‘LIP’?") * 9_000),
}
