import jwt
from hypothesis import given
from hypothesis import strategies as st

from bench.population import Population, task_id

people = Population.of(users=3, tasks=10)


@given(st.integers(1, 60_000), st.integers(0, 4_095))
def test_the_id_of_a_task_is_a_uuid_version_7(user: int, task: int) -> None:
    made = task_id(user, task)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


def test_no_two_tasks_have_the_same_id() -> None:
    ids = [row.id for row in people.rows()]
    assert len(set(ids)) == len(ids) == 30


def test_the_population_is_the_same_every_time() -> None:
    assert list(people.rows()) == list(Population.of(users=3, tasks=10).rows())


def test_six_tenths_of_the_tasks_are_pending() -> None:
    assert sum(not row.completed for row in people.rows()) == 18


def test_a_token_names_its_user() -> None:
    claims = jwt.decode(people.token(2), people.secret, algorithms=["HS256"])
    assert claims["sub"] == people.subject(2)
    assert len(claims["sub"]) == 32
