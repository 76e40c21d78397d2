"""What an update may say anew in a letter's metadata: who saved it when, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification

from bna_pipeline.signing.diff_rules import VOLATILE_INFO, VOLATILE_XMP, Told, letter_policy
from tests.unit.signing.workshop import adopted

NAME = generic.pdf_name
Write = Callable[[IncrementalPdfFileWriter], None]


class Quiet(IncrementalPdfFileWriter):
    """Writes what a test changes, where pyHanko would write metadata of its own."""

    def _update_meta(self) -> None:
        return


def judge(*changes: Write) -> None:
    """Hold the letter after these updates against the letter after the first of them but one; raises when refused."""
    letter = adopted()
    for change in changes:
        writer, out = Quiet(io.BytesIO(letter)), io.BytesIO()
        change(writer)
        writer.write(out)  # type: ignore[no-untyped-call]
        letter = out.getvalue()
    reader = PdfFileReader(io.BytesIO(letter))
    last = reader.xrefs.total_revisions - 1
    letter_policy().apply(reader.get_historical_resolver(last - 1), reader.get_historical_resolver(last))


def xmp_of(pdf: bytes) -> bytes:
    data = PdfFileReader(io.BytesIO(pdf)).root["/Metadata"].data
    assert isinstance(data, bytes)
    return data


def rewritten(change: Callable[[bytes], bytes]) -> Write:
    """Writes other XMP into the metadata stream."""

    def write(writer: IncrementalPdfFileWriter) -> None:
        reference = writer.root.raw_get("/Metadata")
        stream = reference.get_object()
        stream._data = change(stream.data)
        stream._encoded_data = None
        stream.pop("/Filter", None)
        writer.mark_update(reference)

    return write


def described(inside: str) -> Callable[[bytes], bytes]:
    """A Description more, with this inside."""
    more = (
        '<rdf:Description rdf:about="" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:x="urn:x"'
        f"{inside}</rdf:Description></rdf:RDF>"
    )
    return lambda xmp: xmp.replace(b"</rdf:RDF>", more.encode())


def test_the_same_metadata_in_another_stream_pass() -> None:
    judge(rewritten(lambda xmp: xmp))
    judge(rewritten(lambda xmp: xmp.replace(b"><", b">\n  <")))


@pytest.mark.parametrize("name", sorted(VOLATILE_XMP))
@pytest.mark.parametrize("form", ["element", "attribute"])
def test_who_saved_it_and_when_may_change_in_either_notation(name: str, form: str) -> None:
    space, _, local = name[1:].partition("}")
    own = f' xmlns:v="{space}"'
    inside = f"{own}><v:{local}>nu</v:{local}>" if form == "element" else f'{own} v:{local}="nu">'
    judge(rewritten(described(inside)))


@pytest.mark.parametrize(
    "inside",
    [
        "><x:fact>nieuw</x:fact>",
        ' x:fact="nieuw">',
        '><x:fact rdf:resource="urn:nieuw"/>',
        "><x:fact><rdf:Bag><rdf:li>nieuw</rdf:li></rdf:Bag></x:fact>",
        "><xmp:CreateDate>2020-01-01</xmp:CreateDate>",
        "><x:ModifyDate>nu</x:ModifyDate>",
    ],
)
def test_any_other_fact_more_is_refused_and_called_metadata(inside: str) -> None:
    with pytest.raises(Told, match="XMP"):
        judge(rewritten(described(inside)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("><x:fact>een</x:fact>", "><x:fact>twee</x:fact>"),
        ("><x:fact>een</x:fact>", "><x:other>een</x:other>"),
        ("><x:fact>een twee</x:fact>", "><x:fact>eentwee</x:fact>"),
        ('><x:fact rdf:resource="urn:een"/>', '><x:fact rdf:resource="urn:twee"/>'),
        ("><x:fact>een</x:fact><x:fact>een</x:fact>", "><x:fact>een</x:fact>"),
    ],
)
def test_a_fact_that_says_something_else_is_refused(old: str, new: str) -> None:
    first, second = described(old), described(new)
    plain = xmp_of(adopted())
    with pytest.raises(Told, match="XMP"):
        judge(rewritten(lambda _: first(plain)), rewritten(lambda _: second(plain)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("><x:fact>een</x:fact>", ' x:fact="een">'),
        ("><x:fact>urn:een</x:fact>", '><x:fact rdf:resource="urn:een"/>'),
        ("><x:fact>een</x:fact>", "><x:fact><rdf:Alt><rdf:li>een</rdf:li></rdf:Alt></x:fact>"),
        ("><x:fact>een  twee</x:fact>", "><x:fact>\n een\n twee </x:fact>"),
        ("><x:a>een</x:a><x:b>twee</x:b>", "><x:b>twee</x:b><!-- c --><x:a>een</x:a>"),
    ],
)
def test_the_same_facts_in_another_notation_or_order_pass(old: str, new: str) -> None:
    first, second = described(old), described(new)
    plain = xmp_of(adopted())
    judge(rewritten(lambda _: first(plain)), rewritten(lambda _: second(plain)))


def test_metadata_that_are_no_xml_any_more_are_refused_as_that() -> None:
    with pytest.raises(Told, match="geen XML"):
        judge(rewritten(lambda xmp: xmp[: len(xmp) // 2]))


def test_metadata_that_are_gone_are_refused() -> None:
    def drop(writer: IncrementalPdfFileWriter) -> None:
        del writer.root[NAME("/Metadata")]
        writer.update_root()

    with pytest.raises(SuspiciousModification):
        judge(drop)


def informed(key: str, value: str) -> Write:
    def write(writer: IncrementalPdfFileWriter) -> None:
        info = writer.trailer["/Info"]
        info[NAME(key)] = generic.pdf_string(value)
        writer.update_container(info)

    return write


@pytest.mark.parametrize("key", sorted(VOLATILE_INFO))
def test_the_document_information_may_say_who_saved_it_when(key: str) -> None:
    judge(informed(key, "D:20200624120500Z" if key == "/ModDate" else "een ander programma"))


@pytest.mark.parametrize("key", ["/Title", "/Author", "/Subject", "/Keywords", "/Creator"])
def test_the_document_information_may_say_nothing_else_anew(key: str) -> None:
    with pytest.raises(Told, match="titel of auteur"):
        judge(informed(key, "Anders"))
