from datetime import date

import pytest

from tasklark.domain.importing import Draft, Refused, Skipped, Source, todoist
from tasklark.domain.importing.drafts import Result
from tests.domain.importing.reports import drafts

CURRENT = (
    "TYPE,CONTENT,DESCRIPTION,IS_COLLAPSED,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,"
    "TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG"
)


def results(*rows: str, header: str = CURRENT, name: str = "export.csv") -> list[Result]:
    return list(todoist.read(Source(name, "\n".join([header, *rows]))))


def one(*rows: str, header: str = CURRENT, name: str = "todoist.csv") -> Draft:
    (draft,) = drafts(results(*rows, header=header, name=name))
    return draft


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (CURRENT, "task,Call Ana @phone,Ask for prices,,1,1,,,2026-12-24,en,,,,,"),
        (
            CURRENT.replace(",IS_COLLAPSED", ""),
            "task,Call Ana @phone,Ask for prices,1,1,,,2026-12-24,en,,,,,",
        ),
        (
            CURRENT.replace(",IS_COLLAPSED", "").replace(
                ",DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG", ""
            ),
            "task,Call Ana @phone,Ask for prices,1,1,,,2026-12-24,en,",
        ),
        (
            "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DUE_DATE,DUE_DATE_LANG",
            "task,Call Ana @phone,Ask for prices,1,1,,,24 Dec 2026,en",
        ),
        (
            "DATE,INDENT,PRIORITY,DESCRIPTION,CONTENT,TYPE",
            "2026-12-24,1,1,Ask for prices,Call Ana @phone,task",
        ),
        (
            "Type, content,Description,PRIORITY,INDENT,DATE",
            "task,Call Ana @phone,Ask for prices,1,1,2026-12-24",
        ),
    ],
)
def test_each_generation_of_the_header_reads_alike(header: str, row: str) -> None:
    draft = one(row, header=header)
    assert draft.fields() == {
        "title": "Call Ana",
        "description": "Ask for prices",
        "completed": False,
        "priority": "high",
        "due_date": "2026-12-24",
        "labels": ["phone"],
    }


def test_the_oldest_header_without_descriptions_is_read() -> None:
    header = "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DUE_DATE,DUE_DATE_LANG"
    draft = one(
        "task,Call Ana,2,1,,Jo (7),1. Mai 2027,de", "note,Alone please,,,,,,", header=header
    )
    assert draft.description == "Imported from Todoist:\n- Assigned to: Jo\n- Comment: Alone please"
    assert (draft.priority, str(draft.due_date)) == ("medium", "2027-05-01")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_saved_by_a_spreadsheet_is_read(delimiter: str) -> None:
    row = "task,Call Ana,,,2,1,,,,,,,,,".replace(",", delimiter)
    assert one(row, header=CURRENT.replace(",", delimiter)).title == "Call Ana"


@pytest.mark.parametrize(
    ("written", "priority"),
    [("1", "high"), ("2", "medium"), ("3", "low"), ("4", None), ("", None), ("9", None)],
)
def test_priority_one_is_the_highest(written: str, priority: str | None) -> None:
    draft = one(f"task,Call Ana,,,{written},1,,,,,,,,,")
    assert draft.priority == priority
    assert bool(draft.losses) == (written == "9")


def test_comments_stay_with_the_task_above_them() -> None:
    first, second = drafts(
        results(
            "task,Call Ana,,,4,1,,,,,,,,,",
            "note,She moved,,,,,Kai (1),,2026-11-18T17:42:09.000000Z,,,,,,",
            ",,,,,,,,,,,,,,",
            'note,"Number:\n040 123",,,,,,,,,,,,,',
            "task,Call Ben,,,4,1,,,,,,,,,",
        )
    )
    assert first.description == (
        "Imported from Todoist:\n- Project: export\n"
        "- Comment by Kai, 2026-11-18T17:42:09Z: She moved\n- Comment: Number:\n  040 123"
    )
    assert second.description == "Imported from Todoist:\n- Project: export"


