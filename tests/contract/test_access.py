"""What every store of links, sessions and keys keeps to: an SQLite file, or PostgreSQL."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bna_pipeline.errors import NameTaken, StorageError
from bna_pipeline.model.access import IDLE, LONGEST, Link, LinkPurpose, LinkState, NewLink, SignInBegun, Visitor
from bna_pipeline.storage import schema
from bna_pipeline.storage.access import KEPT_AFTER, SIGN_IN_LASTS, SqlAccess
from bna_pipeline.storage.access_key import AccessKey
from tests.contract.conftest import POSTGRES, SQLITE
from tests.contract.places import go_on, python, said
from tests.support.budget import where_there_is_time
from tests.support.postgres import PostgresServer

AT = datetime(2020, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOUCH = timedelta(minutes=1)

RACER = """
import sys
from datetime import datetime
from pathlib import Path
from bna_pipeline.storage.access import SqlAccess
from bna_pipeline.storage.access_key import AccessKey
access = SqlAccess(sys.argv[1], AccessKey(Path(sys.argv[2])))
access.all_keys()
print("ready", flush=True)
sys.stdin.readline()
at = datetime.fromisoformat(sys.argv[4])
print("".join("1" if access.use(link, at, "Gedaan.") else "0" for link in sys.argv[3].split(",")), flush=True)
"""

FORKS = """
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from bna_pipeline.storage.access import SqlAccess
from bna_pipeline.storage.access_key import AccessKey
access = SqlAccess(sys.argv[1], AccessKey(Path(sys.argv[2])))
at, day = datetime.fromisoformat(sys.argv[3]), timedelta(days=1)
access.once("van de ouder", at, day)
child = os.fork()
if child == 0:
    new = [access.once(name, at, day) for name in ("van de ouder", "van het kind")]
    access.close()
    os._exit(0 if new == [False, True] else 1)
