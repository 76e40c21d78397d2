"""Nothing leaves before the Kamerbrief does, and then exactly what was armed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bna_pipeline.delivery.embargo import fire_obstacles, require_armable
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import BytesChanged, EmbargoStands, ThrowawayRefused
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.draft import LETTER_PDF, Signed
from bna_pipeline.model.events import LetterExported, SigningIntended
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseAborted, ReleaseArmed, ReleaseHeld
from bna_pipeline.model.state import EditionState
from bna_pipeline.record.package import freeze
from tests.unit.record.story import FROZEN_AT, Story, released, signed_story


def armed() -> tuple[Story, Signed]:
    story, signed = signed_story()
    package, _ = freeze(story.programme, story.edition, signed, story.get, story.entries, FROZEN_AT)
    story.happen(ReleaseArmed(package=package))
    return story, signed


def ready() -> tuple[Story, Signed]:
    """Armed, and the Kamerbrief is there."""
    story, signed = armed()
    kamerbrief = released().story.state.kamerbrief
    assert kamerbrief is not None
    story.happen(KamerbriefSeen(kamerbrief=kamerbrief))
    return story, signed


def test_a_signed_letter_may_be_armed_and_waits_for_arming_and_the_kamerbrief() -> None:
    story, signed = signed_story()
    require_armable(story.state, signed)
    said = fire_obstacles(story.state, signed)
    assert len(said) == 2
    assert "arm" in said[0]
    assert "Kamerbrief" in said[1]


def test_armed_and_with_the_kamerbrief_it_fires() -> None:
    story, signed = ready()
    assert fire_obstacles(story.state, signed) == ()


def test_each_condition_alone_keeps_the_embargo() -> None:
    story, signed = ready()
    whole = story.state
    assert whole.armed is not None
    other_letter = signed.letter.model_copy(update={"sha256": sha256_hex(b"een andere brief")})
    other_list = whole.armed.model_copy(update={"digest": sha256_hex(b"een andere lijst")})
    cases: list[tuple[str, EditionState, Signed]] = [
        ("handtekening", whole.model_copy(update={"signatures": whole.signatures[:1]}), signed),
        ("arm", whole.model_copy(update={"armed": None}), signed),
        ("aangehouden", whole.model_copy(update={"held": "de Kamer is met reces"}), signed),
        ("Kamerbrief", whole.model_copy(update={"kamerbrief": None}), signed),
        ("lijst", whole.model_copy(update={"armed": other_list}), signed),
        (LETTER_PDF, whole, signed.model_copy(update={"letter": other_letter})),
        ("al vrijgegeven", released().story.state, signed),
    ]
    for word, state, letter in cases:
        said = fire_obstacles(state, letter)
        assert len(said) == 1, (word, said)
        assert word in said[0]


def test_a_hold_stands_until_it_is_armed_again_and_an_abort_disarms() -> None:
    story, signed = ready()
    package = story.state.armed
    assert package is not None
    story.happen(ReleaseHeld(reason="de Kamer is met reces"))
    assert "de Kamer is met reces" in fire_obstacles(story.state, signed)[0]
    require_armable(story.state, signed)
    story.happen(ReleaseArmed(package=package))
    assert fire_obstacles(story.state, signed) == ()
    story.happen(ReleaseAborted(reason="een fout in de brief"))
    assert len(fire_obstacles(story.state, signed)) == 1


def test_a_test_key_releases_only_a_sample() -> None:
    story, signed = signed_story(sample=False)
    with pytest.raises(ThrowawayRefused):
        require_armable(story.state, signed)
    assert any("testsleutel" in said for said in fire_obstacles(story.state, signed))
    real, by_hand = signed_story(sample=False, throwaway=False)
    require_armable(real.state, by_hand)


def test_an_unfinished_or_other_letter_cannot_be_armed() -> None:
    story, signed = signed_story()
    one = story.state.model_copy(update={"signatures": story.state.signatures[:1]})
    with pytest.raises(EmbargoStands, match="nog een handtekening"):
        require_armable(one, signed)
    other = signed.model_copy(update={"letter": signed.signatures[0].after})
    with pytest.raises(BytesChanged, match=LETTER_PDF):
        require_armable(story.state, other)
    under_way = SigningIntended(field="Secretaris", person="secretaris", before=signed.letter)
    for event in (under_way, LetterExported(field="Secretaris", file=signed.letter)):
        busy, _ = signed_story()
        busy.happen(event)
        with pytest.raises(EmbargoStands, match="ondertekening"):
            require_armable(busy.state, signed)


def test_what_was_released_or_frozen_with_another_letter_is_not_armed_again() -> None:
    told = released()
    with pytest.raises(EmbargoStands, match="al vrijgegeven"):
        require_armable(told.story.state, told.signed)
    story, signed = armed()
    package = story.state.armed
    assert package is not None
    files = tuple(f.model_copy(update={"size": 1}) if f.name == f"data/{LETTER_PDF}" else f for f in package.files)
    state = story.state.model_copy(update={"armed": package.model_copy(update={"files": files})})
    with pytest.raises(BytesChanged, match="abort"):
        require_armable(state, signed)


def test_a_key_follows_from_edition_digest_and_channel_and_from_no_time() -> None:
    digest, other = sha256_hex(b"a"), sha256_hex(b"b")
    keys = {
        delivery_key("delta-2030", digest, "griffie"),
        delivery_key("delta-2030", digest, "website"),
        delivery_key("delta-2030", other, "griffie"),
        delivery_key("delta-2031", digest, "griffie"),
    }
    assert len(keys) == 4
    told, later = released(), released()
    assert told.package.digest == later.package.digest
    moved = freeze(
        told.story.programme, told.story.edition, told.signed, told.story.get, told.story.entries[:-4],
        FROZEN_AT + timedelta(minutes=5),
    )[0]  # fmt: skip
    assert moved.digest == told.package.digest
