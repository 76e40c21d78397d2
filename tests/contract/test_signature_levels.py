"""Signatures that last: each level against a real timestamp authority, responder and lists on loopback."""

from __future__ import annotations

import asyncio
import io
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation, simulate_future_ades_lta_validation
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from bna_pipeline.errors import (
    BnaError,
    ByteRuleBroken,
    CertificateExpired,
    CertificateRevoked,
    CertificateUntrusted,
    LevelMissing,
    RevocationUnknown,
    TimestampFailed,
)
from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.signing.letter_signer import LetterSigner
from bna_pipeline.signing.levels import ARCHIVE_FIELD, Preserver, signatures_in
from bna_pipeline.signing.steps import accept_import
from bna_pipeline.signing.validity import roots_of
from tests.support.budget import THOROUGH, where_there_is_time
from tests.support.pki import Fault, Pki, Service, running_pki
from tests.support.programs import require_program
from tests.support.signing_desk import ARCHIVED, SECOND_SITTING, archived, key_of, profile, sign, signed_in_two_sittings
from tests.support.verapdf import verapdf
from tests.unit.signing.workshop import (
    AT,
    CHECKER,
    FIELDS,
    SECRETARIS,
    SIGNATORIES,
    STAMP,
    TYPESETTER,
    VOORZITTER,
    adopted,
    approved,
)

# One worker: every other would make its own of what the tests here look at.
pytestmark = pytest.mark.xdist_group("pki")

B_B, B_T, B_LT, B_LTA = SignatureLevel
AFTER = ARCHIVED + timedelta(minutes=4)


@pytest.fixture(scope="module")
def letters(pki_server: Pki) -> dict[SignatureLevel, bytes]:
    """A letter with both signatures at each level, by certificates that end in 2022."""
    pki_server.reset()
    for who in (VOORZITTER, SECRETARIS):
        pki_server.issue(who.person, who.name, valid_to=datetime(2022, 1, 1, tzinfo=UTC))
    made = {level: signed_in_two_sittings(pki_server, level) for level in SignatureLevel if not level.archived}
    return {**made, B_LTA: archived(pki_server, made[B_LT])}


def test_every_level_keeps_the_byte_rule_and_names_both_persons(pki: Pki, letters: dict[SignatureLevel, bytes]) -> None:
    for level in SignatureLevel if THOROUGH else (B_B, B_LTA):
        letter = letters[level]
        report = CHECKER.check(letter, adopted(), fields=FIELDS, trust=[pki.pem("root")])
        assert report.byte_rule_holds, (level, report.changes)
        assert [(s.field, s.intact, s.valid, s.trusted) for s in report.signatures] == [
            (field, True, True, True) for field in FIELDS
        ]
        assert [s.timestamped for s in report.signatures] == [level.timestamped] * 2
        assert [s.at for s in report.signatures] == [AT, SECOND_SITTING]


def test_from_b_lt_on_the_file_brings_its_own_proof_and_below_it_none(letters: dict[SignatureLevel, bytes]) -> None:
    for level, letter in letters.items():
        reader = PdfFileReader(io.BytesIO(letter))
        if not level.holds_validation_data:
            with pytest.raises(NoDSSFoundError):
                DocumentSecurityStore.read_dss(reader)
            continue
        store = DocumentSecurityStore.read_dss(reader)
        assert len(store.ocsps) >= 2 and store.crls  # a fresh answer for each signer; lists of the root
        names = {certificate.subject.native["common_name"] for certificate in store.load_certs()}
        assert {"Root", "Interm", "Tsa", "Ocsp", VOORZITTER.name, SECRETARIS.name} <= names


def test_b_lta_ends_with_an_archive_timestamp_over_everything_before_it(letters: dict[SignatureLevel, bytes]) -> None:
    for level, letter in letters.items():
        reader = PdfFileReader(io.BytesIO(letter))
        stamps = reader.embedded_timestamp_signatures
        assert len(stamps) == (1 if level.archived else 0)
        for stamp in stamps:
            assert stamp.field_name == f"{ARCHIVE_FIELD}1"
            assert stamp.signed_revision == reader.xrefs.total_revisions - 1
            assert stamp.signer_cert.subject.native["common_name"] == "Tsa"