def test_a_comment_that_belongs_to_no_task_is_refused() -> None:
    rows = results(
        "note,Nobody's,,,,,,,,,,,,,",
        "project_note,Everybody's,,,,,,,,,,,,,",
        "task,Call Ana,,,4,1,,,,,,,,,",
        'task,"Call "Ben",,,4,1,,,,,,,,,',
        "note,Ben's,,,,,,,,,,,,,",
    )
    assert [(type(r).__name__, r.line) for r in rows] == [
        ("Refused", 2),
        ("Refused", 3),
        ("Draft", 4),
        ("Refused", 5),
        ("Refused", 6),
    ]
    assert "Ben" not in str(drafts(rows))


def test_indents_build_the_tree() -> None:
    rows = [
        "task,Move,,,4,1,,,,,,,,,",
        "task,Pack,,,4,2,,,,,,,,,",
        "task,Books,,,4,3,,,,,,,,,",
        "task,Clean,,,4,2,,,,,,,,,",
        "task,Deep,,,4,4,,,,,,,,,",
        "task,Odd,,,4,two,,,,,,,,,",
        "section,Later,,,,,,,,,,,,,",
        "task,Rest,,,4,2,,,,,,,,,",
    ]
    parents = {
        draft.title: next(
            (k[15:] for k in (draft.description or "").split("\n") if "Parent" in k), ""
        )
        for draft in drafts(results(*rows))
    }
    assert parents == {
        "Move": "",
        "Pack": "Move",
        "Books": "Pack",
        "Clean": "Move",
        "Deep": "Clean",
        "Odd": "",
        "Rest": "",
    }


def test_labels_leave_the_end_of_the_title_only() -> None:
    draft = one("task,Mail bob@example.org and @kai  @home @Büro,,,4,1,,,,,,,,,")
    assert draft.title == "Mail bob@example.org and"
    assert (draft.more, draft.description) == ({"labels": ["kai", "home", "Büro"]}, None)
    inside = one("task,Ask @kai about it @home,,,4,1,,,,,,,,,")
    assert inside.title == "Ask @kai about it"
    assert inside.losses[0] == '"@kai" may be a label; it stays in the title'
    assert one("task,@home @work,,,4,1,,,,,,,,,").title == "@home @work"


@pytest.mark.parametrize(
    ("written", "zone", "kind", "due"),
    [
        ("2026-12-24", "Pacific/Kiritimati", "day", "2026-12-24"),
        ("2026-12-24", "Etc/GMT+12", "day", "2026-12-24"),
        ("2026-12-24 15:00", "Europe/Berlin", "instant", "2026-12-24T14:00:00Z"),
        ("2026-07-24 15:00", "Europe/Berlin", "instant", "2026-07-24T13:00:00Z"),
        ("2026-10-25 02:30", "Europe/Berlin", "instant", "2026-10-25T00:30:00Z"),
        ("2026-12-24 15:00", "", "local", "2026-12-24T15:00:00"),
        ("2026-12-24 15:00", "GMT +2:00", "local", "2026-12-24T15:00:00"),
        ("2026-12-24T15:00:00-05:00", "Europe/Berlin", "instant", "2026-12-24T20:00:00Z"),
    ],
)
def test_a_date_keeps_its_kind_and_its_day(written: str, zone: str, kind: str, due: str) -> None:
    draft = one(f"task,Call Ana,,,4,1,,,{written},en,{zone},,,,")
    assert draft.due_date is not None
    assert (draft.due_date.kind, str(draft.due_date)) == (kind, due)
    assert bool(draft.losses) == (zone == "GMT +2:00")


