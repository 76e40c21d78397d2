"""One story told once; tests that change bytes change a copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.unit.record.story import Told, released

LayOut = Callable[[Mapping[str, bytes]], Path]


@pytest.fixture(scope="session")
def told() -> Told:
    return released()


@pytest.fixture
def lay_out(tmp_path: Path) -> LayOut:
    """Put a bag on disk in a folder of its own."""

    def put(files: Mapping[str, bytes]) -> Path:
        folder = tmp_path / f"zak-{len(list(tmp_path.iterdir()))}"
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    return put
