"""One of each kind of metadata as it should be; `python -m tests.unit.record.golden` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent
KINDS = {
    "mdto-dossier.xml": "data/metadata/mdto/dossier.xml",
    "mdto-pakket.xml": "data/pakket/data/metadata/mdto/pakket.xml",
    "mdto-stuk-statenmededeling.xml": "data/pakket/data/metadata/mdto/stukken/statenmededeling.xml",
    "mdto-stuk-origineel.xml": "data/metadata/mdto/stukken/origineel-waterland-{sha}.xml",
    "mdto-bestand.xml": "data/pakket/data/metadata/mdto/bestanden/sections.json.xml",
    "diwoo-statenmededeling.xml": "data/pakket/data/metadata/diwoo/statenmededeling.xml",
    "diwoo-voortgangsrapportage.xml": "data/pakket/data/metadata/diwoo/voortgangsrapportage.xml",
}
_SUM = re.compile(rb"(ni:///sha-256;)[\w-]{43}")


def shown(dossier: Mapping[str, bytes], sha: str) -> dict[str, bytes]:
    """The metadata by golden name; sums of PDFs left out, which are another library's bytes.

    Args:
        sha: the start of the SHA-256 of the original that is shown.
    """
    return {name: _SUM.sub(rb"\1...", dossier[path.format(sha=sha)]) for name, path in KINDS.items()}
