"""What stands on the machine or on a library that takes long to load, and is loaded at its first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline import ports
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.verdicts import SignatureReport

if TYPE_CHECKING:
    from bna_pipeline.documents.typst_engine import TypstTypesetter
    from bna_pipeline.signing.check import PyhankoChecker
    from bna_pipeline.signing.levels import Preserver, SigningProfile


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class PlayedClock:
    """A clock that stands still where a sample edition's story is; never for a real edition."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


class LazyTypesetter:
    """Loads the typesetter and its fonts at the first job."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts

    @cached_property
    def _engine(self) -> TypstTypesetter:
        from bna_pipeline.documents.typst_engine import TypstTypesetter

        return TypstTypesetter(self._fonts)

    def typeset(self, job: ports.TypesetJob) -> ports.Typeset:
        return self._engine.typeset(job)

    def raster(self, svg: bytes, width_px: int) -> bytes:
        return self._engine.raster(svg, width_px)


def typesetter_with_memory(fonts: Path, memory: ports.Memory) -> ports.Typesetter:
    """The typesetter, with a memory of what it made."""
    from bna_pipeline.documents.typeset_memory import RememberingTypesetter

    return RememberingTypesetter(LazyTypesetter(fonts), memory, fonts)


class LazyChecker:
    """Loads the signature checker at the first letter."""

    @cached_property
    def _engine(self) -> PyhankoChecker:
        from bna_pipeline.signing.check import PyhankoChecker

        return PyhankoChecker()

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        return self._engine.check(signed, adopted, fields=fields, trust=trust, moment=moment)


class LazyTokens:
    """Loads the reader of timestamp tokens at the first token."""

    def read(self, token: bytes, *, trust: Sequence[bytes] = ()) -> ports.TokenFound | None:
        from bna_pipeline.signing.tokens import TokenJudge

        return TokenJudge().read(token, trust=trust)


class LazyPreserver:
    """Loads pyHanko, and reads what the settings name, when a letter is first asked about."""

    def __init__(self, profile: Callable[[], SigningProfile], level: SignatureLevel) -> None:
        self._profile, self._level = profile, level

    @cached_property
    def _engine(self) -> Preserver:
        from bna_pipeline.signing.levels import Preserver

        return Preserver(self._profile())

    @property
    def level(self) -> SignatureLevel:
        return self._level

    @property
    def trust(self) -> tuple[bytes, ...]:
        return self._engine.trust

    def with_validation_data(self, letter: bytes, at: datetime) -> bytes:
        return self._engine.with_validation_data(letter, at)

    def archive(self, letter: bytes, at: datetime) -> tuple[bytes, ports.ArchiveStamp]:
        return self._engine.archive(letter, at)

    def concerns(self, letter: bytes, at: datetime) -> tuple[str, ...]:
        return self._engine.concerns(letter, at)
