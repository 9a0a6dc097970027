"""Log lines: for people at a terminal, JSON elsewhere; no tokens, titles or addresses in either."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from tasklark.settings import LogFormat, Settings

_EXTRAS = ("request_id", "milliseconds")
_FRAMES = 30
"""As many innermost frames of each error as are told."""


class JsonFormatter(logging.Formatter):
    """One JSON object a line; a fault's traceback is one of its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{k: getattr(record, k) for k in _EXTRAS if hasattr(record, k)},
        }
        if record.exc_info:
            line["fault"] = _traceback(record)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """A line that a person can read at a glance."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        moment = datetime.fromtimestamp(record.created).astimezone()
        line = f"{moment:%H:%M:%S} {record.levelname.lower():7} {record.getMessage()}"
        if hasattr(record, "milliseconds"):
            line += f"  {record.milliseconds} ms"
        return f"{line}\n{_traceback(record)}" if record.exc_info else line


def configure(settings: Settings) -> None:
    """Send all log lines to standard error in the format that fits."""
    handler = logging.StreamHandler(sys.stderr)
    as_json = settings.log_format is LogFormat.JSON or (
        settings.log_format is LogFormat.AUTO and not sys.stderr.isatty()
    )
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in ("psycopg.pool", "uvicorn.error", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    requests = logging.INFO if settings.log_requests else logging.WARNING
    logging.getLogger("tasklark.request").setLevel(requests)


def _traceback(record: logging.LogRecord) -> str:
    """Return where a fault happened, without the messages: those of a database quote its rows."""
    assert record.exc_info  # noqa: S101 - asked for only then
    told: list[str] = []
    seen: set[int] = set()
    error = record.exc_info[1]
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        told += [type(error).__qualname__, *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames)]
        error = error.__cause__ or error.__context__
    return "\n".join(told)
