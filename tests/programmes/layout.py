"""Lays the second programme out as a project of its own: its data, the shared layouts, what its partners sent."""

from __future__ import annotations

import shutil
from pathlib import Path

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
REGIODEAL = HERE / "regiodeal"
EDITION = "regiodeal-2020"


def lay_out(root: Path) -> Path:
    """Write `templates/`, `inbox/` and `outbox/` of a project that only has the second programme.

    The page layouts (Typst) are the province's and the same for both programmes; all words, partners, dates and the
    route are the programme's own.

    Returns:
        The programme's folder, below `root/templates`.
    """
    folder = root / "templates" / REGIODEAL.name
    shutil.copytree(TEMPLATES / "fonts", root / "templates" / "fonts")
    shutil.copytree(
        TEMPLATES / "bna", folder, ignore=shutil.ignore_patterns("programme.yaml", "demo.yaml", "text.yaml", "logos")
    )
    for part in ("programme.yaml", "house.yaml", "letter/text.yaml", "report/text.yaml"):
        shutil.copyfile(REGIODEAL / part, folder / part)
    (folder / "logos").mkdir(exist_ok=True)
    shutil.copytree(REGIODEAL / "inbox", root / "inbox" / EDITION)
    (root / "outbox").mkdir()
    return folder
