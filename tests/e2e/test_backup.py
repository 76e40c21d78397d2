"""A backup taken in the middle of an edition, put back on a clean machine and run on, gives the same content."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

import fsspec
import pytest

from bna_pipeline import wiring
from bna_pipeline.errors import BytesChanged, StorageError, WrongUse
from bna_pipeline.model.draft import LETTER_PDF
from bna_pipeline.model.transitions import Act
from bna_pipeline.wiring.backups import back_up, put_back
from tests.e2e.project import snapshot
from tests.support.budget import where_there_is_time
from tests.support.mail_servers import SmtpServer, mail_toml
from tests.support.many_editions import KINDS, Planned, act, lay_out_many, play_here, waves
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.s3 import empty_bucket, in_environment, s3_server

pytestmark = [pytest.mark.xdist_group("backup"), where_there_is_time]

ONE = (Planned(KINDS[1], 2020),)
"""The programme with two signatories, a ministry that gets the report beforehand, and two channels."""
EDITION = ONE[0].id


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The content digest of a life without a disaster."""
    root = tmp_path_factory.mktemp("undisturbed")
    lay_out_many(root, ONE)
    return play_here(root, ONE)


# -- one machine -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["draft", "adopt", "arm"])
def test_on_one_machine_the_copy_goes_on_from_where_it_was_taken(
    tmp_path: Path, undisturbed: dict[str, str], until: str
) -> None:
    root, file, clean = tmp_path / "project", tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    lay_out_many(root, ONE)
    play_here(root, ONE, until)
    assert back_up(wiring.open_app(root), file) == put_back(file, clean)
    shutil.rmtree(root)
    assert play_here(clean, ONE) == undisturbed
    assert wiring.verify_package(clean / "outbox" / EDITION / "pakket").holds


@pytest.mark.parametrize(("until", "halfway"), [("review", "adopt"), ("sign", "sign beside"), ("arm", "release")])
def test_a_copy_between_an_act_and_what_follows_on_it_goes_on_from_there(
    tmp_path: Path, undisturbed: dict[str, str], until: str, halfway: str
) -> None:
    """Of the person's act, nothing is done twice; of what follows on it, nothing is left out."""
    root, file, clean = tmp_path / "project", tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    lay_out_many(root, ONE)
    play_here(root, ONE, until)
    app = wiring.open_app(root)
    act(app, next(wave for wave in waves() if wave.name == halfway), ONE, lambda _edition, _flow: None)
    before = wiring.pipeline.state(app.tools(EDITION)).seq
    back_up(app, file)
    put_back(file, clean)
    assert wiring.pipeline.state(wiring.open_app(clean).tools(EDITION)).seq == before
    assert play_here(clean, ONE) == undisturbed
    kinds = Counter[str](entry.event.kind for entry in wiring.pipeline.entries(wiring.open_app(clean).tools(EDITION)))
    once = ("adoption.recorded", "release.armed", "release.fired", "kamerbrief.seen")
    assert {kind: kinds[kind] for kind in once} == dict.fromkeys(once, 1)
    assert kinds["letter.signed"] == len(ONE[0].kind.signers)


