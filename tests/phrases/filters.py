"""Cases of the filter language: what a text is read as, or why not; and which tasks it finds."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tasklark.domain.errors import Invalid
from tasklark.domain.filters import Context, Names, Node, items, matches, parse, tree
from tasklark.domain.tasks import Task
from tests.domain.filters import population
from tests.phrases import filter_texts

TASKS = 48
_NOWS = (
    ("2026-11-21T18:30:00", "Europe/Berlin", 0),
    ("2027-03-28T01:10:00", "Europe/Berlin", 6),
    ("2028-02-29T23:59:59.999", "America/St_Johns", 5),
    ("2026-12-31T11:00:00", "Pacific/Kiritimati", 0),
)


def cases() -> dict[str, Any]:
    """Return the content of filters.json."""
    random = Random(5)  # noqa: S311 - not a secret
    moments = [datetime.fromisoformat(one) for one, *_ in _NOWS]
    names = population.names(random)
    tasks = [*population.tasks(random, TASKS, names, moments), *_accented(names)]
    commented = [task.id for task in random.sample(tasks, 9)]
    me = names.people[0].id if isinstance(names.people, list) else tasks[0].id
    contexts = [
        Context(moment.replace(tzinfo=UTC), ZoneInfo(zone), me, names, start)
        for moment, (_, zone, start) in zip(moments, _NOWS, strict=True)
    ]
    texts = [*filter_texts.terms(), *_combined(random)]
    slips = [*filter_texts.SLIPS, *_spoiled(random, texts)]
    return {
        "about": [
            "The filter language: src/tasklark/domain/filters, by Python. `contexts`: when, where,",
            "the first day of the week (0 is Monday); `me`, `names`, `tasks` and `commented` are",
            "the same in all. found: a filter, and for each context the places of the tasks that",
            "it finds. read: a text, and its tree, or the fault (where names that nothing bears",
            "are wrong, too).",
        ],
        "contexts": [[f"{one}Z", zone, start] for one, zone, start in _NOWS],
        "me": str(me),
        "names": _plain(dataclasses.asdict(names)),
        "commented": [str(one) for one in commented],
        "tasks": [_plain(_fields(task)) for task in tasks],
        "found": [[text, *_found(text, tasks, commented, contexts)] for text in texts],
        "read": [[text, _read(text, names)] for text in dict.fromkeys([*texts, *slips])],
    }


def _accented(names: Names) -> Iterator[Task]:
    """Give tasks whose letters have forms of their own, or accents that stand after them."""
    texts = (
        (
            "CAFE\u0301 \u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
            "e\u0301te\u0301 \u0130stanbul \ufb01nd",
        ),
        ("m\u0131lk \u00bd \u0939\u093f", "M\u0131LK \u01c4 \u00bd"),
    )
    (project, *_) = names.projects
    for number, (title, description) in enumerate(texts):
        yield Task(
            id=UUID(int=number + 1, version=4),
            project_id=project.id,
            position="a",
            title=title,
            description=description,
            created_at=datetime(2026, 11, 21, tzinfo=UTC),
            updated_at=datetime(2026, 11, 21, tzinfo=UTC),
        )


def _fields(task: Task) -> dict[str, Any]:
    """Return the fields of a task but for those that are as in most tasks."""
    usual = {"status": "todo", "completed": False, "labels": [], "links": [], "position": "a"}
    return {
        name: value
        for name in Task.model_fields
        if (value := getattr(task, name)) is not None and value != usual.get(name, "")
    }


def _plain(value: Any) -> Any:
    """Return what JSON can hold; instants as the API writes them."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return str(value) if isinstance(value, UUID) else value


def _found(
    text: str, tasks: list[Task], commented: list[UUID], contexts: list[Context]
) -> Iterator[list[int]]:
    node, places = parse(text), {task.id: place for place, task in enumerate(tasks)}
    for context in contexts:
        yield [
            places[item.task.id] for item in items(tasks, commented) if matches(node, item, context)
        ]


def _read(text: str, names: Names) -> Any:
    try:
        return _tree(parse(text, names))
    except Invalid as invalid:
        return invalid.errors[0].message


def _tree(node: Node) -> dict[str, Any]:
    """Return a tree as the web app has it."""
    match node:
        case tree.And(terms) | tree.Or(terms):
            said: dict[str, Any] = {"terms": [_tree(term) for term in terms]}
        case tree.Not(term):
            said = {"term": _tree(term)}
        case tree.When(field, relation, day):
            said = {"field": field, "relation": relation, "day": _day(day)}
        case tree.AssignedTo(who) | tree.CreatedBy(who):
            said = {"who": who.pieces if isinstance(who, tree.Name) else who}
        case tree.Labelled(name) | tree.InSection(name) | tree.InProject(name):
            said = {
                "name": name.pieces,
                **({"nested": node.nested} if isinstance(node, tree.InProject) else {}),
            }
        case _:
            said = dataclasses.asdict(node)
    return {"type": _TYPES[type(node)], **said}


def _day(day: tree.Day) -> dict[str, Any]:
    if isinstance(day, tree.OnDay):
        return {"type": "on", "day": str(day.day_on)}
    return {"type": type(day).__name__.lower(), **dataclasses.asdict(day)}


_TYPES: Mapping[type[Node], str] = {
    tree.And: "and",
    tree.Or: "or",
    tree.Not: "not",
    tree.Is: "is",
    tree.Text: "text",
    tree.Labelled: "label",
    tree.InProject: "project",
    tree.InSection: "section",
    tree.AssignedTo: "assigned",
    tree.CreatedBy: "created",
    tree.When: "when",
    tree.Within: "within",
    tree.Lasting: "lasting",
}


def _combined(random: Random) -> Iterator[str]:
    terms = list(filter_texts.terms())
    for _ in range(300):
        one, two, three = random.sample(terms, 3)
        form = random.choice(
            ("{} & {}", "{}|{}", "!{} &({} | {})", "({}&{})|!{}", "!({} | {}) & {}", "{} | {} & {}")
        )
        yield form.format(one, two, three)


def _spoiled(random: Random, texts: list[str]) -> Iterator[str]:
    """Give texts with a letter too few, too many, another one, or two in the wrong order."""
    for _ in range(900):
        text = random.choice(texts)
        place = random.randrange(len(text))
        before, here, after = text[:place], text[place], text[place + 1 :]
        other = random.choice('aesty0159 &|!()"\\#@/:,+-*é')
        spoiled = (
            before + after,
            before + here + other + after,
            before + other + after,
            before + after[:1] + here + after[1:],
            before + here,
            before + here + " " + after,
        )
        yield random.choice(spoiled)
