"""Forms made and read in one warm process, a second's worth of them, beside lxml that parses the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.measurement import Stopwatch, Workshop

if TYPE_CHECKING:
    from bna_pipeline.wiring import App

TIMES: Final = 3
"""How often every partner's form is made, and every form that was sent is read."""

COUNT: Final = "count"
"""How many forms there were, among the seconds."""

_READ: Final = (
    "word/document.xml",
    "word/footer1.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
    "[Content_Types].xml",
)


def made(kind: str) -> Callable[[Workshop, Path, Stopwatch], None]:
    """Every partner's form, as Word ("word") or Excel ("excel") file; libraries are loaded before."""

    def act(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
        from bna_pipeline.contributions.excel_form import excel_form
        from bna_pipeline.contributions.forms import word_form

        make = word_form if kind == "word" else excel_form
        tools = _app(scratch).tools(_edition(scratch))
        asked = [p for p in tools.programme.partners if tools.programme.actions_of(p.id)]
        make(tools.programme, tools.edition, asked[0])
        with watch.timing("work"):
            for _ in range(TIMES):
                for partner in asked:
                    make(tools.programme, tools.edition, partner)
        watch.note(COUNT, TIMES * len(asked))

    return act


def read(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """Every Word form that was sent, read and judged under every rule."""
    from bna_pipeline.contributions.judge import judge

    tools = _app(scratch).tools(_edition(scratch))
    sent = _sent(scratch)
    judge(tools.programme, tools.edition, sent[0].parent.name, sent[0].name, sent[0].read_bytes())
    with watch.timing("work"):
        for _ in range(TIMES):
            for path in sent:
                judge(tools.programme, tools.edition, path.parent.name, path.name, path.read_bytes())
    watch.note(COUNT, TIMES * len(sent))


def parsed(_workshop: Workshop, scratch: Path, watch: Stopwatch) -> None:
    """The same forms unzipped and the same parts parsed by lxml; nobody looks at what they say."""
    from lxml import etree

    sent = _sent(scratch)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with watch.timing("work"):
        for _ in range(TIMES):
            for path in sent:
                with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
                    for name in archive.namelist():
                        part = archive.read(name)
                        if name in _READ:
                            etree.fromstring(part, parser)
    watch.note(COUNT, TIMES * len(sent))


def _edition(root: Path) -> str:
    from benchmarks import story

    return story.read_story(root).edition


def _app(root: Path) -> App:
    from bna_pipeline.wiring import open_app

    return open_app(root)


def _sent(root: Path) -> list[Path]:
    return sorted((root / "inbox" / _edition(root)).glob("*/*.docx"))
