"""What is said of a file server or an object store that refuses, breaks or is away: in Dutch, what to do, no secret."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.ports import Channel
from bna_pipeline.storage.release_stores import StoreAccess, store_channel
from bna_pipeline.storage.store_channel import StoreChannel
from tests.contract.sides import EDITION, FILES, Bucket, Sftp
from tests.contract.test_channels import AT, KEY, LISTED
from tests.support.budget import budget, where_there_is_time
from tests.support.s3 import KEY as ACCESS_KEY
from tests.support.s3 import S3, SECRET, in_environment
from tests.support.sftp import PASSWORD

on_sftp = pytest.mark.xdist_group("sftp")
on_s3 = pytest.mark.xdist_group("s3")


def said_by(channel: Channel) -> str:
    """What a delivery that fails says."""
    with pytest.raises(DeliveryFailed) as refused:
        channel.deliver(KEY, FILES, AT)
    assert refused.value.mend, "what to do next"
    said = str(refused.value)
    assert not any(secret in said for secret in (SECRET, ACCESS_KEY, PASSWORD))
    return said


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port of loopback at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def mute() -> Iterator[int]:
    """A port of loopback that takes connections and says nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(8)
        yield taken.getsockname()[1]


# -- file servers (SFTP) -------------------------------------------------------------------------------------


@on_sftp
def test_a_server_with_another_key_gets_neither_password_nor_file(sftp: Sftp) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    sftp.known_hosts.write_text(f"[127.0.0.1]:{sftp.server.port} {other}\n")
    before = sftp.server.logins
    assert "andere sleutel" in said_by(sftp.channel())
    assert sftp.server.logins == before and sftp.standing() == {}


@on_sftp
@pytest.mark.parametrize("text", ["", "# niemand\n", "elders.example.org ssh-ed25519 AAAA\n"])
def test_a_server_that_is_not_known_gets_nothing(sftp: Sftp, text: str) -> None:
    sftp.known_hosts.write_text(text)
    assert f"ssh-keyscan -p {sftp.server.port} 127.0.0.1" in said_by(sftp.channel())
    assert sftp.standing() == {}


@on_sftp
def test_without_known_hosts_nothing_is_sent(sftp: Sftp, tmp_path: Path) -> None:
    assert "known_hosts" in said_by(sftp.channel(known_hosts=None))
    assert "het bestaat niet" in said_by(sftp.channel(known_hosts=tmp_path / "weg"))
    binary = tmp_path / "binair"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "geen tekst" in said_by(sftp.channel(known_hosts=binary))


@on_sftp
@pytest.mark.parametrize("wrong", [{"user": "iemand"}, {"secret": "fout"}, {"secret": ""}], ids=str)
def test_a_login_that_is_refused_names_the_settings(sftp: Sftp, wrong: dict[str, str]) -> None:
    said = said_by(sftp.channel(**wrong))
    assert "weigert de aanmelding" in said and "[channels.plek]" in said


@on_sftp
def test_a_key_opens_what_a_password_opens(sftp: Sftp, tmp_path: Path) -> None:
    key = tmp_path / "sleutel"
    key.write_text(sftp.server.client_key)
    assert sftp.channel(secret="", key_file=key).deliver(KEY, FILES, AT).files == LISTED
    key.write_text(asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode())
    assert "weigert de aanmelding" in said_by(sftp.channel(secret="", key_file=key))


@on_sftp
def test_a_disk_that_is_full_there_leaves_no_half_file(sftp: Sftp) -> None:
    sftp.server.full_after = 40_000
    assert "de schijf daar is vol" in said_by(sftp.channel())
    sftp.works()
    assert "data/voortgangsrapportage.pdf" not in sftp.standing()
    sftp.channel().deliver(KEY, FILES, AT)
    assert sftp.standing() == FILES, "what was on its way is taken up"


@on_sftp
def test_a_server_that_loses_bytes_in_silence_is_seen_before_the_file_has_its_name(sftp: Sftp) -> None:
    sftp.server.loses_after = 40_000
    assert "kwam er niet heel aan" in said_by(sftp.channel())
    assert "data/voortgangsrapportage.pdf" not in sftp.standing()


