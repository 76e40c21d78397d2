"""What a stranger can do to a trail, at any place in it, and which entry must then be named."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bna_pipeline.model.base import canonical_json, digest_of
from bna_pipeline.model.events import GENESIS, Entry
from bna_pipeline.model.release_events import ReleaseHeld
from tests.unit.record.story import signed_story

Body = dict[str, Any]


def real_trail(length: int, edition: str = "delta-2030") -> tuple[Entry, ...]:
    """A signed edition's entries, its contributions sent again and again until there are so many."""
    told = signed_story()[0].entries
    more = [told[1 + n % 6] for n in range(length - len(told))]
    entries: list[Entry] = []
    for entry in (told[0], *more, *told[1:]):
        before = entries[-1] if entries else None
        at = told[0].at + timedelta(hours=len(entries))
        entries.append(
            Entry.after(
                before,
                edition=edition,
                at=at,
                actor=entry.actor,
                account=f"pc-{edition}-{len(entries)}",
                event=entry.event,
            )
        )
    return tuple(entries)


@dataclass(frozen=True)
class Tampered:
    """A trail that somebody was at.

    Attributes:
        how: what was done.
        place: the number of the entry that must be named.
        bodies: what stands there now, in order.
        renumbered: in a database, the rows were given the numbers 1, 2, 3 again.
    """

    how: str
    place: int
    bodies: Sequence[Body]
    renumbered: bool = True

    def texts(self) -> list[str]:
        """Each as the ledger writes it."""
        return [canonical_json(body).decode() for body in self.bodies]

    def rows(self) -> list[tuple[int, str]]:
        """As rows of a table: number and text."""
        numbers = range(1, len(self.bodies) + 1) if self.renumbered else [body["seq"] for body in self.bodies]
        return list(zip(numbers, self.texts(), strict=True))

    def jsonl(self) -> bytes:
        return b"".join(f"{text}\n".encode() for text in self.texts())


def names(message: str, place: int) -> bool:
    """Whether a message names an entry: "Regel 7 ..." or "Regels 7 tot en met 9 ..."."""
    return re.search(rf"Regels? {place}\b", message) is not None


def hashed(body: Body) -> Body:
    """The same with a hash that fits."""
    return {**body, "hash": digest_of({key: value for key, value in body.items() if key != "hash"})}


def chained(bodies: Sequence[Body]) -> list[Body]:
    """The same with numbers and hashes that fit from the first to the last: what anybody can make who knows how."""
    made: list[Body] = []
    for number, body in enumerate(bodies, start=1):
        made.append(hashed({**body, "seq": number, "previous": made[-1]["hash"] if made else GENESIS}))
    return made


def fabricated(edition: str, number: int, previous: str) -> Body:
    """An entry that never was, with a hash that fits."""
    event = ReleaseHeld(reason="nooit gezegd").model_dump(mode="json")
    body = {"edition": edition, "seq": number, "at": "2030-05-01T08:00:00Z", "actor": "niemand", "account": "nergens"}
    return hashed({**body, "event": event, "previous": previous})


def every_way(entries: Sequence[Entry], place: int, others: Sequence[Entry]) -> Iterator[Tampered]:
    """All that can be done at one place of a trail, by somebody who hashes nothing anew, some, or all of it.

    Args:
        place: 1 for the first entry.
        others: a trail of another edition, as long.
    """
    whole = [entry.model_dump(mode="json") for entry in entries]
    before, it, after = whole[: place - 1], whole[place - 1], whole[place:]
    edition, link = it["edition"], it["previous"]
    changed = {**it, "actor": "iemand anders"}
    foreign = others[place - 1].model_dump(mode="json")
    made = fabricated(edition, place + 1, it["hash"])
    yield Tampered("changed", place, [*before, changed, *after])
    yield Tampered("changed and hashed", place, [*before, hashed(changed), *after])
    yield Tampered("changed and chained", place, chained([*before, changed, *after]))
    yield Tampered("dropped", place, [*before, *after], renumbered=False)
    yield Tampered("dropped, rows renumbered", place, [*before, *after])
    yield Tampered("dropped and chained", place, chained([*before, *after]))
    yield Tampered("doubled", place + 1, [*before, it, it, *after])
    yield Tampered("doubled and chained", place + 1, chained([*before, it, it, *after]))
    yield Tampered("added", place + 1, [*before, it, made, *after])
    yield Tampered("added and chained", place + 1, chained([*before, it, made, *after]))
    yield Tampered("put before", place, [*before, fabricated(edition, place, link), it, *after])
    yield Tampered("of another edition", place, [*before, foreign, *after])
    yield Tampered("of another edition and chained", place, chained([*before, {**foreign, "edition": edition}, *after]))
    yield Tampered("cut off", place, before)
    yield Tampered("end replaced", place, chained([*before, *(fabricated(edition, 1, "") for _ in [it, *after])]))
    if after:
        yield Tampered("swapped", place, [*before, after[0], it, *after[1:]])
        yield Tampered("swapped and chained", place, chained([*before, after[0], it, *after[1:]]))


def every_field(entry: Entry) -> Iterator[Body]:
    """The entry with one of its values changed, for each of them, however deep."""
    body = entry.model_dump(mode="json")
    for path in _paths(body):
        spoiled = copy.deepcopy(body)
        holder: Any = spoiled
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = _another(holder[path[-1]])
        yield spoiled


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key in value:
            yield from _paths(value[key], (*path, key))
    elif isinstance(value, list):
        for number in range(len(value)):
            yield from _paths(value[number], (*path, number))
        yield path
    else:
        yield path


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value, "x"]
    return f"{value}x" if isinstance(value, str) else "x"


def as_text(line: bytes) -> dict[str, bytes]:
    """A line of an exported trail that says the same, or as good as, in bytes that the ledger does not write."""
    body = json.loads(line)
    first = next(iter(body))
    backwards = {key: body[key] for key in reversed(body)}
    return {
        "trailing data": line + b" {}",
        "a word behind it": line + b"x",
        "white space": line.replace(b'":', b'": ', 1),
        "a space behind it": line + b" ",
        "a carriage return": line + b"\r",
        "keys in another order": json.dumps(backwards, separators=(",", ":"), ensure_ascii=False).encode(),
        "a key twice": b'{"' + first.encode() + b'":"x",' + line[1:],
        "a key twice at the end": line[:-1] + b',"' + first.encode() + b'":' + json.dumps(body[first]).encode() + b"}",
        "a byte order mark": b"\xef\xbb\xbf" + line,
        "escaped letters": line.replace(b"pc-", b"\\u0070c-"),
        "an empty line": b"\n" + line,
        "another encoding": line.decode().encode("utf-16"),
        "a number written otherwise": re.sub(rb'"seq":(\d+)', rb'"seq":\1.0', line),
        "in capitals": line.replace(b'"hash":"', b'"hash":"A', 1),
        "nothing": b"",
    }
