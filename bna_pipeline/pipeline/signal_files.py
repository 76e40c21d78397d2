"""What came in as the Kamerbrief, or looked like it: every file that was kept, to be opened and looked at."""

from __future__ import annotations

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.release_events import KamerbriefSeen, SignalDoubted
from bna_pipeline.pipeline.tools import Tools, entries


def signal_files(tools: Tools) -> tuple[FileDigest, ...]:
    """The Kamerbrief, and what was fetched with each letter that was doubted, put aside or not; each once."""
    found: list[FileDigest] = []
    for entry in entries(tools):
        match entry.event:
            case SignalDoubted(files=files):
                found += files
            case KamerbriefSeen(kamerbrief=seen):
                found.append(seen.file)
            case _:
                pass
    return tuple({file.sha256: file for file in found}.values())
