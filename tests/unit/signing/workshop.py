"""What the tests of this room work with: a small letter, prepared and signed, and ways to spoil it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import NumberObject as Number
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, Adoption, Approved, Draft, Outcome, SignatureMade
from bna_pipeline.model.programme import Signatory
from bna_pipeline.ports import Typeset, TypesetJob
from bna_pipeline.signing.check import PyhankoChecker
from bna_pipeline.signing.fields import LABEL_PREFIX, prepare
from bna_pipeline.signing.keys import KeyMaterial, load_pkcs12
from bna_pipeline.signing.letter_signer import LetterSigner
from bna_pipeline.signing.throwaway import ThrowawayKeys, throwaway_authority

ROOT = Path(__file__).parents[3]
STAMP = ROOT / "templates" / "bna" / "letter" / "stamp.typ"
LETTER = Path(__file__).with_name("letter.typ")
AT = datetime(2020, 6, 24, 12, 5, tzinfo=UTC)
PASSPHRASE = b"alleen voor proeven"
VOORZITTER = Signatory(person="voorzitter", field="Voorzitter", label="de voorzitter", name="prof. dr. V. Voorbeeld")
SECRETARIS = Signatory(person="secretaris", field="Secretaris", label="de secretaris", name="mr. drs. S. de Proef")
SIGNATORIES = (VOORZITTER, SECRETARIS)
FIELDS = tuple(s.field for s in SIGNATORIES)
CHECKER = PyhankoChecker()
TYPESETTER = TypstTypesetter(ROOT / "templates" / "fonts")


@cache
def typeset_letter() -> Typeset:
    """The letter as it comes from the typesetter: tagged, PDF/A-3a and PDF/UA-1, without fields."""
    data = {
        "title": "Statenmededeling",
        "signatures": [{"label": s.label, "field": s.field, "name": s.name} for s in SIGNATORIES],
    }
    labels = tuple(LABEL_PREFIX + s.field for s in SIGNATORIES)
    return TYPESETTER.typeset(TypesetJob(LETTER, data, ("a-3a", "ua-1"), AT - timedelta(days=7), labels=labels))


@cache
def adopted() -> bytes:
    """The prepared letter, as Gedeputeerde Staten adopt it."""
    letter = typeset_letter()
    return prepare(letter.pdf, letter.places, SIGNATORIES)


@cache
def throwaway() -> ThrowawayKeys:
    return throwaway_authority(SIGNATORIES, at=AT, passphrase=PASSPHRASE)


@cache
def material(field: str) -> KeyMaterial:
    """A signatory's throwaway key, without a detour over a file."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "sleutel.p12"
        path.touch(mode=0o600)
        path.write_bytes(throwaway().pkcs12[field])
        return load_pkcs12(path, PASSPHRASE)


def own_signer(field: str) -> SimpleSigner:
    """PyHanko's signer over that key: this one is in memory."""
    found = material(field).signer
    assert isinstance(found, SimpleSigner)
    return found


def signer(field: str) -> LetterSigner:
    return LetterSigner(material(field), TYPESETTER, STAMP)


def put(pdf: bytes, signatory: Signatory, *, certify: bool, hours: int = 0) -> bytes:
    """A signature of ours in the signatory's field."""
    return signer(signatory.field).sign(
        pdf,
        field_name=signatory.field,
        printed_name=signatory.name,
        at=AT + timedelta(hours=hours),
        certify=certify,
    )


@cache
def signed_once() -> bytes:
    return put(adopted(), VOORZITTER, certify=True)


@cache
def signed_twice() -> bytes:
    return put(signed_once(), SECRETARIS, certify=False, hours=1)


def outside_sign(
    pdf: bytes,
    field: str,
    *,
    key: str | None = None,
    certify: bool = False,
    new_field: SigFieldSpec | None = None,
    change: Callable[[IncrementalPdfFileWriter], None] | None = None,
) -> bytes:
    """A signature by another program: pyHanko as it comes, with its own stamp, clock and metadata.

    Args:
        change: done to the letter in the same revision, so that the signature covers it.
    """
    own = own_signer(key or field)
    stranger = SimpleSigner(own.signing_cert, own.signing_key, own.cert_registry)
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, certify=certify)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if change is not None:
        change(writer)
    out = io.BytesIO()
    PdfSigner(metadata, stranger, new_field_spec=new_field).sign_pdf(
        writer, existing_fields_only=new_field is None, output=out
    )
    return out.getvalue()


def update(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The PDF with one more revision, made by hand."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bar_over(page: int) -> Callable[[IncrementalPdfFileWriter], None]:
    """Draws a black bar over a page (counted from 0)."""

    def draw(writer: IncrementalPdfFileWriter) -> None:
        bar = writer.add_object(generic.StreamObject(stream_data=b"/Artifact BMC q 0 g 60 500 400 40 re f Q EMC"))
        writer.add_stream_to_page(page, bar)

    return draw


def note_on_first_page(writer: IncrementalPdfFileWriter) -> None:
    """Puts a sticky note on page 1."""
    page, _ = writer.find_page_for_modification(0)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
            generic.pdf_name("/Rect"): generic.ArrayObject([Number(10), Number(10), Number(30), Number(30)]),
            generic.pdf_name("/Contents"): generic.pdf_string("Niet akkoord"),
        }
    )
    page.get_object()[generic.pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.mark_update(page)


def approved(letter: bytes | None = None, *, adopted_letter: bytes | None = None, settled: bool = True) -> Approved:
    """An approval for exactly these bytes."""
    file = FileDigest.of(LETTER_PDF, letter or adopted())
    decided = FileDigest.of(LETTER_PDF, adopted_letter) if adopted_letter is not None else file
    draft = Draft(
        edition="demo-2020",
        version=1,
        content="0" * 64,
        sections=(),
        files=(file,),
        used=(),
        editorial="0" * 64,
    )
    adoption = Adoption(
        date=date(2020, 6, 23),
        number="2020-01",
        outcome=Outcome.ADOPTED,
        draft=1,
        files=(decided,),
        settled=settled,
    )
    return Approved(draft=draft, decisions=(), adoption=adoption)


def record_of(signatory: Signatory, before: bytes, after: bytes) -> SignatureMade:
    """What the ledger would hold of a signature."""
    identity = material(signatory.field).identity
    return SignatureMade(
        field=signatory.field,
        person=signatory.person,
        before=FileDigest.of(LETTER_PDF, before),
        after=FileDigest.of(LETTER_PDF, after),
        subject=identity.subject,
        certificate=identity.certificate,
        throwaway=True,
        imported=False,
        at=AT,
    )
