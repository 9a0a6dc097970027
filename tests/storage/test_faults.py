"""What PostgreSQL and its driver report, in the product's own words: one place, every class."""

import psycopg
import psycopg_pool
import pytest
from psycopg import errors

from tasklark.domain.errors import TasklarkError, Unavailable
from tasklark.storage.faults import REPORTED, Contended, Duplicate, raise_meaning, translate

OUT_OF_REACH = (
    *("08000", "08001", "08003", "08004", "08006", "08007", "08P01"),
    *("53000", "53100", "53200", "53300", "53400"),
    *("57P01", "57P02", "57P03", "57P04", "57P05"),
    *("57014", "55P03", "25P03", "25P04"),
)
OURS = (
    *("22P02", "22021", "23502", "23503", "23514", "25006", "25P02", "26000"),
    *("28000", "28P01", "42501", "42601", "42703", "42P01", "0A000", "XX000"),
)


def reported(state: str) -> psycopg.Error:
    return errors.lookup(state)("as the server says")


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_who_lost_against_another_may_try_again(state: str) -> None:
    assert isinstance(translate(reported(state)), Contended)


@pytest.mark.parametrize("state", OUT_OF_REACH)
def test_a_server_out_of_reach_full_or_slow_is_unavailable(state: str) -> None:
    assert isinstance(translate(reported(state)), Unavailable)


@pytest.mark.parametrize("state", OURS)
def test_a_fault_of_ours_stays_what_it_is(state: str) -> None:
    error = reported(state)
    assert translate(error) is error
    with pytest.raises(type(error)) as told:
        raise_meaning(error)
    assert told.value is error


def test_a_taken_key_is_a_duplicate() -> None:
    assert isinstance(translate(reported("23505")), Duplicate)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("consuming input failed: server closed the connection"),
        psycopg_pool.PoolTimeout("no connection in time"),
        psycopg_pool.PoolClosed("closed"),
        psycopg_pool.TooManyRequests("too many"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_driver_finds_out_by_itself_is_unavailable(error: Exception) -> None:
    assert isinstance(error, REPORTED)
    with pytest.raises(Unavailable) as told:
        raise_meaning(error)
    assert str(error) not in told.value.detail


@pytest.mark.parametrize(
    "error", [psycopg.ProgrammingError("x"), psycopg.InterfaceError("x"), psycopg.DataError("x")]
)
def test_a_wrong_use_of_the_driver_is_a_fault_of_ours(error: psycopg.Error) -> None:
    assert translate(error) is error


def test_every_state_that_the_driver_knows_becomes_one_of_four_things() -> None:
    kinds = [e for e in vars(errors).values() if isinstance(e, type)]
    known = {e.sqlstate for e in kinds if issubclass(e, psycopg.Error) and e.sqlstate}
    assert len(known) > 200
    for state in known:
        error = reported(state)
        meant = translate(error)
        assert meant is error or isinstance(meant, TasklarkError)
        assert isinstance(meant, Unavailable) is (state in OUT_OF_REACH), state
