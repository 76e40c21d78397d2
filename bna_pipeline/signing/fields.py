"""Empty signature fields in a tagged letter: what Gedeputeerde Staten adopt is the letter that comes out of here."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from bna_pipeline.errors import DocumentError, FieldMissing
from bna_pipeline.model.programme import Signatory
from bna_pipeline.ports import LabelPlace
from bna_pipeline.signing.reading_order import insert_after, marked_texts, text_above

LABEL_PREFIX = "sign-"
"""A letter template marks the top left corner of a signatory's box with the label `sign-<field>`."""

BOX = (200.0, 56.0)
"""Default width and height of a signature box, in points."""

SIGNATURES_EXIST_APPEND_ONLY = 3  # ISO 32000-1, table 219
PDF_VERSION = "1.7"
"""PAdES needs it (ETSI EN 319 142-1, 5.1); said in the header, no signature has to say it in the catalog."""

PRINT = 4  # ISO 32000-1, table 165: an annotation that is not printed is forbidden in PDF/A


def prepare(
    pdf: bytes,
    places: Sequence[LabelPlace],
    signatories: Sequence[Signatory],
    *,
    box: tuple[float, float] = BOX,
) -> bytes:
    """Make the prepared letter: the typeset letter with one empty, visible signature field a signatory.

    Every field is a merged widget inside a Form structure element (PDF/UA-1, 7.18), with an alternative name and an
    appearance (PDF/A-3, 6.3.3). Same input, same bytes.

    Args:
        pdf: the letter as typeset, tagged.
        places: where the labels `sign-<field>` stand; points from the page's top left corner.
        signatories: in signing order.
        box: width and height of each field, in points.

    Raises:
        FieldMissing: a signatory has no label, or a label on a page that is not there.
        DocumentError: the PDF cannot be read, is not tagged, or already holds a form.
    """
    by_label = {place.label.strip("<>"): place for place in places}
    try:
        with pikepdf.open(io.BytesIO(pdf)) as letter:
            _require_fit(letter)
            widgets = [_add_field(letter, by_label, signatory, box) for signatory in signatories]
            letter.Root["/AcroForm"] = letter.make_indirect(
                Dictionary(Fields=Array(widgets), SigFlags=SIGNATURES_EXIST_APPEND_ONLY)
            )
            return _saved(letter)
    except pikepdf.PdfError as error:
        raise DocumentError(f"De brief is geen leesbare PDF: {error}.", "Maak de brief opnieuw.") from error


def _require_fit(letter: pikepdf.Pdf) -> None:
    if "/StructTreeRoot" not in letter.Root or "/ParentTree" not in letter.Root["/StructTreeRoot"]:
        raise DocumentError("De brief heeft geen structuur (tags).", "Maak de brief met de standaarden a-3a en ua-1.")
    if "/AcroForm" in letter.Root:
        raise DocumentError("De brief bevat al een formulier.", "Geef de brief zoals hij is opgemaakt, zonder velden.")


def _add_field(
    letter: pikepdf.Pdf, by_label: dict[str, LabelPlace], signatory: Signatory, box: tuple[float, float]
) -> pikepdf.Object:
    place = by_label.get(LABEL_PREFIX + signatory.field)
    if place is None or not 1 <= place.page <= len(letter.pages):
        raise FieldMissing(
            f"In de brief is geen plaats voor de handtekening van {signatory.label}.",
            f"Zet in het sjabloon van de brief het label <{LABEL_PREFIX}{signatory.field}>.",
        )
    page = letter.pages[place.page - 1]
    left, top = _from_top_left(page, place)
    width, height = box
    widget = letter.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(signatory.field),
            TU=String(f"Handtekening van {signatory.label}, {signatory.name}"),
            F=PRINT,
            Rect=Array([_points(left), _points(top - height), _points(left + width), _points(top)]),
            P=page.obj,
            AP=Dictionary(N=_empty_box(letter, width, height)),
        )
    )
    _tag(letter, page, widget, left, top)
    page.obj["/Tabs"] = Name.S
    annotations = page.obj.get("/Annots", Array())
    page.obj["/Annots"] = Array([*annotations, widget])
    return widget


def _from_top_left(page: pikepdf.Page, place: LabelPlace) -> tuple[float, float]:
    left, _, _, top = (float(edge) for edge in page.mediabox)
    return left + place.x, top - place.y


def _points(value: float) -> float:
    # Three decimals are a third of a micrometre; more would let floating point noise into the bytes.
    return round(value, 3)


def _empty_box(letter: pikepdf.Pdf, width: float, height: float) -> pikepdf.Object:
    """A thin line to sign on: gray is device independent here, because the letter has an output intent."""
    line = b"q 0.6 G 0.5 w 0 0.25 m %g 0.25 l S Q" % width
    appearance = letter.make_stream(line)
    appearance["/Type"], appearance["/Subtype"] = Name.XObject, Name.Form
    appearance["/BBox"] = Array([0, 0, _points(width), _points(height)])
    appearance["/Resources"] = Dictionary()
    return appearance


def _tag(letter: pikepdf.Pdf, page: pikepdf.Page, widget: pikepdf.Object, left: float, top: float) -> None:
    root = letter.Root["/StructTreeRoot"]
    parents = pikepdf.NumberTree(root["/ParentTree"])
    key = int(root.get("/ParentTreeNextKey", max(parents.keys(), default=-1) + 1))
    # The kid must not be an array: pyHanko finds a field in the structure tree only at the path .../K/Obj.
    form = letter.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            Pg=page.obj,
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj),
        )
    )
    insert_after(_neighbour(letter, page, left, top), form)
    parents[key] = form
    widget["/StructParent"] = key
    root["/ParentTreeNextKey"] = key + 1


def _neighbour(letter: pikepdf.Pdf, page: pikepdf.Page, left: float, top: float) -> pikepdf.Object:
    """The structure element whose text stands just above the box; the last of the document when there is none."""
    root = letter.Root["/StructTreeRoot"]
    above = text_above(marked_texts(page), left, top)
    if above is not None and "/StructParents" in page.obj:
        owners = pikepdf.NumberTree(root["/ParentTree"])[int(page.obj["/StructParents"])]
        return owners[above.mcid]
    kids = root["/K"]
    document = kids[-1] if isinstance(kids, pikepdf.Array) else kids
    children = document["/K"]
    return children[-1] if isinstance(children, pikepdf.Array) else children


def _saved(letter: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    letter.save(
        out,
        min_version=PDF_VERSION,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        recompress_flate=False,
    )
    data = out.getvalue()
    return data if data.endswith(b"\n") else data + b"\n"
