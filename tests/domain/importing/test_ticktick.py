import csv
import io
from zoneinfo import ZoneInfo

import pytest

from tasklark.domain.importing import Draft, Skipped, Source, ticktick
from tasklark.domain.importing.drafts import Result
from tests.domain.importing.reports import drafts

V7_1 = [
    "Folder Name", "List Name", "Title", "Kind", "Tags", "Content", "Is Check list", "Start Date",
    "Due Date", "Reminder", "Repeat", "Priority", "Status", "Created Time", "Completed Time",
    "Order", "Timezone", "Is All Day", "Is Floating", "Column Name", "Column Order", "View Mode",
    "taskId", "parentId",
]  # fmt: skip
V7_2 = [*V7_1, "projectKind"]
V6 = [column for column in V7_1 if column != "Kind"]
V2 = [
    "List Name", "Title", "Content", "Is Checklist", "Due Date", "Reminder", "Repeat", "Priority",
    "Status", "Completed Time", "Order", "Timezone", "Is All Day",
]  # fmt: skip
PREAMBLE = (
    '"Date: 2026-11-21+0000"\n"Version: 7.1"\n"Status: \n0 Normal\n1 Completed\n2 Archived"\n'
)


def written(*rows: dict[str, str], columns: list[str] = V7_1, preamble: str = PREAMBLE) -> str:
    file = io.StringIO()
    file.write(preamble)
    writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_ALL, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({"List Name": "Inbox", "Title": "Call Ana", **row} for row in rows)
    return file.getvalue()


def results(*rows: dict[str, str], zone: ZoneInfo | None = None) -> list[Result]:
    return list(ticktick.read(Source("ticktick.csv", written(*rows), zone)))


def one(**cells: str) -> Draft:
    (draft,) = drafts(results({name.replace("_", " "): cell for name, cell in cells.items()}))
    return draft


@pytest.mark.parametrize("columns", [V2, V6, V7_1, V7_2, V7_1[::-1]])
@pytest.mark.parametrize(
    "preamble",
    [
        PREAMBLE,
        "\ufeff" + PREAMBLE,
        "Date: 2026-03-09+0000\nVersion: 7.1\nStatus: 0 Normal 1 Completed 2 Archived\n\n",
        "",
    ],
)
def test_each_generation_of_the_backup_reads_alike(columns: list[str], preamble: str) -> None:
    text = written(
        {
            "Content": "▫Prices\n▪Number",
            "Is Check list": "Y",
            "Is Checklist": "Y",
            "Due Date": "2026-12-23T23:00:00+0000",
            "Timezone": "Europe/Berlin",
            "Is All Day": "true",
            "Priority": "5",
            "Status": "2",
            "projectKind": "TASK",
        },
        columns=columns,
        preamble=preamble,
    )
    (draft,) = drafts(ticktick.read(Source("-", text)))
    assert draft.line == preamble.count("\n") + 2
    assert draft.fields() == {
        "title": "Call Ana",
        "description": "- [ ] Prices\n- [x] Number",
        "completed": True,
        "priority": "high",
        "due_date": "2026-12-24",
    }


@pytest.mark.parametrize(
    ("written_date", "zone", "day"),
    [
        ("2018-12-11T23:00:00+0000", "Europe/Berlin", "2018-12-12"),
        ("2023-03-28T22:00:00+0000", "Europe/Berlin", "2023-03-29"),
        ("2026-12-08T05:00:00+0000", "America/New_York", "2026-12-08"),
        ("2026-12-07T10:00:00+0000", "Pacific/Kiritimati", "2026-12-08"),
        ("2026-12-08T12:00:00+0000", "Etc/GMT+12", "2026-12-08"),
        ("2026-12-07T18:15:00+0000", "Asia/Kathmandu", "2026-12-08"),
        ("2026-04-23T22:00:00+0000", "Africa/Cairo", "2026-04-24"),
        ("2028-02-28T23:00:00.000+0000", "Europe/Berlin", "2028-02-29"),
        ("2026-12-07 23:00:00", "Europe/Berlin", "2026-12-08"),
        ("2026-12-07T23:00:00Z", "Europe/Berlin", "2026-12-08"),
        ("2026-12-08T00:00:00+01:00", "Europe/Berlin", "2026-12-08"),
        ("2026-12-08", "Europe/Berlin", "2026-12-08"),
    ],
)
def test_a_whole_day_is_the_day_of_its_zone(written_date: str, zone: str, day: str) -> None:
    draft = one(Due_Date=written_date, Timezone=zone, Is_All_Day="true")
    assert draft.due_date is not None
    assert (draft.due_date.kind, str(draft.due_date), draft.losses) == ("day", day, ())


