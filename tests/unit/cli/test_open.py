"""`bna open`: what goes together, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bna_pipeline.cli import bna
from bna_pipeline.errors import BnaError, UnknownEdition, WrongUse
from tests.programmes.layout import EDITION, lay_out


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("project")
    lay_out(made)
    return made


def refused(root: Path, *arguments: str) -> BnaError:
    with pytest.raises(BnaError) as raised:
        bna.main(["--dir", str(root), "open", *arguments], standalone_mode=False)
    assert not (root / "templates" / "regiodeal" / "editions").exists()
    return raised.value


def test_an_unknown_edition_is_told_how_a_next_one_is_opened(root: Path) -> None:
    said = refused(root, "regiodeal-2021")
    assert isinstance(said, UnknownEdition)
    assert EDITION in said.mend and "--from EDITIE --deadline DATUM" in said.mend


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((EDITION, "--deadline", "2020-02-14"), "--deadline hoort bij --from"),
        (("regiodeal-2021", "--from", EDITION), "nog niet bekend"),
        (("regiodeal-2021", "--from", "regiodeal-2019", "--deadline", "2021-02-12"), "niet de laatste editie"),
        (("regiodeal-2020", "--from", "regiodeal-2020", "--deadline", "2021-02-12"), "op zichzelf"),
    ],
)
def test_what_does_not_go_together_is_wrong_use(root: Path, arguments: tuple[str, ...], says: str) -> None:
    said = refused(root, *arguments)
    assert isinstance(said, WrongUse) and says in said.message and said.mend
