"""What an accepted file must satisfy, worked out another way than the product does.

Every answer of a contribution stood visibly in the file, letter for letter apart from white space; and what stood
visibly in an answer is in the contribution, unless a finding speaks of it.
"""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import yaml
from lxml import etree

from bna_pipeline.contributions.judge import Judgement
from bna_pipeline.contributions.wordxml import MC, W, w
from bna_pipeline.model.contribution import ActionReport, Carrier, Contribution
from tests.fuzz.mutant import parts_of
from tests.fuzz.on_content import CODE
from tests.fuzz.sheet_oracle import against_sheets

_GONE = {w("del"), w("moveFrom"), w("rPr"), w("pPr"), w("sdtPr"), w("tcPr"), w("instrText")}
_OFF = ("0", "false", "off")
_SAYS_ON = "not(@w:val) or not(contains(' 0 false off none ', concat(' ', @w:val, ' ')))"
_HIDES = f"w:rPr[w:vanish[{_SAYS_ON}] or w:specVanish[{_SAYS_ON}]]"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def squeezed(text: str) -> str:
    """The text without white space, composed."""
    return unicodedata.normalize("NFC", "".join(text.split()))


def said(report: ActionReport) -> dict[str, str]:
    """An action's answers by letter, without white space."""
    example, money = report.example, report.money
    texts = {
        "a": report.status.value,
        "b": " ".join(report.achieved),
        "e": example.title if example else "",
        "f": " ".join(example.text) if example else "",
        "h": example.picture.description if example and example.picture else "",
        "i": (example.caption or "") if example else "",
        "j": " ".join(report.next_steps),
        "l": money.purpose if money else "",
        "m": " ".join(report.reason),
        "n": " ".join(report.measure),
    }
    return {letter: squeezed(text) for letter, text in texts.items()}


def objections(data: bytes, judgement: Judgement) -> list[str]:
    """Why this file should not have been accepted as it was; empty when it was refused or all is well."""
    contribution = judgement.contribution
    if contribution is None:
        return []
    spoken = {finding.place.split(",")[0] for finding in judgement.findings}
    if judgement.carrier is Carrier.EXCEL:
        given = {report.action: said(report) for report in contribution.reports}
        given["ALG"] = {"a": squeezed(contribution.author), "b": contribution.completeness.value}
        return list(against_sheets(data, judgement, given))
    if data.startswith(b"PK"):
        return list(_against_form(_cells(data), contribution, spoken))
    return list(_against_data(data, contribution))


def _against_form(cells: dict[str, list[str]], contribution: Contribution, spoken: set[str]) -> Iterator[str]:
    reports = {report.action: report for report in contribution.reports}
    given = {f"{action}.{letter}": text for action, r in reports.items() for letter, text in said(r).items()}
    given["ALG.a"], given["ALG.b"] = squeezed(contribution.author), contribution.completeness.value
    for code, text in given.items():
        visible = cells.get(code, [])
        if text and not any(_same(text, cell, code) for cell in visible):
            yield f"{code}: {text[:60]!r} is not what stands in the file: {[v[:60] for v in visible]!r}"
        if not text and any(visible) and code not in spoken:
            yield f"{code}: {visible!r} stands in the file and is neither taken nor spoken of"
    for code, visible in cells.items():
        if any(visible) and code[:-2] not in (*reports, "ALG") and code[-1] not in "g" and code not in spoken:
            yield f"{code}: {visible!r} stands in the file; nothing of this action was taken"
    for action, report in reports.items():
        for letter, reached in (("c", True), ("d", False)):
            line = "".join(cells.get(f"{action}.{letter}", []))
            for milestone in report.milestones:
                if milestone.reached is reached and squeezed(milestone.title) not in line:
                    yield f"{action}.{letter}: milestone {milestone.title!r} does not stand there"
                if milestone.reached is reached and not {str(milestone.date.day), str(milestone.date.year)} <= _numbers(
                    line
                ):
                    yield f"{action}.{letter}: the date {milestone.date} does not stand there"


def _same(text: str, cell: str, code: str) -> bool:
    if code.endswith(".a") or code == "ALG.b":
        return cell.casefold().strip(".") == text.casefold() or (code == "ALG.a" and cell == text)
    return cell == text


def _numbers(line: str) -> set[str]:
    found: set[str] = set()
    digits = "".join(c if c in "0123456789" else " " for c in line).split()
    for run in digits:
        found.update({run, run.lstrip("0"), run[:2].lstrip("0"), run[-4:], run[:4], run[-2:].lstrip("0"), run[:1]})
    return found


def _cells(docx: bytes) -> dict[str, list[str]]:
    """Visible text beside each code, without white space."""
    parts = parts_of(docx)
    types = [
        r
        for r in etree.fromstring(parts["_rels/.rels"]).iter(_TYPE)
        if (r.get("Type") or "").endswith("/officeDocument")
    ]
    target = (types[0].get("Target") or "").lstrip("/")
    root = etree.fromstring(parts[posixpath.normpath(target)])
    _write_hidden_styles_out(root, parts.get("word/styles.xml", b""))
    found: dict[str, list[str]] = defaultdict(list)
    for row in root.iter(w("tr")):
        cells = [c for c in row.iter(w("tc")) if next(c.iterancestors(w("tr"), w("tc"), w("trPr"))) is row]
        if not cells or row.find(f"{w('trPr')}/{w('del')}") is not None:
            continue
        code = CODE.match("".join(_shown(cells[0], within_tables=False)))
        if code:
            found[code[1]].append(_without_prompt(code[1], "".join("".join(_shown(cell)) for cell in cells[1:])))
    return found


