"""Spoiling JSON and YAML: as bytes, as text, and as data."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import yaml

from tests.fuzz.mutant import Mutant, Shelf
from tests.fuzz.on_content import WORDS

SHELF = Shelf("data")
Value = Any

STRANGE: tuple[Value, ...] = (
    None, True, 0, -1, 1.5, 10**4000, "", " ", [], {}, [None], [[]], {"x": {}}, "\ud800", "\x00", "\x07", [1, "a"],
    {" ": 1}, {"\u202e": "x"}, {"": 1}, ["a"] * 300, "2020-01-01", "9999-12-31T23:59:59-14:00", 1588579200,
    "1588579200",
    "0001-01-01T00:00:00+14:00", "volledig ", "K-07", "data:image/png;base64,AAAA", "A" * 4000, {"data": "AAAA"},
)  # fmt: skip


def _plain(data: bytes) -> Value:
    text = data.decode()
    return json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text.replace("\t", " "))


def _back(data: bytes, value: Value) -> bytes:
    if data.lstrip().startswith(b"{"):
        return json.dumps(value, default=str).encode()
    return yaml.safe_dump(json.loads(json.dumps(value, default=str)), allow_unicode=True).encode("utf-8", "replace")


def _spots(value: Value) -> list[tuple[Value, Value]]:
    """Every place in the data: the container and the key or index in it."""
    found: list[tuple[Value, Value]] = []
    stack = [value]
    while stack:
        node = stack.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            stack.append(node[key])
    return found


def _changed(data: bytes, change: Callable[[Value], None]) -> bytes:
    value = deepcopy(_plain(data))
    change(value)
    return _back(data, value)


@SHELF.add
def value_replaced(data: bytes, rng: Random) -> Mutant:
    def change(value: Value) -> None:
        for _ in range(rng.randint(1, 4)):
            node, key = rng.choice(_spots(value))
            node[key] = deepcopy(rng.choice(STRANGE))

    return Mutant(_changed(data, change))


@SHELF.add
def text_replaced(data: bytes, rng: Random) -> Mutant:
    def change(value: Value) -> None:
        node, key = rng.choice([(n, k) for n, k in _spots(value) if isinstance(n[k], str)])
        node[key] = rng.choice((rng.choice(WORDS), f"{node[key]} {rng.choice(WORDS)}"))

    return Mutant(_changed(data, change))


@SHELF.add
def key_changed(data: bytes, rng: Random) -> Mutant:
    def change(value: Value) -> None:
        node, key = rng.choice([(n, k) for n, k in _spots(value) if isinstance(n, dict)])
        moved = node.pop(key)
        new = rng.choice(("", " ", "\ud800", "\u202e", "x" * 9_000, f"{key} ", key.upper(), "<<", "__proto__", None))
        if new is not None:
            node[new] = moved

    return Mutant(_changed(data, change))


@SHELF.add
def items_multiplied(data: bytes, rng: Random) -> Mutant:
    def change(value: Value) -> None:
        lists = [n[k] for n, k in _spots(value) if isinstance(n[k], list) and n[k]]
        if lists:
            found = rng.choice(lists)
            found.extend(deepcopy(found[0]) for _ in range(rng.choice((1, 20, 400))))

    return Mutant(_changed(data, change))


@SHELF.add
def truncated(data: bytes, rng: Random) -> Mutant:
    return Mutant(data[: rng.randrange(1, len(data))])


@SHELF.add
def flipped(data: bytes, rng: Random) -> Mutant:
    spoiled = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
    return Mutant(bytes(spoiled))


@SHELF.add
def other_encoding(data: bytes, rng: Random) -> Mutant:
    name = rng.choice(("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7"))
    return Mutant(data.decode().encode(name, "replace"))


@SHELF.add
def marked(data: bytes, rng: Random) -> Mutant:
    return Mutant(rng.choice((codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, b"\n\n", b"\0", b"\xef\xbb")) + data)


@SHELF.add
def deeply_nested(data: bytes, rng: Random) -> Mutant:
    depth = rng.choice((30, 500, 100_000))
    key = rng.choice(('"edition": ', '"reports": '))
    nested = rng.choice(("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[" * depth))
    return Mutant(("{" + key + nested + "}").encode(), unsafe=True)


@SHELF.add
def numbers(data: bytes, rng: Random) -> Mutant:
    number = rng.choice(
        ("9" * 5000, "1e99999999999999999999", "-0", "1e400", "NaN", "-Infinity", "0x10", "1_0", ".inf", "1e-999")
    )
    value = data.decode()
    old = '"purpose"' if value.lstrip().startswith("{") else "purpose:"
    new = f'"amount": {number}, {old}' if old.startswith('"') else f"{number}: 1\n{old}"
    return Mutant(value.replace(old, new).encode())


@SHELF.add
def laughs(data: bytes, rng: Random) -> Mutant:
    """Aliases of aliases, merges of merges, and a value that holds itself."""
    rows = [f"a0: &a0 [{'x, ' * 9}x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, rng.choice((3, 9)))]
    merges = ["m0: &m0 {a: 1}"] + [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], k{n}: 1}}" for n in range(1, 9)]
    trick = rng.choice((rows, merges, ["edition: &e [*e]"], ["edition: &e {edition: *e}"], ["edition: *niets"]))
    return Mutant(("edition: x\n" * (trick in (rows, merges)) + "\n".join(trick)).encode(), unsafe=True)


@SHELF.add
def tags(data: bytes, rng: Random) -> Mutant:
    tag, value = rng.choice(
        (("!!python/object/apply:os.system", "[id]"), ("!!python/name:os.system", "x"), ("!!timestamp", "foo"),
         ("!!timestamp", "2020-13-45"), ("!!bool", "foo"), ("!!int", '""'), ("!!float", '""'), ("!!binary", "aGFsbG8="),
         ("!!set", "{a, b}"), ("!!omap", "[a: 1]"), ("!!null", "x"), ("!!str", "x"), ("!x", "y"), ("!!merge", "x"))
    )  # fmt: skip
    return Mutant(f"edition: {tag} {value}\npartner: school\n".encode(), unsafe=True)


@SHELF.add
def yaml_oddities(data: bytes, rng: Random) -> Mutant:
    rows = rng.choice(
        (
            "edition: yes\nYES: no",
            "? [a, b]\n: edition\nedition: x",
            "edition: a\n---\nedition: b",
            "edition: |\n  x\n\ty",
            "%YAML 9.9\n---\nedition: x",
            "edition: 190:20:30",
            "edition: 0b_",
            "edition: 0o8",
            "edition: .nan",
            "1: 2\n'1': 3\nedition: x",
            'edition: "\\ud800"',
            'edition: "\\x00"',
            "edition: '\x07'",
            "edition: &a\nreports: *a",
            "edition:\n- *b",
            "null: 1\n~: 2\nedition: x",
            "edition: " + "9" * 5000,
            "edition: !",
            "edition: =",
            "edition: <<",
            "edition: 2020-05-04",
        )
    )
    return Mutant(rows.encode("utf-8", "surrogatepass"))


@SHELF.add
def picture_replaced(data: bytes, rng: Random) -> Mutant:
    picture = rng.choice(("AAAA", "", "\u20ac", "=" * 9, "A" * 999_999, "iVBORw0KGgo=", "/9j/4AAQSkZJRg=="))

    def change(value: Value) -> None:
        for report in value.get("reports") or []:
            if isinstance(report, dict):
                report["example"] = {"title": "T", "text": "X", "picture": {"data": picture, "description": "D"}}

    return Mutant(_changed(data, change))
