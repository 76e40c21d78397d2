"""The machine once more, over real documents, real keys and the real check of signatures."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.model.transitions import Phase
from tests.machine.machine import stories
from tests.machine.running import run
from tests.machine.setting import lay_out_setting, real_setting
from tests.machine.watched import OFTEN
from tests.support.budget import where_there_is_time


@where_there_is_time
def test_with_real_documents_and_real_signatures_the_same_holds(tmp_path: Path) -> None:
    """The byte rule is held by pyHanko here and not by a stand-in."""
    beginnings = stories(real_setting(lay_out_setting(tmp_path), tmp_path / "sleutels"))
    late = dict.fromkeys(OFTEN, beginnings[Phase.ADOPTED.value])
    tally = run(late, runs=4, steps=25, shrink=False)
    print("\n".join(tally.lines()))
    assert tally.phases["ondertekend"]
