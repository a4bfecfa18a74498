from itertools import islice
from uuid import UUID

import shortuuid
from hypothesis import given
from hypothesis import strategies as st

from services.redirector.redirect.click_ids import click_ids, encode_uuid


@given(st.integers(0, 2**128 - 1))
def test_an_id_is_what_shortuuid_makes_of_the_uuid(number: int) -> None:
    assert encode_uuid(number) == shortuuid.encode(UUID(int=number))


def test_the_shortest_and_the_longest_number_have_22_characters_too() -> None:
    assert {len(encode_uuid(number)) for number in (0, 1, 2**128 - 1)} == {22}


def test_ids_are_random_uuids_and_never_repeat() -> None:
    ids = list(islice(click_ids(), 5_000))
    assert len(set(ids)) == len(ids)
    assert {shortuuid.decode(each).version for each in ids} == {4}


def test_every_bit_that_is_not_the_version_is_random() -> None:
    ones = shortuuid.decode(next(click_ids(lambda size: b"\xff" * size)))
    zeros = shortuuid.decode(next(click_ids(bytes)))
    assert ones.int ^ zeros.int == 2**128 - 1 - (0xF << 76) - (0x3 << 62)
