"""What was measured as tables in Markdown, with the ratios that the goals are about."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks import by_mail, papers
from benchmarks.catalogue import SMALL, STAGES
from benchmarks.forms import COUNT
from benchmarks.measurement import Reading

BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"

Found = Mapping[str, Reading]


def rows(found: Found, crowds: Sequence[int]) -> list[str]:
    """The tables, line by line; what was not measured has no row."""
    parts = (
        _stages(found),
        _crowds(found, crowds),
        _by_mail(found, crowds),
        _forms(found),
        _changes(found),
        _papers(found),
        _beside(found),
        _office(found),
        _prefect(found),
        _start(found),
    )
    lines: list[str] = []
    for part in parts:
        made = list(part)
        if len(made) > HEAD:
            lines += [*made, ""]
    return lines


HEAD: Final = 2  # lines of a table without a row


def _head(*titles: str) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|---|{'---:|' * (len(titles) - 1)}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _stages(found: Found) -> Iterator[str]:
    yield from _head("14 partners, without Prefect", "product", "bare engines", "ratio", "product's peak", "bare peak")
    for stage in (*STAGES, "whole"):
        ours, bare = found.get(f"product.{stage}"), found.get(f"bare.{stage}")
        if ours is None or bare is None:
            continue
        ratio = _ratio(_whole(ours), _whole(bare))
        yield _row(stage, _s(_whole(ours)), _s(_whole(bare)), ratio, _mb(ours), _mb(bare))


def _crowds(found: Found, crowds: Sequence[int]) -> Iterator[str]:
    yield from _head("collect alone, partners", "seconds", "times that of 14", "peak")
    small = found.get(f"collect.{SMALL}")
    for size in (SMALL, *crowds):
        reading = found.get(f"collect.{size}")
        if reading is not None:
            times = "" if small is None else _ratio(_whole(reading), _whole(small))
            yield _row(f"{size:,}", _s(_whole(reading)), times, _mb(reading))


def _by_mail(found: Found, crowds: Sequence[int]) -> Iterator[str]:
    yield from _head("a round by mail, partners", "forms", "requests out", "replies read", "answers out", "peak")
    for size in (SMALL, *crowds):
        reading = found.get(f"by-mail.{size}")
        if reading is not None:
            yield _row(f"{size:,}", *(_s(reading.seconds[part]) for part in by_mail.PARTS), _mb(reading))


_FORMS: Final = {
    "forms.word": "Word forms made",
    "forms.excel": "Excel forms made",
    "forms.read": "Word forms read and judged",
    "forms.parsed": "the same forms unzipped and their parts parsed by lxml",
}


def _forms(found: Found) -> Iterator[str]:
    yield from _head("forms, in one warm process", "a second", "times lxml", "peak")
    bare = found.get("forms.parsed")
    for name, words in _FORMS.items():
        reading = found.get(name)
        if reading is not None:
            times = "" if bare is None else _ratio(_each(reading), _each(bare))
            yield _row(words, f"{1 / _each(reading):.0f}", times, _mb(reading))


def _each(reading: Reading) -> float:
    """Seconds a form."""
    return reading.seconds["work"] / reading.seconds[COUNT]


def _changes(found: Found) -> Iterator[str]:
    yield from _head("one changed contribution", "full draft", "collecting the change", "draft after it", "share")
    warm, fresh, full = found.get("change.warm"), found.get("change.fresh"), found.get("product.draft")
    if warm is not None:
        yield _change("both in one warm process", warm.seconds["full"], warm)
    if warm is not None and full is not None:
        yield _change("in a warm process, against a full draft in a fresh one", _whole(full), warm)
    if fresh is not None and full is not None:
        yield _change("both in fresh processes", _whole(full), fresh)
    letter = found.get("change.letter")
    if letter is not None and full is not None:
        yield _change("of the letter alone, both in fresh processes", _whole(full), letter)


def _change(how: str, full: float, reading: Reading) -> str:
    seconds = reading.seconds
    return _row(how, _s(full), _s(seconds["collect"]), _s(seconds["change"]), f"{seconds['change'] / full:.0%}")


def _papers(found: Found) -> Iterator[str]:
    yield from _head(
        "one document as PDF", "product", "typst alone", "ratio", "docxtpl, LibreOffice", "times the product"
    )
    for name in papers.NAMES:
        ours, bare, office = (found.get(f"{who}.{name}") for who in ("paper", "typst", "office"))
        if ours is None or bare is None:
            continue
        made, alone = ours.seconds[papers.PDF], bare.seconds[papers.PDF]
        word = None if office is None else office.seconds[papers.PDF]
        yield _row(
            name,
            _s(made),
            _s(alone),
            _ratio(made, alone),
            "" if word is None else _s(word),
            "" if word is None else _ratio(word, made),
        )


_BESIDE: Final = {
    "redline": "tracked changes in Word, both documents",
    "page": "comparison by section (HTML)",
    "text": "the changes as text",
    "lint": "lint of all files",
}


def _beside(found: Found) -> Iterator[str]:
    yield from _head("beside a draft, after one changed contribution", "seconds")
    reading = found.get("paper.beside")
    if reading is not None:
        yield from (_row(words, _s(reading.seconds[part])) for part, words in _BESIDE.items())


def _office(found: Found) -> Iterator[str]:
    yield from _head("draft and sign", "seconds", "ratio to the product", "peak")
    draft, sign, office = (found.get(n) for n in ("product.draft", "product.sign", "office.draft-and-sign"))
    if draft is None or sign is None or office is None:
        return
    ours = _whole(draft) + _whole(sign)
    yield _row("product", _s(ours), "1.0", f"{max(draft.peak, sign.peak):.0f} MB")
    yield _row("docxtpl, `soffice --headless`, pyHanko", _s(_whole(office)), _ratio(_whole(office), ours), _mb(office))
    yield _row("of which LibreOffice", _s(office.seconds["convert"]), "", "")


def _prefect(found: Found) -> Iterator[str]:
    yield from _head("what Prefect adds to a flow", "seconds", "peak")
    direct, embedded, server = (found.get(f"prefect.{n}") for n in ("direct", "embedded", "server"))
    if direct is not None and embedded is not None:
        yield _row("the step called directly, fresh process", _s(_whole(direct)), _mb(direct))
        yield _row("one flow, embedded, fresh process, warm home", _s(_whole(embedded)), _mb(embedded))
        yield _row("**added, embedded**", _s(_whole(embedded) - _whole(direct)), "")
    if server is not None:
        flow, alone = server.seconds["flow"], server.seconds["direct"]
        yield _row("each flow on a running server", _s(flow), _mb(server))
        yield _row("**added, each flow**", _s(flow - alone), "")


def _start(found: Found) -> Iterator[str]:
    yield from _head("start", "seconds")
    reading = found.get("start.status")
    if reading is not None:
        yield _row("`bna status`, whole process", _s(reading.seconds["status"]))
        yield _row("`python -c pass`", _s(reading.seconds["python"]))
        yield _row("imports of `bna status` (`-X importtime`, which slows them)", _s(reading.seconds["imports"]))


def _whole(reading: Reading) -> float:
    return reading.seconds["whole"]


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _mb(reading: Reading) -> str:
    return f"{reading.peak:.0f} MB"


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}"


def machine(runs: int) -> str:
    """One line on where and how this was measured."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {_memory()} GB of memory, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; medians of {runs} run{'s' * (runs != 1)}."
    )


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def has_room(file: Path) -> bool:
    """Whether there are markers in this file to put the tables between."""
    _, begin, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    return bool(begin) and END in rest


def write(file: Path, text: str, runs: int) -> None:
    """Put the tables between the markers of a Markdown file; what stands around them stays.

    Raises:
        ValueError: the file has no markers.
    """
    before, begin, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{file} has no {BEGIN} and {END}")
    file.write_text(f"{before}{BEGIN}\n\n{machine(runs)}\n\n{text.rstrip()}\n\n{END}{after}", encoding="utf-8")
