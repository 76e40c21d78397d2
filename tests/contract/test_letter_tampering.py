"""A stranger with a signed letter in his hands: whatever he changes or adds, the check refuses it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import Indication
from tests.support.budget import budget
from tests.support.lasting import Lasting
from tests.support.pki import Pki
from tests.support.signing_desk import ARCHIVED
from tests.unit.signing.workshop import CHECKER, FIELDS, adopted, bar_over, note_on_first_page, outside_sign, update

LEVELS = (SignatureLevel.B_B, SignatureLevel.B_LTA)
OFFSETS = {SignatureLevel.B_B: budget(8, 120), SignatureLevel.B_LTA: budget(2, 120)}
STEPS = {SignatureLevel.B_B: budget(4, 1), SignatureLevel.B_LTA: budget(12, 1)}
"""One check of a letter with an archive timestamp takes half a second."""
MOMENT = ARCHIVED + timedelta(days=1)

pytestmark = pytest.mark.xdist_group("pki")


class Judge:
    """Looks at letters as `bna verify` does, with the root of the infrastructure for trust."""

    def __init__(self, lasting: Lasting) -> None:
        self._root = lasting.root
        self.letters = {SignatureLevel.B_B: lasting.plain, SignatureLevel.B_LTA: lasting.archived}

    def refusal(self, letter: bytes) -> str:
        """Why a letter is refused; empty when it is not."""
        found = CHECKER.check(letter, adopted(), fields=FIELDS, trust=[self._root], moment=MOMENT)
        if not found.byte_rule_holds:
            return " ".join(found.changes) or "anders begonnen"
        if [s.field for s in found.signatures] != list(FIELDS):
            return "een handtekening ontbreekt"
        for each in found.signatures:
            failed = each.judgement is None or each.judgement.indication is Indication.FAILED
            if failed or not (each.intact and each.valid and each.trusted):
                return f"handtekening {each.field}"
        return "" if all(stamp.holds and stamp.trusted for stamp in found.timestamps) else "tijdstempel"


@pytest.fixture(scope="module")
def judge(lasting: Lasting) -> Judge:
    return Judge(lasting)


def flipped(letter: bytes, at: int, mask: int) -> bytes:
    return letter[:at] + bytes([letter[at] ^ mask]) + letter[at + 1 :]


@pytest.mark.parametrize("level", LEVELS)
def test_a_changed_byte_anywhere_is_refused(judge: Judge, level: SignatureLevel) -> None:
    """Sampled over the whole file, adopted part and signatures alike; one bit is enough."""
    letter, drawn = judge.letters[level], random.Random(f"{level} 200")
    assert judge.refusal(letter) == ""
    for _ in range(OFFSETS[level]):
        at, mask = drawn.randrange(len(letter)), 1 << drawn.randrange(8)
        assert judge.refusal(flipped(letter, at, mask)), (level, at, mask, letter[at - 20 : at + 20])


def test_a_version_number_in_a_container_that_nothing_covers_is_refused(judge: Judge) -> None:
    """Of the signed data of every signature and timestamp: one hexadecimal digit of it is changed."""
    letter = judge.letters[SignatureLevel.B_LTA]
    # OID of signed data, its tags and long lengths, and then its version (RFC 5652, 5.1).
    places = [found.end() - 1 for found in re.finditer(rb"(?i)06092a864886f70d010702a082....3082....02010[13]", letter)]
    assert len(places) >= 3
    for at in places:
        assert judge.refusal(flipped(letter, at, 2)), at


def regions(letter: bytes) -> Iterator[tuple[str, int]]:
    """A place in every kind of region of the file, the last of its kind: that is the least covered."""
    last = {
        "header": letter.index(b"%PDF-") + 6,
        "binary comment": letter.index(b"\n") + 2,
        "cross-reference": letter.rindex(b"xref\n", 0, letter.rindex(b"startxref")) + 8,
        "trailer": letter.rindex(b"trailer") + 12,
        "startxref": letter.rindex(b"startxref") + 11,
        "end of file": letter.rindex(b"%%EOF") + 3,
    }
    for name, pattern in {
        "page": rb"/Type\s*/Page\b",
        "pages": rb"/Type\s*/Pages\b",
        "catalog": rb"/Type\s*/Catalog\b",
        "font": rb"/Type\s*/Font\b",
        "structure element": rb"/Type\s*/StructElem\b",
        "form XObject": rb"/Subtype\s*/Form\b",
        "metadata": rb"/Subtype\s*/XML\b",
        "signature": rb"/Type\s*/Sig\b",
        "archive timestamp": rb"/Type\s*/DocTimeStamp\b",
        "widget": rb"/Subtype\s*/Widget\b",
        "ByteRange": rb"/ByteRange\s*\[\s*0",
        "store": rb"/(?:DSS|Certs|CRLs|OCSPs)\b",
        "stream": rb"stream\r?\n.",
        "object number": rb"\n\d+ 0 obj",
    }.items():
        found = list(re.finditer(pattern, letter, re.DOTALL))
        if found:
            last[name] = found[-1].end() - 1
    for number, gap in enumerate(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{1000,})>", letter), start=1):
        last[f"opening of signature {number}"] = gap.start(1) - 1
        last[f"start of signature {number}"] = gap.start(1) + 9
        last[f"middle of signature {number}"] = gap.start(1) + 700
        last[f"padding of signature {number}"] = gap.end(1) - 40
        last[f"closing of signature {number}"] = gap.end(1)
    yield from last.items()


@pytest.mark.parametrize("level", LEVELS)
def test_a_changed_byte_in_every_kind_of_region_is_refused(judge: Judge, level: SignatureLevel) -> None:
    letter = judge.letters[level]
    found = dict(regions(letter))
    assert {"signature", "ByteRange", "cross-reference", "padding of signature 2", "stream", "page"} <= set(found)
    assert ("archive timestamp" in found and "store" in found) == (level is SignatureLevel.B_LTA)
    for name, at in sorted(found.items())[:: STEPS[level]]:
        assert judge.refusal(flipped(letter, at, 1)), (name, at)


def test_hexadecimal_in_another_case_and_padding_that_is_none_are_refused(judge: Judge) -> None:
    """What no signature covers: the string that it stands in. Readers do not mind; a stranger could write there."""
    letter = judge.letters[SignatureLevel.B_B]
    gap = list(re.finditer(rb"/Contents\s*<([0-9a-fA-F]{1000,})>", letter))[-1]
    one = re.search(rb"[a-fA-F]", gap[1])
    assert one is not None
    at = gap.start(1) + one.start()
    assert "ruimte voor de handtekening" in judge.refusal(flipped(letter, at, 0x20))
    assert "meer dan die handtekening" in judge.refusal(letter[: gap.end(1) - 2] + b"01" + letter[gap.end(1) :])


# -- appended updates ------------------------------------------------------------------------------------


def another_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Derde", box=(50, 50, 150, 90)))


def form_value(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(form)


def another_title(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(writer.add_object(DictionaryObject({pdf_name("/Title"): pdf_string("Iets anders")})))


def other_attachment(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.add_object(StreamObject(stream_data=b"een andere bijlage"))
    spec = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Filespec"),
            pdf_name("/F"): pdf_string("voortgangsrapportage.pdf"),
            pdf_name("/EF"): DictionaryObject({pdf_name("/F"): stream}),
        }
    )
    writer.root[pdf_name("/AF")] = ArrayObject([writer.add_object(spec)])
    writer.update_root()


def text_over_a_page(writer: IncrementalPdfFileWriter) -> None:
    text = b"/Artifact BMC q BT /F1 40 Tf 60 500 Td (Niet waar) Tj ET Q EMC"
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=text)))


def foreign_in_the_store(data: bytes, key: str) -> Callable[[IncrementalPdfFileWriter], None]:
    """Something in the store of validation data that proves no signature of this letter."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        name = pdf_name(key)
        stream = writer.add_object(StreamObject(stream_data=data))
        if "/DSS" in writer.root:
            store = writer.root["/DSS"]
            listed = store[name] if name in store else ArrayObject()
            store[name] = ArrayObject([*listed, stream])
            writer.update_container(store)
        else:
            writer.root[pdf_name("/DSS")] = writer.add_object(DictionaryObject({name: ArrayObject([stream])}))
            writer.update_root()

    return add


