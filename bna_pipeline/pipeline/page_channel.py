"""The public page as a channel: nothing is pushed, and its receipt is what the page gives to who asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bna_pipeline.errors import BnaError, DeliveryFailed
from bna_pipeline.model.base import FileDigest, Slug
from bna_pipeline.model.delivery import PageRule
from bna_pipeline.model.draft import Receipt
from bna_pipeline.pipeline.publishing import published, published_bytes
from bna_pipeline.pipeline.released_mails import PUBLIC_PATH, page_of
from bna_pipeline.pipeline.tools import Tools


class PageChannel:
    """Reads the page back (`ports.Channel`): as a stranger where the desk has an address, else as the desk does."""

    def __init__(self, tools: Tools, rule: PageRule) -> None:
        self._tools, self._rule = tools, rule

    @property
    def id(self) -> Slug:
        return self._rule.id

    @property
    def target(self) -> str:
        return page_of(self._tools) or f"{PUBLIC_PATH}/{self._tools.id}"

    def find(self, _key: str, _files: Sequence[FileDigest], _at: datetime) -> Receipt | None:
        """None: reading back is all there is to do, and `deliver` does it."""
        return None

    def deliver(self, key: str, files: Mapping[str, bytes], at: datetime) -> Receipt:
        """Read every file back, and hold it against what was released.

        Raises:
            DeliveryFailed: the page does not give it (yet), or something else.
        """
        wanted = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
        reader = self._tools.page_reader
        if reader is None:
            held, how = self._held(wanted), "zoals het loket ze geeft"
        else:
            held, how = tuple(reader.held(self.target, file) for file in wanted), "van het openbare adres"
        wrong = [file.name for file, found in zip(wanted, held, strict=True) if found != file]
        if wrong:
            raise DeliveryFailed(
                f"De openbare pagina {self.target} geeft iets anders dan wat is vrijgegeven: {', '.join(wrong)}.",
                "Kijk of er iets tussen het loket en de lezer staat, en of het loket van dit project is.",
            )
        proof = f"{len(wanted)} bestanden teruggelezen {how}: elk met dezelfde lengte en SHA-256"
        return Receipt(channel=self.id, key=key, target=self.target, files=wanted, at=at, proof=proof)

    def _held(self, wanted: Sequence[FileDigest]) -> tuple[FileDigest, ...]:
        try:
            shown = published(self._tools)
            given = {
                file.name: data
                for file in wanted
                if shown is not None and (data := published_bytes(self._tools, shown, file.name)) is not None
            }
        except BnaError as fault:
            raise DeliveryFailed(fault.message, fault.mend) from fault
        return tuple(FileDigest.of(file.name, given.get(file.name, b"")) for file in wanted)