@pytest.mark.parametrize(
    ("written_date", "zone", "day"),
    [
        ("2026-12-08 00:00:00", "America/New_York", "2026-12-08"),
        ("2026-12-08T00:00:00+0000", "", "2026-12-08"),
        ("2026-12-08T09:00:00+0000", "Europe/Berlin", "2026-12-08"),
        ("2026-12-08T23:30:00+0000", "Europe/Berlin", "2026-12-09"),
    ],
)
def test_a_whole_day_that_is_no_midnight_is_told(written_date: str, zone: str, day: str) -> None:
    draft = one(Due_Date=written_date, Timezone=zone, Is_All_Day="true")
    assert str(draft.due_date) == day
    assert len(draft.losses) == 1
    assert "midnight" in draft.losses[0]


@pytest.mark.parametrize(
    ("flag", "due"), [("Is All Day", "2023-06-14"), ("Is Floating", "2023-06-14T00:00:00")]
)
def test_a_date_without_a_known_zone_takes_the_readers_zone(flag: str, due: str) -> None:
    for name in ("", "Nowhere/Special", "../etc/passwd", "Europe"):
        row = {"Due Date": "2023-06-13T22:00:00+0000", "Timezone": name, flag: "true"}
        (found,) = drafts(results(row, zone=ZoneInfo("Europe/Berlin")))
        assert str(found.due_date) == due
        (lost,) = drafts(results(row))
        assert lost.due_date is None
        assert "- Due date: 2023-06-13T22:00:00+0000" in (lost.description or "")
        assert "the time zone it was set in is not known" in lost.losses[0]


def test_a_floating_time_is_what_the_clock_showed() -> None:
    draft = one(Due_Date="2026-11-24T06:00:00+0000", Timezone="Europe/Berlin", Is_Floating="true")
    assert draft.due_date is not None
    assert (draft.due_date.kind, str(draft.due_date)) == ("local", "2026-11-24T07:00:00")


@pytest.mark.parametrize(
    ("written_date", "losses"),
    [
        ("2026-11-24T06:00:00+0000", 0),
        ("2026-11-24T07:00:00+0100", 0),
        ("2026-11-24 06:00:00Z", 0),
        ("2026-11-24 06:00:00", 1),
    ],
)
def test_a_time_is_an_instant(written_date: str, losses: int) -> None:
    draft = one(Due_Date=written_date, Timezone="Europe/Berlin")
    assert draft.due_date is not None
    assert (draft.due_date.kind, str(draft.due_date)) == ("instant", "2026-11-24T06:00:00Z")
    assert len(draft.losses) == losses


@pytest.mark.parametrize(
    "garbage", ["soon", "2026-13-01T00:00:00+0000", "0001-01-01T00:00:00+2359"]
)
def test_a_date_that_cannot_be_read_is_kept_in_words(garbage: str) -> None:
    draft = one(Due_Date=garbage)
    assert draft.due_date is None
    assert draft.description == f"Imported from TickTick:\n- Due date: {garbage}"


def test_a_start_date_is_kept_unless_it_is_the_due_date() -> None:
    same = "2026-11-24T06:00:00+0000"
    assert one(Start_Date=same, Due_Date=same).losses == ()
    span = one(Start_Date="2026-11-23T06:00:00+0000", Due_Date=same)
    assert (span.more["start_date"], span.description) == ("2026-11-23T06:00:00Z", None)
    alone = one(Start_Date=same)
    assert str(alone.due_date) == "2026-11-24T06:00:00Z"
    assert alone.losses == ("it had a start date only, which became the due date",)


@pytest.mark.parametrize(
    ("value", "priority", "told"),
    [
        ("0", None, False),
        ("1", "low", False),
        ("3", "medium", False),
        ("5", "high", False),
        ("", None, False),
        ("p1", "high", True),
        ("P3", "low", True),
        ("p4", None, True),
        ("urgent", None, True),
    ],
)
def test_priorities_are_read(value: str, priority: str | None, told: bool) -> None:
    draft = one(Priority=value)
    assert (draft.priority, bool(draft.losses)) == (priority, told)


@pytest.mark.parametrize(
    ("status", "completed", "told"),
    [
        ("0", False, 0),
        ("", False, 0),
        ("1", True, 0),
        ("2", True, 0),
        ("-1", True, 0),
        ("7", False, 1),
    ],
)
def test_archived_tasks_are_completed_ones(status: str, completed: bool, told: int) -> None:
    draft = one(Status=status)
    assert (draft.completed, len(draft.losses)) == (completed, told)
    assert draft.more.get("status") == ("cancelled" if status == "-1" else None)


def test_items_of_a_checklist_become_markdown() -> None:
    marked = one(Kind="CHECKLIST", Content="For the trip:\r▫ Tent\r\n ▪Stove\n")
    assert marked.description == "For the trip:\n- [ ] Tent\n- [x] Stove"
    bare = one(Is_Check_list="Y", Content="Tent\n\nStove")
    assert bare.description == "- [ ] Tent\n\n- [ ] Stove"
    assert one(Kind="TEXT", Content="▫Tent").description == "▫Tent"


