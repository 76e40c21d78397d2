"""Timestamp tokens of a real authority: what they say, what a changed one says, and bags held against them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp

from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import Kamerbrief
from bna_pipeline.model.events import Entry
from bna_pipeline.model.release_events import (
    KamerbriefSeen,
    MomentReached,
    Occasion,
    ReleaseArmed,
    ReleaseFired,
    SealMade,
    TrailStamped,
)
from bna_pipeline.model.verdicts import Holds, Row
from bna_pipeline.record.dossier import make_dossier
from bna_pipeline.record.package import freeze
from bna_pipeline.record.seal import SEALED
from bna_pipeline.record.verify import verify
from bna_pipeline.signing.tokens import TokenJudge
from bna_pipeline.signing.tsa import TimestampAuthority
from bna_pipeline.signing.vouching import AuthorityTimestamper
from tests.support.budget import budget
from tests.support.pki import Pki, running_pki
from tests.support.programs import require_program
from tests.unit.record.story import FROZEN_AT, LineChecker, Story, forged_bag, signed_story, tiny_pdf

pytestmark = pytest.mark.xdist_group("pki")
DIGEST = sha256_hex(b"het hoofd van een logboek")


@dataclass
class At:
    """A clock that stands where it is put."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def asked(pki: Pki, at: datetime, trust: tuple[bytes, ...] = ()) -> AuthorityTimestamper:
    pki.now = at
    return AuthorityTimestamper(TimestampAuthority(pki.tsa_url), At(at), 5, trust)


def test_a_token_says_what_it_is_over_when_and_from_whom_and_openssl_says_so_too(pki: Pki, tmp_path: Path) -> None:
    vouch = asked(pki, FROZEN_AT, (pki.pem("root"),)).vouch(DIGEST)
    found = TokenJudge().read(vouch.token, trust=[pki.pem("root")])
    assert found is not None and (found.algorithm, found.imprint) == ("sha256", DIGEST)
    assert found.holds and found.trusted and found.at == vouch.at == FROZEN_AT
    assert found.authority == vouch.authority and "CN=Tsa" in found.authority
    nobody = TokenJudge().read(vouch.token)
    assert nobody is not None and nobody.holds and nobody.trusted is None
    other = TokenJudge().read(vouch.token, trust=[pki.pem("tsa"), pki.pem("interm")])
    assert other is not None and other.holds
    token = tmp_path / "hoofd.tst"
    token.write_bytes(vouch.token)
    command = ["ts", "-verify", "-token_in", "-in", str(token), "-CAfile", str(pki.write_trust(tmp_path))]
    for digest, right in ((DIGEST, True), (sha256_hex(b"iets anders"), False)):
        openssl = require_program("openssl", install="openssl")
        done = subprocess.run(
            [openssl, *command, "-digest", digest, "-attime", str(int(FROZEN_AT.timestamp()))],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode == 0) is right, done.stdout + done.stderr


def test_an_authority_of_another_house_is_not_believed(pki: Pki) -> None:
    with running_pki("Vreemd") as strange:
        token = asked(strange, FROZEN_AT).vouch(DIGEST).token
        found = TokenJudge().read(token, trust=[pki.pem("root")])
        assert found is not None and found.holds and found.trusted is False
        with pytest.raises(TimestampFailed, match="niet van een uitgever die de instellingen vertrouwen"):
            asked(strange, FROZEN_AT, (pki.pem("root"),)).vouch(DIGEST)


def test_an_authoritys_whole_answer_is_read_as_the_token_in_it(pki: Pki) -> None:
    token = asked(pki, FROZEN_AT).vouch(DIGEST).token
    status = tsp.PKIStatusInfo({"status": "granted"})
    answer = tsp.TimeStampResp({"status": status, "time_stamp_token": cms.ContentInfo.load(token)}).dump()
    assert TokenJudge().read(answer) == TokenJudge().read(token)


