"""Numbers of rows in addresses: nobody can count by them, guess one or make one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.web.ids import LENGTH, seal, unseal

KEY = "k" * 32
NUMBERS = st.integers(0, 2**31 - 1)


@given(NUMBERS)
def test_a_token_leads_back_to_its_number_and_is_the_same_each_time(number):
    token = seal("run", number, KEY)
    assert token == seal("run", number, KEY) and unseal("run", token, KEY) == number
    assert len(token) == LENGTH and set(token) <= set(string.ascii_letters + string.digits + "-_")


@given(NUMBERS, st.integers(0, LENGTH - 1), st.sampled_from(string.ascii_letters + string.digits + "-_"))
def test_one_letter_changed_and_it_is_none(number, place, letter):
    token = seal("run", number, KEY)
    forged = token[:place] + letter + token[place + 1:]
    assert forged == token or unseal("run", forged, KEY) is None


@given(st.text(max_size=2 * LENGTH))
def test_nothing_that_somebody_types_is_one(typed):
    assert unseal("run", typed, KEY) is None


def test_neighbours_other_kinds_and_other_keys_have_nothing_in_common():
    tokens = [seal("run", number, KEY) for number in range(1, 1001)]
    assert len({token[:4] for token in tokens}) > 990
    assert unseal("link", tokens[0], KEY) is None and unseal("run", tokens[0], "o" * 32) is None


@pytest.mark.refusal(
    part="Other partnerships",
    comes="a row's number in an address, the token of another kind of row, one with a letter changed",
    gets="it does not exist",
)
def test_an_address_takes_its_own_tokens_alone(app, sign_in):
    client, token = sign_in("officer", "trafford"), seal("measure", 1, app.secret_key)
    for tried in ("1", "0", "2147483647", seal("action", 1, app.secret_key), token[:-1] + "!", token[::-1]):
        assert client.get(f"/officer/trafford/benchmarks/{tried}").status_code == 404
    assert client.get(f"/officer/trafford/benchmarks/{seal('benchmark', 1, app.secret_key)}").status_code == 200
