"""Second opinions on a signed letter: pyHanko's own AdES validation, `pdfsig`, and `openssl` over the byte range."""

from __future__ import annotations

import asyncio
import io
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
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

from bna_pipeline.model.signature_level import SignatureLevel
from bna_pipeline.model.validation import Indication
from bna_pipeline.signing.validity import roots_of
from tests.support.lasting import Lasting
from tests.support.pki import Pki
from tests.support.programs import require_program
from tests.support.signing_desk import ARCHIVED, SECOND_SITTING
from tests.unit.signing.workshop import AT, CHECKER, FIELDS, adopted

pytestmark = pytest.mark.xdist_group("pki")


class Bench:
    """A letter with both signatures and an archive timestamp, and what a stranger needs to look at it."""

    def __init__(self, pki: Pki, lasting: Lasting, folder: Path) -> None:
        self.folder, self.root = folder, pki.write_trust(folder)
        self.interm = folder / "tussen.pem"
        self.interm.write_bytes(pki.pem("interm"))
        self.letter = lasting.archived
        self.reader = PdfFileReader(io.BytesIO(self.letter))

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def covered(self, signature: EmbeddedPdfSignature) -> bytes:
        start, first, then, second = (int(part) for part in signature.byte_range)
        return self.letter[start : start + first] + self.letter[then : then + second]

    def cms_verify(self, signature: EmbeddedPdfSignature, content: bytes, at: datetime) -> tuple[int, str]:
        """`openssl cms -verify` over detached content, at the moment of the signature."""
        container = self.file("handtekening.der", signature.pkcs7_content)
        return openssl(
            *("cms", "-verify", "-binary", "-inform", "DER", "-in", container, "-out", "/dev/null"),
            *("-content", self.file("bytes", content), "-CAfile", str(self.root), "-certfile", str(self.interm)),
            *("-purpose", "any", "-attime", str(int(at.timestamp()))),
        )

    def ts_verify(self, token: cms.SignedData, content: bytes, at: datetime) -> tuple[int, str]:
        """`openssl ts -verify` of a token over these bytes."""
        whole = cms.ContentInfo({"content_type": "signed_data", "content": token}).dump()
        return openssl(
            *("ts", "-verify", "-token_in", "-in", self.file("token.der", whole), "-data", self.file("bytes", content)),
            *("-CAfile", str(self.root), "-attime", str(int(at.timestamp()))),
        )


