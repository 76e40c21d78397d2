"""The redactie as the YAML that people write by hand: running text in blocks, an empty line between its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bna_pipeline.contributions.editorial_checks import LINE_FIELDS, RUNNING, RUNNING_INSIDE, original_digest
from bna_pipeline.model.base import Paragraphs
from bna_pipeline.model.contribution import EditableField, Editorial

_WIDTH = 110
_HOME = ZoneInfo("Europe/Amsterdam")  # whoever goes on by hand reads the time of his own clock
_HEAD = "# De redactie: wat geen partner stuurt. Opgeslagen vanaf de webpagina; met de hand verder werken kan ook.\n"
_ORDER = tuple(Editorial.model_fields)

Originals = Mapping[tuple[str, str, EditableField], Paragraphs]
"""Partners' own texts, by partner, action and field."""


class _Running(str):
    """Running text: written as a block where YAML lets it."""


class _Dumper(yaml.SafeDumper):
    """Lists are indented, as people do it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _Running, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style="|")
)


def editorial_yaml(data: Mapping[str, Any], sent_at: datetime, originals: Originals) -> bytes:
    """The redactie as a file (UTF-8) that the intake reads as the same again.

    Args:
        data: the keys of `Editorial` as plain data, running text as lists of paragraphs.
        sent_at: aware; what the file says of its own moment.
        originals: partners' texts; the text to which an edit is tied is written out where it is still theirs.
    """
    parts = [_HEAD]
    for key in _ORDER:
        value = data.get(key)
        if key == "sent_at":
            parts.append(f"sent_at: {sent_at.astimezone(_HOME).isoformat()}\n")
        elif value not in (None, [], ()):
            blank = "" if key in ("edition", "author") else "\n"
            parts.append(blank + _dumped({key: _written(key, value, originals)}))
    return "".join(parts).encode("utf-8")


def _dumped(value: Mapping[str, Any]) -> str:
    made: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return made


def _written(key: str, value: Any, originals: Originals) -> Any:
    if key in RUNNING:
        return _running(value)
    if key == "edits":
        return [_edit(item, originals) for item in value]
    if key in RUNNING_INSIDE:
        return [
            {name: _running(part) if name in RUNNING_INSIDE[key] else part for name, part in item.items()}
            for item in value
        ]
    return value


def _edit(item: Mapping[str, Any], originals: Originals) -> dict[str, Any]:
    own = originals.get((item["partner"], item["action"], EditableField(item["field"])))
    tied = own is not None and original_digest(own) == item["original"]
    as_text = " ".join if EditableField(item["field"]) in LINE_FIELDS and len(item["text"]) == 1 else _running
    return {
        **item,
        "original": as_text(own) if tied and own is not None else item["original"],
        "text": as_text(item["text"]),
    }


def _running(paragraphs: Sequence[str]) -> str:
    """Paragraphs as a block with an empty line between them; the intake folds the line ends within one again."""
    return _Running("".join(f"{blank}{text}\n" for blank, text in _spaced(paragraphs)))


def _spaced(paragraphs: Iterable[str]) -> Iterable[tuple[str, str]]:
    for number, text in enumerate(paragraphs):
        folded = wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
        yield ("\n" if number else ""), "\n".join(folded)
