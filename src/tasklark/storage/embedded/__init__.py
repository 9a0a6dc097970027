"""PostgreSQL 18 of our own, for whoever names no database: started from a wheel, kept by us.

`start(data_folder)` makes the cluster when there is none, starts it or joins the one that runs,
and returns an `EmbeddedServer` whose `address` tells how to connect. `program("pg_dump")` finds
the wheel's client programs. The choices are argued in `docs/decisions/embedded-postgresql.md`.
"""

from tasklark.storage.embedded.address import EmbeddedAddress
from tasklark.storage.embedded.server import EmbeddedServer, start
from tasklark.storage.embedded.wheel import program

__all__ = ["EmbeddedAddress", "EmbeddedServer", "program", "start"]
