"""The visible stamp of a signature: a small PDF from the programme's template, drawn into the field.

A text stamp of pyHanko's own breaks PDF/A (its OpenType font is not embedded as PDF/A wants it); a page that the
typesetter made does not.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from bna_pipeline.errors import SigningError
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.ports import TypesetJob, Typesetter

STANDARDS = ("a-3b",)
HOME = ZoneInfo("Europe/Amsterdam")


class _Page(PdfContent):
    """The first page of a PDF in memory, as content of a stamp."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject[NameObject("/Stamp")] = form
        left, bottom, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Stamp Do"


def spoken_moment(at: datetime) -> str:
    """A moment as a reader in the Netherlands says it: "24 juni 2020, 14.05 uur"."""
    local = at.astimezone(HOME)
    return f"{dutch_date(local)}, {local.hour}.{local.minute:02d} uur"


def stamp_style(
    typesetter: Typesetter,
    template: Path,
    *,
    name: str,
    function: str,
    at: datetime,
    test: bool,
    size: tuple[float, float],
) -> StaticStampStyle:
    """What pyHanko draws into a field.

    Args:
        template: the `.typ` file; it reads `name`, `function`, `at`, `test`, and `width` and `height` in points.
        test: a throwaway key signs, and the stamp has to say so loudly.
        size: width and height of the field, in points.

    Raises:
        SigningError: the text does not fit into the field.
        TypesettingFailed, GlyphMissing: from the typesetter.
    """
    width, height = size
    data = {
        "name": name,
        "function": function,
        "at": spoken_moment(at),
        "test": test,
        "width": width,
        "height": height,
    }
    pdf = typesetter.typeset(TypesetJob(template=template, data=data, standards=STANDARDS, timestamp=at)).pdf
    if PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"] != 1:
        raise SigningError(
            f"Het stempel van {name} past niet in het vak voor de handtekening.",
            "Kort de gedrukte naam in, of maak het vak in het sjabloon van de brief groter.",
        )
    whole_box = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0)
    )
    return StaticStampStyle(border_width=0, background=_Page(pdf), background_layout=whole_box, background_opacity=1.0)
