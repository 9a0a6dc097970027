"""`/metrics`: for whoever bears the token, and of all processes together."""

import re
from pathlib import Path

import httpx
import pytest

from tests.backends import tasklark

TOKEN = "the token of Prometheus"


@pytest.mark.parametrize("workers", [1, 2])
def test_the_requests_of_all_processes_are_counted_together(tmp_path: Path, workers: int) -> None:
    environment = {"WORKERS": str(workers), "METRICS_TOKEN": TOKEN}
    with tasklark(environment, tmp_path) as url:
        for _ in range(20):
            # A connection of its own each, so that every process gets some.
            httpx.get(f"{url}/docs").raise_for_status()
        told = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
        assert _docs_counted(told, "tasklark_requests_total") == 20
        assert _docs_counted(told, "tasklark_request_seconds_count") == 20
        assert httpx.get(f"{url}/metrics").status_code == 401


def test_a_head_is_counted_under_its_route(tmp_path: Path) -> None:
    with tasklark({"METRICS_TOKEN": TOKEN}, tmp_path) as url:
        answer = httpx.head(f"{url}/docs")
        assert (answer.status_code, answer.content) == (200, b"")
        told = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    counted = 'tasklark_requests_total{method="HEAD",route="/docs",status="200"} 1.0'
    assert counted in told


def test_nothing_is_told_without_a_token_to_ask_for(tmp_path: Path) -> None:
    with tasklark({}, tmp_path) as url:
        assert httpx.get(f"{url}/metrics").status_code == 404


def _docs_counted(told: str, metric: str) -> float:
    found = re.findall(rf'^{metric}\{{[^}}]*route="/docs"[^}}]*\}} (\S+)$', told, re.MULTILINE)
    return sum(map(float, found))
