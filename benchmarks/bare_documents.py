"""Word files and PDFs with the libraries alone: python-docx, docxtpl, typst, pikepdf."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pikepdf
import typst
from docxtpl import DocxTemplate
from pikepdf import Array, Dictionary, Name, String

from benchmarks.word_spec import build


def build_forms(material: Path) -> None:
    """One form for each partner, from python-docx's own empty document."""
    for spec in json.loads((material / "forms.json").read_bytes()):
        _zipped_anew(build(docx.Document(), spec))


def build_drafts(material: Path, names: tuple[str, ...] = ("report", "letter")) -> dict[str, bytes]:
    """Report and letter: the programme's template filled in, then every paragraph, table and picture."""
    made = {}
    for name in names:
        spec = json.loads((material / f"{name}.json").read_bytes())
        template = DocxTemplate(material / f"{name}.docx")
        template.render(spec["fields"], autoescape=True)
        filled = io.BytesIO()
        template.save(filled)
        made[name] = _zipped_anew(build(docx.Document(filled), spec))
    return made


def _zipped_anew(data: bytes) -> bytes:
    """The parts with a fixed time: python-docx writes the clock into the zip, so no two runs would be equal."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def typeset(material: Path, kinds: tuple[str, ...]) -> list[bytes]:
    """Compile every job of these kinds, and ask where its labels stand."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(material / "fonts")])
    made = []
    for described in sorted((material / "typst").glob("*.json")):
        if described.stem.partition("-")[2] not in kinds:
            continue
        job, root = json.loads(described.read_bytes()), described.with_suffix("")
        compiler = typst.Compiler(input=str(root / job["main"]), root=str(root), font_paths=fonts)
        pdf = compiler.compile(
            format="pdf", pdf_standards=job["standards"], timestamp=datetime.fromisoformat(job["timestamp"])
        )
        assert isinstance(pdf, bytes)
        made.append(pdf)
        for label in job["labels"]:
            compiler.eval(f"query(label({json.dumps(label)})).map(e => e.location().page())", format="json")
    return made


def add_fields(pdf: bytes) -> bytes:
    """Two empty signature fields on the first page; the letter's own are taken out before."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as letter:
        del letter.Root["/AcroForm"]
        for page in letter.pages:
            page.obj["/Annots"] = Array([a for a in page.obj.get("/Annots", []) if a.get("/FT") != Name.Sig])
        page = letter.pages[0]
        fields = [
            letter.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    FT=Name.Sig,
                    T=String(name),
                    F=4,
                    Rect=Array([72, 72 + 60 * number, 272, 128 + 60 * number]),
                    P=page.obj,
                )
            )
            for number, name in enumerate(("Voorzitter", "Secretaris"))
        ]
        page.obj["/Annots"] = Array([*page.obj.get("/Annots", []), *fields])
        letter.Root["/AcroForm"] = letter.make_indirect(Dictionary(Fields=Array(fields), SigFlags=3))
        letter.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
