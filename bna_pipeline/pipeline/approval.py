"""What is approved now, to the byte: the draft that counts, its files as they stand, and the one `Approved`."""

from __future__ import annotations

from bna_pipeline.errors import BlobDamaged, BlobMissing, BytesChanged, NotApproved
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import Approved, Draft
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, blob_of, load
from bna_pipeline.review import route
from bna_pipeline.review.adoption import approved


def current_draft(now: EditionState) -> Draft:
    """The draft that reviewers decide on.

    Raises:
        NotApproved: there is none yet.
    """
    if now.draft is None:
        raise NotApproved("Er is nog geen concept.", "Maak het eerst met `bna draft`.")
    return now.draft


def drafts_of(now: EditionState) -> tuple[Draft, ...]:
    """Every draft so far, oldest first."""
    return tuple(made.draft for made in now.drafts)


def draft_folder(made: Draft) -> str:
    """Where a draft stands in the outbox."""
    return f"concept/v{made.version}"


def lay_out_draft(tools: Tools, now: EditionState) -> bool:
    """Put a draft's missing files in the outbox, its control page as the ledger has it now, and what changed.

    A changed file is left there, for adoption to refuse.
    """
    from bna_pipeline.pipeline.comparing import lay_out_changes  # here, because it needs to know of drafts itself

    changed = lay_out_files(tools, now)
    return lay_out_changes(tools, now) or changed


def lay_out_files(tools: Tools, now: EditionState) -> bool:
    """What `lay_out_draft` does, without what changed: a new draft lies there before that is made."""
    from bna_pipeline.pipeline.controlling import lay_out_control  # here, because it needs to know of drafts itself

    made = now.draft
    if made is None:
        return False
    changed = lay_out_control(tools, now)
    for file in made.files:
        path = f"{draft_folder(made)}/{file.name}"
        if tools.outbox.read(tools.id, path) is None:
            changed |= tools.outbox.write(tools.id, path, blob_of(tools, file))
    return changed


def files_as_they_stand(tools: Tools, made: Draft) -> tuple[FileDigest, ...]:
    """The draft's files as they are now, in the outbox and in the blob store.

    Raises:
        BytesChanged: names the file that is gone or other than the draft's.
    """
    for file in made.files:
        blob_of(tools, file)
        path = f"{draft_folder(made)}/{file.name}"
        data = tools.outbox.read(tools.id, path)
        if data is None or FileDigest.of(file.name, data) != file:
            what, mend = (
                ("ontbreekt", "Voer `bna run` uit: het wordt dan opnieuw neergelegd.")
                if data is None
                else ("is gewijzigd", "Verwijder het bestand en voer `bna run` uit: het wordt dan opnieuw neergelegd.")
            )
            where = tools.outbox.where(tools.id, path)
            raise BytesChanged(f"{where} {what} sinds concept {made.version} is gemaakt.", mend)
    return made.files


def approved_now(tools: Tools, now: EditionState) -> Approved:
    """The one Approved that signing takes, made again from the ledger and the bytes in the blob store.

    Raises:
        NotApproved: what is missing, by name.
        BytesChanged: names the file.
    """
    made = current_draft(now)
    if now.adoption is None:
        missing = route.missing_approvals(tools.programme, made, now.decisions, drafts_of(now))
        raise NotApproved(
            " ".join(missing) if missing else "Gedeputeerde Staten hebben het concept nog niet vastgesteld.",
            "Na de laatste goedkeuring legt de secretaris het besluit vast met `bna adopt`.",
        )
    for file in made.files:
        blob_of(tools, file)
    found = approved(tools.programme, made, now.decisions, now.adoption)
    _require_printed_signatories(tools, made)
    return found


def content_of(tools: Tools, made: Draft) -> Content:
    """The content that a draft was made from.

    Raises:
        BytesChanged: names the draft.
    """
    try:
        return load(tools, Content, made.content)
    except (BlobMissing, BlobDamaged) as fault:
        raise BytesChanged(f"De inhoud van concept {made.version}: {fault.message}", fault.mend) from fault


def _require_printed_signatories(tools: Tools, made: Draft) -> None:
    """Another signer means another printed name, so another adoption (`design.md`)."""
    printed = [(s.field, s.label, s.name) for s in content_of(tools, made).letter.signatures]
    asked = [(s.field, s.label, s.name) for s in tools.programme.letter.signatories]
    if printed != asked:
        raise NotApproved(
            f"In de brief staan andere ondertekenaars ({', '.join(name for _, _, name in printed)}) dan in het "
            f"programma ({', '.join(name for _, _, name in asked)}).",
            "Zet het programma terug, of trek het besluit in en stel een nieuw concept vast.",
        )
