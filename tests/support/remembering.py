"""One memory for all tests of a run, also those of another worker: what one typeset or read, the next need not."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bna_pipeline.storage.remembered import FolderMemory

_FOLDER = "TEST_MEMORY"


def begin_memory() -> None:
    """Make its folder; workers inherit the environment of whoever starts them."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="bna-geheugen-")


def end_memory() -> None:
    """Take it away: the next run begins with nothing."""
    shutil.rmtree(os.environ.pop(_FOLDER))


@cache
def shared_memory() -> FolderMemory:
    """What was made in this run from the very same things, by the very same code."""
    return FolderMemory(Path(os.environ[_FOLDER]))