def openssl(*arguments: str) -> tuple[int, str]:
    program = require_program("openssl", install="openssl")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def bench(pki_server: Pki, lasting: Lasting, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(pki_server, lasting, tmp_path_factory.mktemp("nagaan"))


def test_openssl_finds_both_signatures_valid_over_their_byte_ranges(bench: Bench) -> None:
    """The chain from the root of the infrastructure, the bytes as the file says they were signed."""
    signatures = list(bench.reader.embedded_regular_signatures)
    assert [s.field_name for s in signatures] == list(FIELDS)
    for signature, at in zip(signatures, (AT, SECOND_SITTING), strict=True):
        content = bench.covered(signature)
        code, said = bench.cms_verify(signature, content, at)
        assert (code, "successful" in said) == (0, True), said
        changed = bytes([content[0] ^ 1]) + content[1:]
        assert bench.cms_verify(signature, changed, at)[0] != 0, "a changed byte passes"


def test_openssl_finds_every_timestamp_valid_over_what_it_stands_for(bench: Bench) -> None:
    """A signature's timestamp stands for the signature's own value, an archive timestamp for its byte range."""
    for signature, at in zip(bench.reader.embedded_regular_signatures, (AT, SECOND_SITTING), strict=True):
        (token,) = extract_tst_data_iter(signature.signer_info, signed=False)
        value = signature.signer_info["signature"].native
        code, said = bench.ts_verify(token, value, at)
        assert (code, "Verification: OK" in said) == (0, True), said
        assert bench.ts_verify(token, value + b"\0", at)[0] != 0
    (archive,) = bench.reader.embedded_timestamp_signatures
    content = bench.covered(archive)
    code, said = bench.ts_verify(archive.signed_data, content, ARCHIVED)
    assert (code, "Verification: OK" in said) == (0, True), said
    assert bench.ts_verify(archive.signed_data, content[:-1], ARCHIVED)[0] != 0


def test_openssl_does_not_accept_another_root(bench: Bench, pki: Pki) -> None:
    """The check of the chain is one: with only the authority of another house the same signature fails."""
    signature = next(iter(bench.reader.embedded_regular_signatures))
    stranger = bench.folder / "vreemd.pem"
    stranger.write_bytes(pki.pem("tsa"))
    container = bench.file("handtekening.der", signature.pkcs7_content)
    code, _ = openssl(
        *("cms", "-verify", "-binary", "-inform", "DER", "-in", container, "-out", "/dev/null"),
        *("-content", bench.file("bytes", bench.covered(signature)), "-CAfile", str(stranger), "-purpose", "any"),
        *("-attime", str(int(AT.timestamp()))),
    )
    assert code != 0


def test_pdfsig_and_pyhankos_own_ades_validation_find_both_persons_valid(bench: Bench) -> None:
    program = require_program("pdfsig", install="poppler-utils")
    letter = bench.file("brief.pdf", bench.letter)
    said = subprocess.run([program, letter], capture_output=True, text=True, check=False, timeout=60).stdout
    blocks = re.split(r"(?m)^Signature #\d+:$", said)[1:]
    valid = [block for block in blocks if "Signature Validation: Signature is Valid." in block]
    assert len(valid) >= 2 and all(field in said for field in FIELDS), said
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=roots_of([bench.root.read_bytes()])),
                revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
        ),
        diff_policy=None,  # the certifying signature adds /Perms; the byte rule is ours
    )
    timing = ValidationTimingInfo(validation_time=ARCHIVED, best_signature_time=ARCHIVED, point_in_time_validation=True)
    for signature in bench.reader.embedded_regular_signatures:
        assert asyncio.run(ades_lta_validation(signature, spec, timing_info=timing)).ades_subindic is AdESPassed.OK


def test_the_commands_that_the_guide_gives_a_stranger_say_so_too(bench: Bench, lasting: Lasting) -> None:
    """As they stand in `docs/checking-a-package.md`, in bash, on a letter with all timestamps and on one without."""
    require_program("openssl", install="openssl")
    person, stamp = "CMS Verification successful", "Verification: OK"
    assert said_by("openssl", bench, lasting.archived) == [person, stamp, person, stamp, stamp]
    assert said_by("openssl", bench, lasting.plain) == [person] * 2
    assert said_by("pyhanko", bench, lasting.archived) == [f"{field} PASSED OK" for field in FIELDS]
    assert all("INDETERMINATE" in line for line in said_by("pyhanko", bench, lasting.plain))


def said_by(block: str, bench: Bench, letter: bytes) -> list[str]:
    """What the commands of a block in the guide print of a letter, line by line."""
    guide = (Path(__file__).parents[2] / "docs" / "checking-a-package.md").read_text(encoding="utf-8")
    (commands,) = re.findall(rf"<!-- run: {block} -->\n```bash\n(.*?)```", guide, re.DOTALL)
    bash = require_program("bash", install="bash")
    python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "PATH": python, "LETTER": bench.file("brief.pdf", letter), "TRUST": str(bench.root)}
    done = subprocess.run([bash, "-uc", commands], capture_output=True, text=True, check=False, timeout=60, env=given)
    assert done.stdout, done.stderr
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def test_our_own_check_says_the_same(bench: Bench) -> None:
    found = CHECKER.check(bench.letter, adopted(), fields=FIELDS, trust=[bench.root.read_bytes()], moment=ARCHIVED)
    assert found.byte_rule_holds and all(stamp.holds and stamp.trusted for stamp in found.timestamps)
    for signature in found.signatures:
        assert signature.judgement is not None
        assert (signature.judgement.level, signature.judgement.indication) == (
            SignatureLevel.B_LTA,
            Indication.PASSED,
        )
