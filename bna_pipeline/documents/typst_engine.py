"""The typesetter: Typst, with the shipped fonts only, and no warning let through."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path, PurePosixPath
from threading import Lock
from weakref import finalize

import typst

from bna_pipeline.errors import GlyphMissing, TypesettingFailed
from bna_pipeline.ports import LabelPlace, Typeset, TypesetJob

_NO_GLYPH = re.compile(r"the text `\"(?P<text>.*?)\"` could not be displayed", re.DOTALL)
_SOURCE = re.compile(r"[/\\ ](?P<file>[\w.-]+\.typ):(?P<line>\d+)")
_FAMILY = re.compile(rb'font-family="([^"]*)"')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")

_RASTER = """#set page(width: {width}pt, height: auto, margin: 0pt, fill: white)
#image("drawing.svg", width: {width}pt)
"""


class TypstTypesetter:
    """Implements `ports.Typesetter`.

    One folder per template stays in place between jobs, because Typst then lays out only what changed (`design.md`,
    "One content, several renderings"). Jobs of one typesetter run one after the other.
    """

    def __init__(self, fonts: Path) -> None:
        """
        Args:
            fonts: folder with the fonts that documents may use; those of the system are ignored.

        Raises:
            TypesettingFailed: the folder holds no font.
        """
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        if not self._fonts.families():
            raise TypesettingFailed(
                f"In de map {fonts.name} staat geen lettertype.", "Zet de lettertypen van het project terug in die map."
            )
        self._lock = Lock()
        self._roots: dict[Path, Path] = {}

    def typeset(self, job: TypesetJob) -> Typeset:
        """Make a PDF; same job, same bytes.

        Raises:
            TypesettingFailed: an error or any warning of the compiler, in its own words.
            GlyphMissing: a character that the fonts lack, with the places in the data where it stands.
        """
        with self._lock:
            root = self._root(job.template)
            _lay_out(root, job)
            compiler = typst.Compiler(input=str(root / job.template.name), root=str(root), font_paths=self._fonts)
            pdf = _compile(compiler, job)
            places = tuple(place for label in job.labels for place in _places(compiler, label, job))
        return Typeset(pdf=pdf, places=places)

    def raster(self, svg: bytes, width_px: int) -> bytes:
        """A drawing as PNG on white; same drawing, same bytes.

        Args:
            svg: the drawing; each family of letters in it is named in single quotes, for without them "Source Sans 3"
                is no name in CSS, and its text would silently be left out.
            width_px: how wide the PNG is, from 1; its height follows.

        Raises:
            TypesettingFailed: it is no drawing, it names a font that is not there, or the compiler warns.
        """
        if width_px < 1:
            raise TypesettingFailed(f"Een tekening van {width_px} beeldpunten breed is niet te maken.")
        named = {family.strip() for found in _FAMILY.findall(svg) for family in found.decode().split(",")}
        if lacking := sorted(named - {f"'{family}'" for family in self._fonts.families()}):
            raise TypesettingFailed(f"Een tekening vraagt om een lettertype dat er niet is: {', '.join(lacking)}.")
        with tempfile.TemporaryDirectory(prefix="raster-") as made:
            folder = Path(made)
            (folder / "drawing.svg").write_bytes(svg)
            (folder / "raster.typ").write_text(_RASTER.format(width=width_px), encoding="utf-8")
            compiler = typst.Compiler(input=str(folder / "raster.typ"), root=made, font_paths=self._fonts)
            try:
                png, warnings = compiler.compile_with_warnings(format="png", ppi=72.0)  # a pixel is a point
            except (typst.TypstError, ValueError) as error:
                raise TypesettingFailed(f"Een tekening is niet om te zetten naar PNG: {error}.") from error
        if warnings or not isinstance(png, bytes):
            words = "; ".join(w.message for w in warnings) or "meer dan één bladzijde"
            raise TypesettingFailed(f"Een tekening is niet goed om te zetten naar PNG: {words}.")
        return png

    def _root(self, template: Path) -> Path:
        key = template.resolve()
        if key not in self._roots:
            self._roots[key] = Path(tempfile.mkdtemp(prefix="typeset-"))
            finalize(self, shutil.rmtree, self._roots[key], ignore_errors=True)
        return self._roots[key]


def _lay_out(root: Path, job: TypesetJob) -> None:
    """Fill the folder that Typst sees: the template's own files, `data.json`, and `assets/`."""
    if not job.template.is_file():
        raise TypesettingFailed(f"De opmaak {job.template.name} ontbreekt in de map {job.template.parent.name}.")
    root.mkdir(parents=True, exist_ok=True)  # a cleaner of temporary folders may have been here
    for old in root.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(job.template.parent, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.docx"))
    (root / "data.json").write_text(json.dumps(job.data, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    for name, data in sorted(job.assets.items()):
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts:
            raise TypesettingFailed(f"De bestandsnaam '{name}' wijst buiten de map van de opmaak.")
        target = root / "assets" / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _compile(compiler: typst.Compiler, job: TypesetJob) -> bytes:
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=list(job.standards),  # type: ignore[arg-type]  # the port takes any name; Typst checks it
            timestamp=job.timestamp.astimezone(UTC).replace(microsecond=0),
        )
    except (typst.TypstError, ValueError) as error:
        raise _failure(error, job) from error
    if warnings:
        words = "; ".join(w.message for w in warnings)
        raise TypesettingFailed(f"De opmaak {job.template.name} geeft een waarschuwing: {words}.")
    if not isinstance(pdf, bytes):
        raise TypesettingFailed(f"De opmaak {job.template.name} gaf geen PDF.")
    return pdf


def _failure(error: Exception, job: TypesetJob) -> TypesettingFailed | GlyphMissing:
    words = str(getattr(error, "message", error))
    lacking = _NO_GLYPH.search(words)
    if lacking is None:
        where = _SOURCE.search(str(getattr(error, "diagnostic", "")))
        line = f" in {where['file']}, regel {where['line']}" if where else ""
        return TypesettingFailed(
            f"Het zetten van de PDF met {job.template.name} is mislukt{line}: {words}.",
            "Herstel de opmaak van het programma.",
        )
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), lacking["text"])
    characters = ", ".join(
        f"'{c}' (U+{ord(c):04X})" if c.isprintable() else f"U+{ord(c):04X}" for c in dict.fromkeys(text)
    )
    places = sorted({place for place, value in _texts(job.data) if any(c in value for c in text)})
    place = f" Het staat in: {'; '.join(places[:5])}." if places else ""
    return GlyphMissing(
        f"De lettertypen kennen dit teken niet: {characters}.{place}", "Vervang het teken of haal het weg."
    )


def _texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield place, value
        case Mapping():
            for key, item in value.items():
                yield from _texts(item, f"{place}.{key}" if place else str(key))
        case Sequence():
            for number, item in enumerate(value):
                yield from _texts(item, f"{place}[{number}]")


def _places(compiler: typst.Compiler, label: str, job: TypesetJob) -> Iterator[LabelPlace]:
    expression = (
        f"query(label({json.dumps(label)})).map(e => {{ let p = e.location().position(); "
        "(page: p.page, x: p.x.pt(), y: p.y.pt()) })"
    )
    try:
        found = json.loads(compiler.eval(expression, format="json"))
    except typst.TypstError as error:
        raise TypesettingFailed(f"De plaats van '{label}' is niet te vinden: {error.message}.") from error
    if not found:
        raise TypesettingFailed(f"In de opmaak {job.template.name} staat nergens het merkteken '{label}'.")
    for place in found:
        yield LabelPlace(label=label, page=place["page"], x=round(place["x"], 2), y=round(place["y"], 2))
