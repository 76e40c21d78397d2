"""How far each edition's ledger is, for who must know whether anything moved before he reads it."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.wiring.app import App


def heads_of(app: App) -> Mapping[str, str]:
    """What names the last entry of every edition of a project; another one as soon as something was written.

    Raises:
        LedgerDamaged, StorageError.
    """
    return {**app.ledger.heads(), **app.sample_ledger.heads()}
