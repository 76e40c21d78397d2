"""What an edition looks like, without what may differ between two good runs: times, and bytes that hold a signature."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bna_pipeline.model.base import digest_of, sha256_hex
from bna_pipeline.model.correspondence import Correspondence
from bna_pipeline.model.events import (
    EffectDone,
    Entry,
    Event,
    LetterSigned,
    SigningDiscarded,
    SigningIntended,
)
from bna_pipeline.model.release_events import DeliveryPutOff, DossierMade, ReleaseArmed
from bna_pipeline.model.round_events import MailIntended
from bna_pipeline.model.state import fold
from tests.kills.letters import Letters, letters_of, once, post_differences, without_date
from tests.kills.post_office import Post

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PROJECT = re.compile(r"/[^']*/project-[-\d]+(?=/)")
_OF_THE_SERVER = re.compile(r"(?<=queued as )\d+|(?<=127\.0\.0\.1:)\d+")
_MOVES_WITH_SIGNATURES = re.compile(
    r"data/(statenmededeling\.pdf|manifest\.json|trail-head\.json|metadata/(diwoo|mdto)/.*\.xml)"
    r"|bag-info\.txt|(tag)?manifest-sha\d+\.txt"
)
"""The metadata tell of the letter, and of when it was signed and frozen; what else they say is compared."""
_MOVES_WITH_TIMES = re.compile(
    r"dossier/(data/(audit\.jsonl|audit-sums\.json|ontvangstbewijzen\.json|besluiten/decisions\.json|originelen/index\.json)"
    r"|bag-info\.txt|(tag)?manifest-sha\d+\.txt)|(dossier/data/)?ondertekening/validatierapport\.(html|json)"
)
_DOSSIERS_METADATA = re.compile(r"dossier/data/metadata/mdto/.*\.xml")
_NAMED_BY_SUM = re.compile(r"(?<=ni:///sha-256;)[\w-]{43}")
_SIZE = re.compile(r"(?<=<omvang>)\d+")

_TELLS_TIMES = re.compile(r"concept/v\d+/controle\.(html|json)")
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.+]+|\b\d{1,2}[.:]\d\d\b")
"""When a finding was accepted: a person who saw no answer accepts it once more, a little later."""


@dataclass(frozen=True)
class Look:
    """An edition as it stands.

    Attributes:
        events: every event of the ledger in order, attempts at signing that were thrown away left out, and second
            attempts at a mail.
        outbox: what every file in the outbox holds.
        blobs: what the blob store holds.
        thrown_away: how many signatures the ledger says were thrown away.
        letters: what went over the post.
    """

    events: tuple[str, ...]
    outbox: Mapping[str, str]
    blobs: frozenset[str]
    thrown_away: int
    letters: Letters


NO_LETTERS = letters_of(Post(), Correspondence())
NOTHING = Look((), {}, frozenset(), 0, NO_LETTERS)
"""An edition before anything happened."""


def look(root: Path, edition: str, entries: Sequence[Entry], post: Post) -> Look:
    """The edition in this project folder, and the mail servers."""
    blobs = root / ".bna" / "sample" / "blobs"
    names = {**_names(entries), **_mail_names(entries, blobs)}
    outbox = _files(root / "outbox" / edition)
    timed = {sha256_hex(file.read_bytes()): "<times>" for path, file in outbox if _MOVES_WITH_TIMES.fullmatch(path)}
    moving = {**timed, **names}
    packed = [digest for digest, name in names.items() if name.endswith(".xml>")]
    names |= {digest: f"{names[digest]} {_metadata(_blob(blobs, digest), moving)}" for digest in packed}
    stands = {f"other side {path}": names.get(digest, digest) for path, digest in post.stands}
    return Look(
        events=tuple(_plain(entry, names) for entry in tried_once(once(entries_that_stand(entries)))),
        outbox={path: _content(path, file, names, moving) for path, file in outbox} | stands,
        blobs=frozenset(names.get(d, d) for d in (path.replace("/", "") for path, _ in _files(blobs))),
        thrown_away=sum(isinstance(entry.event, SigningDiscarded) for entry in entries),
        letters=letters_of(post, fold(edition, entries).post),
    )


def differences(found: Look, wanted: Look) -> list[str]:
    """What an undisturbed run has otherwise; blobs that nothing refers to may be left over."""
    said = [
        f"entry {n}: {mine or 'nothing'} instead of {theirs or 'nothing'}"
        for n, (mine, theirs) in enumerate(_pairs(found.events, wanted.events), start=1)
        if mine != theirs
    ][:2]
    for path in sorted({*found.outbox, *wanted.outbox}):
        if found.outbox.get(path) != wanted.outbox.get(path):
            said.append(f"outbox {path}: {found.outbox.get(path)} instead of {wanted.outbox.get(path)}")
    said += [f"blob {name} is missing" for name in sorted(wanted.blobs - found.blobs)]
    return [*said, *post_differences(found.letters, wanted.letters)]


def entries_that_stand(entries: Sequence[Entry]) -> list[Entry]:
    """The ledger without what an interrupted signing left in it: the intent, and that it was thrown away."""
    kept: list[Entry] = []
    for entry in entries:
        if isinstance(entry.event, SigningDiscarded):
            del kept[max(n for n, e in enumerate(kept) if isinstance(e.event, SigningIntended))]
        else:
            kept.append(entry)
    return kept


def tried_once(entries: Sequence[Entry]) -> list[Entry]:
    """The ledger without a channel's second and later attempts: who was killed tries once more."""
    kept, seen = list[Entry](), set[str]()
    for entry in entries:
        if isinstance(entry.event, DeliveryPutOff):
            if entry.event.key in seen:
                continue
            seen.add(entry.event.key)
        kept.append(entry)
    return kept