def test_parents_are_named_also_when_they_stand_below_or_in_a_circle() -> None:
    tasks = drafts(
        results(
            {"Title": "Below", "taskId": "1", "parentId": "2"},
            {"Title": "Above", "taskId": "2", "parentId": "1"},
            {"Title": "Itself", "taskId": "3", "parentId": "3"},
            {"Title": "Stray", "taskId": "abc", "parentId": "xyz"},
        )
    )
    assert [task.description and task.description.split("\n")[-1] for task in tasks] == [
        "- Parent task: Above",
        "- Parent task: Below",
        "- Parent task: Itself",
        "- Parent task: number xyz, not in the file",
    ]


def test_everything_else_is_kept_in_words() -> None:
    draft = one(
        Folder_Name="Haus",
        List_Name="Winter",
        Kind="NOTE",
        Tags="frost, urgent",
        Content="Soon",
        Reminder="-PT60M",
        Repeat="RRULE:FREQ=DAILY",
        Timezone="Europe/Berlin",
        Column_Name="Next",
        Created_Time="2026-11-01T08:00:00+0000",
        Completed_Time="never",
    )
    assert draft.description == (
        "Soon\n\nImported from TickTick:\n- List: Haus / Winter\n- Column: Next\n"
        "- Kind: note\n- Reminder: -PT60M\n"
        "- Repeats: RRULE:FREQ=DAILY (Europe/Berlin)\n- Created: 2026-11-01T08:00:00Z\n"
        "- Completed: never"
    )
    assert draft.more == {"labels": ["frost", "urgent"]}
    assert len(draft.losses) == 7


@pytest.mark.parametrize(
    ("written_rule", "rule"),
    [
        ("RRULE:FREQ=DAILY;INTERVAL=1", "FREQ=DAILY"),
        (
            "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,FR",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU",
        ),
        ("RRULE:FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_an_open_task_goes_on_to_repeat(written_rule: str, rule: str) -> None:
    cells = {"Due_Date": "2026-11-24T06:00:00+0000", "Timezone": "Europe/Berlin"}
    draft = one(Repeat=written_rule, **cells)
    assert draft.more == {"time_zone": "Europe/Berlin", "repeat": {"rule": rule}}
    assert draft.losses == (
        "the file does not say whether it counts from completion; taken by date",
    )
    done = one(Repeat=written_rule, Status="2", **cells)
    assert "repeat" not in done.more
    assert done.description is not None
    assert written_rule in done.description


@pytest.mark.parametrize(
    "written_rule",
    ["ERULE:NAME=FORGETTINGCURVE;CYCLE=0", "RRULE:FREQ=DAILY;TT_SKIP=WEEKEND", "LUNAR:FREQ=YEARLY",
     "RRULE:FREQ=HOURLY;INTERVAL=1"],
)  # fmt: skip
def test_a_rule_that_is_no_rrule_of_such_a_task_stays_in_words(written_rule: str) -> None:
    cells = {"Due_Date": "2026-11-24T00:00:00+0000", "Timezone": "UTC", "Is_All_Day": "true"}
    draft = one(Repeat=written_rule, **cells)
    assert draft.more == {}
    assert draft.description == f"Imported from TickTick:\n- Repeats: {written_rule} (UTC)"


def test_tags_that_can_t_be_labels_stay_in_words() -> None:
    assert one(Tags="#frost,#Frost , ice").more == {"labels": ["frost", "ice"]}
    draft = one(Tags=f"frost,{'x' * 61}")
    assert draft.more == {}
    assert draft.description is not None


def test_a_column_that_is_new_is_kept_too() -> None:
    text = written({"Focus": "25 minutes"}, columns=[*V7_1, "Focus"])
    (draft,) = drafts(ticktick.read(Source("-", text)))
    assert draft.description == "Imported from TickTick:\n- focus: 25 minutes"


def test_columns_about_the_view_are_told_once() -> None:
    assert [r.line for r in results({}, {}) if isinstance(r, Skipped)] == [7]


def test_a_task_is_known_by_its_long_id_or_its_creation() -> None:
    long = "63a1f0b2c4d5e6f708192a3b"
    assert one(taskId=long).source_id == one(taskId=long.upper(), Title="Renamed").source_id
    created = "2026-11-01T08:00:00+0000"
    first = one(taskId="1", Created_Time=created, List_Name="Work", Status="0")
    assert one(taskId="2", Created_Time=created, Status="2").source_id == first.source_id
    assert one(taskId="1", Created_Time="2026-11-02T08:00:00+0000").source_id != first.source_id
    assert one(taskId="1").source_id != one(taskId="1", List_Name="Work").source_id


def test_tasks_that_share_an_id_stay_two() -> None:
    long = "63a1f0b2c4d5e6f708192a3b"
    twins = drafts(results({"taskId": long}, {"taskId": long, "Title": "Another"}))
    assert len({task.source_id for task in twins}) == 2


def test_a_title_over_two_lines_is_one_line() -> None:
    assert one(Title="Call \r\n Ana\tnow").title == "Call Ana now"
