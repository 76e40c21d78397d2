"""The building blocks of the Word form: page, styles, identity, question tables, drop-downs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from bna_pipeline.contributions.questions import PICK, Question
from bna_pipeline.contributions.wordxml import CUSTOM, PROPERTY, VT, FormIdentity

ROLE_STYLE = "Rollen"
BEFORE_STYLE = "Vorig jaar"
HINT_STYLE = "Toelichting"
CODE_STYLE = "Vraagcode"
"""Names of one word: Word's id of a style is its name without the spaces."""

_FONT = "Calibri"
_INK = RGBColor(0x1F, 0x2A, 0x44)
_GREY = RGBColor(0x4A, 0x4F, 0x5C)  # 7:1 on white
_WIDTHS = (Cm(6.2), Cm(10.8))
_LANGUAGE = "nl-NL"
_NAMESPACES: Any = {None: CUSTOM, "vt": VT}


def set_up(document: WordDocument, title: str, identity: FormIdentity, at: datetime) -> None:
    """Page, styles, language, properties and footer of an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    _styles(document)
    _properties(document, title, identity, at)
    _footer(section.footer.paragraphs[0], identity)
    _drop_thumbnail(document)


def _styles(document: WordDocument) -> None:
    for name, size, ink in (("Normal", 10.5, None), ("Title", 20, _INK), ("Subtitle", 13, _GREY)):
        _font(document.styles[name], size, ink)
    for name, size in (("Heading 1", 14), ("Heading 2", 12)):
        _font(document.styles[name], size, _INK)
        document.styles[name].paragraph_format.keep_with_next = True
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.1
    for name, size, ink in ((ROLE_STYLE, 10, _GREY), (BEFORE_STYLE, 9.5, _GREY), (HINT_STYLE, 9, _GREY)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, size, ink)
    before = document.styles[BEFORE_STYLE].paragraph_format
    before.left_indent, before.space_after = Cm(0.5), Pt(2)
    code = document.styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER)
    _font(code, 10.5, _INK)
    code.font.bold = True
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
        language.set(qn("w:eastAsia"), _LANGUAGE)


def _font(style: Any, size: float, ink: RGBColor | None) -> None:
    style.font.size, style.font.name = Pt(size), _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme font would win over the named one
    fonts.set(qn("w:cs"), _FONT)
    fonts.set(qn("w:eastAsia"), _FONT)
    if ink is not None:
        style.font.color.rgb = ink


def _properties(document: WordDocument, title: str, identity: FormIdentity, at: datetime) -> None:
    core = document.core_properties
    core.title, core.identifier, core.language = title, str(identity), _LANGUAGE
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.revision = 1
    core.created = core.modified = at.replace(tzinfo=None)  # python-docx writes naive moments as UTC
    root = etree.Element(f"{{{CUSTOM}}}Properties", nsmap=_NAMESPACES)
    entry = etree.SubElement(
        root, f"{{{CUSTOM}}}property", fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", pid="2", name=PROPERTY
    )
    etree.SubElement(entry, f"{{{VT}}}lpwstr").text = str(identity)
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    package = _package(document)
    part = Part(PackURI("/docProps/custom.xml"), kind, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _package(document: WordDocument) -> Any:
    return document.part.package


def _xml(proxy: Any) -> Any:
    """The XML behind one of python-docx's objects, which has no public name."""
    return proxy._element


def _drop_thumbnail(document: WordDocument) -> None:
    package = _package(document)
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _footer(paragraph: Paragraph, identity: FormIdentity) -> None:
    paragraph.style = HINT_STYLE
    paragraph.add_run(f"{identity.printed} · pagina ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" van ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    _xml(paragraph).append(field)


def question_table(document: WordDocument, title: str, description: str) -> Table:
    """A table of questions with its header row, repeated on every page, and a text alternative."""
    table: Table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for tag, value in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        _xml(table).tblPr.append(element)
    header = table.rows[0]
    repeat = OxmlElement("w:tblHeader")
    _xml(header).get_or_add_trPr().append(repeat)
    for cell, text, width in zip(header.cells, ("Vraag", "Uw antwoord"), _WIDTHS, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = True
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), "E3E8F1")
        _xml(cell).get_or_add_tcPr().append(shade)
    return table


def add_question(table: Table, code: str, question: Question) -> _Cell:
    """A row with the question's visible code; returns the empty answer cell."""
    row: Any = parse_xml(_question_row(code, question))
    _xml(table).append(row)
    return _Cell(row.tc_lst[1], table)


def _question_row(code: str, question: Question) -> str:
    """The row as text: python-docx looks a style's id up among all styles, for each of a form's hundred questions."""
    hint = ""
    if question.hint:
        hint = (
            f'<w:p><w:pPr><w:pStyle w:val="{HINT_STYLE}"/></w:pPr><w:r><w:t>{escape(question.hint)}</w:t></w:r></w:p>'
        )
    asked = (
        f'<w:p><w:r><w:rPr><w:rStyle w:val="{CODE_STYLE}"/></w:rPr><w:t>{escape(code)}</w:t></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(question.label)}</w:t></w:r></w:p>{hint}'
    )
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width.twips}"/></w:tcPr>{inner}</w:tc>'
        for width, inner in zip(_WIDTHS, (asked, "<w:p/>"), strict=True)
    )
    # A question and its answer stay together on one page.
    return f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def add_choice(cell: _Cell, title: str, choices: tuple[str, ...]) -> None:
    """A drop-down inside an answer cell: comfort for who has Word, never the answer's address."""
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    alias = OxmlElement("w:alias")
    alias.set(qn("w:val"), title)
    properties.append(alias)
    properties.append(OxmlElement("w:showingPlcHdr"))
    dropdown = OxmlElement("w:dropDownList")
    for value in choices:
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), value)
        item.set(qn("w:value"), value)
        dropdown.append(item)
    properties.append(dropdown)
    content = OxmlElement("w:sdtContent")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = PICK
    look = OxmlElement("w:rPr")
    ink = OxmlElement("w:color")
    ink.set(qn("w:val"), "4A4F5C")
    look.append(ink)
    run.append(look)
    run.append(text)
    content.append(run)
    control.append(properties)
    control.append(content)
    _xml(cell.paragraphs[0]).append(control)