def test_pyhankos_own_ades_validation_finds_both_persons_valid_on_the_day_without_a_network(
    pki: Pki, letters: dict[SignatureLevel, bytes]
) -> None:
    then = ValidationTimingInfo(AFTER, AFTER, point_in_time_validation=True)
    for signature in signatures_in(PdfFileReader(io.BytesIO(letters[B_LTA]))):
        result = asyncio.run(ades_lta_validation(signature, _validation(pki), timing_info=then))
        assert result.ades_subindic is AdESPassed.OK, (signature.field_name, result.failure_msg)


@pytest.mark.parametrize("year", [2021, 2044] if THOROUGH else [2026])
def test_b_lta_still_validates_years_later_when_its_timestamps_are_kept_up_and_b_lt_does_not(
    pki: Pki, letters: dict[SignatureLevel, bytes], year: int
) -> None:
    later = datetime(year, 1, 1, tzinfo=UTC)
    for level, verdict in ((B_LTA, AdESPassed.OK), (B_LT, AdESIndeterminate.TRY_LATER)):
        for signature in signatures_in(PdfFileReader(io.BytesIO(letters[level]))):
            simulated = simulate_future_ades_lta_validation(signature, _validation(pki), later, AFTER)
            result = asyncio.run(simulated)
            assert result.ades_subindic is verdict, (level, signature.field_name, result.failure_msg)


def _validation(pki: Pki) -> PdfSignatureValidationSpec:
    trust = SimpleTrustManager.build(trust_roots=roots_of([pki.pem("root")]))
    policy = CertValidationPolicySpec(trust, CertRevTrustPolicy(REQUIRE_REVINFO))
    gathering = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(SignatureValidationSpec(policy, gathering, ts_cert_validation_policy=policy))


@where_there_is_time
def test_pdfa_3a_and_pdfua_1_hold_after_both_signatures_and_after_the_archive_timestamp(
    letters: dict[SignatureLevel, bytes],
) -> None:
    assert verapdf(letters[B_LTA], "3a", "ua1") == []