def _write_hidden_styles_out(root: etree._Element, styles: bytes) -> None:
    """Say `vanish` at every run that a style hides and that says nothing of it itself."""
    if b"anish" not in styles:
        return
    sheet = etree.fromstring(styles)
    ids = etree.XPath(
        f"w:style[{_HIDES} or (not(w:rPr/w:vanish) and contains($found, concat(' ', w:basedOn/@w:val, ' ')))]"
        "/@w:styleId",
        namespaces={"w": W},
    )
    default = etree.XPath("w:style[@w:type='paragraph' and @w:default='1']/@w:styleId", namespaces={"w": W})
    found: set[str] = set()
    while True:  # until no style is based on one of those any more
        more = _strings(ids(sheet, found=" ".join(["", *sorted(found), ""])))
        if found >= more:
            break
        found |= more
    usual = _strings(default(sheet))
    for run in root.iter(w("r")):
        own = run.find(f"{w('rPr')}/{w('rStyle')}")
        around = next(run.iterancestors(w("p")), None)
        marked = None if around is None else around.find(f"{w('pPr')}/{w('pStyle')}")
        styled = usual if marked is None else {marked.get(w("val"))}
        if (styled | ({own.get(w("val"))} if own is not None else set())) & found:
            look = run.find(w("rPr"))
            look = etree.SubElement(run, w("rPr")) if look is None else look
            if look.find(w("vanish")) is None:
                etree.SubElement(look, w("vanish"))


def _strings(found: object) -> set[str]:
    return {str(one) for one in found} if isinstance(found, list) else set()


def _without_prompt(code: str, text: str) -> str:
    said = squeezed(text).removesuffix("Kieseenantwoord").removeprefix("Kieseenantwoord")
    if code[-1] in "cd" and not code.startswith("ALG"):  # where a line may begin with a date to choose
        said = re.sub("(Kieseendatum)+[-–—]?", "", said)
        return said if said.strip("-–—\ufffd") else ""
    return said


def _shown(cell: etree._Element, *, within_tables: bool = True) -> Iterator[str]:
    """What a reader sees: an event walk that keeps the reasons why something is out of sight."""
    out_of_sight: list[etree._Element] = []
    fields: list[bool] = []
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if callable(node.tag):
            continue
        if event == "end":
            if out_of_sight and out_of_sight[-1] is node:
                out_of_sight.pop()
            continue
        if node.tag == w("fldChar") and not out_of_sight:
            kind = node.get(w("fldCharType"))
            if kind == "begin":
                fields.append(False)
            elif fields and kind == "separate":
                fields[-1] = True
            elif fields and kind == "end":
                fields.pop()
        if _hides(node) or (node.tag == w("tbl") and not within_tables):
            out_of_sight.append(node)
        elif not out_of_sight and all(fields):
            yield _sign(node)


def _sign(node: etree._Element) -> str:
    if node.tag == w("t"):
        return node.text or ""
    if node.tag in (w("tab"), w("ptab"), w("br"), w("cr"), w("p")):
        return " "
    if node.tag == w("noBreakHyphen"):
        return "-"
    return "\ufffd" if node.tag == w("sym") else ""


def _hides(node: etree._Element) -> bool:
    if node.tag in _GONE:
        return True
    if node.tag == f"{{{MC}}}Fallback":
        parent = node.getparent()
        return parent is not None and parent.find(f"{{{MC}}}Choice") is not None
    if node.tag == w("sdt"):
        prompt = node.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
        told = squeezed("".join(t.text or "" for t in node.iter(w("t"))))
        return prompt is not None and prompt.get(w("val")) not in _OFF and told in ("Kieseenantwoord", "Kieseendatum")
    if node.tag == w("r"):
        return any(_on(node.find(f"{w('rPr')}/{w(name)}")) for name in ("vanish", "specVanish"))
    return False


def _on(mark: etree._Element | None) -> bool:
    return mark is not None and mark.get(w("val")) not in (*_OFF, "none")


def _against_data(data: bytes, contribution: Contribution) -> Iterator[str]:
    text = data.decode("utf-8-sig")
    found: Any = json.loads(text, strict=False) if text.lstrip()[:1] in "{[" else yaml.load(text, yaml.BaseLoader)
    reports = {str(report["action"]).strip(): report for report in found["reports"]}
    for report in contribution.reports:
        raw = reports[report.action]
        example = raw.get("example") or {}
        stood = {
            "a": raw["status"],
            "b": raw.get("achieved"),
            "e": example.get("title"),
            "f": example.get("text"),
            "h": (example.get("picture") or {}).get("description"),
            "i": example.get("caption"),
            "j": raw.get("next_steps"),
            "l": (raw.get("money") or {}).get("purpose"),
            "m": raw.get("reason"),
            "n": raw.get("measure"),
        }
        for letter, value in said(report).items():
            before = squeezed(" ".join(stood[letter]) if isinstance(stood[letter], list) else stood[letter] or "")
            if letter == "a":
                before = before.casefold().strip(".")
                value = value.casefold()
            if squeezed(value) != before and not (letter == "h" and not value):
                yield f"{report.action}.{letter}: {value[:60]!r} is not what stands in the file: {before[:60]!r}"


def metadata_left(picture: bytes) -> bool:
    """Whether a cleaned picture still holds what cameras write."""
    return any(
        mark in picture for mark in (b"Exif\0\0", b"GPS", b"http://ns.adobe.com/xap", b"MPF\0", b"tEXt", b"zTXt")
    )
