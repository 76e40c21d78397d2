"""The hand-over under embargo: the ministry needs the adopted report before its own letter goes (`domain.md`, 6)."""

from __future__ import annotations

from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.programme import Edition

COVER_NOTE = "begeleidende-tekst.txt"


def hand_over_files(edition: Edition, report: FileDigest, data: bytes) -> dict[str, bytes]:
    """The adopted report with a short Dutch text beside it, by file name.

    Args:
        report: length and SHA-256 as adopted.
        data: the report's PDF.

    Raises:
        BytesChanged: the PDF is not the adopted one.
    """
    if FileDigest.of(report.name, data) != report:
        raise BytesChanged(f"{REPORT_PDF} is niet de rapportage die is vastgesteld.", "Zet het juiste bestand terug.")
    return {REPORT_PDF: data, COVER_NOTE: cover_note(edition, report).encode("utf-8")}


def cover_note(edition: Edition, report: FileDigest) -> str:
    """What the receiver must know: what it is, that it is under embargo, and how to check it."""
    return f"""ONDER EMBARGO

Hierbij ontvangt u {REPORT_PDF}:
{edition.title}.

Gedeputeerde Staten hebben dit bestand vastgesteld. Het is definitief: er verandert niets meer aan.
Stuur precies dit bestand mee met de Kamerbrief.

Tot de Kamerbrief is verzonden geldt een embargo. Deel het bestand niet verder dan voor
de Kamerbrief nodig is en maak het niet openbaar. Provinciale Staten ontvangen de rapportage
op hetzelfde moment als de Tweede Kamer. Laat het daarom meteen weten als de Kamerbrief is verzonden.

Zo controleert u of u het juiste bestand heeft:
  lengte   {report.size} bytes
  SHA-256  {report.sha256}
"""
