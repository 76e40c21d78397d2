"""The release drill as a story: the Kamer publishes while one channel is away, and then it is back.

Killed are only these two acts; what comes before is played once, by a process of its own, and kept.
"""

from __future__ import annotations

import atexit
import base64
import dataclasses
import hashlib
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.wiring import open_app, pipeline
from tests.kills.far_side import FarSide
from tests.kills.post_office import PostOffice
from tests.kills.story import Act, Story
from tests.support.ports import free_port
from tests.support.release_drill import EDITION, lay_out_armed

ROOT = Path(__file__).parents[2]


def story() -> Story:
    """An armed edition that is released over a folder, a file server, an object store and mail."""
    port = free_port()
    folder = tempfile.mkdtemp(prefix="armed-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    armed = Path(folder) / "project"
    command = [sys.executable, "-m", "tests.kills.release_story", str(armed), str(port)]
    subprocess.run(command, check=True, cwd=ROOT)
    # The mails tell the minute of the release, so who tries again does so within it.
    begun = (datetime.now(UTC) + timedelta(minutes=2)).replace(second=10, microsecond=0)
    report = _report(armed)

    def publishes(post: PostOffice) -> None:
        assert isinstance(post, FarSide)
        post.publishes(report)

    def is_well(post: PostOffice) -> None:
        assert isinstance(post, FarSide)
        post.is_well()

    acts = (
        Act("the Kamerbrief is published, and one channel is away", begun, None, posted=publishes),
        Act("the channel is back, and then the dossier", begun + timedelta(hours=1), None, posted=is_well),
    )
    return Story(
        EDITION,
        lambda root: shutil.copytree(armed, root, dirs_exist_ok=True),
        acts,
        by_mail=True,
        tools=_drawing_no_lots,
        later=timedelta(seconds=20),
        far_side=lambda folder: FarSide.begin_at(folder, port),
    )


def _drawing_no_lots(tools: pipeline.Tools) -> pipeline.Tools:
    """References that follow from what the mail is about, so that every run gives the same."""

    def reference(about: str) -> str:
        return base64.b32encode(hashlib.sha256(about.encode()).digest()).decode().lower()[:20]

    return dataclasses.replace(tools, reference=reference)


def _report(armed: Path) -> bytes:
    tools = open_app(armed).tools(EDITION)
    adoption = pipeline.state(tools).adoption
    assert adoption is not None
    found: FileDigest = next(file for file in adoption.files if file.name == REPORT_PDF)
    return tools.blobs.get(found.sha256)


if __name__ == "__main__":
    lay_out_armed(Path(sys.argv[1]), int(sys.argv[2]))
