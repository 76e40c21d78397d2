"""Writing an update of a letter that says nothing of the machine that wrote it."""

from __future__ import annotations

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class QuietWriter(IncrementalPdfFileWriter):
    """Leaves the metadata alone, where pyHanko would put the machine's clock and itself."""

    def _update_meta(self) -> None:
        return
