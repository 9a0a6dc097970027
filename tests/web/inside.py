"""A client of an application in the same process, for what needs no server."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from starlette.types import ASGIApp


@dataclass(frozen=True)
class Inside:
    """Asks an application, and takes what it sends as it is: not decoded, in no order of forms."""

    app: ASGIApp

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Return the answer to a GET."""
        return self.request("GET", address, headers)

    def request(
        self, method: str, address: str, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Return the answer to a request."""
        return asyncio.run(self._request(method, address, headers))

    async def _request(
        self, method: str, address: str, headers: Mapping[str, str] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        plain = {"Accept-Encoding": "identity", **(headers or {})}
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://tasklark.test") as client,
            client.stream(method, address, headers=plain) as answer,
        ):
            body = b"".join([part async for part in answer.aiter_raw()])
        told = httpx.Response(answer.status_code, headers=answer.headers)
        told._content = body  # as it came: httpx would decode it
        return told