def test_a_copy_that_is_taken_while_the_edition_goes_on_is_whole(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    """Copies one after the other, as long as the edition is played: each of them goes on to the same end."""
    root, copies = tmp_path / "project", list[Path]()
    lay_out_many(root, ONE)
    play_here(root, ONE, "open")
    over = threading.Event()

    def copy() -> None:
        while not over.is_set():
            file = tmp_path / f"{len(copies)}.tar.gz"
            back_up(wiring.open_app(root), file)
            copies.append(file)

    with ThreadPoolExecutor(1) as other:
        copying = other.submit(copy)
        try:
            assert play_here(root, ONE) == undisturbed
        finally:
            over.set()
        copying.result()  # a copy that was refused is a fault, however many were made before it
    assert len(copies) >= 3
    for number in sorted({1, len(copies) // 2, len(copies) - 1}):
        clean = tmp_path / f"schoon-{number}"
        put_back(copies[number], clean)
        assert gone_on(clean) == undisturbed


def gone_on(root: Path) -> dict[str, str]:
    """Play on; where the letter was signed after its ledger was copied and before it was, do what the refusal says."""
    try:
        return play_here(root, ONE)
    except BytesChanged:
        letter_to_sign(root).unlink()
        return play_here(root, ONE)


def letter_to_sign(root: Path) -> Path:
    return root / "outbox" / EDITION / "ondertekening" / LETTER_PDF


def test_a_letter_that_was_signed_while_the_copy_was_made_is_refused_and_laid_out_anew_once_it_is_taken_away(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    """Its signature is not on record there, so it counts for nothing."""
    root, file, clean = tmp_path / "project", tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    lay_out_many(root, ONE)
    play_here(root, ONE, "adopt")
    back_up(wiring.open_app(root), file)
    play_here(root, ONE, "sign")
    put_back(file, clean)
    letter_to_sign(clean).write_bytes(letter_to_sign(root).read_bytes())
    with pytest.raises(BytesChanged, match="Verwijder het anders en voer `bna run` uit"):
        play_here(clean, ONE)
    assert gone_on(clean) == undisturbed


def test_a_mail_that_went_after_the_backup_goes_again_as_the_same_mail(tmp_path: Path) -> None:
    """Who got it cannot be asked; so it has the same Message-ID and the same reference, and is known as a copy."""
    root, file, clean = tmp_path / "project", tmp_path / "kopie.tar.gz", tmp_path / "schoon"
    lay_out_many(root, ONE)
    with SmtpServer() as smtp, in_environment({"BNA_LEDGER_KEY": secrets.token_hex(32)}):
        told = root / ".bna" / "settings.toml"
        told.parent.mkdir()
        told.touch(mode=0o600)
        told.write_text(mail_toml(smtp), encoding="utf-8")
        app = wiring.open_app(root)
        wiring.pipeline.open_edition(app.tools(EDITION), app.actor(EDITION, "coordinator", Act.OPEN))
        back_up(app, file)
        first = _mailed(root, smtp)
        shutil.rmtree(root)
        put_back(file, clean)
        again = _mailed(clean, smtp)
    assert len(first) >= 5 and again == first


def _mailed(root: Path, smtp: SmtpServer) -> set[tuple[str, str, str]]:
    """Message-ID, address for replies and receiver of every mail that goes now."""
    before = len(smtp.mails)
    app = wiring.open_app(root)
    wiring.pipeline.advance(app.tools(EDITION), app.system())
    mails = [message_from_bytes(mail.data) for mail in smtp.mails[before:]]
    return {(mail["Message-ID"], mail["Reply-To"], mail["To"]) for mail in mails}


# -- database and object store ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def servers() -> Iterator[PostgresServer]:
    with running_postgres() as database, s3_server() as store, in_environment(store.environment()):
        for bucket in ("echt", "kopie", "nog-een"):
            empty_bucket(fsspec.filesystem("s3"), bucket)
        yield database


def settings(database: str, bucket: str, key: str) -> dict[str, str]:
    return {"BNA_DATABASE": database, "BNA_BLOBS": f"s3://{bucket}/bna", "BNA_LEDGER_KEY": key}


def synced(source: str, target: str) -> None:
    """As `aws s3 sync` does: every object that is not there yet."""
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.invalidate_cache()
    for path in store.find(source):
        store.pipe_file(target + path.removeprefix(source), store.cat_file(path))


def test_database_first_and_store_after_it_give_the_same_content_while_work_goes_on(
    servers: PostgresServer, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    root, clean, dump = tmp_path / "project", tmp_path / "schoon", tmp_path / "kopie.dump"
    lay_out_many(root, ONE)
    shutil.copytree(root, clean)
    key, first, second = secrets.token_hex(32), servers.new_database(), servers.new_database()
    with in_environment(settings(first, "echt", key)):
        play_here(root, ONE, "review")
        servers.client("pg_dump", first, "--format=custom", f"--file={dump}")
        play_here(root, ONE, "adopt")  # between the two halves of the backup
        synced("echt", "kopie")
    servers.client("pg_restore", second, dump)
    with in_environment(settings(second, "kopie", key)):
        app = wiring.open_app(clean)
        assert app.status(EDITION).phase == "ter vaststelling"
        wiring.pipeline.advance(app.tools(EDITION), app.system())  # what the share lacks is laid out again
        assert play_here(clean, ONE) == undisturbed
        assert wiring.verify_package(clean / "outbox" / EDITION / "dossier").holds
    with in_environment(settings(second, "kopie", secrets.token_hex(32))), pytest.raises(StorageError, match="sleutel"):
        wiring.open_app(clean).status(EDITION)


def test_what_was_delivered_after_the_backup_is_found_and_not_delivered_again(
    servers: PostgresServer, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    """The record goes back to before the release; the channels hold what they got, and are asked."""
    root, dump = tmp_path / "project", tmp_path / "kopie.dump"
    lay_out_many(root, ONE)
    key, first, second = secrets.token_hex(32), servers.new_database(), servers.new_database()
    with in_environment(settings(first, "nog-een", key)):
        play_here(root, ONE, "arm")
        servers.client("pg_dump", first, "--format=custom", f"--file={dump}")
        assert play_here(root, ONE) == undisturbed
    outbox = root / "outbox" / EDITION
    before = {name: snapshot(outbox / name) for name in ("statengriffie", "website", "bzk", "pakket")}
    servers.client("pg_restore", second, dump)
    with in_environment(settings(second, "nog-een", key)):
        assert play_here(root, ONE) == undisturbed
    assert {name: snapshot(outbox / name) for name in before} == before


def test_what_stands_elsewhere_is_for_its_own_tools(tmp_path: Path) -> None:
    lay_out_many(tmp_path, ONE)
    for name, value in (("BNA_DATABASE", "postgresql://db.example.org/bna"), ("BNA_BLOBS", "s3://emmer/bna")):
        with in_environment({name: value}), pytest.raises(WrongUse, match="eerst het logboek"):
            back_up(wiring.open_app(tmp_path), tmp_path / "kopie.tar.gz")
    assert not os.path.lexists(tmp_path / "kopie.tar.gz")
