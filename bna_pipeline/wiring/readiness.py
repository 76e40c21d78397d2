"""What there is to look at before signing: the keys that the settings name, and the timestamp authority."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bna_pipeline import ports
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.programme import Programme
from bna_pipeline.settings import KeySetting, Settings
from bna_pipeline.wiring.keys import material_of, profile_of

if TYPE_CHECKING:
    from bna_pipeline.signing.readiness import SigningReadiness

MISSING = "ontbreekt"


def readiness_of(settings: Settings, programme: Programme, *, sample: bool) -> ports.Readiness | None:
    """Looks at what is configured for the programme's signatories; None where nothing is.

    Args:
        sample: the edition is a sample; without keys of its own there is nothing to look at.
    """
    keys = {s.field: settings.keys[s.field] for s in programme.letter.signatories if s.field in settings.keys}
    if not keys and (sample or not settings.signing.level.timestamped):
        return None
    return _LazyReadiness(settings, keys)


class _LazyReadiness:
    """Loads pyHanko when something is really looked at."""

    def __init__(self, settings: Settings, keys: dict[str, KeySetting]) -> None:
        self._settings, self._keys = settings, keys

    @cached_property
    def configuration(self) -> Sha256:
        """Over the settings and when the files that they name were last changed.

        Not over what is in them: it goes on record, and a PIN would be found by trying all there are.
        """
        signing = self._settings.signing
        files = [*signing.trust, signing.timestamp_secret_file]
        for key in self._keys.values():
            files += [key.pkcs12, key.pkcs11_module, key.passphrase_file, key.pin_file]
        return digest_of(
            {
                "signing": signing.model_dump(mode="json"),
                "keys": {field: key.model_dump(mode="json") for field, key in self._keys.items()},
                "files": [_changed(path) for path in files if path is not None],
            }
        )

    @cached_property
    def _engine(self) -> SigningReadiness:
        from bna_pipeline.signing.readiness import SigningReadiness

        keys = {field: partial(material_of, key) for field, key in self._keys.items()}
        return SigningReadiness(keys, partial(profile_of, self._settings), self.configuration)

    def probe(self, at: datetime, until: date) -> ports.Probed:
        return self._engine.probe(at, until)


def _changed(path: Path) -> str:
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return MISSING