def test_a_changed_token_never_says_anything_else(pki: Pki) -> None:
    """Wherever a bit turns: it holds no longer, is no token, or says exactly what it said before."""
    token = asked(pki, FROZEN_AT).vouch(DIGEST).token
    said, judge = TokenJudge().read(token), TokenJudge()
    step = max(1, len(token) // budget(60, len(token)))
    held = 0
    for place in range(0, len(token), step):
        changed = token[:place] + bytes([token[place] ^ 4]) + token[place + 1 :]
        found = judge.read(changed)
        assert found is None or not found.holds or found == said, place
        held += found is not None and found.holds
    assert held < len(token) // step // 2
    for other in (b"", b"tekst", token + b"\0", token[:-1], b"\x30" * 300_000):
        assert judge.read(other) is None


# -- a dossier -----------------------------------------------------------------------------------------


@dataclass
class Proven:
    """A story with the tokens of a real authority, and its bags."""

    story: Story
    package: dict[str, bytes]
    dossier: dict[str, bytes]
    seal: bytes


def stamp(story: Story, pki: Pki, occasion: Occasion, *, late: timedelta = timedelta()) -> None:
    """As `stamp_trail` does; `late`: how long after it says so the authority really gave the token."""
    last = story.entries[-1]
    vouch = asked(pki, last.at + timedelta(hours=1) + late).vouch(last.hash)
    token = story.put("token", vouch.token).sha256
    story.happen(
        TrailStamped(
            occasion=occasion, seq=last.seq, head=last.hash, token=token, at=vouch.at, authority=vouch.authority
        ),
        "systeem",
    )


def tell(pki: Pki, *, late: timedelta = timedelta()) -> Proven:
    story, signed = signed_story()
    stamp(story, pki, Occasion.SIGNING, late=late)
    package, bag = freeze(story.programme, story.edition, signed, story.get, story.entries, FROZEN_AT)
    story.happen(ReleaseArmed(package=package))
    brief = story.put("Kamerbrief.pdf", tiny_pdf("Kamerbrief"))
    story.happen(KamerbriefSeen(kamerbrief=Kamerbrief(file=brief, date=FROZEN_AT.date(), number="12345 nr. 8")))
    planned, head = story.entries[-1].at + timedelta(hours=1), story.entries[-1].hash
    vouch = asked(pki, planned).vouch(head)
    story.happen(
        MomentReached(planned=planned, token=story.put("t", vouch.token).sha256, vouched=vouch.at, head=head), "systeem"
    )
    story.happen(ReleaseFired(package=package.digest, kamerbrief=brief.sha256))
    sealed = sha256_hex(bag[SEALED])
    seal = asked(pki, FROZEN_AT).vouch(sealed)
    token = story.put("zegel", seal.token).sha256
    story.happen(SealMade(bag="pakket", sealed=sealed, token=token, at=seal.at, authority=seal.authority), "systeem")
    stamp(story, pki, Occasion.RELEASE)
    whole = make_dossier(story.programme, story.edition, story.state, story.entries, story.get, bag, FROZEN_AT)
    return Proven(story, dict(bag), dict(whole), seal.token)


@pytest.fixture(scope="module")
def told(pki_server: Pki) -> Proven:
    pki_server.reset()
    return tell(pki_server)


@pytest.fixture
def judged(tmp_path: Path, pki_server: Pki) -> Callable[..., list[Row]]:
    def judge(files: Mapping[str, bytes], *, trusted: bool = True, seal: bytes | None = None) -> list[Row]:
        folder = tmp_path / f"zak-{len(list(tmp_path.iterdir()))}"
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        trust = [pki_server.pem("root")] if trusted else []
        return list(verify(folder, LineChecker(), trust=trust, seal=seal, tokens=TokenJudge()).rows)

    return judge


def wrong(rows: list[Row]) -> list[str]:
    return [f"{row.subject}: {row.detail}" for row in rows if row.holds is Holds.NO]


def changed(bag: Mapping[str, bytes], **files: bytes | None) -> dict[str, bytes]:
    """The bag with other files in its payload (`None`: without it), its sums made to fit."""
    payload = {name.removeprefix("data/"): data for name, data in bag.items() if name.startswith("data/")}
    for name, data in files.items():
        path = name.replace("__", "/").replace("_P_", ".")
        payload.pop(path, None)
        if data is not None:
            payload[path] = data
    return forged_bag(payload)


Judge = Callable[..., list[Row]]


def test_every_token_stands_in_the_table_with_its_line_its_moment_and_who_gave_it(told: Proven, judged: Judge) -> None:
    rows = judged(told.dossier)
    assert wrong(rows) == []
    said = [row.detail for row in rows if row.holds is Holds.YES and row.subject.endswith(".tst")]
    for words in ("(ondertekening)", "(vrijgave)", "(moment van vertrek)", "Het pakket stond er"):
        assert any(words in detail and "CN=Tsa" in detail for detail in said), words
    stranger = {row.subject for row in judged(told.dossier, trusted=False) if row.holds is Holds.UNKNOWN}
    assert {"data/tijdstempels, vertrouwen", "data/tijdstempels/pakket.zegel.tst, vertrouwen"} <= stranger
    package = judged(told.package)
    assert wrong(package) == [] and any("(ondertekening)" in row.detail for row in package)


def test_a_seal_is_of_one_bag_and_of_nothing_else(told: Proven, judged: Judge, pki_server: Pki) -> None:
    (row,) = [r for r in judged(told.package, seal=told.seal) if r.subject == "verzegeling"]
    assert row.holds is Holds.YES and row.detail.startswith("Dit pakket stond er")
    inside = next(r for r in judged(told.dossier, seal=told.seal) if r.subject == "verzegeling")
    assert inside.holds is Holds.YES and inside.detail.startswith("Het pakket in dit dossier stond er")
    over_trail = asked(pki_server, FROZEN_AT).vouch(told.story.entries[9].hash).token
    line = next(r for r in judged(told.dossier, seal=over_trail) if r.subject == "verzegeling")
    assert line.holds is Holds.YES and "regel 10 " in line.detail
    other = changed(told.package, voortgangsrapportage_P_html=b"<p>anders</p>")
    assert any("van iets anders" in said for said in wrong(judged(other, seal=told.seal)))
    broken = told.seal[:-20] + bytes([told.seal[-20] ^ 1]) + told.seal[-19:]
    assert any(said.startswith("verzegeling: ") for said in wrong(judged(told.package, seal=broken)))


def test_a_token_that_was_changed_lost_put_in_or_taken_from_another_line_is_named(told: Proven, judged: Judge) -> None:
    index = json.loads(told.dossier["data/tijdstempels/index.json"])
    first, second = (token["file"] for token in index["tokens"][:2])
    one, two = told.dossier[f"data/{first}"], told.dossier[f"data/{second}"]
    as_key = first.replace("/", "__").replace(".", "_P_")
    flipped = one[:400] + bytes([one[400] ^ 1]) + one[401:]
    for data in (flipped, two, None):
        assert any(first in said for said in wrong(judged(changed(told.dossier, **{as_key: data}))))
    stray = wrong(judged(changed(told.dossier, tijdstempels__99_P_tst=two)))
    assert stray == ["data/tijdstempels/99.tst: Staat niet in data/tijdstempels/index.json."]
    gone = wrong(judged(changed(told.dossier, tijdstempels__index_P_json=None)))
    assert gone == ["data/tijdstempels/index.json: Ontbreekt."]
    seal = wrong(judged(changed(told.dossier, tijdstempels__pakket_P_zegel_P_tst=two)))
    assert seal == [
        "data/tijdstempels/pakket.zegel.tst: Is een andere verzegeling dan het logboek noemt, of van een ander pakket."
    ]
    index["tokens"][0]["at"] = "2030-01-01T00:00:00Z"
    moved = wrong(judged(changed(told.package, tijdstempels__index_P_json=json.dumps(index).encode())))
    assert any("index.json" in said for said in moved)


def test_a_trail_written_anew_cannot_have_its_tokens(told: Proven, judged: Judge) -> None:
    """Everything is hashed again and fits, as only somebody with the ledger's key could do it; the tokens do not."""
    entries: list[Entry] = []
    for entry in told.story.entries:
        actor = "iemand anders" if entry.seq == 5 else entry.actor
        before = entries[-1] if entries else None
        entries.append(
            Entry.after(
                before, edition=entry.edition, at=entry.at, actor=actor, account=entry.account, event=entry.event
            )
        )
    forged = Story(told.story.programme, blobs=told.story.blobs, entries=entries)
    whole = make_dossier(forged.programme, forged.edition, forged.state, entries, forged.get, told.package, FROZEN_AT)
    said = wrong(judged(whole))
    assert any("is een andere dan waarvoor dit tijdstempel staat" in each for each in said), said


def test_a_trail_that_was_made_later_than_it_says_is_told_by_its_tokens(pki: Pki, judged: Judge) -> None:
    """The authority's clock stands in the token: who backdates a trail gets a token of today."""
    said = wrong(judged(tell(pki, late=timedelta(days=400)).dossier))
    assert any("Het logboek is later gemaakt dan het zegt" in each for each in said), said


def test_a_dossier_without_an_authority_says_that_nobody_confirmed_its_times(judged: Judge) -> None:
    story, signed = signed_story()
    package, bag = freeze(story.programme, story.edition, signed, story.get, story.entries, FROZEN_AT)
    story.happen(ReleaseArmed(package=package))
    brief = story.put("Kamerbrief.pdf", tiny_pdf("Kamerbrief"))
    story.happen(KamerbriefSeen(kamerbrief=Kamerbrief(file=brief, date=FROZEN_AT.date(), number="12345 nr. 8")))
    story.happen(ReleaseFired(package=package.digest, kamerbrief=brief.sha256))
    whole = make_dossier(story.programme, story.edition, story.state, story.entries, story.get, bag, FROZEN_AT)
    rows = judged(whole)
    assert wrong(rows) == []
    assert next(row for row in rows if row.subject == "tijdstempels").holds is Holds.UNKNOWN
