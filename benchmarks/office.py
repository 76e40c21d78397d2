"""The usual stack: Word files from templates, LibreOffice to make PDFs of them, pyHanko to sign the letter twice."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

from benchmarks.measurement import Stopwatch, Workshop

PROGRAM = "soffice"
_OPTIONS = {
    "SelectPdfVersion": {"type": "long", "value": "3"},  # PDF/A-3b
    "PDFUACompliance": {"type": "boolean", "value": "true"},
}
_EXPORT = f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}"


def draft_and_sign(workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """Both documents as Word, both as PDF/A and PDF/UA by one start of LibreOffice, and the letter signed twice."""
    from benchmarks import bare_documents

    with watch.timing("word"):
        files = bare_documents.build_drafts(workshop.material)
        for name, data in files.items():
            (scratch / f"{name}.docx").write_bytes(data)
    with watch.timing("convert"):
        subprocess.run(command(scratch, ("report", "letter")), capture_output=True, check=True)
    with watch.timing("sign"):
        _sign((scratch / "letter.pdf").read_bytes(), workshop.material)


def command(scratch: Path, names: tuple[str, ...]) -> list[str]:
    """How LibreOffice is asked to make PDFs of Word files in a folder, with a new profile of its own."""
    return [
        PROGRAM,
        f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        _EXPORT,
        "--outdir",
        str(scratch),
        *(str(scratch / f"{name}.docx") for name in names),
    ]


def _sign(pdf: bytes, material: Path) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    from benchmarks import bare_signing

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for number, name in enumerate(bare_signing.FIELDS):
        append_signature_field(
            writer, SigFieldSpec(name, on_page=0, box=(72, 72 + 60 * number, 272, 128 + 60 * number))
        )
    prepared = io.BytesIO()
    writer.write(prepared)
    bare_signing.sign_with_text_stamp(prepared.getvalue(), material / "signing")
