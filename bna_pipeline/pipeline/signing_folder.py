"""What lies in an edition's signing folder: the letter as it stands, and nothing that no decision holds any more."""

from __future__ import annotations

from bna_pipeline.errors import BytesChanged
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, blob_of
from bna_pipeline.pipeline.validating import lay_out_validation

SIGNING_FOLDER = "ondertekening"
LETTER_PATH = f"{SIGNING_FOLDER}/{LETTER_PDF}"


def letter_as_it_stands(tools: Tools, now: EditionState, signed: bytes | None = None) -> FileDigest:
    """The letter with the signatures so far, the copy in the signing folder held against it.

    Args:
        signed: a letter that is being read in; it may have been signed in the folder itself.

    Raises:
        BytesChanged: the copy is another letter.
    """
    letter = now.letter
    assert letter is not None  # there is one in every phase in which the letter is signed or released
    copy = tools.outbox.read(tools.id, LETTER_PATH)
    if copy is not None and copy != signed and not _known(now, copy):
        raise BytesChanged(
            f"{tools.outbox.where(tools.id, LETTER_PATH)} is niet de brief zoals die nu geldt.",
            "Is het bestand elders ondertekend, lees het dan in met `bna sign --import`. Verwijder het anders en voer "
            "`bna run` uit: de brief wordt dan opnieuw neergelegd.",
        )
    return letter


def _known(now: EditionState, copy: bytes) -> bool:
    """Whether these bytes are the letter, now or before: a crash may leave an earlier one in the folder."""
    letter = set() if now.letter is None else {now.letter.sha256}
    return FileDigest.of(LETTER_PDF, copy).sha256 in letter | now.earlier_letters


def lay_out_letter(tools: Tools, now: EditionState) -> bool:
    """Put the letter as it stands in the signing folder, with its validation report beside it.

    A file there that is neither this letter nor an earlier one is left, for signing to refuse or for reading in.
    """
    letter = now.letter
    if letter is None:
        return False
    copy = tools.outbox.read(tools.id, LETTER_PATH)
    if copy is not None and not _known(now, copy):
        return False
    laid_out = tools.outbox.write(tools.id, LETTER_PATH, blob_of(tools, letter))
    return lay_out_validation(tools, now, SIGNING_FOLDER) or laid_out


def take_letter_away(tools: Tools, now: EditionState) -> bool:
    """Empty the signing folder of a letter that no decision holds any more; what is not ours is left there."""
    if now.letter is not None:
        return False
    copy = tools.outbox.read(tools.id, LETTER_PATH)
    return copy is not None and _known(now, copy) and tools.outbox.replace(tools.id, SIGNING_FOLDER, {})
