"""Verified tokens are remembered, never longer than they live."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tasklark.identity.cache import TokenCache


def _cache(**known: str) -> TokenCache[str]:
    cache: TokenCache[str] = TokenCache()
    for token, owner in known.items():
        cache.put(token, owner, 100, generation=cache.generation)
    return cache


def test_a_token_is_known_until_the_second_it_expires() -> None:
    cache = _cache(t="alice")
    assert cache.get("t", 99.9) == "alice"
    assert cache.get("t", 100) is None
    assert cache.get("T", 0) is None


def test_the_oldest_token_makes_room_for_the_newest() -> None:
    cache: TokenCache[int] = TokenCache(limit=2)
    for number in (1, 2, 1, 3):
        cache.put(str(number), number, 100, generation=cache.generation)
    assert [cache.get(name, 0) for name in "123"] == [1, None, 3]
    assert len(cache) == 2


def test_the_tokens_of_one_owner_are_forgotten_together() -> None:
    cache = _cache(a="alice", b="bob", c="alice")
    assert cache.forget("alice".__eq__) == 2
    assert [cache.get(name, 0) for name in "abc"] == [None, "bob", None]


def test_what_was_looked_up_before_a_revocation_is_not_kept() -> None:
    cache = _cache()
    before = cache.generation
    cache.forget(lambda _: True)
    cache.put("t", "alice", 100, generation=before)
    assert cache.get("t", 0) is None


def test_tokens_themselves_are_not_kept() -> None:
    cache = _cache(secret_token="alice")
    assert "secret_token" not in repr(vars(cache))


def test_text_that_is_no_utf_8_is_just_not_known() -> None:
    assert _cache().get("\ud800", 0) is None


class CacheModel(RuleBasedStateMachine):
    """A cache of three tokens beside a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.cache: TokenCache[int] = TokenCache(limit=3)
        self.model: dict[str, tuple[int, int]] = {}

    @rule(token=st.sampled_from("abcde"), owner=st.integers(0, 2), until=st.integers(0, 9))
    def put(self, token: str, owner: int, until: int) -> None:
        self.cache.put(token, owner, until, generation=self.cache.generation)
        self.model.pop(token, None)
        self.model[token] = (until, owner)
        self.model = dict(list(self.model.items())[-3:])

    @rule(owner=st.integers(0, 2))
    def forget(self, owner: int) -> None:
        gone = {token for token, known in self.model.items() if known[1] == owner}
        assert self.cache.forget(owner.__eq__) == len(gone)
        self.model = {token: self.model[token] for token in self.model if token not in gone}

    @invariant()
    def both_know_the_same(self) -> None:
        for second in (0, 5):
            for token in "abcde":
                until, owner = self.model.get(token, (0, None))
                assert self.cache.get(token, second) == (owner if until > second else None)


CacheModel.TestCase.settings = settings(max_examples=50, stateful_step_count=20)
TestCacheModel = CacheModel.TestCase
