"""A generated programme with as many partners as one likes: copies of the sample's, with their contributions."""

from __future__ import annotations

import io
import re
import string
import zipfile
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks import story
from bna_pipeline.model.events import REDACTIE, EditionOpened
from bna_pipeline.wiring import open_app

_ACTION: Final = re.compile(r"\b([A-Z])-(\d\d)\b")
_NAMED: Final = ("word/document.xml", "word/footer1.xml", "docProps/core.xml", "docProps/custom.xml")


class _Plain(yaml.CSafeDumper):
    """Writes what stands in several places out in each, as the product wants it."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def make(source: Path, root: Path, copies: int) -> None:
    """A project whose round is open and whose inbox holds everything.

    Args:
        source: the checkout, with `templates/` and `inbox/` of the sample.
        root: where the project comes to stand.
        copies: how often each of the sample's partners is there.
    """
    edition = _lay_out(source, root, copies)
    _open_without_forms(root, edition)


def make_for_mail(source: Path, root: Path, copies: int) -> None:
    """The same, its round not opened yet, and what the partners will send beside the inbox, in `sent/`."""
    edition = _lay_out(source, root, copies)
    for folder in sorted(p for p in (root / "inbox" / edition).iterdir() if p.name != REDACTIE):
        (root / "sent").mkdir(exist_ok=True)
        folder.rename(root / "sent" / folder.name)


def _lay_out(source: Path, root: Path, copies: int) -> str:
    """Programme and inbox; the edition's id."""
    story.new_project(source, root)
    script = story.read_story(root)
    folder = root / "templates" / script.edition.rpartition("-")[0]
    programme = yaml.load((folder / "programme.yaml").read_bytes(), yaml.CSafeLoader)
    partners = [p["id"] for p in programme["partners"]]
    sent = {p: sorted((root / "inbox" / script.edition / p).iterdir()) for p in partners}
    for copy in range(1, copies):
        for partner in partners:
            for path in sent[partner]:
                target = path.parent.parent / _partner(partner, copy) / path.name
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(_renamed(path.read_bytes(), script.edition, partner, copy))
    grown = {
        **programme,
        "partners": [_copy_of_partner(p, copy) for copy in range(copies) for p in programme["partners"]],
        "actions": [_copy_of_action(a, copy) for copy in range(copies) for a in programme["actions"]],
    }
    text = yaml.dump(grown, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    return script.edition


def _open_without_forms(root: Path, edition: str) -> None:
    """Forms of so many partners would take minutes, and collecting does not look at them."""
    app = open_app(root)
    tools = app.tools(edition)
    deadline = tools.edition.deadline
    assert deadline is not None
    opened = EditionOpened(programme=tools.programme_digest, sample=True, deadline=deadline, forms=())
    at = datetime.combine(tools.edition.period_end, time(9), UTC)
    tools.ledger.append(edition, opened, actor="coordinator", account="benchmark", at=at, after=0)


def _partner(partner: str, copy: int) -> str:
    return partner if copy == 0 or partner == REDACTIE else f"{partner}-{copy}"


def _action(text: str, copy: int) -> str:
    """The text with every action's id replaced: `K-07` becomes `KAB-07`."""
    if copy == 0:
        return text
    letters = string.ascii_uppercase[copy // 26] + string.ascii_uppercase[copy % 26]
    return _ACTION.sub(rf"\g<1>{letters}-\2", text)


def _copy_of_partner(partner: dict[str, Any], copy: int) -> dict[str, Any]:
    # An address of its own: no more than so many answers go to one in a day.
    contact = {**partner["contact"], "mail": f"{copy}.{partner['contact']['mail']}"}
    return {**partner, "id": _partner(partner["id"], copy), "contact": contact}


def _copy_of_action(action: dict[str, Any], copy: int) -> dict[str, Any]:
    return {
        **action,
        "id": _action(action["id"], copy),
        "owner": _partner(action["owner"], copy),
        "partners": [_partner(p, copy) for p in action.get("partners", [])],
    }


def _renamed(data: bytes, edition: str, partner: str, copy: int) -> bytes:
    """A contribution as the copy of the partner would have sent it."""
    if not data.startswith(b"PK"):
        text = _action(data.decode("utf-8"), copy)
        return re.sub(
            rf'^(\s*"?partner"?: "?){re.escape(partner)}\b',
            rf"\g<1>{_partner(partner, copy)}",
            text,
            count=1,
            flags=re.M,
        ).encode("utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename in _NAMED:
                text = _action(part.decode("utf-8"), copy)
                text = text.replace(f"{edition}/{partner}/", f"{edition}/{_partner(partner, copy)}/")
                part = text.replace(f"{edition} / {partner} /", f"{edition} / {_partner(partner, copy)} /").encode()
            target.writestr(entry, part, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()