@on_sftp
def test_a_connection_that_is_cut_in_the_middle_is_said(sftp: Sftp) -> None:
    sftp.server.cut_after = 40_000
    assert "brak af" in said_by(sftp.channel())


@on_sftp
def test_a_folder_in_which_nobody_may_write_is_said(sftp: Sftp) -> None:
    sftp.server.denies = True
    assert "rechten" in said_by(sftp.channel())


@on_sftp
def test_a_server_that_stops_answering_is_not_waited_for_long(sftp: Sftp) -> None:
    sftp.server.silent = True
    assert "antwoordde niet binnen 0.5 seconden" in said_by(sftp.channel(timeout=0.5))


def test_where_nobody_answers_it_is_said(nobody: int, mute: int, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    known.write_text("elders ssh-ed25519 AAAA\n")
    access = StoreAccess(user="iemand", secret="x", known_hosts=known, timeout=0.5)
    assert "niet te bereiken" in said_by(store_channel("plek", f"sftp://127.0.0.1:{nobody}/in", EDITION, access))
    said = said_by(store_channel("plek", f"sftp://127.0.0.1:{mute}/in", EDITION, access))
    assert "kwam niet tot stand" in said or "antwoordde niet" in said
    assert "niet te bereiken" in said_by(store_channel("plek", "sftp://bestaat-niet.invalid/in", EDITION, access))


@on_sftp
def test_every_connection_is_closed_again(sftp: Sftp) -> None:
    for _ in range(3):
        sftp.channel().deliver(KEY, FILES, AT)
    deadline = time.monotonic() + 120
    while sftp.server.connected and time.monotonic() < deadline:  # it hears of the end a moment later
        time.sleep(0.02)
    assert sftp.server.connected == 0 and sftp.server.logins >= 3


# -- object stores (S3) --------------------------------------------------------------------------------------


@on_s3
def test_a_bucket_that_does_not_exist_is_never_made(s3: S3) -> None:
    s3.asked.clear()
    said = said_by(Bucket(s3, "s3://tikfout/blobs").channel())
    assert "De bucket tikfout bestaat niet." in said and "programme.yaml" in said
    assert ("PUT", "/tikfout") not in s3.asked


@on_s3
@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied"][: budget(1, 3)])
def test_keys_that_open_nothing_name_the_settings(store: Bucket, code: str) -> None:
    store.server.fails(403, code)
    assert "user en secret_file onder [channels.plek]" in said_by(store.channel())


@on_s3
def test_without_keys_it_is_said_what_lacks(store: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert "geen sleutels ingesteld" in said_by(store.channel(user=None, secret=""))


@on_s3
@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (507, "XMinioStorageFull", "weigert dit (XMinioStorageFull)"),
        (503, "SlowDown", "overbelast of in storing (SlowDown)"),
        (403, "QuotaExceeded", "weigert dit (QuotaExceeded)"),
    ][: budget(1, 3)],
)
def test_what_the_store_says_is_passed_on(store: Bucket, status: int, code: str, said: str) -> None:
    store.server.fails(status, code, methods=["PUT"])
    assert said in said_by(store.channel())


@where_there_is_time
@on_s3
def test_a_store_that_says_nothing_is_not_waited_for_long(store: Bucket) -> None:
    store.server.fails(0, "", times=6)
    assert "antwoordt niet" in said_by(store.channel(timeout=0.5))


@on_s3
def test_an_answer_that_is_cut_off_is_no_file(store: Bucket) -> None:
    store.channel().deliver(KEY, FILES, AT)
    store.server.cuts_off()
    with pytest.raises(DeliveryFailed, match="brak zijn antwoord af"):
        store.channel().find(KEY, LISTED, AT)


@where_there_is_time
@on_s3
def test_where_no_store_answers_it_is_said(store: Bucket, nobody: int) -> None:
    assert "antwoordt niet" in said_by(store.channel(endpoint=f"http://127.0.0.1:{nobody}"))