def hidden_note(writer: IncrementalPdfFileWriter) -> None:
    page, _ = writer.find_page_for_modification(0)
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/F"): NumberObject(2),
            pdf_name("/Rect"): ArrayObject([NumberObject(0)] * 4),
        }
    )
    page.get_object()[pdf_name("/Annots")] = ArrayObject([writer.add_object(note)])
    writer.update_container(page.get_object())


def nothing_at_all(writer: IncrementalPdfFileWriter) -> None:
    writer.update_root()


@pytest.mark.parametrize("level", LEVELS)
def test_every_update_behind_the_last_signature_is_refused(judge: Judge, pki: Pki, level: SignatureLevel) -> None:
    letter = judge.letters[level]
    pki.issue("vreemde", key_of="voorzitter")
    stranger = pki.certificate("vreemde").public_bytes(Encoding.DER)
    updates: dict[str, Callable[[IncrementalPdfFileWriter], None]] = {
        "a note": note_on_first_page,
        "a hidden note": hidden_note,
        "a bar over page 1": bar_over(0),
        "text over page 1": text_over_a_page,
        "another signature field": another_field,
        "a form that is drawn anew": form_value,
        "another title": another_title,
        "another attachment": other_attachment,
        "a page in the store": foreign_in_the_store(b"<html>Niet waar</html>", "/Certs"),
        "a stranger's certificate in the store": foreign_in_the_store(stranger, "/Certs"),
        "text for a list in the store": foreign_in_the_store(b"niets ingetrokken", "/CRLs"),
        "an answer that is none": foreign_in_the_store(b"goed", "/OCSPs"),
        "nothing": nothing_at_all,
    }
    for name, change in list(updates.items())[:: (STEPS[level] + 1) // 2]:
        assert judge.refusal(update(letter, change)), name
    for tail in (b"% einde\n", b"\n", b"\0" * 64, b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n")[:: STEPS[level]]:
        assert judge.refusal(letter + tail), tail


def test_a_signature_of_somebody_else_behind_it_is_refused(judge: Judge) -> None:
    for letter in list(judge.letters.values())[: budget(1, 2)]:
        third = outside_sign(letter, "Derde", key="Voorzitter", new_field=SigFieldSpec("Derde"))
        assert "Derde" in judge.refusal(third)


def test_a_letter_cut_off_behind_an_earlier_signature_is_refused(judge: Judge) -> None:
    """An older state of the file is a sound PDF: only what it must hold shows that something is gone."""
    letter = judge.letters[SignatureLevel.B_B]
    found = CHECKER.check(letter, adopted(), fields=FIELDS)
    assert "ontbreekt" in judge.refusal(letter[: found.signatures[0].covers])
