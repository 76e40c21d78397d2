"""A partner's own Word form with a comment at each wrong answer; its text stays what it was, to the byte.

Comments are those of ISO/IEC 29500-1, section 17.13.4: a part of their own, and in the text three marks for each.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from bna_pipeline.contributions.comment_traces import without_ours
from bna_pipeline.contributions.office_parts import OfficeParts, relations_of
from bna_pipeline.contributions.safe_xml import parsed
from bna_pipeline.contributions.word_file import opened_word, unseen_in
from bna_pipeline.contributions.word_rows import FormRows
from bna_pipeline.contributions.wordxml import CHECKER, CONTENT_TYPES, PACKAGE_RELATIONS, W, w
from bna_pipeline.contributions.xml_splice import Splices, spans, with_last
from bna_pipeline.contributions.zips import packed
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.finding import Finding
from bna_pipeline.model.intake import IntakeLimits

_INITIALS = "BNA"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPES = "[Content_Types].xml"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CELL = re.compile(r"^(?:de rij onder )?(?P<code>(?:[A-Z]{1,3}-\d{2}|ALG)\.[a-z])(?![A-Za-z0-9])")
_ACTION = re.compile(r"^(?P<action>[A-Z]{1,3}-\d{2})(?![\d.])")
_ELSEWHERE = (w("tbl"), w("txbxContent"))  # what stands in these within a cell is not its own text


def commented(data: bytes, findings: Sequence[Finding], limits: IntakeLimits, at: datetime) -> bytes | None:
    """The form as it came, with a comment at every answer that there is something to say about.

    What is about the whole file, or about a place that is not in it, hangs at the first paragraph. Our comments of an
    earlier time go; everybody else's stay.

    Args:
        data: the DOCX as the partner sent it.
        at: aware; becomes the date of the comments.

    Returns:
        a DOCX; the same arguments give the same bytes. None when the file is not safe or not readable.
    """
    try:
        parts, main, document = opened_word(data, limits)
        changed = without_ours(parts, main, document)
        if main in changed:
            document = parsed(changed[main], limits)
        if findings:
            rows = FormRows(document, limits, unseen_in(parts, main))
            rows.answers()
            _add(parts, main, document, changed, _by_cell(rows.cells, findings), at)
        return _packed(parts, changed)
    except IntakeError:
        return None


def _packed(parts: OfficeParts, changed: Mapping[str, bytes]) -> bytes:
    names = (*parts.package.parts, *(name for name in changed if name not in parts))
    return packed(
        (name, changed[name] if name in changed else parts.package.read(name, parts.package.parts[name].size))
        for name in names
    )


def _by_cell(
    cells: Mapping[str, etree._Element], findings: Sequence[Finding]
) -> Mapping[etree._Element | None, Sequence[Finding]]:
    """The findings of each cell together, in the order of the form; None: of the file as a whole, which come first."""
    found: dict[etree._Element | None, list[Finding]] = {cell: [] for cell in (None, *cells.values())}
    for finding in findings:
        found[_cell_of(finding.place, cells)].append(finding)
    return {cell: said for cell, said in found.items() if said}


def _cell_of(place: str, cells: Mapping[str, etree._Element]) -> etree._Element | None:
    if code := _CELL.match(place):
        return cells.get(code["code"])
    if action := _ACTION.match(place):
        return next((cell for code, cell in cells.items() if code.startswith(f"{action['action']}.")), None)
    return None


# -- what is put in --------------------------------------------------------------------------------------


def _add(
    parts: OfficeParts,
    main: str,
    document: etree._Element,
    changed: dict[str, bytes],
    comments: Mapping[etree._Element | None, Sequence[Finding]],
    at: datetime,
) -> None:
    """Put the comments into the parts; what changes goes into `changed`."""

    def bytes_of(name: str) -> bytes:
        return changed[name] if name in changed else parts.read(name)

    there = next((name for kind, name, _ in parts.relations(main) if _is_comments(kind) and name in parts), None)
    name = there or _free(parts, main)
    source = bytes_of(name) if there else _no_comments()
    root = parsed(source, parts.limits)
    first = 1 + max((_number(e) for e in (*root.iter(w("comment")), *_marks(document))), default=-1)
    numbered = [(first + i, cell, said) for i, (cell, said) in enumerate(comments.items())]
    changed[main] = _marked(bytes_of(main), document, [(number, cell) for number, cell, _ in numbered])
    changed[name] = with_last(
        source, root, "".join(_comment(number, said, at) for number, _, said in numbered).encode()
    )
    if there is None:
        changed[_TYPES] = _declared(bytes_of(_TYPES), name, parts.limits)
        where = relations_of(main)
        changed[where] = _related(bytes_of(where) if where in parts else _no_relations(), name, main, parts.limits)


def _is_comments(kind: str) -> bool:
    return kind.endswith("/comments")


def _free(parts: OfficeParts, main: str) -> str:
    folder = posixpath.dirname(main)
    taken = {name.casefold() for name in parts.package.parts}
    names = (posixpath.join(folder, f"comments{number or ''}.xml") for number in range(len(taken) + 1))
    return next(name for name in names if name.casefold() not in taken)


def _marks(document: etree._Element) -> Iterator[etree._Element]:
    return document.iter(w("commentRangeStart"), w("commentRangeEnd"), w("commentReference"))


def _number(element: etree._Element) -> int:
    said = element.get(w("id")) or ""
    return int(said) if re.fullmatch(r"\d{1,9}", said, re.ASCII) else -1


def _marked(data: bytes, document: etree._Element, numbered: Iterable[tuple[int, etree._Element | None]]) -> bytes:
    """The text with the marks of each comment around the paragraphs of its cell."""
    places = [(number, *_paragraphs(document, cell)) for number, cell in numbered]
    looks = {first: first.find(w("pPr")) for _, first, _ in places}
    wanted = {e for _, first, last in places for e in (first, last, looks[first]) if e is not None}
    where = spans(data, document, wanted)
    splices = Splices()
    for number, first, last in places:
        start, end = _name(first, "commentRangeStart", number), _name(last, "commentRangeEnd", number)
        look = looks[first]
        if look is None:
            splices.begin(where[first], start)
        else:
            splices.insert(where[look].end, start)
        splices.finish(where[last], end + _run(last, number))
    return splices.made_in(data)


def _paragraphs(document: etree._Element, cell: etree._Element | None) -> tuple[etree._Element, etree._Element]:
    """The first and the last paragraph of a cell, or twice the first of the document."""
    own = [p for p in cell.iter(w("p")) if not _is_elsewhere(p, cell)] if cell is not None else []
    if own:
        return own[0], own[-1]
    first = next((p for p in document.iter(w("p")) if not any(True for _ in p.iterancestors(w("txbxContent")))), None)
    if first is None:
        raise IntakeError("Er staat geen tekst in het bestand.")
    return first, first


def _is_elsewhere(paragraph: etree._Element, cell: etree._Element) -> bool:
    above = next(paragraph.iterancestors(*_ELSEWHERE), None)
    return above is not None and cell in above.iterancestors(w("tc"))


def _name(beside: etree._Element, tag: str, number: int) -> bytes:
    """An element with the prefix that its place has for Word's names."""
    prefix = next((p for p, uri in beside.nsmap.items() if p and uri == W), None)
    said = f' xmlns:w="{W}"' if prefix is None else ""
    own = prefix or "w"
    return f'<{own}:{tag}{said} {own}:id="{number}"/>'.encode()


