"""The forms that stand on a page, filled in as somebody might who changes nothing that was filled in for him."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_TYPED: Final = {"date": "2020-06-15", "file": "", "number": "1"}


@dataclass(frozen=True)
class Form:
    """A form as it would be sent.

    Attributes:
        fields: names with their values; of a field that has several, each.
        files: the names of fields that a file is chosen for.
        parts: whether it is sent in parts (`multipart/form-data`).
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    files: frozenset[str] = frozenset()
    parts: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self.fields))


def forms_on(page: str) -> tuple[Form, ...]:
    """Every form of a page that is sent by POST, once for each of its buttons; without its token."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return tuple(dict.fromkeys(reader.found))


def links_on(page: str) -> tuple[str, ...]:
    """Where a page leads to within its own site."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return tuple(dict.fromkeys(reader.links))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.links: list[str] = []
        self._attributes: dict[str, str] | None = None
        self._fields: list[tuple[str, str]] = []
        self._buttons: list[tuple[str, str]] = []
        self._files: set[str] = set()
        self._selecting: str | None = None
        self._typing: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and told.get("href", "").startswith("/"):
            self.links.append(told["href"].partition("#")[0])
        if tag == "form" and told.get("method", "").lower() == "post":
            self._attributes, self._fields, self._buttons, self._files = told, [], [], set()
        if self._attributes is None:
            return
        name = told.get("name", "")
        if tag == "input" and name and name != "_token":
            self._input(name, told)
        elif tag == "select":
            self._selecting = name
        elif tag == "option" and self._selecting and ("selected" in told or self._lacks(self._selecting)):
            self._put(self._selecting, told.get("value", ""))
        elif tag == "textarea":
            self._typing = name
            self._put(name, "")
        elif tag == "button" and name:
            self._buttons.append((name, told.get("value", "")))

    def _input(self, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind == "file":
            self._files.add(name)
            self._put(name, "")
        elif kind in ("radio", "checkbox"):
            if "checked" in told or self._lacks(name):
                self._put(name, told.get("value", "on"))
        else:
            self._put(name, told.get("value") or _TYPED.get(kind, "proef"))

    def _lacks(self, name: str) -> bool:
        return not any(value for known, value in self._fields if known == name)

    def _put(self, name: str, value: str) -> None:
        self._fields = [(known, said) for known, said in self._fields if known != name] + [(name, value)]

    def handle_data(self, data: str) -> None:
        if self._typing is not None and data.strip():
            self._put(self._typing, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._selecting = None
        elif tag == "textarea" and self._typing is not None:
            if self._lacks(self._typing):
                self._put(self._typing, "Zo is het afgesproken.")
            self._typing = None
        elif tag == "form" and self._attributes is not None:
            parts = self._attributes.get("enctype", "").startswith("multipart/")
            for button in [[pressed] for pressed in self._buttons] or [[]]:
                fields = (*self._fields, *button)
                self.found.append(Form(self._attributes["action"], fields, frozenset(self._files), parts))
            self._attributes = None
