"""The head of the trail and both bags get an authority's word: once each, and never in the way of a release."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import TimestampFailed
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.model.release_events import Occasion, SealMade, TrailStamped
from bna_pipeline.model.transitions import Phase
from bna_pipeline.ports import Vouch
from bna_pipeline.record.seal import SEALED
from tests.support.budget import budget
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import HandClock
from tests.unit.pipeline.test_release_killed import Killed, Reaper, run
from tests.unit.pipeline.world import SYSTEM, World


@dataclass
class Authority:
    """Gives a token that says what it is over; `away` while it does not answer."""

    clock: HandClock
    away: bool = False
    apart: timedelta = timedelta()
    asked: list[Sha256] = field(default_factory=list)
    before_return: Callable[[], Any] | None = None

    def vouch(self, digest: Sha256) -> Vouch:
        if self.away:
            raise TimestampFailed("De tijdstempeldienst antwoordt niet.", "Probeer het later opnieuw.")
        self.asked.append(digest)
        if self.before_return is not None:
            self.before_return()
        at: datetime = self.clock.now() + self.apart
        return Vouch(f"token over {digest} van {len(self.asked)}".encode(), at, "CN=Tsa")


def with_authority(world: World) -> tuple[World, Authority]:
    authority = Authority(world.clock)
    world.tools = replace(world.tools, timestamper=authority)
    return world, authority


def stamps(world: World) -> list[TrailStamped]:
    return world.events(TrailStamped)


def test_a_token_is_over_the_head_of_the_trail_and_asked_for_once(at: At) -> None:
    world, authority = with_authority(at(Phase.ADOPTED))
    head = world.ledger.kept[-1]
    world.advance()
    (stamp,) = stamps(world)
    assert (stamp.occasion, stamp.seq, stamp.head) == (Occasion.ADOPTION, head.seq, head.hash)
    assert authority.asked == [head.hash]
    assert world.tools.blobs.get(stamp.token) == f"token over {head.hash} van 1".encode()
    world.advance()
    assert len(stamps(world)) == 1 and len(authority.asked) == 1


def test_two_signatures_between_two_looks_share_one_token_and_a_later_one_gets_its_own(at: At) -> None:
    world, _ = with_authority(at(Phase.ADOPTED))
    world.advance()
    world.play_to(Phase.SIGNED)
    assert [stamp.occasion for stamp in stamps(world)] == [Occasion.ADOPTION, Occasion.SIGNING]
    assert stamps(world)[1].seq > stamps(world)[0].seq


def test_before_the_adoption_and_without_an_authority_nothing_is_asked(at: At) -> None:
    world, authority = with_authority(at(Phase.FOR_ADOPTION))
    world.advance()
    assert authority.asked == []
    plain = at(Phase.SIGNED).play_to(Phase.FINISHED)
    assert not plain.events(TrailStamped) and not plain.events(SealMade)
    assert not any(path.endswith(".tst") for path in plain.outbox.files)
    assert pipeline.at_rest(plain.tools)


def test_a_clock_that_lies_apart_from_the_authoritys_gets_no_token(at: At) -> None:
    """Else the trail would tell other times than its own tokens."""
    for apart in (timedelta(minutes=11), -timedelta(minutes=11)):
        world, authority = with_authority(at(Phase.ADOPTED))
        authority.apart = apart
        told = pipeline.stamp_trail(world.tools, SYSTEM)
        assert isinstance(told.trouble, TimestampFailed) and "lopen te ver uiteen" in told.said[0]
        assert not stamps(world)
        authority.apart = apart / 2
        assert pipeline.stamp_trail(world.tools, SYSTEM).changed


def test_who_loses_a_race_throws_its_token_away(at: At) -> None:
    world, authority = with_authority(at(Phase.ADOPTED))

    def other() -> None:
        authority.before_return = None
        pipeline.stamp_trail(world.tools, SYSTEM)

    authority.before_return = other
    assert not pipeline.stamp_trail(world.tools, SYSTEM).changed
    assert len(stamps(world)) == 1 and len(authority.asked) == 2


def test_each_bag_is_sealed_over_its_own_tag_manifest_and_the_seal_lies_beside_it(at: At) -> None:
    world, _ = with_authority(at(Phase.SIGNED))
    world.play_to(Phase.FINISHED)
    seals = world.events(SealMade)
    assert [seal.bag for seal in seals] == ["pakket", "dossier"]
    for seal in seals:
        tags = world.outbox.files[f"{seal.bag}/{SEALED}"]
        assert seal.sealed == sha256_hex(tags)
        beside = world.outbox.files[f"{seal.bag}.zegel.tst"]
        assert beside == world.tools.blobs.get(seal.token) and seal.sealed.encode() in beside
    assert pipeline.at_rest(world.tools)
    kept = world.outbox.files["dossier/data/tijdstempels/pakket.zegel.tst"]
    assert kept == world.tools.blobs.get(seals[0].token)
    before = len(world.ledger.kept)
    world.advance()
    assert len(world.ledger.kept) == before


def test_the_package_holds_the_tokens_of_adoption_and_signing_and_the_dossier_that_of_the_release_too(at: At) -> None:
    world, _ = with_authority(at(Phase.ADOPTED))
    world.play_to(Phase.SIGNED).play_to(Phase.FINISHED)
    in_bags = {
        bag: sorted(
            path.rpartition("/")[2]
            for path in world.outbox.files
            if path.startswith(f"{bag}/data/tijdstempels/") and path.endswith(".tst")
        )
        for bag in ("pakket", "dossier")
    }
    named = [f"{stamp.seq}.tst" for stamp in stamps(world)]
    assert in_bags["pakket"] == sorted(named[:-1])
    assert in_bags["dossier"] == sorted([*named, "pakket.zegel.tst"])


def test_an_authority_that_is_away_delays_the_dossier_and_nothing_else(at: At) -> None:
    world, authority = with_authority(at(Phase.SIGNED))
    world.advance()
    authority.away = True
    world._leave(Phase.SIGNED)
    world.advance()
    assert world.phase() is Phase.RELEASED and world.channels[0].held
    assert {stuck.step for stuck in world.state.stuck} == {"seal", "trail-stamp"}
    authority.away = False
    world.advance()
    assert world.phase() is Phase.FINISHED


def test_a_dossier_that_still_waits_for_its_seal_is_not_at_rest(at: At) -> None:
    before, _ = with_authority(at(Phase.SIGNED))
    before.play_to(Phase.FINISHED)
    del before.ledger.kept[-1]
    world, _ = with_authority(before.copy())
    assert not pipeline.at_rest(world.tools)
    world.advance()
    assert pipeline.at_rest(world.tools) and [s.bag for s in world.events(SealMade)] == ["pakket", "dossier"]
    assert pipeline.at_rest(replace(world.tools, timestamper=None))


def test_whoever_is_killed_anywhere_between_signal_and_seal_leaves_each_token_once(at: At) -> None:
    start, _ = with_authority(at(Phase.SIGNED))
    start.advance()
    start._leave(Phase.SIGNED)
    undisturbed = Reaper()
    run(with_authority(start.copy())[0], undisturbed)
    assert len(undisturbed.passed) > 24
    for number in range(0, len(undisturbed.passed), budget(19, 3)):
        world, _ = with_authority(start.copy())
        with pytest.raises(Killed):
            run(world, Reaper(number))
        again, authority = with_authority(world.copy())
        again.advance()
        assert pipeline.at_rest(again.tools), undisturbed.passed[number]
        assert [seal.bag for seal in again.events(SealMade)] == ["pakket", "dossier"], number
        assert [stamp.occasion for stamp in stamps(again)] == [Occasion.SIGNING, Occasion.RELEASE], number
        assert again.blobs.has(stamps(again)[-1].token) and not again.state.stuck
        before = len(again.ledger.kept), len(authority.asked)
        again.advance()
        assert (len(again.ledger.kept), len(authority.asked)) == before
