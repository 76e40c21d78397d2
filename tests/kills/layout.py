"""The project of a small programme that the kills play with."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.programmes.layout import REGIODEAL, TEMPLATES

KEPT_BYTES = 300_000
"""Longer files stay in the inbox; so little that one can be sent here."""


def lay_out(root: Path, programme: Path, edition: str) -> None:
    """A project with this programme, an empty inbox, and the layouts that all programmes share."""
    folder = root / "templates" / edition.rpartition("-")[0]
    shutil.copytree(TEMPLATES / "fonts", root / "templates" / "fonts")
    shutil.copytree(
        TEMPLATES / "bna", folder, ignore=shutil.ignore_patterns("programme.yaml", "demo*", "text.yaml", "logos")
    )
    (folder / "logos").mkdir()
    shutil.copyfile(programme, folder / "programme.yaml")
    for words in ("letter/text.yaml", "report/text.yaml"):
        shutil.copyfile(REGIODEAL / words, folder / words)
    (root / "inbox" / edition).mkdir(parents=True)
    (root / "outbox").mkdir()
    settings = root / ".bna" / "settings.toml"
    settings.parent.mkdir()
    settings.touch(mode=0o600)
    settings.write_text(f"[intake]\nkept_bytes = {KEPT_BYTES}\nfile_bytes = {KEPT_BYTES}\n", encoding="utf-8")
