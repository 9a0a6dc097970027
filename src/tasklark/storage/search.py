"""The statement of a search: tasks that hold every term, ranked as `domain.searching.Rank` says.

Titles that begin with the query are a range of the index of titles. When they don't fill the
answer, titles and short descriptions are read from that index alone, never from the table; and when
titles don't, long descriptions and comments as well. docs/decisions/search.md says why.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tasklark.domain.searching import TERMS_MAX, Query, Rank
from tasklark.storage import tasks
from tasklark.storage.wire import Call, Statement, statement

CONSIDERED = 1_000
"""Of more matches than these, the best ranked and then the latest made are put in order."""
_FIRST_TERM = 7


def found(account_id: int, query: Query, limit: int, at: datetime, *, archived: bool) -> Call:
    """Return the call that gives at most `limit` tasks that the account sees, the best first.

    Each row is (the task in JSON, its rank, title, description, the comment that says most of the
    query or null). At equal rank the open ones come first, then those due, or else changed, nearest
    to `at`, then the latest made. `archived` is whether those of archived projects count.
    """
    pairs = zip(query.terms, query.beginnings, strict=True)
    told = (part for pair in pairs for part in pair)
    phrases = (query.phrase, query.beyond)
    return _searches[len(query.terms)](account_id, limit, at, archived, *phrases, *told)


_Places = Sequence[str]
"""Columns of a task in which a term may be."""

_TITLE: _Places = ("t.title_key",)
_INDEXED: _Places = ("t.title_key", "t.description_key")
_LONG: _Places = ("t.title_key", "t.long_text")
_ANYWHERE: _Places = ("t.title_key", "t.description_key", "t.long_text")
_SAID: _Places = ("c.body_key",)

_OF_ARCHIVED = (
    "t.project_id NOT IN (SELECT r.id FROM tasklark.projects r WHERE r.owner_id = $1"
    " AND (r.deleted_at IS NOT NULL OR r.archived AND NOT $4))"
)
_OWN = f"tasklark.tasks t WHERE t.owner_id = $1 AND t.deleted_at IS NULL AND {_OF_ARCHIVED}"
_SHARED = (
    "visible v, LATERAL (SELECT t.* FROM tasklark.tasks t WHERE t.owner_id = v.owner_id"
    " AND t.project_id = v.id AND t.deleted_at IS NULL OFFSET 0) t WHERE v.owner_id <> $1"
)
_BEGINS = "t.title_key >= $5::text AND t.title_key < $6::text"
_BEST = f"ORDER BY rank, id DESC LIMIT {CONSIDERED}"


def _search(terms: int) -> Statement:
    places = [f"${_FIRST_TERM + 2 * i}::text" for i in range(terms)]
    words = [f"t.title_key ~ ${_FIRST_TERM + 2 * i + 1}::text" for i in range(terms)]

    def all_in(columns: _Places) -> str:
        return " AND ".join(_is_in(term, columns) for term in places)

    def count_in(columns: _Places) -> str:
        return " + ".join(f"({_is_in(term, columns)})::integer" for term in places)

    any_said = " OR ".join(_is_in(term, _SAID) for term in places)
    said = ", ".join(f"bool_or({_is_in(term, _SAID)}) AS s{i}" for i, term in enumerate(places))
    anywhere = " AND ".join(
        f"({_is_in(term, _ANYWHERE)} OR s.s{i})" for i, term in enumerate(places)
    )
    rank = (
        f"CASE WHEN starts_with(t.title_key, $5) THEN {Rank.TITLE_BEGINS:d}"
        f" WHEN {' AND '.join(words)} THEN {Rank.WORDS_BEGIN:d}"
        f" WHEN {all_in(_TITLE)} THEN {Rank.TITLE:d} ELSE {Rank.DESCRIPTION:d} END AS rank"
    )
    return statement(
        f"search_{terms}",
        _sql(all_in, _shown(any_said, count_in(_SAID)), any_said, said, anywhere, rank),
    )


def _is_in(term: str, columns: _Places) -> str:
    found = " OR ".join(f"strpos({column}, {term}) > 0" for column in columns)
    return f"coalesce({found}, false)" if columns != _TITLE else found


def _sql(
    all_in: Callable[[_Places], str],
    shown: str,
    any_said: str,
    said: str,
    anywhere: str,
    rank: str,
) -> str:
    return f"""
