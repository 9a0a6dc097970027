import pytest

from tasklark.domain.importing import Draft, Source, todotxt
from tests.domain.importing.reports import drafts


def one(line: str) -> Draft:
    (draft,) = drafts(todotxt.read(Source("todo.txt", line)))
    return draft


@pytest.mark.parametrize(
    ("line", "title", "completed", "priority"),
    [
        ("Thank Mom", "Thank Mom", False, None),
        ("(A) Thank Mom", "Thank Mom", False, "high"),
        ("(B) Thank Mom", "Thank Mom", False, "medium"),
        ("(C) Thank Mom", "Thank Mom", False, "low"),
        ("(Z) Thank Mom", "Thank Mom", False, "low"),
        ("(b) Thank Mom", "(b) Thank Mom", False, None),
        ("(A)->Thank Mom", "(A)->Thank Mom", False, None),
        ("Really (A) Thank Mom", "Really (A) Thank Mom", False, None),
        ("x Thank Mom", "Thank Mom", True, None),
        ("X Thank Mom", "X Thank Mom", False, None),
        ("xylophone lesson", "xylophone lesson", False, None),
        ("(A) x Thank Mom", "x Thank Mom", False, "high"),
        ("x (A) 2026-11-02 2026-11-01 Thank Mom", "Thank Mom", True, "high"),
        ("x 2026-11-02 (A) 2026-11-01 Thank Mom", "Thank Mom", True, "high"),
        ("x 2026-11-02 2026-11-01 Thank Mom pri:B", "Thank Mom", True, "medium"),
        ("(A) Thank Mom pri:B", "Thank Mom pri:B", False, "high"),
        ("2026-11-31 Thank Mom", "2026-11-31 Thank Mom", False, None),
        ("  Thank\tMom  ", "Thank Mom", False, None),
        ("x", "x", False, None),
        ("(A)", "(A)", False, None),
        ("2026-11-01", "2026-11-01", False, None),
        ("x 2026-11-01", "2026-11-01", True, None),
        ("due:2026-11-01", "due:2026-11-01", False, None),
        ("Read https://example.org/a:b", "Read https://example.org/a:b", False, None),
        ("Meet at 10:30 id:7", "Meet at 10:30 id:7", False, None),
    ],
)
def test_what_stands_before_the_words_is_understood(
    line: str, title: str, completed: bool, priority: str | None
) -> None:
    draft = one(line)
    assert (draft.title, draft.completed, draft.priority) == (title, completed, priority)


def test_days_of_creation_and_completion_are_kept() -> None:
    done = one("x 2026-11-02 2026-11-01 Thank Mom")
    assert (
        done.description
        == "Imported from todo.txt:\n- Created: 2026-11-01\n- Completed: 2026-11-02"
    )
    assert (
        one("x 2026-11-02 Thank Mom").description
        == "Imported from todo.txt:\n- Completed: 2026-11-02"
    )
    assert (
        one("2026-11-01 Thank Mom").description == "Imported from todo.txt:\n- Created: 2026-11-01"
    )


@pytest.mark.parametrize(
    ("line", "kind", "due"),
    [
        ("Pay due:2026-12-01", "day", "2026-12-01"),
        ("Pay due:2026-12-01T09:00", "local", "2026-12-01T09:00:00"),
        ("Pay due:2026-12-01T09:00:00+01:00", "instant", "2026-12-01T08:00:00Z"),
    ],
)
def test_a_due_date_leaves_the_title_once_understood(line: str, kind: str, due: str) -> None:
    draft = one(line)
    assert draft.due_date is not None
    assert (draft.title, draft.due_date.kind, str(draft.due_date)) == ("Pay", kind, due)
    assert draft.losses == ()


@pytest.mark.parametrize("word", ["due:tomorrow", "due:2026-02-30", "rec:monday", "t:soon", "pri:"])
def test_a_word_that_is_not_understood_stays_in_the_title(word: str) -> None:
    draft = one(f"Pay {word}")
    assert (draft.title, draft.due_date) == (f"Pay {word}", None)
    assert word == "pri:" or draft.losses == (f'"{word}" is not understood; it stays in the title',)


def test_a_second_due_date_stays_in_the_title() -> None:
    assert one("Pay due:2026-12-01 due:2026-12-02").title == "Pay due:2026-12-02"


def test_repetition_and_threshold_move_to_the_description() -> None:
    draft = one("Pay rec:+1m t:2026-11-20")
    assert draft.title == "Pay"
    assert (
        draft.description == "Imported from todo.txt:\n- Repeats: +1m\n- Hidden until: 2026-11-20"
    )


def test_projects_and_contexts_stay_in_the_title_and_are_named() -> None:
    draft = one("Call +house @phone a+b c@d 2 + 2")
    assert draft.title == "Call +house @phone a+b c@d 2 + 2"
    assert draft.losses == (
        'project "+house" has no field yet; it stays in the title',
        'context "@phone" has no field yet; it stays in the title',
    )


def test_a_task_stays_the_same_one_when_it_is_completed() -> None:
    before = one("(A) 2026-11-01 Thank Mom due:2026-12-01")
    assert (
        one("x 2026-11-05 2026-11-01 Thank Mom due:2026-12-01 pri:A").source_id == before.source_id
    )
    assert one("2026-11-01  Thank   Mom due:2026-12-01").source_id == before.source_id
    assert one("(A) 2026-11-01 Thank Mom due:2026-12-02").source_id != before.source_id


def test_two_lines_that_are_the_same_stay_two_tasks() -> None:
    twice = drafts(todotxt.read(Source("todo.txt", "Buy milk\n\nBuy milk\n")))
    assert [draft.line for draft in twice] == [1, 3]
    assert len({draft.source_id for draft in twice}) == 2


def test_only_line_ends_part_lines() -> None:
    text = "one\x0bstill one\u2028still one\x85still one\rtwo\r\nthree\nfour"
    assert [draft.line for draft in drafts(todotxt.read(Source("todo.txt", text)))] == [1, 2, 3, 4]


def test_control_characters_are_left_out_and_counted() -> None:
    draft = one("Buy\x00 mi\x1b[31mlk\x07 \ud800now")
    assert draft.title == "Buy mi[31mlk now"
    assert draft.losses == ("4 control characters were left out",)


def test_a_title_that_is_too_long_is_kept_whole_in_the_description() -> None:
    long = "word " * 300
    draft = one(long)
    assert len(draft.title) == 1_000
    assert draft.title.endswith("…")
    assert draft.description == f"Imported from todo.txt:\n- Full title: {long.strip()}"
    assert draft.losses == (
        "the title of 1,499 characters was cut at 1,000; kept whole in the description",
    )


def test_what_no_description_can_hold_is_counted() -> None:
    draft = one("w" * 70_000)
    assert draft.description is not None
    assert len(draft.description) == 65_536
    assert "the description is too long: 4,502 of its characters were left out" in draft.losses
