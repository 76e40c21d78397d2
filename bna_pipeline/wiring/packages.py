"""What needs no project: checking a package or an exported trail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bna_pipeline.model.events import Entry
from bna_pipeline.model.verdicts import Row, Verification
from bna_pipeline.wiring.engines import LazyChecker


def verify_package(package: Path, *, trust: Sequence[bytes] = (), seal: bytes | None = None) -> Verification:
    """Check a pakket or a dossier on disk; needs no project.

    Args:
        trust: CA certificates (PEM) that the reader trusts.
        seal: a seal that came another way.
    """
    from bna_pipeline.record.verify import verify

    return verify(package, LazyChecker(), trust=trust, seal=seal)


def verification_table(found: Verification) -> str:
    """The check of a package as a table for a terminal, in Dutch."""
    from bna_pipeline.record.verify import verification_table as table

    return table(found)


def export(entries: Sequence[Entry]) -> bytes:
    """An edition's trail as `audit.jsonl`."""
    from bna_pipeline.record.trail import audit_jsonl

    return audit_jsonl(entries)


def check_export(entries: Sequence[Entry], exported: bytes) -> tuple[Row, ...]:
    """Hold the ledger against an `audit.jsonl` that was taken from it, now or earlier.

    Raises:
        LedgerDamaged: a line of it cannot be read; the message names it.
    """
    from bna_pipeline.record.trail import check_against, read_audit

    return check_against(read_audit(exported), entries)
