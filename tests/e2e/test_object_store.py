"""An edition goes the whole way with its files in an object store, and what a store that fails does to it is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import fsspec
import pytest

from bna_pipeline.model.events import DraftMade
from bna_pipeline.wiring import open_app, pipeline, verify_package
from tests.e2e.test_postgres import Machine, play
from tests.programmes.layout import EDITION, lay_out
from tests.support.budget import where_there_is_time
from tests.support.s3 import S3, SECRET, empty_bucket, in_environment, s3_server

pytestmark = [pytest.mark.xdist_group("s3"), where_there_is_time]


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with s3_server() as server, in_environment(server.environment()):
        yield server


@pytest.fixture(scope="module")
def machine(s3: S3, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Played to the end once."""
    empty_bucket(fsspec.filesystem("s3"), "voortgang")
    settings = {"BNA_BLOBS": "s3://voortgang/bna"}
    found = Machine(tmp_path_factory.mktemp("object-store"), {**s3.environment(), **settings})
    lay_out(found.root)
    with in_environment(settings):
        play(found)
        yield found


def test_the_edition_is_finished_and_its_files_stand_in_the_bucket_only(machine: Machine) -> None:
    said = machine.bna("status", EDITION, "--json")
    assert (said.code, json.loads(said.out)["phase"]) == (0, "afgesloten"), said
    assert not list((machine.root / ".bna").rglob("blobs"))
    tools = open_app(machine.root).tools(EDITION)
    drafts = [e.event.draft for e in pipeline.entries(tools) if isinstance(e.event, DraftMade)]
    kept = fsspec.filesystem("s3", skip_instance_cache=True)
    for file in drafts[-1].files:
        assert kept.info(f"voortgang/bna/{file.sha256[:2]}/{file.sha256[2:]}")["size"] == file.size


def test_what_was_released_and_what_is_kept_check_out(machine: Machine) -> None:
    for bag in ("pakket", "dossier"):
        assert verify_package(machine.root / "outbox" / EDITION / bag).holds


def test_a_wrong_address_is_one_paragraph_on_standard_error(machine: Machine) -> None:
    elsewhere = {**machine.settings, "BNA_BLOBS": "s3://tikfout/bna"}
    said = replace(machine, settings=elsewhere).bna("status", EDITION)
    assert said.code == 1 and "De bucket tikfout bestaat niet." in said.err and said.err.count("\n") == 1, said
    assert SECRET not in said.err
