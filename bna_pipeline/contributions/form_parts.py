"""The building blocks of the Word form: page, styles, language, properties and footer."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml import etree

from bna_pipeline.contributions.wordxml import CUSTOM, PROPERTY, VT, FormIdentity

ROLE_STYLE = "Rollen"
CHANGE_STYLE = "Wijziging"
BEFORE_STYLE = "Vorig jaar"
HINT_STYLE = "Toelichting"
CODE_STYLE = "Vraagcode"
"""Names of one word: Word's id of a style is its name without the spaces."""

_FONT = "Calibri"
_INK = RGBColor(0x1F, 0x2A, 0x44)
_GREY = RGBColor(0x4A, 0x4F, 0x5C)  # 7:1 on white
LANGUAGE = "nl-NL"
_NAMESPACES: Any = {None: CUSTOM, "vt": VT}


@cache
def prepared() -> bytes:
    """An empty document (DOCX) with the page, the styles and the language of every form."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    _styles(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def identify(document: WordDocument, title: str, identity: FormIdentity, at: datetime) -> None:
    """Properties and footer of a form's document: whose it is, and for which edition."""
    _properties(document, title, identity, at)
    _footer(document.sections[0].footer.paragraphs[0], identity)
    _drop_thumbnail(document)


def _styles(document: WordDocument) -> None:
    for name, size, ink in (("Normal", 10.5, None), ("Title", 20, _INK), ("Subtitle", 13, _GREY)):
        _font(document.styles[name], size, ink)
    for name, size in (("Heading 1", 14), ("Heading 2", 12)):
        _font(document.styles[name], size, _INK)
        document.styles[name].paragraph_format.keep_with_next = True
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.1
    for name, size, ink in (
        (ROLE_STYLE, 10, _GREY),
        (CHANGE_STYLE, 10.5, _INK),
        (BEFORE_STYLE, 9, _GREY),
        (HINT_STYLE, 9, _GREY),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, size, ink)
    document.styles[CHANGE_STYLE].font.bold = True
    _bar(document.styles[BEFORE_STYLE])
    code = document.styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER)
    _font(code, 10.5, _INK)
    code.font.bold = True
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)


def _bar(style: Any) -> None:
    """What was said last year stands behind a line, so that nobody takes it for a question or an answer."""
    looks = style.paragraph_format
    looks.left_indent, looks.space_after = Cm(0.3), Pt(2)
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "A9B3C9")):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")


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
    core.title, core.identifier, core.language = title, str(identity), LANGUAGE
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
