"""The order of properties: Word refuses, or passes over, what does not stand where its schema has it."""

from lxml import etree

from handbill.checks.word.opened import Found, Opened, W, local

RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr"
)
SECTION = (
    "footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote "
    "titlePg textDirection bidi rtlGutter docGrid printerSettings"
)
CONTROL = (
    "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex equation comboBox date "
    "docPartObj docPartList dropDownList picture richText text citation group bibliography"
)
TABLE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
)
CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers"
STYLE = (
    "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
)
LEVEL = "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"

# An element, what it may hold in this order, what of that may be there more than once, and the clause of ECMA-376
# part 1 that has it.
ORDERS = (
    ("rPr", RUN, "", "17.3.2.28"),
    ("pPr", PARAGRAPH, "", "17.3.1.26"),
    ("sectPr", f"headerReference footerReference {SECTION}", "headerReference footerReference", "17.6.17"),
    ("sdtPr", CONTROL, "", "17.5.2.38"),
    ("tblPr", TABLE, "", "17.4.60"),
    ("tcPr", CELL, "", "17.4.70"),
    ("style", STYLE, "tblStylePr", "17.7.4.17"),
    ("lvl", LEVEL, "", "17.9.6"),
    ("numPr", "ilvl numId", "", "17.3.1.19"),
    ("pBdr", "top left bottom right between bar", "", "17.3.1.24"),
    ("sdt", "sdtPr sdtEndPr sdtContent", "", "17.5.2.31"),
)
TABLES = {
    f"{W}{name}": ({f"{W}{child}": rank for rank, child in enumerate(order.split())}, many.split(), clause)
    for name, order, many, clause in ORDERS
}
# What comes before all else in its parent.
FIRST = {f"{W}{name}Pr": f"{W}{name}" for name in ("p", "r", "tbl", "tr", "tc")}


def order(opened: Opened) -> Found:
    """Properties stand once, and in the order of their schema; a paragraph's and a run's before its content."""
    for name, root in opened.xml.items():
        if name.startswith("word/") and not name.endswith(".rels"):
            for node in root.iter(*TABLES):
                yield from _ordered(node)
            for node in root.iter(*FIRST):
                if node.getprevious() is not None and node.getparent().tag == FIRST[node.tag]:
                    yield f"{local(node)} stands behind the content that it is about"


def _ordered(node: etree._Element) -> Found:
    ranks, many, clause = TABLES[node.tag]
    last = -1
    for child in node:
        rank = ranks.get(child.tag)
        if rank is None:
            if child.tag.startswith(W):
                yield f"{local(child)} has no place in {local(node)} (ECMA-376 part 1, {clause})"
        elif rank < last or (rank == last and local(child) not in many):
            yield f"{local(child)} stands too late in {local(node)} (ECMA-376 part 1, {clause})"
        else:
            last = rank
