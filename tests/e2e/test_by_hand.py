"""The steps that a stranger is given hold for the package that the demo makes (`test_proof.py`: with timestamps)."""

from __future__ import annotations

from tests.e2e.conftest import Demo
from tests.e2e.project import EDITION
from tests.support.stranger import Stranger


def test_a_stranger_finds_the_demos_package_and_dossier_right_with_tools_of_his_own(demo: Demo) -> None:
    code, right, wrong = Stranger(demo.project.outbox("."), demo.project.app().authority(EDITION)).checks()
    assert (code, wrong) == (0, [])
    assert len(right) == 22
