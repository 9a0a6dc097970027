"""Log lines: enough to mend a fault, and nothing of anybody's."""

import json
import logging
import sys

from tasklark.boot.logs import JsonFormatter, TextFormatter


def _record_of(error: BaseException) -> logging.LogRecord:
    try:
        raise error
    except BaseException:  # noqa: BLE001 - the record is what is tested
        return logging.LogRecord("t", logging.ERROR, __file__, 1, "unforeseen", (), sys.exc_info())


def test_a_fault_is_told_by_its_place_and_never_by_its_message() -> None:
    try:
        raise ValueError("Key (email)=(ada@example.org) already exists")
    except ValueError as cause:
        error = RuntimeError("title: secret plans")
        error.__cause__ = cause
    line = json.loads(JsonFormatter().format(_record_of(error)))
    assert "RuntimeError" in line["fault"]
    assert "ValueError" in line["fault"]
    assert "test_logs.py" in line["fault"]
    assert "ada@" not in line["fault"]
    assert "secret" not in TextFormatter().format(_record_of(error))


def test_errors_that_cause_each_other_end() -> None:
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert TextFormatter().format(_record_of(one)).count("KeyError") == 1


def test_a_request_says_its_id_in_json() -> None:
    record = logging.LogRecord("t", logging.INFO, __file__, 1, "GET %s 200", ("/health",), None)
    record.request_id, record.milliseconds = "0197", 1.5
    line = json.loads(JsonFormatter().format(record))
    assert (line["message"], line["request_id"], line["milliseconds"]) == (
        "GET /health 200",
        "0197",
        1.5,
    )
    assert "\n" not in JsonFormatter().format(record)
