"""A Word file as plain data, and built again with plain python-docx: the same paragraphs, tables and pictures."""

from __future__ import annotations

import base64
import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Emu
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Spec = dict[str, Any]


def spec_of(data: bytes, *, after: bytes | None = None) -> Spec:
    """What stands in the body of a Word file.

    Args:
        after: the template that it was made from; what its body holds already is left out.
    """
    document = Document(io.BytesIO(data))
    blocks = list(document.iter_inner_content())
    known = 0 if after is None else len(list(Document(io.BytesIO(after)).iter_inner_content()))
    return {"blocks": [_block(block) for block in blocks[known:]]}


def _block(block: Paragraph | Table) -> Spec:
    if isinstance(block, Paragraph):
        return _paragraph(block)
    return {
        "style": _style(block),
        "widths": [column.width for column in block.columns],
        # Not `row.cells`, which names a merged cell once for every column that it spans.
        "rows": [[[_paragraph(p) for p in _Cell(tc, block).paragraphs] for tc in row._tr.tc_lst] for row in block.rows],
    }


def _paragraph(paragraph: Paragraph) -> Spec:
    runs: list[Spec] = []
    for part in paragraph.iter_inner_content():
        runs += [_run(run) for run in ([part] if isinstance(part, Run) else part.runs)]
    return {"style": _style(paragraph), "runs": runs}


def _style(block: Paragraph | Table) -> str | None:
    return None if block.style is None else block.style.name


def _run(run: Run) -> Spec:
    found: Spec = {"text": run.text, "bold": run.bold}
    if run.style.name != "Default Paragraph Font":
        found["style"] = run.style.name
    for inline in run._r.xpath(".//wp:inline"):
        part = run.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed]
        picture = base64.b64encode(part.blob).decode("ascii")
        found["picture"] = {"data": picture, "width": int(inline.extent.cx), "height": int(inline.extent.cy)}
    return found


def build(document: WordDocument, spec: Spec) -> bytes:
    """Add everything to a document the plain way, and save it."""
    for block in spec["blocks"]:
        if "rows" in block:
            _add_table(document, block)
        else:
            _fill(document.add_paragraph("", _known_style(document, block["style"])), block["runs"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _known_style(document: WordDocument, name: str | None) -> str | None:
    if name is not None and name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    return name


def _fill(paragraph: Paragraph, runs: list[Spec]) -> None:
    for run in runs:
        added = paragraph.add_run(run["text"])
        if run["bold"]:
            added.bold = True
        if picture := run.get("picture"):
            data = io.BytesIO(base64.b64decode(picture["data"]))
            added.add_picture(data, width=Emu(picture["width"]), height=Emu(picture["height"]))


def _add_table(document: WordDocument, block: Spec) -> None:
    table = document.add_table(rows=0, cols=len(block["widths"]), style=block["style"])
    for texts in block["rows"]:
        cells = table.add_row().cells
        for cell, width in zip(cells, block["widths"], strict=True):
            if width is not None:
                cell.width = Emu(width)
        if len(texts) < len(cells):
            cells = (cells[0].merge(cells[-1]),)
        for cell, paragraphs in zip(cells, texts, strict=False):
            for number, described in enumerate(paragraphs):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                if described["style"] not in (None, "Normal"):
                    paragraph.style = _known_style(document, described["style"])
                _fill(paragraph, described["runs"])