def _run(beside: etree._Element, number: int) -> bytes:
    prefix = next((p for p, uri in beside.nsmap.items() if p and uri == W), None)
    said = f' xmlns:w="{W}"' if prefix is None else ""
    run = f"{prefix or 'w'}:r"
    return f"<{run}{said}>".encode() + _name(beside, "commentReference", number) + f"</{run}>".encode()


def _comment(number: int, findings: Sequence[Finding], at: datetime) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = (
        line for f in findings for line in (f"{f.severity.value.capitalize()}: {f.message}", f.mend, f"({f.code})")
    )
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{_text(line)}</w:t></w:r></w:p>' for line in lines)
    # With its own declaration: in a part of somebody else's the prefix may mean another thing.
    return (
        f'<w:comment xmlns:w="{W}" w:id="{number}" w:author={quoteattr(CHECKER)} w:date="{moment}" '
        f'w:initials="{_INITIALS}">{paragraphs}</w:comment>'
    )


def _text(line: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", line))


def _no_comments() -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{W}"></w:comments>'.encode()


def _no_relations() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Relationships xmlns="{PACKAGE_RELATIONS}"></Relationships>'
    ).encode()


def _declared(data: bytes, name: str, limits: IntakeLimits) -> bytes:
    root = parsed(data, limits)
    entry = f'<Override xmlns="{CONTENT_TYPES}" PartName={quoteattr(f"/{name}")} ContentType="{_KIND}"/>'
    return with_last(data, root, entry.encode())


def _related(data: bytes, name: str, main: str, limits: IntakeLimits) -> bytes:
    root = parsed(data, limits)
    taken = {entry.get("Id") for entry in root}
    key = next(k for k in (f"rId{number}" for number in range(1, len(taken) + 2)) if k not in taken)
    target = posixpath.relpath(name, posixpath.dirname(main) or ".")
    entry = f'<Relationship xmlns="{PACKAGE_RELATIONS}" Id="{key}" Type="{_RELATION}" Target={quoteattr(target)}/>'
    return with_last(data, root, entry.encode())
