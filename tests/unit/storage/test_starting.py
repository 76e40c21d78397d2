"""A command that only reads starts without what only writing needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

READ = """
import sys
from bna_pipeline.storage.ledger import SqlLedger
from bna_pipeline.storage.blobs import open_blobs
SqlLedger("sqlite:///" + sys.argv[1]).entries("demo-2020")
blobs = open_blobs(sys.argv[2])
blobs.get(blobs.put(b"wat iemand heeft gestuurd"))
print(sorted({m.partition(".")[0] for m in sys.modules} & {"sqlalchemy", "fsspec", "prefect"}))
"""


def test_reading_ledger_and_blobs_loads_neither_sqlalchemy_nor_fsspec(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "ledger.sqlite"), str(tmp_path / "blobs")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
