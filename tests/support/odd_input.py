"""What somebody may send who does not use the page: every field of a form with what no page would put there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes

from tests.support.page_forms import Form

ODD: Final[dict[str, bytes]] = {
    "empty": b"",
    "blanks": b" \t\r\n\xc2\xa0\xe2\x80\x83 ",
    "long": b"a" * 100_000,
    "many lines": b"a\n\n" * 2_000,
    "control": b"een\x01\x08\x0b\x1b[31m\x7f\xc2\x85twee",
    "direction": "een\u202egnirts\u2066\u200b\u200f\ufeff".encode(),
    "NUL": b"een\x00twee",
    "half a pair": b"een\xed\xa0\x80\xed\xb0\x80",
    "no text": b"\xff\xfe\xc3(",
    "no character": "een\ufffe\uffff\U0001f600".encode(),
    "separators": "een\u2028twee\u2029drie\r\x1c".encode(),
    "path": b"../../../../etc/passwd",
    "path of Windows": b"..\\..\\C:\\nul.pdf",
    "first day": b"0001-01-01",
    "last day": b"9999-12-31",
    "no leap year": b"29-02-2021",
    "no leap year, ISO": b"2021-02-29",
    "week": b"2020-W10-1",
    "moment": b"2020-06-15T09:00:00+02:00",
    "many digits": b"9" * 5_000,
    "below zero": b"-1",
    "zero": b"0",
    "other digits": "\u0661\u0662".encode(),
    "sixty-four": b"f" * 64,
    "unknown": b"bestaat-niet",
    "markup": b"</textarea><script>{{ 7*7 }}</script>`bna run`%s%00",
}
"""By name: bytes, for not all of it is text."""

_IN_PATH: Final = (
    "long",
    "control",
    "direction",
    "NUL",
    "half a pair",
    "no text",
    "many digits",
    "below zero",
    "path",
    "unknown",
)

FILES: Final[dict[str, tuple[bytes, bytes]]] = {
    "no file": (b"", b""),
    "empty file": (b"stuk.pdf", b""),
    "no document": (b"stuk.docx", b"geen document"),
    "half a PDF": (b"stuk.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
    "half a zip": (b"stuk.xlsx", b"PK\x03\x04" + b"\x00" * 60),
    "half a letter": (b"brief.eml", b"From: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x"),
    "no YAML": (b"stuk.yaml", b"a: &a [*a, *b]\n\t- :"),
    "zeros": (b"stuk.json", b"\x00" * 1_000),
    "deep": (b"stuk.json", b"[" * 20_000),
    "name with a path": (b"../../../etc/passwd", b"proef"),
    "name of a folder": (b"..", b"proef"),
    "name with NUL": (b"een\x00twee.pdf", b"%PDF-1.7 proef"),
    "name without text": (b"\xff\xfe\x80.pdf", b"%PDF-1.7 proef"),
    "name that turns": ("een\u202efdp.exe".encode(), b"MZ"),
    "long name": (b"a" * 3_000 + b".pdf", b"%PDF-1.7 proef"),
}
"""By name: what a file is called, and its bytes."""

_NO_TEXT: Final[tuple[Any, ...]] = (None, True, -1, 0, 1.5, 10**400, [], {}, [None], [{"id": None}], {"a": [1]})
_AS_TEXT: Final = {"half a pair": "surrogatepass"}
"""How bytes become text for JSON, which has an escape for half a pair."""

_BOUNDARY: Final = b"----grens-van-de-proef"
Pair = tuple[str, bytes]


@dataclass(frozen=True)
class Sent:
    """A request as it goes, and what is odd about it."""

    odd: str
    path: str
    content: bytes
    kind: str


def odd_forms(form: Form, params: Mapping[str, str]) -> Iterator[Sent]:
    """A form as it should be, and then with one thing after the other that is odd.

    Args:
        params: what stands in its path, by name; each is made odd too.
    """
    given = [(name, value.encode()) for name, value in form.fields]
    yield _encoded("as it is", form, given)
    yield _encoded("nothing", form, [])
    yield Sent("no form", form.action, b"\x00\xff" * 50, "application/octet-stream")
    yield Sent("parts without an end", form.action, b'--x\r\nContent-Disposition: form-data; name="a', _parts_of(b"x"))
    yield _encoded("unknown field", form, [*given, ("__class__", b"proef")])
    for name in form.names:
        rest = [(other, value) for other, value in given if other != name]
        own = dict(given)[name]
        yield _encoded(f"{name}: missing", form, rest)
        yield _encoded(f"{name}: twice", form, [*given, (name, b"nog eens")])
        yield _encoded(f"{name}: many times", form, [*given, *[(name, own)] * 200])
        if name in form.files:
            for odd, file in FILES.items():
                yield _encoded(f"{name}: {odd}", form, rest, {name: file})
            yield _encoded(f"{name}: text for a file", form, [*rest, (name, b"proef")], as_text=True)
            yield _encoded(f"{name}: two files", form, rest, {name: FILES["no document"]}, again=True)
            continue
        for odd, value in ODD.items():
            yield _encoded(f"{name}: {odd}", form, [(n, value if n == name else v) for n, v in given])
        yield _encoded(f"{name}: a file for text", form, rest, {name: (b"stuk.txt", b"proef")})
    for name, odd, path in _odd_paths(form.action, params):
        yield _encoded(f"path {name}: {odd}", Form(path, form.fields, form.files, form.parts), given)


def _encoded(
    odd: str,
    form: Form,
    pairs: Iterable[Pair],
    files: Mapping[str, tuple[bytes, bytes]] | None = None,
    *,
    as_text: bool = False,
    again: bool = False,
) -> Sent:
    pairs, files = list(pairs), dict(files or {})
    if not files and not form.parts:
        content = b"&".join(
            quote_from_bytes(name.encode()).encode() + b"=" + quote_from_bytes(value, safe="").encode()
            for name, value in pairs
        )
        return Sent(odd, form.action, content, "application/x-www-form-urlencoded")
    if not as_text:
        files.update({name: (b"stuk.pdf", b"%PDF-1.7 proef") for name, _ in pairs if name in form.files})
    parts = [_part(name, None, value) for name, value in pairs if name not in files]
    for name, (called, data) in files.items():
        parts += [_part(name, called, data)] * (2 if again else 1)
    return Sent(odd, form.action, b"".join(parts) + b"--" + _BOUNDARY + b"--\r\n", _parts_of(_BOUNDARY))


def _parts_of(boundary: bytes) -> str:
    return f"multipart/form-data; boundary={boundary.decode()}"


def _part(name: str, called: bytes | None, data: bytes) -> bytes:
    filename = b"" if called is None else b'; filename="' + called + b'"\r\nContent-Type: application/pdf'
    disposition = b'\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + filename
    return b"--" + _BOUNDARY + disposition + b"\r\n\r\n" + data + b"\r\n"


def odd_json(path: str, likely: Mapping[str, Any], params: Mapping[str, str]) -> Iterator[Sent]:
    """A body of the API as it should be, and then with one thing after the other that is odd."""

    def sent(odd: str, value: Any, at: str = path) -> Sent:
        return Sent(odd, at, json.dumps(value).encode(), "application/json")

    yield sent("as it is", likely)
    for odd, raw in {"nothing": b"", "half": b"{", "no text": b"\xff\xfe", "deep": b"[" * 20_000}.items():
        yield Sent(odd, path, raw, "application/json")
    yield Sent("a form", path, b"a=b", "application/x-www-form-urlencoded")
    whole: tuple[Any, ...] = (None, [], "proef", 1, True)
    yield from (sent(f"all of it: {value!r}", value) for value in whole)
    yield sent("unknown key", {**likely, "__class__": "proef"})
    for name in likely:
        rest = {key: value for key, value in likely.items() if key != name}
        yield sent(f"{name}: missing", rest)
        for value in _NO_TEXT:
            yield sent(f"{name}: {str(value)[:20]}", {**rest, name: value})
        yield Sent(f"{name}: no number", path, json.dumps({**rest, name: float("nan")}).encode(), "application/json")
        for odd, raw in ODD.items():
            yield sent(f"{name}: {odd}", {**rest, name: raw.decode("utf-8", _AS_TEXT.get(odd, "replace"))})
    for name, odd, elsewhere in _odd_paths(path, params):
        yield sent(f"path {name}: {odd}", likely, elsewhere)


def _odd_paths(path: str, params: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, value in params.items():
        for odd in _IN_PATH:
            made = quote_from_bytes(ODD[odd][:2_000], safe="")
            yield name, odd, path.replace(f"/{quote(value)}", f"/{made}", 1)