@pytest.mark.parametrize(
    ("written", "language", "kept"),
    [
        ("every monday", "en", "every monday, Europe/Berlin"),
        ("morgen", "de", "morgen (de), Europe/Berlin"),
        ("2026-03-29 02:30", "en", "2026-03-29 02:30, Europe/Berlin"),
    ],
)
def test_a_date_that_is_not_certain_is_kept_in_words(
    written: str, language: str, kept: str
) -> None:
    draft = one(f"task,Call Ana,,,4,1,,,{written},{language},Europe/Berlin,,,,")
    assert draft.due_date is None
    assert draft.description == f"Imported from Todoist:\n- Date: {kept}"
    assert draft.losses == (f'"Date: {kept}" names no one certain day; kept in the description',)


def test_a_year_that_was_supplied_is_told() -> None:
    text = f"{CURRENT}\ntask,Call Ana,,,4,1,,,17 Aug,en,,,,,"
    (draft,) = drafts(todoist.read(Source("-", text, written_on=date(2026, 8, 1))))
    assert draft.losses == ('date "17 Aug" names no year; taken as 2026-08-17',)


def test_everything_else_is_kept_in_words() -> None:
    _, draft = drafts(
        results(
            "section,Keller,,,,,,,,,,,,,,",
            "task,Move,,,4,1,Kai (1),,,,,,,,,",
            "task,* Call Ana,,true,4,2,Jo (2),Kai (1),,,,30,minute,1 May,en,high",
            header=CURRENT + ",ENERGY",
            name="Umzug [6g62GH268rQjFQ92] (1).csv",
        )
    )
    assert draft.title == "Call Ana"
    assert draft.description == (
        "Imported from Todoist:\n- Assigned to: Kai\n- Deadline: 1 May\n"
        "- energy: high\n- Project: Umzug\n- Section: Keller\n- Parent task: Move\n- Added by: Jo"
    )
    assert draft.losses[0] == "it could not be completed in Todoist; here it can"
    assert draft.more == {"duration_minutes": 30}


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        (",,2027-01-15,en", {"deadline": "2027-01-15"}),
        (",,15. Jan. 2027,de", {"deadline": "2027-01-15"}),
        (",,2027-01-15 09:00,en", {}),
        (",,15 Jan,en", {}),
        ("90,minute,,", {"duration_minutes": 90}),
        ("2,day,,", {}),
        ("0,minute,,", {}),
    ],
)
def test_a_deadline_and_a_duration_are_taken_where_they_are_certain(
    cells: str, more: dict[str, object]
) -> None:
    draft = one(f"task,Call Ana,,,4,1,,,,,,{cells}")
    assert draft.more == more
    assert (draft.description is None) == bool(more)


def test_rows_that_are_no_tasks_are_told() -> None:
    rows = results(
        "meta,view_style=board,,,,,,,,,,,,,",
        ",,,,,,,,,,,,,,",
        "section,Keller,Below the stairs,,,,,,,,,,,,",
        "task,Call Ana,,,4,1,Kai (1),,,,,,,,",
        "task,,,,4,1,Kai (1),,,,,,,,",
        "milestone,Done,,,,,,,,,,,,,",
    )
    assert [type(row) for row in rows] == [
        Skipped,
        Skipped,
        Skipped,
        Refused,
        Draft,
        Refused,
        Refused,
    ]
    assert [row.line for row in rows] == [1, 2, 4, 4, 5, 6, 7]


def test_the_same_task_in_two_projects_is_two_tasks() -> None:
    row = "task,Call Ana,,,4,1,,,,,,,,,"
    garden = one(row, name="Garden [6g62GH268rQjFQ92].csv")
    assert one(row, name="Garden.csv").source_id == garden.source_id
    assert one(row, name="exports/Garden (1).csv").source_id == garden.source_id
    assert one(row, name="Work.csv").source_id != garden.source_id


def test_a_formula_is_only_text() -> None:
    assert one('task,"=HYPERLINK(""x"")",,,4,1,,,,,,,,,').title == '=HYPERLINK("x")'
