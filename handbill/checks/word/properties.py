"""What a Word document says of itself, and what it asks of Word: properties and settings."""

from handbill.checks.word.opened import Found, Opened, W, find, local
from handbill.model import wording, wording_digest

CORE = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
}
# Settings that would stop, ask or watch the partner who opens the file, or reach out of it.
UNWANTED = {
    "updateFields": "asks the reader whether fields may be updated",
    "trackRevisions": "records every change",
    "documentProtection": "lets nobody change the document",
    "writeProtection": "lets nobody save the document",
    "attachedTemplate": "reaches for a template elsewhere",
    "mailMerge": "reaches for addresses elsewhere",
    "rsids": "tells of sessions of writing",
}
# Of Word's present way of setting text; anything lower is shown as Compatibility Mode ([MS-DOCX] 2.3.2).
MODE = "15"
# What is left over from somebody's writing rather than belongs to a finished document.
LEFTOVERS = (
    *("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"),
    *("commentReference", "commentRangeStart", "proofErr", "lastRenderedPageBreak", "permStart"),
)


def properties(opened: Opened) -> Found:
    """Title, subject, author and dates are the document's: no program's name and no clock's time."""
    document, core = opened.document, opened.xml["docProps/core.xml"]
    partnership, when = document.labels["partnership"].text, f"{document.revised.isoformat()}T00:00:00Z"
    wanted = (
        ("dc:title", document.title.text),
        ("dc:subject", document.code),
        ("dc:creator", partnership),
        ("cp:lastModifiedBy", partnership),
        ("dcterms:created", when),
        ("dcterms:modified", when),
        ("dc:description", ""),
    )
    for name, text in wanted:
        found = core.findtext(name, "", CORE)
        if found != text:
            yield f"the property {name} is “{found[:40]}” where “{text[:40]}” was meant"


def identity(opened: Opened) -> Found:
    """The file says, where other programs keep it, which wording it is: edition, language, code, date and digest."""
    document = opened.document
    wanted = {
        "FAQ-Edition": document.edition,
        "FAQ-Language": document.language.tag,
        "FAQ-Code": document.code,
        "FAQ-Revised": document.revised.isoformat(),
        "FAQ-Digest": wording_digest(wording(document)),
        "FAQ-Format": opened.design.name,
    }
    found = {node.get("name"): "".join(node.itertext()) for node in opened.xml["docProps/custom.xml"]}
    for name, text in wanted.items():
        if found.get(name) != text:
            yield f"the property {name} is “{found.get(name, '')[:40]}” where “{text}” was meant"


def settings(opened: Opened) -> Found:
    """Word opens the document in its present mode, asks nothing, records nothing, and finds no trace of writing."""
    root = opened.xml["word/settings.xml"]
    for name, what in UNWANTED.items():
        if find(root, name) is not None:
            yield f"{name} {what}"
    named = f"{W}compatSetting[@{W}name='compatibilityMode']"
    modes = [node.get(f"{W}val") for node in root.iterfind(f"{W}compat/{named}")]
    if modes != [MODE]:
        yield f"the compatibility mode is {', '.join(map(str, modes)) or 'not named'} where {MODE} was meant"
    for node in opened.each(*LEFTOVERS):
        yield f"a trace of writing is left ({local(node)})"
    for node in opened.each("fldChar"):
        if node.get(f"{W}dirty") is not None:
            yield "a field asks to be updated"
