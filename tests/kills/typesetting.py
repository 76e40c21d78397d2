"""A typesetter that remembers: the same job gives the same bytes, so a thousand runs need not set it each time."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bna_pipeline.model.base import digest_of, sha256_hex
from bna_pipeline.ports import Typeset, TypesetJob, Typesetter

T = TypeVar("T")


@dataclass(frozen=True)
class RememberingTypesetter:
    """Implements `ports.Typesetter`; what was set before comes from a folder that all processes of a run share."""

    inner: Typesetter
    folder: Path

    def typeset(self, job: TypesetJob) -> Typeset:
        return self._kept(_name_of(job), lambda: self.inner.typeset(job))

    def raster(self, svg: bytes, width_px: int) -> bytes:
        return self._kept(digest_of([sha256_hex(svg), width_px]), lambda: self.inner.raster(svg, width_px))

    def _kept(self, name: str, make: Callable[[], T]) -> T:
        kept = self.folder / name
        if kept.exists():
            found: T = pickle.loads(kept.read_bytes())  # written here, in a folder of our own
            return found
        made = make()
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(made))
        part.replace(kept)
        return made


def _name_of(job: TypesetJob) -> str:
    # The template is the same in every copy of a project: only its own place in it differs.
    return digest_of(
        {
            "template": "/".join(job.template.parts[-3:]),
            "data": job.data,
            "standards": job.standards,
            "timestamp": job.timestamp.isoformat(),
            "assets": {name: sha256_hex(data) for name, data in job.assets.items()},
            "labels": job.labels,
        }
    )
