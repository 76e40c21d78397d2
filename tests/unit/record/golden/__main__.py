"""Write the golden metadata anew."""

from __future__ import annotations

from tests.unit.record.golden import FOLDER, shown
from tests.unit.record.story import released

if __name__ == "__main__":
    told = released(described=True)
    for name, data in shown(told.dossier(), told.story.state.received[0].file.sha256[:16]).items():
        (FOLDER / name).write_bytes(data)