def test_pdfsig_finds_both_persons_valid_at_the_highest_level(
    tmp_path: Path, letters: dict[SignatureLevel, bytes]
) -> None:
    program = require_program("pdfsig", install="poppler-utils")
    path = tmp_path / "brief.pdf"
    path.write_bytes(letters[B_LTA])
    told = subprocess.run([program, "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 2


def test_a_level_asks_the_services_that_it_needs_and_the_lowest_asks_none(pki: Pki) -> None:
    for level, services in ((B_B, set()), (B_T, {"tsa"}), (B_LT, {"tsa", "ocsp", "crl"})):
        pki.asked.clear()
        sign(pki, adopted(), VOORZITTER, level, at=AT)
        assert set(pki.asked) == services


@pytest.mark.parametrize("how", ["unavailable", "refuses", "garbage", "cut", "silent"])
def test_a_timestamp_authority_that_gives_no_token_is_said_in_dutch(pki: Pki, how: Fault) -> None:
    pki.now = AT
    pki.fails("tsa", how)
    preserver = Preserver(profile(pki, B_LTA, timeout=0.5))
    with pytest.raises(TimestampFailed, match="tijdstempel") as failed:
        preserver.archive(adopted(), AT)
    assert failed.value.code == "SIG-009" and "probeer het later opnieuw" in failed.value.mend
    if how == "refuses":
        with pytest.raises(TimestampFailed):
            sign(pki, adopted(), VOORZITTER, B_T, at=AT)


@pytest.mark.parametrize(("service", "how"), [("ocsp", "refuses"), ("ocsp", "garbage"), ("crl", "unavailable")])
def test_a_revocation_service_that_does_not_answer_stops_the_signature_and_is_named(
    pki: Pki, service: Service, how: Fault
) -> None:
    pki.fails("crl", "unavailable")  # without it a signer's own list would do in place of the responder
    pki.fails(service, how)
    with pytest.raises(RevocationUnknown, match=r"Niet na te gaan.*127\.0\.0\.1") as failed:
        sign(pki, adopted(), VOORZITTER, B_LT, at=AT)
    assert failed.value.code == "SIG-008"


def test_a_revoked_certificate_does_not_sign(pki: Pki) -> None:
    pki.revoke("voorzitter", AT - timedelta(days=2))
    with pytest.raises(CertificateRevoked, match="ingetrokken op 22-06-2020"):
        sign(pki, adopted(), VOORZITTER, B_LT, at=AT)


def test_an_issuer_that_was_itself_revoked_is_named_as_the_issuer(pki: Pki) -> None:
    pki.revoke("interm", AT - timedelta(days=60))  # a list comes out every thirty days
    with pytest.raises(CertificateRevoked, match="Een uitgever van het certificaat van Voorzitter"):
        sign(pki, adopted(), VOORZITTER, B_LT, at=AT)


@pytest.mark.parametrize("level", [B_B, B_LT])
def test_a_certificate_of_a_stranger_or_for_another_use_does_not_sign(pki: Pki, level: SignatureLevel) -> None:
    with running_pki("Vreemd") as other:
        pki.now = other.now = AT
        own = profile(pki, level)
        stranger = LetterSigner(key_of(other, "voorzitter"), TYPESETTER, STAMP, own)
        with pytest.raises(CertificateUntrusted, match="niet van een uitgever die de instellingen vertrouwen"):
            stranger.sign(adopted(), field_name="Voorzitter", printed_name="V.", at=AT, certify=True)
    pki.issue("sleutelbos", usage=("key_encipherment",), key_of="voorzitter")
    with pytest.raises(CertificateUntrusted, match="niet bedoeld om mee te ondertekenen"):
        sign(pki, adopted(), VOORZITTER, level, at=AT, key="sleutelbos")


def test_an_authority_whose_certificate_ran_out_gives_no_archive_timestamp(pki: Pki) -> None:
    pki.issue_tsa("tsa-oud", valid_to=AT - timedelta(days=1))
    pki.now, pki.tsa = AT, "tsa-oud"
    with pytest.raises(CertificateExpired, match="van de tijdstempeldienst"):
        Preserver(profile(pki, B_LTA)).archive(adopted(), AT)


def test_a_token_of_another_time_than_the_machines_is_refused(pki: Pki) -> None:
    pki.now = AT + timedelta(hours=2)
    with pytest.raises(TimestampFailed, match="lopen te ver uiteen"):
        Preserver(profile(pki, B_LTA)).archive(adopted(), AT)


def test_an_authority_that_asks_for_a_password_gets_it(pki: Pki) -> None:
    pki.now, pki.password = AT, ("bna", "geheim")
    assert sign(pki, adopted(), VOORZITTER, B_T, at=AT).startswith(adopted())
    with_it = profile(pki, B_T)
    pki.password = ("bna", "een ander")
    with pytest.raises(TimestampFailed, match="HTTP 401"):
        Preserver(with_it).archive(adopted(), AT)
    assert "geheim" not in repr(with_it)


def test_validation_data_are_added_once_to_a_letter_that_lacks_them(pki: Pki) -> None:
    bare = sign(pki, adopted(), VOORZITTER, B_T, at=AT)
    preserver = Preserver(profile(pki, B_LT))
    whole = preserver.with_validation_data(bare, AT)
    assert whole.startswith(bare) and len(whole) > len(bare)
    pki.asked.clear()
    assert preserver.with_validation_data(whole, AT + timedelta(days=400)) == whole
    assert pki.asked == []  # what the file proves by itself is not asked again
    assert CHECKER.check(whole, adopted(), fields=FIELDS[:1]).byte_rule_holds


def test_a_letter_that_is_no_pdf_is_our_error(pki: Pki) -> None:
    with pytest.raises(BnaError, match="niet aan te vullen"):
        Preserver(profile(pki, B_LTA)).archive(b"geen pdf", AT)


# -- two sittings ----------------------------------------------------------------------------------------


def test_each_sitting_has_proof_of_its_own_day(letters: dict[SignatureLevel, bytes]) -> None:
    """The secretaris signs a week later: what the responder said to the voorzitter proves nothing about him."""
    store = DocumentSecurityStore.read_dss(PdfFileReader(io.BytesIO(letters[B_LT])))
    context = store.as_validation_context({"trust_roots": [], "moment": ARCHIVED})
    days = {answer.response_data["produced_at"].native.date() for answer in context.ocsps}
    assert days == {AT.date(), SECOND_SITTING.date()}


def test_a_certificate_that_ends_between_the_sittings_is_said_at_the_second(pki: Pki) -> None:
    pki.issue("aftredend", VOORZITTER.name, valid_to=AT + timedelta(days=3), key_of="voorzitter")
    first = sign(pki, adopted(), VOORZITTER, B_LT, at=AT, key="aftredend")
    pki.now = SECOND_SITTING
    (said,) = Preserver(profile(pki, B_LT)).concerns(first, SECOND_SITTING)
    assert "LET OP: Het certificaat van Voorzitter is niet geldig op 01-07-2020" in said
    assert "gezet toen het nog gold" in said
    pki.issue("secretaris", SECRETARIS.name, valid_to=AT + timedelta(days=3), key_of="secretaris")
    with pytest.raises(CertificateExpired, match="niet geldig op 01-07-2020"):
        sign(pki, first, SECRETARIS, B_LT, at=SECOND_SITTING)


def test_a_certificate_that_is_revoked_between_the_sittings_is_said_and_before_the_first_refused(pki: Pki) -> None:
    first = sign(pki, adopted(), VOORZITTER, B_LT, at=AT)
    preserver = Preserver(profile(pki, B_LT))
    pki.now = SECOND_SITTING
    assert preserver.concerns(first, SECOND_SITTING) == ()
    pki.revoke("voorzitter", AT + timedelta(days=3))
    (said,) = preserver.concerns(first, SECOND_SITTING)
    assert "na de ondertekening ingetrokken (27-06-2020" in said
    pki.revoke("voorzitter", AT - timedelta(hours=1))
    with pytest.raises(CertificateRevoked, match="was al ingetrokken"):
        preserver.concerns(first, SECOND_SITTING)
    pki.fails("ocsp")
    pki.fails("crl")
    (unknown,) = preserver.concerns(first, SECOND_SITTING)
    assert "Niet na te gaan" in unknown


# -- signed elsewhere ------------------------------------------------------------------------------------


def read_in(pki: Pki, signed: bytes, level: SignatureLevel, trust: bytes | None = None) -> tuple[bytes, ...]:
    """What is accepted of a letter that comes back from elsewhere, signed by the voorzitter."""
    made = accept_import(
        CHECKER,
        approved(),
        adopted=adopted(),
        letter_now=adopted(),
        signed=signed,
        signatures_so_far=(),
        signatories=SIGNATORIES,
        at=SECOND_SITTING,
        sample=False,
        trust=[trust or pki.pem("root")],
        level=level,
    )
    return tuple(letter for letter, _ in made)


def test_a_letter_signed_elsewhere_needs_the_timestamp_that_the_level_asks_and_a_trusted_issuer(pki: Pki) -> None:
    plain = sign(pki, adopted(), VOORZITTER, B_B, at=AT)
    assert read_in(pki, plain, B_B) == (plain,)
    with pytest.raises(LevelMissing, match=r"geen geldig tijdstempel.*vragen niveau B-LT") as missing:
        read_in(pki, plain, B_LT)
    assert missing.value.code == "SIG-010" and "tijdstempeldienst aan" in missing.value.mend
    stamped = sign(pki, adopted(), VOORZITTER, B_T, at=AT)
    assert read_in(pki, stamped, B_LT) == (stamped,)
    with running_pki("Vreemd") as other, pytest.raises(ByteRuleBroken, match="niet van een vertrouwde uitgever"):
        read_in(pki, stamped, B_LT, other.pem("root"))
