"""The list of fonts in a Word file: what Word puts in the place of a house font that a reader does not have.

The fonts themselves (2 MB) are not in the file: Word looks for what resembles them by family and PANOSE number.
"""

from __future__ import annotations

from html import escape
from typing import Final

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from bna_pipeline.documents.docx_parts import WORD
from bna_pipeline.documents.house import House

_NAME: Final = PackURI("/word/fontTable.xml")
_SANS: Final = ("Calibri", "swiss", "020B0503030403020204")
_SERIF: Final = ("Cambria", "roman", "02040603050405020204")


def name_fonts(document: Document, house: House) -> None:
    """Write the list anew: the house's two families, each with what may replace it, and no others."""
    entries = [(house.fonts.sans, *_SANS), (house.fonts.serif, *_SERIF)]
    made = "".join(
        f'<w:font w:name="{escape(name)}"><w:altName w:val="{instead}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="00"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, instead, family, panose in entries
    )
    listed = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{WORD}">{made}</w:fonts>'
    part = Part(_NAME, CONTENT_TYPE.WML_FONT_TABLE, listed.encode(), document.part.package)
    relations = document.part.rels
    for name in [name for name, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.FONT_TABLE]:
        del relations[name]
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
