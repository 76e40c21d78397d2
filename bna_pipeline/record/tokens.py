"""Timestamp tokens in a bag: which there are, over what, and whether each is what the trail says of it.

A token (RFC 3161) is over the 32 bytes of an entry's `hash`, or over a bag's `tagmanifest-sha512.txt`. Whoever makes a
trail anew cannot have those: the authority's clock stands in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field

from bna_pipeline.model.base import EditionId, Frozen, Line, Moment, Sha256, sha256_hex
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import MomentReached, SealMade, TrailStamped
from bna_pipeline.model.verdicts import Row
from bna_pipeline.ports import TokenFound, TokenReader
from bna_pipeline.record.papercheck import paper
from bna_pipeline.record.papers import paper_json
from bna_pipeline.record.rows import no, unknown, yes
from bna_pipeline.record.trail import TrailHead

FOLDER = "tijdstempels/"
INDEX = f"{FOLDER}index.json"
PACKAGE_SEAL = f"{FOLDER}pakket.zegel.tst"
THE_MINUTE = "moment van vertrek"
SLACK = timedelta(minutes=10)
"""How far the ledger's clock and the authority's may lie apart; as `signing/tsa.py` asks of signatures."""


class TokenListed(Frozen):
    """One token over the trail.

    Attributes:
        occasion: what had just happened.
        seq, head: the entry that was the last one, and its hash: what the token is over.
        file: where the token lies, below `data/`.
        sha256: of the token.
        at: the time in it.
    """

    occasion: Line
    seq: int = Field(ge=1)
    head: Sha256
    file: Line
    sha256: Sha256
    at: Moment


class Tokens(Frozen):
    """`tijdstempels/index.json`: the tokens over the trail, in its order."""

    edition: EditionId
    tokens: tuple[TokenListed, ...]


@dataclass(frozen=True)
class Authorities:
    """Who reads tokens, and which issuers (PEM) the reader of the table trusts; no reader: they are not looked into."""

    reader: TokenReader | None
    trust: Sequence[bytes] = ()

    def read(self, token: bytes) -> TokenFound | None:
        return None if self.reader is None else self.reader.read(token, trust=self.trust)


def tokens_of(entries: Sequence[Entry]) -> Tokens:
    """Every token over the trail that the trail itself tells of."""
    return Tokens(edition=entries[0].edition, tokens=tuple(_listed(entries)))


def token_files(entries: Sequence[Entry], get: Callable[[Sha256], bytes]) -> dict[str, bytes]:
    """The tokens of a trail with their index, by path below `data/`; nothing where there are none."""
    index = tokens_of(entries)
    if not index.tokens:
        return {}
    return {INDEX: paper_json(index), **{token.file: get(token.sha256) for token in index.tokens}}


def seal_files(entries: Sequence[Entry], get: Callable[[Sha256], bytes]) -> dict[str, bytes]:
    """The seal of the pakket inside a dossier, where there is one."""
    seal = package_seal(entries)
    return {} if seal is None else {PACKAGE_SEAL: get(seal.token)}


def package_seal(entries: Sequence[Entry]) -> SealMade | None:
    """The last seal of a pakket that the trail tells of."""
    found = [e.event for e in entries if isinstance(e.event, SealMade) and e.event.bag == "pakket"]
    return found[-1] if found else None


def token_rows(
    payload: Mapping[str, bytes],
    where: str,
    authorities: Authorities,
    head: TrailHead | None,
    entries: Sequence[Entry] = (),
) -> list[Row]:
    """Rows on the tokens over the trail that lie in a bag: one each, and one on who gave them.

    Args:
        payload: the bag's files by path below `data/`.
        where: put before file names.
        head: what the pakket says of the trail's end; no token in it is over more.
        entries: the whole trail, when it holds and the bag is a dossier: each token must be the one it tells of.
    """
    strays = sorted(name for name in payload if name.startswith(FOLDER) and name != PACKAGE_SEAL)
    if not strays and not (entries and tokens_of(entries).tokens):
        return (
            [unknown("tijdstempels", "Geen: geen tijdstempeldienst heeft bevestigd wanneer dit zo was.")]
            if entries
            else []
        )
    rows: list[Row] = []
    index = paper(Tokens, INDEX, payload, where, rows)
    if index is None:
        return rows
    known = {INDEX, *(token.file for token in index.tokens)}
    rows += [no(f"{where}{name}", f"Staat niet in {where}{INDEX}.") for name in strays if name not in known]
    if entries and index != tokens_of(entries):
        rows.append(no(f"{where}{INDEX}", "Noemt andere tijdstempels dan het logboek."))
        return rows
    if head is not None and (index.edition != head.edition or any(t.seq > head.seq for t in index.tokens)):
        rows.append(no(f"{where}{INDEX}", "Past niet bij trail-head.json: een andere editie, of een latere regel."))
    by_seq = {entry.seq: entry for entry in entries}
    found = {token: _judged(token, payload, authorities) for token in index.tokens}
    rows += [_token_row(token, one, f"{where}{token.file}", by_seq) for token, one in found.items()]
    return [*rows, *trust_rows(found.values(), f"{where}{FOLDER[:-1]}")]


def goes_on_from(inner: Mapping[str, bytes], entries: Sequence[Entry]) -> list[Row]:
    """Whether the tokens in the pakket are those of the trail up to then; `inner` is its payload."""
    rows: list[Row] = []
    if INDEX not in inner:
        return rows
    index = paper(Tokens, INDEX, inner, "data/pakket/data/", rows)
    known = tokens_of(entries).tokens
    if index is not None and not set(index.tokens) <= set(known):
        rows.append(no(f"data/pakket/data/{INDEX}", "Noemt een tijdstempel dat het logboek niet kent."))
    return rows


def kept_seal_rows(
    payload: Mapping[str, bytes], tags: bytes | None, authorities: Authorities, entries: Sequence[Entry]
) -> list[Row]:
    """Rows on the seal of the pakket that a dossier keeps.

    Args:
        payload: the dossier's.
        tags: `tagmanifest-sha512.txt` of the pakket inside.
    """
    seal, data, name = package_seal(entries), payload.get(PACKAGE_SEAL), f"data/{PACKAGE_SEAL}"
    if seal is None:
        return [] if data is None else [no(name, "Het logboek kent geen verzegeling van het pakket.")]
    if data is None:
        return [no(name, "Ontbreekt, terwijl het logboek haar noemt.")]
    if sha256_hex(data) != seal.token or tags is None or sha256_hex(tags) != seal.sealed:
        return [no(name, "Is een andere verzegeling dan het logboek noemt, of van een ander pakket.")]
    found = authorities.read(data)
    if found is None:
        return [_unread(name, authorities)]
    if not found.holds or (found.algorithm, found.imprint) != ("sha256", seal.sealed) or found.at != seal.at:
        return [no(name, "Deugt niet: de handtekening klopt niet, of de verzegeling is van iets anders.")]
    said = f"Het pakket stond er {when_in_words(found)} precies zo, volgens {found.authority}."
    return [yes(name, said), *trust_rows([found], name)]


def _listed(entries: Sequence[Entry]) -> Iterator[TokenListed]:
    by_hash = {entry.hash: entry.seq for entry in entries}
    for entry in entries:
        match entry.event:
            case TrailStamped() as stamp:
                yield TokenListed(
                    occasion=stamp.occasion.value,
                    seq=stamp.seq,
                    head=stamp.head,
                    file=f"{FOLDER}{stamp.seq}.tst",
                    sha256=stamp.token,
                    at=stamp.at,
                )
            case MomentReached(token=str(token), vouched=vouched, head=str(head)) if vouched and head in by_hash:
                yield TokenListed(
                    occasion=THE_MINUTE,
                    seq=by_hash[head],
                    head=head,
                    file=f"{FOLDER}{by_hash[head]}-moment.tst",
                    sha256=token,
                    at=vouched,
                )


def _judged(token: TokenListed, payload: Mapping[str, bytes], authorities: Authorities) -> TokenFound | Row:
    """What the token says; a row in its place where it is not there or cannot be read."""
    data = payload.get(token.file)
    if data is None:
        return no(token.file, "Ontbreekt.")
    if sha256_hex(data) != token.sha256:
        return no(token.file, f"Is een ander bestand dan {INDEX} noemt.")
    return authorities.read(data) or _unread(token.file, authorities)


def _unread(name: str, authorities: Authorities) -> Row:
    if authorities.reader is None:
        return unknown(name, "Het tijdstempel is niet nagegaan.")
    return no(name, "Is geen leesbaar tijdstempel.")


def _token_row(token: TokenListed, found: TokenFound | Row, name: str, by_seq: Mapping[int, Entry]) -> Row:
    if not isinstance(found, TokenFound):
        return Row(subject=name, holds=found.holds, detail=found.detail)
    if not found.holds:
        return no(name, "De handtekening van de tijdstempeldienst klopt niet.")
    if (found.algorithm, found.imprint) != ("sha256", token.head):
        return no(name, f"Is van iets anders dan regel {token.seq} van het logboek.")
    if found.at != token.at:
        return no(name, f"Noemt een andere tijd dan {INDEX}.")
    said = f"Regel {token.seq} van het logboek ({token.occasion}) en alles ervoor stond er {when_in_words(found)}"
    if not by_seq:
        return yes(name, f"{said}, volgens {found.authority}.")
    return _against_trail(token, found, name, by_seq, f"{said}, volgens {found.authority}.")


def _against_trail(token: TokenListed, found: TokenFound, name: str, by_seq: Mapping[int, Entry], said: str) -> Row:
    entry = by_seq.get(token.seq)
    if entry is None or entry.hash != token.head:
        return no(name, f"Regel {token.seq} van het logboek is een andere dan waarvoor dit tijdstempel staat.")
    told = next(e for e in by_seq.values() if _tells(e, token))
    if isinstance(told.event, MomentReached):
        if found.at < told.event.planned:
            return no(
                name, f"De dienst gaf dit tijdstempel {when_in_words(found)}, vóór het gekozen moment van vertrek."
            )
        return yes(name, said)
    if found.at > told.at + SLACK:
        late = f"Het logboek noemt dit tijdstempel al op {told.at:%d-%m-%Y %H:%M} UTC"
        return no(name, f"{late}; de dienst gaf het {when_in_words(found)}. Het logboek is later gemaakt dan het zegt.")
    if found.at < entry.at - SLACK:
        early = f"De klok van de computer liep voor: regel {entry.seq} noemt {entry.at:%d-%m-%Y %H:%M} UTC."
        return unknown(name, f"{said} {early}")
    return yes(name, said)


def _tells(entry: Entry, token: TokenListed) -> bool:
    event = entry.event
    return isinstance(event, TrailStamped | MomentReached) and event.token == token.sha256


def trust_rows(found: Iterable[TokenFound | Row], name: str) -> Iterator[Row]:
    """From whom good tokens are, in one row."""
    judged = [one for one in found if isinstance(one, TokenFound) and one.holds]
    if not judged:
        return
    subject = f"{name}, vertrouwen"
    if any(one.trusted is False for one in judged):
        yield no(subject, "Een tijdstempel komt niet van een uitgever die u vertrouwt.")
    elif any(one.trusted is None for one in judged):
        yield unknown(subject, "Geen vertrouwde uitgever opgegeven (--trust).")
    else:
        yield yes(subject, "Het certificaat van de dienst komt van een uitgever die u vertrouwt.")


def when_in_words(found: TokenFound) -> str:
    """The time in a token, for a sentence."""
    return f"op {found.at:%d-%m-%Y om %H:%M:%S} UTC"
