from collections import Counter
from datetime import timedelta

import pytest

from plaudit.demo.world import build_world


def test_the_same_numbers_make_the_same_world() -> None:
    assert build_world(25, 61, 7).creators == build_world(25, 61, 7).creators
    assert build_world(25, 61, 7).creators != build_world(25, 61, 8).creators


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_campaign_that_was_asked_for(seed: int) -> None:
    world = build_world(25, 61, seed)
    assert len({creator.creator_id for creator in world.creators}) == 25
    assert all(5_000 <= creator.followers <= 50_000 for creator in world.creators)
    assert len({creator.platform for creator in world.creators}) == 4
    for creator in world.creators:
        kinds = Counter(post.kind == "story" for post in world.posts if post.creator is creator)
        assert kinds == {True: 3, False: 2}
    assert all(world.start <= post.published_at < world.end for post in world.posts)


def test_the_shared_code_changes_hands_to_the_instant() -> None:
    world = build_world(3, 10, 1)
    shared = world.handover
    assert world.code_owner(" duet15 ", shared.at - timedelta(microseconds=1)) is shared.before
    assert world.code_owner("DUET15", shared.at) is shared.after


def test_a_code_of_nobody_has_no_owner() -> None:
    world = build_world(3, 10, 1)
    assert world.code_owner("HELLO5", world.start) is None
