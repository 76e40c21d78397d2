"""What the operator hands out for the desk: links and keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.cli import bna
from bna_pipeline.errors import BnaError
from bna_pipeline.identity.people import account
from bna_pipeline.model.access import LinkPurpose, LinkState
from bna_pipeline.ports.access import Vouched
from bna_pipeline.wiring import open_app
from tests.support.desk import EDITION, lay_out
from tests.unit.cli.command import bna as command


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    lay_out(made, '[desk]\naddress = "https://bna.example.org"\n')
    return made


def said(root: Path, *arguments: str) -> str:
    answer = command("--dir", root, *arguments)
    assert answer.code == 0, answer.err
    return answer.out.strip()


def refused(root: Path, *arguments: str) -> str:
    with pytest.raises(BnaError) as raised:
        bna.main(["--dir", str(root), *arguments], standalone_mode=False)
    return str(raised.value)


def test_a_link_is_printed_as_an_address_and_is_what_was_asked(root: Path) -> None:
    address = said(root, "link", EDITION, "--as", "beleid", "--for", "review", "--stage", "beleid", "--days", "3")
    assert address.startswith("https://bna.example.org/link/")
    app = open_app(root)
    state, link = app.access.look(address.rpartition("/")[2], app.clock.now())
    assert state is LinkState.VALID and link is not None
    assert (link.person, link.purpose, link.subject) == ("beleid", LinkPurpose.REVIEW, "beleid")
    assert (link.expires - link.issued).days == 3
    assert app.visitor_linked(link).how == f"link:{link.id}:{account()}", "the ledger tells who handed it out"
    assert app.visitor_linked(link).link == link.id


def test_without_a_purpose_it_is_a_link_to_sign_in_for_as_long_as_the_settings_say(root: Path) -> None:
    app = open_app(root)
    address = said(root, "link", EDITION, "--as", "coordinator")
    _, link = app.access.look(address.rpartition("/")[2], app.clock.now())
    assert link is not None and link.purpose is LinkPurpose.SIGN_IN and (link.expires - link.issued).days == 14


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "niemand"), "USE-003"),
        (("--as", "beleid", "--for", "review"), "--stage"),
        (("--as", "beleid", "--for", "review", "--stage", "weg"), "USE-005"),
        (("--as", "beleid", "--for", "adopt"), "REF-003"),
        (("--as", "coordinator", "--for", "review", "--stage", "beleid"), "REF-003"),
        (("--as", "voorzitter", "--for", "sign", "--field", "Secretaris"), "REF-003"),
        (("--as", "voorzitter", "--for", "sign"), "--field"),
        (("--as", "coordinator", "--for", "submit"), "--partner"),
        (("--as", "coordinator", "--for", "submit", "--partner", "weg"), "school"),
        (("--as", "beleid", "--stage", "beleid"), "hoort niet bij"),
        (("--as", "beleid", "--take-back", "--days", "3"), "gaan niet samen"),
    ],
)
def test_a_link_that_would_open_nothing_is_not_given(root: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(root, "link", EDITION, *arguments)


def test_what_was_handed_out_can_be_taken_back(root: Path) -> None:
    address = said(root, "link", EDITION, "--as", "voorzitter", "--for", "sign", "--field", "Voorzitter")
    assert said(root, "link", EDITION, "--as", "voorzitter", "--take-back").startswith("1 link(s) taken back")
    app = open_app(root)
    assert app.access.look(address.rpartition("/")[2], app.clock.now())[0] is LinkState.REVOKED


def test_taking_back_ends_the_sessions_of_a_person_also_where_another_programme_calls_him_otherwise(
    tmp_path: Path,
) -> None:
    """By his account he came in as the person of the first programme that knows it."""
    lay_out(tmp_path)
    first = tmp_path / "templates" / "demo" / "programme.yaml"
    second = tmp_path / "templates" / "later" / "programme.yaml"
    second.parent.mkdir()
    text = first.read_text("utf-8")
    second.write_text(text.replace("demo", "later").replace("id: coordinator,", "id: anders,"), encoding="utf-8")
    app = open_app(tmp_path)
    visitor = app.visitor_vouched(Vouched("login.example.org", "1", "coordinator@example.org"))
    assert visitor.person == "coordinator"
    session = app.access.open_session(visitor, app.clock.now())
    said(tmp_path, "link", EDITION.replace("demo", "later"), "--as", "anders", "--take-back")
    assert app.access.session(session, app.clock.now()) is None


def test_a_key_is_made_listed_and_dropped(root: Path) -> None:
    token = said(root, "key", "make", "zaaksysteem", "--as", "coordinator")
    key = open_app(root).access.key(token)
    assert key is not None and (key.person, key.programme) == ("coordinator", "demo")
    listed = said(root, "key", "list")
    assert listed.startswith("zaaksysteem: coordinator of demo, made ") and token not in listed
    assert "ACC-018" in refused(root, "key", "make", "zaaksysteem", "--as", "coordinator")
    assert "USE-003" in refused(root, "key", "make", "ander", "--as", "niemand")
    assert "demo" in refused(root, "key", "make", "ander", "--as", "coordinator", "--programme", "weg")
    said(root, "key", "drop", "zaaksysteem")
    assert "dropped" in said(root, "key", "list") and open_app(root).access.key(token) is None
    assert "zaaksysteem" in refused(root, "key", "drop", "zaaksysteem")


@pytest.mark.parametrize("name", ["Zaaksysteem", "zaak systeem", "zaak:systeem", "z" * 65, ""])
def test_a_key_gets_no_name_that_could_not_be_read_back(root: Path, name: str) -> None:
    assert "kleine letters" in refused(root, "key", "make", name, "--as", "coordinator")
    said(root, "key", "list")
