"""How long wrong passwords make one wait."""

import pytest

from perfdata.serving.throttle import Throttle


def test_from_the_fifth_failure_on_an_account_waits_twice_as_long_each_time_at_an_address():
    throttle, waits = Throttle(), []
    for _ in range(18):
        throttle.failed("张", "10.0.0.1", now=1000.0)
        waits.append(throttle.wait("张", "10.0.0.1", is_known=False, now=1000.0))
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert throttle.wait("张", "10.0.0.1", is_known=False, now=1900.0) == 0
    assert throttle.wait("张", "10.0.0.2", is_known=False, now=1000.0) == 0
    assert throttle.wait("李", "10.0.0.1", is_known=False, now=1000.0) == 0


def test_an_address_that_tries_many_accounts_waits_but_not_browsers_that_are_known_there():
    throttle = Throttle()
    for number in range(31):
        throttle.failed(f"account {number}", "10.0.0.1", now=1000.0)
    assert throttle.wait("张", "10.0.0.1", is_known=False, now=1000.0) == 2
    assert throttle.wait("张", "10.0.0.1", is_known=True, now=1000.0) == 0


def test_guesses_from_everywhere_delay_the_owner_by_half_a_second_at_most():
    throttle = Throttle()
    for number in range(1000):
        throttle.failed("张", f"10.0.{number // 250}.{number % 250}", now=1000.0)
    assert throttle.wait("张", "10.9.9.9", is_known=False, now=1000.0) == 0
    assert throttle.delay("张", is_known=False) == 0.5
    assert throttle.delay("张", is_known=True) == 0
    assert throttle.delay("李", is_known=False) == 0


@pytest.mark.parametrize(("later", "count"), [(1800.0, 2), (1801.0, 1)])
def test_failures_are_forgotten_after_half_an_hour(later: float, count: int):
    throttle = Throttle()
    throttle.failed("张", "10.0.0.1", now=0.0)
    assert throttle.failed("张", "10.0.0.1", now=later) == (count, count)


def test_addresses_of_one_subscriber_in_ipv6_are_one():
    throttle = Throttle()
    for number in range(31):
        throttle.failed(f"account {number}", f"2001:db8:0:1::{number:x}", now=1000.0)
    assert throttle.wait("张", "2001:db8:0:1:ffff::1", is_known=False, now=1000.0) == 2
    assert throttle.wait("张", "2001:db8:0:2::1", is_known=False, now=1000.0) == 0


def test_where_most_was_tried_is_last_then_whose_account_is_guessed_at():
    throttle = Throttle()
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.3"):
        throttle.tried(address, now=1000.0)
        throttle.failed("张", address, now=1000.0)
    throttle.succeeded("李", "10.0.0.3")
    places = [("李", "10.0.0.3"), ("张", "10.0.0.3"), ("李", "10.0.0.2"), ("张", "10.0.0.1")]
    ranks = [throttle.rank(*place) for place in places]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 4


def test_tries_that_never_came_to_a_check_are_remembered_within_bounds_too():
    throttle = Throttle()
    assert throttle.tried("10.0.0.1", now=1000.0)
    assert not throttle.tried("10.0.0.1", now=1000.0)
    for number in range(40_000):
        throttle.tried(f"10.1.{number // 256}.{number % 256}", now=1000.0)
    assert throttle.tried("10.0.0.1", now=1000.0), "the oldest made room"