ended = os.waitpid(child, 0)[1]
print(ended, *(access.once(name, at, day) for name in ("van de ouder", "van het kind", "daarna")), flush=True)
"""

Open = Callable[[], SqlAccess]


@pytest.fixture(params=[SQLITE, POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'access.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_schema()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "state" / "access.key"


@pytest.fixture
def opened(url: str, key: Path) -> Iterator[Open]:
    """Opens the store as another process would; what was opened lets go of its connections after the test."""
    made: list[SqlAccess] = []

    def another() -> SqlAccess:
        made.append(SqlAccess(url, AccessKey(key)))
        return made[-1]

    yield another
    for one in made:
        one.close()


@pytest.fixture
def access(opened: Open) -> SqlAccess:
    return opened()


def wanted(person: str = "beleid", edition: str = "demo-2020", days: int = 3) -> NewLink:
    return NewLink(
        person=person, edition=edition, purpose=LinkPurpose.REVIEW, subject="beleid", expires=AT + days * DAY
    )


def looked(access: SqlAccess, token: str, at: datetime = AT) -> Link:
    link = access.look(token, at)[1]
    assert link is not None
    return link


def by(link: Link) -> Visitor:
    return Visitor(
        person=link.person,
        how=f"link:{link.id}",
        programme="demo",
        edition=link.edition,
        purpose=link.purpose,
        subject=link.subject,
    )


STAFF = Visitor(person="coordinator", how="oidc:login.example.org:1", programme="demo", claim="c@example.org")


# -- links -----------------------------------------------------------------------------------------------


def test_a_link_is_what_was_asked_for_until_its_last_moment(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    link = looked(access, token)
    assert (link.person, link.purpose, link.subject, link.issued) == ("beleid", LinkPurpose.REVIEW, "beleid", AT)
    last = AT + 3 * DAY - timedelta(microseconds=1)
    assert access.look(token, last)[0] is LinkState.VALID
    assert access.look(token, last + timedelta(microseconds=1))[0] is LinkState.EXPIRED
    assert not access.use(link.id, AT + 3 * DAY, "Te laat.")


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "' OR 1=1 --" + "A" * 32, "A" * 10_000, "\ud800" * 43])
def test_what_nobody_gave_is_unknown(access: SqlAccess, token: str) -> None:
    access.issue_link(wanted(), AT)
    assert access.look(token, AT) == (LinkState.UNKNOWN, None)
    assert access.session(token, AT) is None and access.key(token) is None


def test_a_token_with_one_character_changed_is_unknown(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT)
    for place in (0, 20, 42):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert access.look(other, AT)[0] is LinkState.UNKNOWN


def test_looking_changes_nothing_however_often(access: SqlAccess, opened: Open) -> None:
    token = access.issue_link(wanted(), AT)
    before = access.look(token, AT)
    for _ in range(20):
        assert opened().look(token, AT) == before


def test_a_link_is_used_once_and_says_afterwards_what_was_done(access: SqlAccess) -> None:
    link = looked(access, access.issue_link(wanted(), AT))
    assert access.use(link.id, AT + DAY, "U hebt goedgekeurd.")
    assert not access.use(link.id, AT + DAY, "U hebt teruggestuurd.")
    token = access.issue_link(wanted(), AT)
    assert access.look(token, AT)[0] is LinkState.VALID, "another link is none the less for it"
    assert by(link).link == link.id


def test_a_used_link_says_so_also_when_its_days_are_over(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT)
    access.use(looked(access, token).id, AT + DAY, "U hebt goedgekeurd.")
    state, link = access.look(token, AT + 100 * DAY)
    assert link is not None
    assert (state, link.used, link.done) == (LinkState.USED, AT + DAY, "U hebt goedgekeurd.")


def test_a_link_given_back_can_be_used_again(access: SqlAccess) -> None:
    link = looked(access, access.issue_link(wanted(), AT))
    access.use(link.id, AT, "U hebt goedgekeurd.")
    access.give_back(link.id, AT)
    assert access.use(link.id, AT + DAY, "U hebt teruggestuurd.")
    access.give_back(link.id, AT)
    assert not access.use(link.id, AT + DAY, "Nog eens."), "the later use is another one"


def test_the_same_mail_has_the_same_link_in_every_process_and_it_is_one(opened: Open, access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT, "mail-1")
    access.use(looked(access, token).id, AT, "U hebt goedgekeurd.")
    assert opened().issue_link(wanted(days=9), AT + DAY, "mail-1") == token
    assert access.look(token, AT + DAY)[0] is LinkState.USED
    assert looked(access, token).expires == AT + 3 * DAY
    assert access.issue_link(wanted(), AT, "mail-2") != token


def test_of_two_processes_that_use_a_link_at_the_same_time_exactly_one_is_told_yes(
    access: SqlAccess, url: str, key: Path
) -> None:
    links = [looked(access, access.issue_link(wanted(), AT)).id for _ in range(60)]
    racer = python(RACER, url, key, ",".join(links), AT.isoformat())
    assert said(racer) == "ready"
    go_on(racer)
    ours = "".join("1" if access.use(link, AT, "Gedaan.") else "0" for link in links)
    theirs = said(racer)
    racer.communicate()
    assert all({a, b} == {"0", "1"} for a, b in zip(ours, theirs, strict=True)), (ours, theirs)


def test_a_persons_links_and_sessions_can_be_taken_back_in_one_edition(access: SqlAccess) -> None:
    tokens = [access.issue_link(wanted(p, e), AT) for p in ("beleid", "ander") for e in ("demo-2020", "demo-2021")]
    sessions = [access.open_session(by(looked(access, t)), AT) for t in tokens]
    assert access.revoke("beleid", AT + DAY, "demo-2020") == 1
    states = [access.look(t, AT + DAY)[0] for t in tokens]
    assert states == [LinkState.REVOKED, LinkState.VALID, LinkState.VALID, LinkState.VALID]
    assert [access.session(s, AT) is None for s in sessions] == [True, False, False, False]
    assert not access.use(looked(access, tokens[0]).id, AT, "Toch.")


def test_taking_everything_back_ends_also_the_sessions_that_no_link_opened(access: SqlAccess) -> None:
    session = access.open_session(STAFF, AT)
    other = access.open_session(STAFF.model_copy(update={"person": "ander"}), AT)
    access.revoke("coordinator", AT)
    assert access.session(session, AT) is None
    assert access.session(other, AT) is not None


def test_a_used_link_stays_used_when_it_is_taken_back(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT)
    access.use(looked(access, token).id, AT, "U hebt goedgekeurd.")
    assert access.revoke("beleid", AT) == 0
    assert access.look(token, AT)[0] is LinkState.USED


@pytest.mark.parametrize("edition", [None, "demo-2020"])
def test_a_link_that_is_given_back_after_it_was_taken_back_opens_nothing(
    access: SqlAccess, edition: str | None
) -> None:
    token = access.issue_link(wanted(), AT)
    link = looked(access, token)
    access.use(link.id, AT, "U hebt goedgekeurd.")
    access.revoke("beleid", AT, edition)
    access.give_back(link.id, AT)
    assert access.look(token, AT)[0] is LinkState.REVOKED
    assert not access.use(link.id, AT, "Toch.")


def test_a_sample_that_begins_anew_has_its_mails_links_anew(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT, "mail-1")
    access.use(looked(access, token).id, AT, "U hebt goedgekeurd.")
    session = access.open_session(by(looked(access, token)), AT)
    kept = access.issue_link(wanted(edition="demo-2021"), AT)
    assert (access.held("demo-2020"), access.held("demo-2021"), access.held("demo-2022")) == (2, 1, 0)
    access.forget("demo-2020")
    assert (access.held("demo-2020"), access.held("demo-2021")) == (0, 1)
    assert access.look(token, AT)[0] is LinkState.UNKNOWN and access.session(session, AT) is None
    assert access.issue_link(wanted(), AT, "mail-1") == token
    assert access.look(token, AT)[0] is access.look(kept, AT)[0] is LinkState.VALID


# -- sessions --------------------------------------------------------------------------------------------


def test_a_session_is_its_visitors(access: SqlAccess, opened: Open) -> None:
    found = opened().session(access.open_session(STAFF, AT), AT)
    assert found is not None
    assert (found.visitor, found.begun, found.link, found.spent) == (STAFF, AT, None, False)


def test_a_session_ends_after_two_idle_hours(access: SqlAccess) -> None:
    token = access.open_session(STAFF, AT)
    assert access.session(token, AT + IDLE - TOUCH) is not None
    assert access.session(token, AT + IDLE) is not None, "it was used in between"
    assert access.session(token, AT + 2 * IDLE) is None


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(access: SqlAccess) -> None:
    token, at = access.open_session(STAFF, AT), AT
    while at + DAY / 24 < AT + LONGEST:
        at += DAY / 24
        assert access.session(token, at) is not None
    assert access.session(token, AT + LONGEST) is None


def test_a_closed_session_is_over_and_closing_twice_is_once(access: SqlAccess) -> None:
    token = access.open_session(STAFF, AT)
    access.close_session(token)
    access.close_session(token)
    assert access.session(token, AT) is None


def test_signing_in_gives_a_new_token_and_ends_the_old_session(access: SqlAccess) -> None:
    old = access.open_session(STAFF, AT)
    new = access.open_session(STAFF, AT, instead_of=old)
    assert new != old
    assert access.session(old, AT) is None and access.session(new, AT) is not None


def test_a_links_session_ends_with_the_links_days_unless_it_was_used(access: SqlAccess) -> None:
    first, second = (access.issue_link(wanted(), AT) for _ in range(2))
    late = AT + 3 * DAY - TOUCH
    sessions = [access.open_session(by(looked(access, token)), late) for token in (first, second)]
    access.use(looked(access, first).id, late, "U hebt goedgekeurd.")
    used, unused = (access.session(session, late + 2 * TOUCH) for session in sessions)
    assert unused is None
    assert used is not None and used.spent


def test_what_went_out_to_the_identity_provider_comes_back_once_and_in_time(access: SqlAccess) -> None:
    begun = SignInBegun(browser="0" * 64, nonce="n", verifier="v", wanted="/e/demo-2020")
    for state in ("a", "b"):
        access.begin_sign_in(state, begun, AT)
    assert access.finish_sign_in("c", AT) is None
    assert access.finish_sign_in("a", AT + SIGN_IN_LASTS - TOUCH) == begun
    assert access.finish_sign_in("a", AT) is None
    assert access.finish_sign_in("b", AT + SIGN_IN_LASTS) is None
    assert access.finish_sign_in("b", AT) is None, "it was asked for, so it is gone"


# -- keys and counts -------------------------------------------------------------------------------------


def test_a_key_opens_until_it_is_dropped_and_its_name_is_never_given_again(access: SqlAccess) -> None:
    token = access.make_key("zaaksysteem", "coordinator", "demo", AT)
    key = access.key(token)
    assert token.startswith("bna_") and key is not None
    assert (key.name, key.person, key.programme) == ("zaaksysteem", "coordinator", "demo")
    assert access.drop_key("zaaksysteem", AT + DAY)
    assert access.key(token) is None and not access.drop_key("zaaksysteem", AT + DAY)
    with pytest.raises(NameTaken, match="zaaksysteem"):
        access.make_key("zaaksysteem", "ander", "demo", AT)
    assert [(k.name, k.dropped) for k in access.all_keys()] == [("zaaksysteem", AT + DAY)]


def test_attempts_are_counted_together_and_begin_anew_in_the_next_window(access: SqlAccess, opened: Open) -> None:
    window = timedelta(minutes=5)
    asked = [store.attempt("deur", AT, 3, window) for store in (access, opened(), access, opened())]
    assert asked == [True, True, True, False]
    assert access.attempt("andere deur", AT, 3, window)
    assert access.attempt("deur", AT + window, 3, window)


def test_a_name_is_taken_once_until_it_is_given_back(access: SqlAccess, opened: Open) -> None:
    assert access.once("formulier", AT, DAY) and not opened().once("formulier", AT, DAY)
    access.forget_once("formulier")
    assert opened().once("formulier", AT, DAY)


def test_what_is_over_goes_when_somebody_signs_in(access: SqlAccess) -> None:
    token = access.issue_link(wanted(), AT)
    session = access.open_session(STAFF, AT)
    access.begin_sign_in("a", SignInBegun(browser="0" * 64, nonce="n", verifier="v"), AT)
    access.once("formulier", AT, DAY)
    access.attempt("deur", AT, 3, DAY)
    access.open_session(STAFF, AT + 30 * DAY)
    assert access.session(session, AT) is None and access.finish_sign_in("a", AT) is None
    assert access.once("formulier", AT, DAY)
    assert access.look(token, AT + 30 * DAY)[0] is LinkState.EXPIRED, "a link in an old mail says what became of it"
    access.open_session(STAFF, AT + 3 * DAY + KEPT_AFTER)
    assert access.look(token, AT)[0] is LinkState.UNKNOWN


# -- where it stands -------------------------------------------------------------------------------------


def test_no_token_stands_in_the_database(access: SqlAccess, url: str, key: Path, postgres: PostgresServer) -> None:
    tokens = [
        access.issue_link(wanted(), AT),
        access.issue_link(wanted(), AT, "mail-1"),
        access.open_session(STAFF, AT),
        access.make_key("zaaksysteem", "coordinator", "demo", AT),
    ]
    access.begin_sign_in("geheime-toestand", SignInBegun(browser="0" * 64, nonce="n", verifier="v"), AT)
    access.close()
    if url.startswith("sqlite"):
        stands = b"".join(path.read_bytes() for path in key.parent.glob("access.sqlite*")).decode("latin-1")
    else:
        tables = ("given", "session", "key", "sign_in")
        stands = repr([postgres.execute(f"SELECT * FROM access_{table}", url=url) for table in tables])
    assert "coordinator" in stands
    assert not [token for token in (*tokens, "geheime-toestand") if token in stands]
    assert key.read_text("ascii").strip() not in stands


def test_file_and_key_are_their_owners_alone(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        access = SqlAccess(f"sqlite:///{tmp_path / 'a.sqlite'}", AccessKey(tmp_path / "a.key"))
        access.issue_link(wanted(), AT, "mail")
    finally:
        os.umask(previous)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes and set(modes.values()) == {0o600}, modes


@pytest.mark.parametrize("name", ["a.sqlite", "a.key"])
def test_what_others_can_read_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    SqlAccess(f"sqlite:///{tmp_path / 'a.sqlite'}", AccessKey(tmp_path / "a.key")).issue_link(wanted(), AT, "mail")
    (tmp_path / name).chmod(0o644)
    with pytest.raises(StorageError, match=rf"chmod 600 .*{re.escape(name)}"):
        SqlAccess(f"sqlite:///{tmp_path / 'a.sqlite'}", AccessKey(tmp_path / "a.key")).issue_link(wanted(), AT, "mail")


def test_a_key_of_the_ledger_gives_every_machine_the_same_links_and_is_not_told_by_them(tmp_path: Path) -> None:
    given = "ab" * 32
    stores = [SqlAccess(f"sqlite:///{tmp_path / n}", AccessKey(tmp_path / f"{n}.key", given)) for n in ("a", "b")]
    first, second = (store.issue_link(wanted(), AT, "mail-1") for store in stores)
    assert first == second and not list(tmp_path.glob("*.key"))
    other = SqlAccess(f"sqlite:///{tmp_path / 'c'}", AccessKey(tmp_path / "c.key", "cd" * 32))
    assert other.issue_link(wanted(), AT, "mail-1") != first


def test_a_key_file_without_a_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    file.write_text("geen sleutel", encoding="ascii")
    file.chmod(0o600)
    with pytest.raises(StorageError, match="staat geen sleutel"):
        AccessKey(file).token("mail")


def test_a_file_that_is_no_database_is_named_and_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    file.write_bytes(b"iets anders" * 500)
    file.chmod(0o600)
    with pytest.raises(StorageError, match=r"a\.sqlite"):
        SqlAccess(f"sqlite:///{file}", AccessKey(tmp_path / "a.key")).all_keys()
    assert file.read_bytes() == b"iets anders" * 500


def test_a_closed_store_leaves_no_connection_open_and_opens_again(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    access = SqlAccess(f"sqlite:///{file}", AccessKey(tmp_path / "a.key"))
    access.all_keys()
    access.close()
    held = [str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()]
    assert not [path for path in held if path.startswith(str(file))]
    assert access.all_keys() == ()


def test_who_asks_again_opens_no_other_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    prepared = schema._make_durable

    def counted(connection: sqlite3.Connection, patience: float) -> None:
        opened.append(connection)
        prepared(connection, patience)

    monkeypatch.setattr(schema, "_make_durable", counted)
    access = SqlAccess(f"sqlite:///{tmp_path / 'a.sqlite'}", AccessKey(tmp_path / "a.key"))
    session = access.open_session(STAFF, AT)
    for number in range(20):
        assert access.session(session, AT) and access.once(str(number), AT, DAY)
    assert len(opened) == 1


def test_threads_that_ask_at_once_are_each_counted(access: SqlAccess) -> None:
    with ThreadPoolExecutor(12) as threads:
        allowed = list(threads.map(lambda _: access.attempt("deur", AT, 50, DAY), range(80)))
    assert sum(allowed) == 50


def test_a_child_process_has_connections_of_its_own(url: str, key: Path) -> None:
    child = python(FORKS, url, key, AT.isoformat())
    assert child.communicate()[0].split() == ["0", "False", "False", "True"]


def test_a_file_that_was_taken_away_while_it_was_open_is_made_anew(tmp_path: Path) -> None:
    """Losing it costs a new link and not a new start of the desk."""
    file = tmp_path / "a.sqlite"
    access = SqlAccess(f"sqlite:///{file}", AccessKey(tmp_path / "a.key"))
    access.make_key("zaaksysteem", "coordinator", "demo", AT)
    file.unlink()
    assert access.all_keys() == ()
    assert file.stat().st_mode & 0o777 == 0o600
    token = access.issue_link(wanted(), AT)
    assert SqlAccess(f"sqlite:///{file}", AccessKey(tmp_path / "a.key")).look(token, AT)[0] is LinkState.VALID


@where_there_is_time
def test_several_that_open_a_new_store_at_once_all_come_through(url: str, key: Path) -> None:
    racers: list[subprocess.Popen[str]] = [python(RACER, url, key, "x", AT.isoformat()) for _ in range(3)]
    for racer in racers:
        assert said(racer) == "ready"
        go_on(racer)
    for racer in racers:
        assert racer.communicate()[0].strip() == "0"
