import string

from hypothesis import given
from hypothesis import strategies as st

from plaudit.security.tokens import BASE62, PREFIX, is_token, new_token, token_hash


def test_a_minted_token_has_the_form_and_is_new_every_time() -> None:
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(is_token(token) for token in tokens)
    assert all(token.startswith(PREFIX) and set(token.removeprefix(PREFIX)) <= set(BASE62) for token in tokens)


@given(position=st.integers(0, len(new_token()) - 1), other=st.sampled_from(string.ascii_letters + string.digits))
def test_one_wrong_character_shows_without_a_database(position: int, other: str) -> None:
    token = new_token()
    mistyped = token[:position] + other + token[position + 1 :]
    assert is_token(mistyped) == (mistyped == token)


@given(st.text())
def test_any_other_text_is_no_token(text: str) -> None:
    assert not is_token(text)


def test_what_is_kept_of_a_token_does_not_hold_it() -> None:
    token = new_token()
    assert token_hash(token) == token_hash(token) != token_hash(new_token())
    assert token not in token_hash(token)
