"""Writing an update of a letter that says nothing of the machine that wrote it, and leaves it the PDF that it was."""

from __future__ import annotations

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class QuietWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone, where pyHanko would put the machine's clock and itself; and the version.

    For a signature with an elliptic curve pyHanko declares PDF 2.0, and PDF/A-3 is PDF 1.7 (ISO 19005-3, 1).
    """

    def _update_meta(self) -> None:
        return

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        del version
