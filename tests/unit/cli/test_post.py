"""The round by hand: what goes together, and what is said when there is nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.cli import bna
from bna_pipeline.errors import BnaError, Refused, WrongUse
from bna_pipeline.wiring import open_app, pipeline
from tests.programmes.layout import EDITION, lay_out


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    lay_out(made)
    return made


def refused(root: Path, *arguments: str) -> BnaError:
    with pytest.raises(BnaError) as raised:
        bna.main(["--dir", str(root), *arguments], standalone_mode=False)
    return raised.value


@pytest.mark.parametrize(
    "arguments",
    [
        ("admit", EDITION, "niemand", "--reason", "x"),
        ("waive", EDITION, "niemand", "--file", "x", "--reason", "x"),
        ("sign-off", EDITION, "niemand", "--by", "x"),
    ],
)
def test_a_partner_that_does_not_exist_is_wrong_use_and_the_partners_are_named(
    root: Path, arguments: tuple[str, ...]
) -> None:
    said = refused(root, *arguments)
    assert isinstance(said, WrongUse) and said.message == "niemand is geen partner."
    assert open_app(root).tools(EDITION).programme.partners[0].id in said.mend


def test_whose_a_mail_is_is_not_said_without_the_mail(root: Path) -> None:
    assert isinstance(refused(root, "post", EDITION, "--partner", "niemand"), WrongUse)


def test_nothing_is_reminded_of_where_no_mail_is_configured(root: Path) -> None:
    said = refused(root, "remind", EDITION)
    assert isinstance(said, Refused) and "geen mail ingesteld" in said.message


def test_what_waits_for_nobody_is_said_as_it_is(root: Path) -> None:
    app = open_app(root)
    tools = app.tools(EDITION)
    coordinator = next(p.id for p in tools.programme.people if "coordinator" in p.roles)
    pipeline.open_edition(tools, pipeline.Actor(coordinator, "account"))
    partner = tools.programme.partners[0].id
    assert "wacht geen versie" in refused(root, "sign-off", EDITION, partner, "--by", "Directeur").message
    assert "geen bestand" in refused(root, "waive", EDITION, partner, "--file", "x", "--reason", "y").message