def _names(entries: Sequence[Entry]) -> dict[str, str]:
    """A name for every digest of something in which a signature or a time stands."""
    names: dict[str, str] = {}
    armed = 0
    for entry in entries:
        event: Event = entry.event
        match event:
            case LetterSigned():
                names[event.signature.after.sha256] = f"<letter with {event.signature.field}>"
                names[event.signature.certificate] = f"<certificate of {event.signature.field}>"
            case ReleaseArmed():
                armed += event.package.digest not in names
                names.setdefault(event.package.digest, f"<package {armed}>")
                for file in event.package.files:
                    if _MOVES_WITH_SIGNATURES.fullmatch(file.name):
                        names.setdefault(file.sha256, f"<package {armed}: {file.name}>")
            case EffectDone():
                listed = digest_of([file.model_dump(mode="json") for file in event.receipt.files])
                names.setdefault(listed, f"<files for {event.receipt.channel}>")
            case DossierMade():
                names[event.digest] = "<dossier>"
                if event.tags is not None:
                    names[event.tags] = "<tags of the dossier>"
    return names


def _mail_names(entries: Sequence[Entry], blobs: Path) -> dict[str, str]:
    """A name for every mail out of the house: it holds the moment at which it was made, and is named for the rest."""
    mails = [entry.event.mail for entry in entries if isinstance(entry.event, MailIntended)]
    kept = {mail.key: mail.message.sha256 for mail in mails}
    return {digest: f"<mail {key}: {without_date(_blob(blobs, digest))[:12]}>" for key, digest in kept.items()}


def _blob(blobs: Path, digest: str) -> bytes:
    return (blobs / digest[:2] / digest[2:]).read_bytes()


def _metadata(xml: bytes, moving: Mapping[str, str]) -> str:
    """SHA-256 of what MDTO or DiWoo says, without times, and without digest and size of a file that moves with them."""
    told = _TIME.sub(b"<time>", xml).decode("utf-8", "replace")
    told = _NAMED_BY_SUM.sub(lambda found: urlsafe_b64decode(f"{found[0]}=").hex(), told)
    named = _DIGEST.sub(lambda found: moving.get(found[0], found[0]), told)
    return sha256_hex((named if named == told else _SIZE.sub("<size>", named)).encode())


def _plain(entry: Entry, names: Mapping[str, str]) -> str:
    value = _without_times(entry.event.model_dump(mode="json"), names)
    text = _DIGEST.sub(lambda found: names.get(found[0], found[0]), repr(value))
    return f"{entry.actor}: {_OF_THE_SERVER.sub('<n>', _PROJECT.sub('<project>', text))}"


def _without_times(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        gone = {"at", "again", "after", *(["size"] if value.get("sha256") in names else [])}
        return {key: _without_times(item, names) for key, item in value.items() if key not in gone}
    if isinstance(value, list):
        return [_without_times(item, names) for item in value]
    return value


def _content(path: str, file: Path, names: Mapping[str, str], moving: Mapping[str, str]) -> str:
    if _MOVES_WITH_TIMES.fullmatch(path):
        return "<times>"
    data = file.read_bytes()
    if _DOSSIERS_METADATA.fullmatch(path):
        return _metadata(data, moving)
    digest = sha256_hex(_TIME.sub(b"<time>", data) if _TELLS_TIMES.fullmatch(path) else data)
    return names.get(digest, digest)


def _files(folder: Path) -> list[tuple[str, Path]]:
    return sorted((p.relative_to(folder).as_posix(), p) for p in folder.rglob("*") if p.is_file() or p.is_symlink())


def _pairs(mine: Sequence[str], theirs: Sequence[str]) -> list[tuple[str, str]]:
    length = max(len(mine), len(theirs))
    return list(zip([*mine, *[""] * (length - len(mine))], [*theirs, *[""] * (length - len(theirs))], strict=True))
