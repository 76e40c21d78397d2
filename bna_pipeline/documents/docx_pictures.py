"""Pictures in a Word file: in the line of text, with a text alternative or marked as decoration."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

NAMESPACES: Final = {
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
}
"""Of the prefixes that `Pictures.run` writes."""

_EMU_PER_MM: Final = 36000
_SVG = "image/svg+xml"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_DECORATIVE_EXTENSION = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"


@dataclass(frozen=True)
class Shown:
    """A picture as it is to be shown.

    Attributes:
        data: PNG or JPEG.
        width, height: in millimetres.
        description: its text alternative; None: it is decoration, which a screen reader passes over.
        drawing: the same picture as SVG, for programs that can.
        lowered: how far it hangs below the line of text, in points.
    """

    data: bytes
    width: float
    height: float
    description: str | None
    drawing: bytes | None = None
    lowered: float = 0


class Pictures:
    """Puts pictures into one document; the same bytes are kept in it once."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._next = document.part.next_id
        self._relations: dict[bytes, str] = {}
        self._drawings = 0

    def run(self, shown: Shown) -> str:
        """A run that shows the picture."""
        number = self._next
        self._next += 1
        width, height = (round(size * _EMU_PER_MM) for size in (shown.width, shown.height))
        drawing = ""
        if shown.drawing is not None:
            drawing = _extension(_SVG_EXTENSION, f'<asvg:svgBlip r:embed="{self._drawing(shown.drawing)}"/>')
        lowered = f'<w:rPr><w:position w:val="{-round(shown.lowered * 2)}"/></w:rPr>' if shown.lowered else ""
        return (
            f'<w:r>{lowered}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/>{_properties(number, shown.description)}'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f'<a:graphic><a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name="Afbeelding {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{self._raster(shown.data)}">{drawing}</a:blip>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    def _raster(self, data: bytes) -> str:
        if data not in self._relations:
            self._relations[data] = self._part.get_or_add_image(io.BytesIO(data))[0]
        return self._relations[data]

    def _drawing(self, svg: bytes) -> str:
        if svg not in self._relations:
            self._drawings += 1
            name = PackURI(f"/word/media/tekening{self._drawings}.svg")
            part = Part(name, _SVG, svg, self._part.package)
            self._relations[svg] = self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        return self._relations[svg]


def _properties(number: int, description: str | None) -> str:
    name = f'<wp:docPr id="{number}" name="Afbeelding {number}"'
    if description is not None:
        return f'{name} descr="{escape(description)}"/>'
    decorative = _extension(_DECORATIVE_EXTENSION, '<adec:decorative val="1"/>')
    return f"{name}>{decorative}</wp:docPr>"


def _extension(uri: str, inner: str) -> str:
    return f'<a:extLst><a:ext uri="{uri}">{inner}</a:ext></a:extLst>'