@on_s3
def test_an_endpoint_that_is_no_address_is_said(store: Bucket) -> None:
    assert "endpoint onder [channels.plek]" in said_by(store.channel(endpoint="http://127.0.0.1:poort"))


@on_s3
def test_a_store_without_conditional_writes_is_served_all_the_same(store: Bucket) -> None:
    store.server.old = True
    store.channel().deliver(KEY, FILES, AT)
    assert store.standing() == FILES


@on_s3
def test_the_settings_of_the_channel_win_over_those_of_the_environment(store: Bucket, nobody: int) -> None:
    """Two channels may go to two stores; and the blobs stand in a third."""
    with in_environment({"AWS_ENDPOINT_URL": f"http://127.0.0.1:{nobody}", "AWS_ACCESS_KEY_ID": "een-ander"}):
        assert store.channel().deliver(KEY, FILES, AT).files == LISTED


# -- looked at beforehand ------------------------------------------------------------------------------------


def looked_at(channel: Channel) -> str:
    """What a look at a channel says before anything is delivered."""
    assert isinstance(channel, StoreChannel)
    with pytest.raises(DeliveryFailed) as refused:
        channel.check()
    return str(refused.value)


@on_sftp
def test_a_look_at_a_file_server_finds_what_a_delivery_would_run_into_and_leaves_nothing(sftp: Sftp) -> None:
    good = sftp.channel()
    assert isinstance(good, StoreChannel)
    good.check()
    assert sftp.standing() == {} and sftp.server.written == []
    assert "weigert de aanmelding" in looked_at(sftp.channel(secret="fout"))
    sftp.known_hosts.write_text("elders ssh-ed25519 AAAA\n")
    assert "ssh-keyscan" in looked_at(sftp.channel())


@on_s3
def test_a_look_at_an_object_store_finds_a_bucket_that_is_not_there_and_puts_nothing(store: Bucket) -> None:
    before = store.server.puts()
    good = store.channel()
    assert isinstance(good, StoreChannel)
    good.check()
    assert "De bucket tikfout bestaat niet." in looked_at(Bucket(store.server, "s3://tikfout/x").channel())
    assert store.server.puts() == before


# -- all of them ---------------------------------------------------------------------------------------------


def test_an_address_of_no_known_kind_is_said() -> None:
    assert "programme.yaml" in said_by(store_channel("plek", "onbekend://ergens/map", EDITION, StoreAccess()))


def test_a_share_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "dicht").write_bytes(b"")
    assert "niet te lezen of te schrijven" in said_by(
        store_channel("plek", f"file://{tmp_path}/dicht", EDITION, StoreAccess())
    )


def test_a_share_without_hard_links_gets_the_files_and_nothing_of_anothers_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("bna_pipeline.storage.release_stores.os.link", link)
    channel = store_channel("plek", f"file://{tmp_path}/in", EDITION, StoreAccess())
    assert channel.deliver(KEY, FILES, AT).files
    there = {
        p.relative_to(tmp_path / "in" / EDITION).as_posix(): p for p in (tmp_path / "in").rglob("*") if p.is_file()
    }
    assert {name: path.read_bytes() for name, path in there.items()} == dict(FILES)
    first = next(iter(there.values()))
    first.write_bytes(b"van een ander")
    said_by(channel)
    assert first.read_bytes() == b"van een ander" and len(list((tmp_path / "in").rglob("*.*"))) == len(FILES)


@where_there_is_time
@pytest.mark.parametrize(("driver", "address"), [("paramiko", "sftp://a.example.org/b"), ("s3fs", "s3://a/b")])
def test_without_the_driver_the_sentence_says_what_to_install(driver: str, address: str, tmp_path: Path) -> None:
    script = f"""
import sys
sys.modules[{driver!r}] = None
from datetime import UTC, datetime
from pathlib import Path
from bna_pipeline.storage.release_stores import StoreAccess, store_channel
channel = store_channel("plek", {address!r}, "demo-2020", StoreAccess(known_hosts=Path("x")))
channel.deliver("k", {{"a": b""}}, datetime.now(UTC))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'bna-pipeline[server]'" in done.stderr
