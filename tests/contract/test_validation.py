"""The verdict on a signature, with real certificates: what the file proves, as of when, and what it cannot."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto.crl import CertificateList
from pyhanko.sign.validation.dss import DocumentSecurityStore

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import Indication, RevisionKind
from bna_pipeline.model.verdicts import SignatureReport, ValidationReport
from bna_pipeline.signing.validation_page import validation_page
from bna_pipeline.signing.validation_report import digests_of, report_json, validation_report
from tests.support.lasting import Lasting
from tests.support.pki import Pki, running_pki
from tests.support.signing_desk import ARCHIVED, sign
from tests.unit.signing.workshop import AT, CHECKER, FIELDS, SECRETARIS, VOORZITTER, adopted, signed_twice

B_B, B_T, B_LT, B_LTA = SignatureLevel
LATER = ARCHIVED + timedelta(days=365)

pytestmark = pytest.mark.xdist_group("pki")


@pytest.fixture(scope="module")
def letters(lasting: Lasting) -> dict[SignatureLevel, bytes]:
    return {B_B: lasting.plain, B_LT: lasting.proven, B_LTA: lasting.archived}


@pytest.fixture(scope="module")
def root(lasting: Lasting) -> bytes:
    return lasting.root


@cache
def look(letter: bytes, root: bytes | None, at: datetime = LATER) -> SignatureReport:
    return CHECKER.check(letter, adopted(), fields=FIELDS, trust=[] if root is None else [root], moment=at)


def report(letter: bytes, root: bytes | None = None, at: datetime = LATER, *, known: bool = True) -> ValidationReport:
    trust = [] if root is None else [root]
    return validation_report(
        look(letter, root, at),
        file=FileDigest.of(LETTER_PDF, letter),
        adopted=FileDigest.of(LETTER_PDF, adopted()),
        adopted_known=known,
        moment=at,
        trust=digests_of(trust),
    )


def verdicts(found: SignatureReport) -> set[tuple[SignatureLevel | None, Indication, str | None]]:
    judged = [s.judgement for s in found.signatures]
    return {(j.level, j.indication, j.reason) for j in judged if j is not None}


def test_the_level_is_read_from_the_file_and_only_what_proves_itself_passes(
    letters: dict[SignatureLevel, bytes], root: bytes
) -> None:
    assert verdicts(look(letters[B_LTA], root)) == {(B_LTA, Indication.PASSED, None)}
    assert verdicts(look(letters[B_LT], root)) == {(B_LT, Indication.PASSED, None)}
    ((level, indication, reason),) = verdicts(look(letters[B_B], root))
    assert (level, indication) == (B_B, Indication.INDETERMINATE) and reason is not None


def test_without_trust_it_says_what_trust_would_change(letters: dict[SignatureLevel, bytes]) -> None:
    found = look(letters[B_LTA], None)
    assert verdicts(found) == {(B_LTA, Indication.INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND")}
    assert {s.judgement.if_trusted for s in found.signatures if s.judgement} == {Indication.PASSED}
    assert [s.trusted for s in found.signatures] == [None, None]


def test_it_is_judged_as_of_its_timestamps_and_not_past_the_end_of_the_last_ones_certificate(
    letters: dict[SignatureLevel, bytes], root: bytes
) -> None:
    far = datetime(2046, 1, 1, tzinfo=UTC)  # every certificate here ended the year before
    found = look(letters[B_LTA], root, far)
    assert verdicts(found) == {(B_LTA, Indication.INDETERMINATE, "OUT_OF_BOUNDS_NO_POE")}
    judged = look(letters[B_LTA], root).signatures[0].judgement
    assert judged is not None and abs(judged.at - ARCHIVED) < timedelta(hours=1)


@pytest.mark.parametrize(
    ("since", "trusted", "reason"),
    [(AT - timedelta(days=1), False, "REVOKED_NO_POE"), (AT + timedelta(days=1), True, None)],
)
def test_who_was_revoked_before_he_signed_is_not_trusted_and_who_was_revoked_after_it_passes(
    pki: Pki, since: datetime, trusted: bool, reason: str | None
) -> None:
    """The timestamp says when he signed, the list in the file since when he was revoked."""
    letter = sign(pki, adopted(), VOORZITTER, B_T, at=AT)
    pki.revoke("voorzitter", since)
    pki.now = AT + timedelta(days=40)  # the lists come out every thirty days
    out = io.BytesIO(letter)
    lists = [CertificateList.load(pki.answer("crl", issuer, b"")) for issuer in ("interm", "root")]
    DocumentSecurityStore.add_dss(out, None, crls=lists)
    found = look(out.getvalue(), pki.pem("root")).signatures[0]
    assert found.chain[0].revocation[-1].revoked_at == since
    assert found.trusted is trusted
    assert found.judgement is not None
    assert (found.judgement.reason, found.judgement.indication is Indication.PASSED) == (reason, trusted)


def test_a_timestamp_of_an_authority_of_ones_own_moves_nothing_back(pki: Pki) -> None:
    """Somebody with an old key and a clock of his own cannot make his signature older than it is."""
    with running_pki("Vreemd") as stranger:
        letter = sign(stranger, adopted(), VOORZITTER, B_LT, at=AT)
        found = look(letter, pki.pem("root")).signatures[0]
    assert (found.timestamped, found.trusted) == (True, False)
    assert found.judgement is not None and found.judgement.indication is not Indication.PASSED
    assert found.judgement.at == LATER, "judged as of the check, not of the stranger's word"


def test_the_updates_are_named_in_order(letters: dict[SignatureLevel, bytes]) -> None:
    found = look(letters[B_LTA], None)
    kinds = [update.kind for update in found.revisions]
    assert [k for k in kinds if k is not RevisionKind.DATA] == [
        RevisionKind.SIGNATURE,
        RevisionKind.SIGNATURE,
        RevisionKind.TIMESTAMP,
    ]
    assert found.revisions[-1].ends_at == len(letters[B_LTA]) and RevisionKind.DATA in kinds
    assert [s.revision for s in found.signatures] == [1, 3] and found.timestamps[0].revision == len(kinds)


def test_the_report_is_the_same_twice_and_says_who_when_level_chain_and_what_stays_open(
    letters: dict[SignatureLevel, bytes], root: bytes
) -> None:
    one, other = report(letters[B_LTA], root), report(letters[B_LTA], root)
    assert validation_page(one) == validation_page(other) and report_json(one) == report_json(other)
    assert ValidationReport.model_validate_json(report_json(one)) == one
    page = validation_page(one).decode()
    assert one.indication is Indication.PASSED and "✓</span> TOTAL-PASSED" in page
    for said in (
        *("Handtekening van de voorzitter", VOORZITTER.name, SECRETARIS.name, "B-LTA", "Tsa", "OCSP in het bestand"),
        *("RSA met SHA-256; sleutel RSA, 2048 bits", "archieftijdstempel", "Byteregel", "Dat is het bestand zoals het"),
    ):
        assert said in page, said
    assert "<script" not in page and "http" not in page.replace("charset", "")


def test_the_report_of_a_letter_that_is_not_whole_says_so(letters: dict[SignatureLevel, bytes], root: bytes) -> None:
    letter = letters[B_B]
    first = letter[: look(letter, root).signatures[0].covers]
    unfinished = report(first, root)
    assert unfinished.indication is Indication.INDETERMINATE
    assert any(f"Nog niet gezet: Handtekening van {SECRETARIS.label}" in each for each in unfinished.open)
    broken = report(letter + b"% meer\n", root)
    assert broken.indication is Indication.FAILED and "✕ geschonden" in validation_page(broken).decode()
    lone = report(letter, root, known=False)
    assert any("Gedeputeerde Staten hebben vastgesteld" in each for each in lone.open)
    assert report(adopted()).open[0] == "Er staat nog geen handtekening in de brief."


def test_test_keys_are_said_loudly() -> None:
    found = report(signed_twice())
    assert found.test_keys and '<p class="test"><strong>TEST. ' in validation_page(found).decode()
    assert any("TESTSLEUTEL" in each for each in found.open)


def test_what_a_file_says_stands_in_the_page_as_text() -> None:
    """A subject is written by whoever made the certificate."""
    found = report(signed_twice())
    signature = found.found.signatures[0].model_copy(update={"subject": "<script>x</script>", "printed": "<b>"})
    odd = found.model_copy(update={"found": found.found.model_copy(update={"signatures": (signature,)})})
    page = validation_page(odd).decode()
    assert "&lt;script&gt;" in page and "<script" not in page and "<b>" not in page
