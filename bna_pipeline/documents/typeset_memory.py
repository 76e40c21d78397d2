"""A typesetter that remembers: what was typeset before from the very same things is not typeset again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bna_pipeline.model.base import Sha256, digest_of, sha256_hex
from bna_pipeline.ports import LabelPlace, Memory, Typeset, TypesetJob, Typesetter

_ENGINE: Final = "bna_pipeline.documents.typst_engine"
_NOT_READ: Final = ".docx"  # the engine leaves Word templates out of what Typst sees


class RememberingTypesetter:
    """Implements `ports.Typesetter` with another one and a memory.

    What comes from memory is what the other one would make, to the byte: the key is a digest over everything that it
    depends on (the job, the files beside the template, the fonts, the engine's version and code). A refusal is not
    remembered. The engine is not even loaded while everything is remembered.
    """

    def __init__(self, engine: Typesetter, memory: Memory, fonts: Path) -> None:
        """
        Args:
            engine: makes what is not remembered.
            memory: says nothing rather than something wrong.
            fonts: the folder with the engine's fonts.
        """
        self._engine, self._memory, self._fonts = engine, memory, fonts

    def typeset(self, job: TypesetJob) -> Typeset:
        """As the engine: a PDF and the places of its labels.

        Raises:
            TypesettingFailed, GlyphMissing: the engine's.
        """
        key = self._key_of(job)
        kept = self._memory.recall(key)
        if kept is not None:
            return _unpacked(kept)
        made = self._engine.typeset(job)
        self._memory.remember(key, _packed(made))
        return made

    def raster(self, svg: bytes, width_px: int) -> bytes:
        """As the engine: a drawing as PNG.

        Raises:
            TypesettingFailed: the engine's.
        """
        key = digest_of({"what": "raster", "engine": self._made_by, "svg": sha256_hex(svg), "width": width_px})
        kept = self._memory.recall(key)
        if kept is not None:
            return kept
        made = self._engine.raster(svg, width_px)
        self._memory.remember(key, made)
        return made

    def _key_of(self, job: TypesetJob) -> Sha256:
        return digest_of(
            {
                "what": "typeset",
                "engine": self._made_by,
                "template": job.template.name,
                "beside": dict(_digests(job.template.parent)),
                "data": sha256_hex(json.dumps(job.data, ensure_ascii=False, sort_keys=True).encode()),
                "assets": {name: sha256_hex(data) for name, data in job.assets.items()},
                "standards": list(job.standards),
                "timestamp": job.timestamp.isoformat(),
                "labels": list(job.labels),
            }
        )

    @cached_property
    def _made_by(self) -> Mapping[str, Any]:
        """What the engine is: it loads its fonts once, so they are looked at once too."""
        code = find_spec(_ENGINE)
        assert code is not None and code.origin is not None
        return {
            "typst": version("typst"),
            "code": sha256_hex(Path(code.origin).read_bytes()),
            "fonts": dict(_digests(self._fonts)),
        }


def _digests(folder: Path) -> Iterator[tuple[str, Sha256]]:
    """The digest of every file that the engine may read in a folder, by its path there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != _NOT_READ:
            yield path.relative_to(folder).as_posix(), sha256_hex(path.read_bytes())


def _packed(made: Typeset) -> bytes:
    places = [[p.label, p.page, p.x, p.y] for p in made.places]
    return json.dumps(places).encode() + b"\n" + made.pdf


def _unpacked(kept: bytes) -> Typeset:
    places, _, pdf = kept.partition(b"\n")
    return Typeset(pdf=pdf, places=tuple(LabelPlace(label, page, x, y) for label, page, x, y in json.loads(places)))