WITH visible AS MATERIALIZED (
    SELECT p.project_owner_id AS owner_id, p.id, p.owner_user_id
    FROM tasklark.placements p
    JOIN tasklark.projects r ON r.owner_id = p.project_owner_id AND r.id = p.id
    WHERE p.owner_id = $1 AND r.deleted_at IS NULL AND ($4::boolean OR NOT r.archived)
), beginnings AS MATERIALIZED (
    (SELECT t.owner_id, t.id, {Rank.TITLE_BEGINS:d} AS rank FROM {_OWN} AND {_BEGINS} {_BEST})
    UNION ALL
    (SELECT t.owner_id, t.id, {Rank.TITLE_BEGINS:d} AS rank FROM {_SHARED} AND {_BEGINS} {_BEST})
), begun AS MATERIALIZED (
    SELECT count(*) >= $2 AS enough FROM beginnings
), titles AS MATERIALIZED (
    (SELECT t.owner_id, t.id, {rank} FROM {_OWN} AND {all_in(_INDEXED)}
    AND NOT (SELECT enough FROM begun) {_BEST})
    UNION ALL
    (SELECT t.owner_id, t.id, {rank} FROM {_SHARED} AND {all_in(_ANYWHERE)}
    AND NOT (SELECT enough FROM begun) {_BEST})
), titled AS MATERIALIZED (
    SELECT b.enough OR (SELECT count(*) >= $2 FROM titles WHERE rank <= {Rank.TITLE:d}) AS enough
    FROM begun b
), long AS MATERIALIZED (
    SELECT t.owner_id, t.id, {rank} FROM {_OWN} AND t.long_text IS NOT NULL AND {all_in(_LONG)}
    AND NOT (SELECT enough FROM titled) {_BEST}
), said AS MATERIALIZED (
    SELECT c.owner_id, c.task_id, {said} FROM tasklark.comments c
    WHERE c.owner_id = $1 AND c.deleted_at IS NULL AND ({any_said})
    AND NOT (SELECT enough FROM titled) GROUP BY c.owner_id, c.task_id
    UNION ALL
    SELECT c.owner_id, c.task_id, {said} FROM visible v, LATERAL (
        SELECT c.* FROM tasklark.comments c WHERE c.owner_id = v.owner_id AND c.project_id = v.id
        AND c.deleted_at IS NULL OFFSET 0) c
    WHERE v.owner_id <> $1 AND ({any_said})
    AND NOT (SELECT enough FROM titled) GROUP BY c.owner_id, c.task_id
), commented AS MATERIALIZED (
    SELECT s.owner_id, s.task_id AS id, {Rank.COMMENT:d} AS rank FROM said s, LATERAL (
        SELECT t.* FROM tasklark.tasks t WHERE t.owner_id = s.owner_id AND t.id = s.task_id
        AND t.deleted_at IS NULL OFFSET 0) t
    WHERE {anywhere} AND NOT ({all_in(_ANYWHERE)})
    AND (t.owner_id <> $1 OR {_OF_ARCHIVED}) {_BEST}
), best AS MATERIALIZED (
    SELECT f.*, t.completed, t.nearness
    FROM (SELECT * FROM beginnings UNION SELECT * FROM titles UNION SELECT * FROM long
        UNION ALL SELECT * FROM commented) f,
    LATERAL (
        SELECT t.completed, greatest(m.at - $3::timestamptz, $3::timestamptz - m.at) AS nearness
        FROM tasklark.tasks t, LATERAL (SELECT CASE WHEN t.due_date IS NULL THEN t.updated_at
            ELSE t.due_sort_at END AS at) m
        WHERE t.owner_id = f.owner_id AND t.id = f.id OFFSET 0) t
    ORDER BY f.rank, t.completed, t.nearness, f.id DESC LIMIT $2::bigint
)
{shown}"""


def _shown(any_said: str, count_said: str) -> str:
    """Return what tells of the best, and the comment of each that says most of the query."""
    return f"""
SELECT {tasks.told_as("t.user_id")}, b.rank, t.title, t.description, c.body FROM best b, LATERAL (
    SELECT t.*, v.owner_user_id AS user_id FROM tasklark.tasks t, visible v
    WHERE t.owner_id = b.owner_id AND t.id = b.id
    AND v.owner_id = t.owner_id AND v.id = t.project_id OFFSET 0) t{tasks.told("t.user_id")}
LEFT JOIN LATERAL (
    SELECT c.body FROM tasklark.comments c WHERE c.owner_id = b.owner_id AND c.task_id = b.id
    AND c.deleted_at IS NULL AND ({any_said}) ORDER BY {count_said} DESC, c.id DESC LIMIT 1
) c ON true
ORDER BY b.rank, b.completed, b.nearness, b.id DESC
"""


_searches = {terms: _search(terms) for terms in range(1, TERMS_MAX + 1)}
