"""How to reach the embedded PostgreSQL."""

from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import make_conninfo

SUPERUSER = "postgres"
PORT = 5432
"""Names the socket's file only: there is no TCP port."""


@dataclass(frozen=True)
class EmbeddedAddress:
    """The folder of the socket, and who may enter as superuser; the password is never printed."""

    socket_folder: Path
    superuser: str
    password: str = field(repr=False)
    port: int

    def conninfo(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """Return libpq's keyword form for `database`; the superuser unless `user` is given.

        Another user comes with its own `password`, or with none: never with the superuser's.
        """
        if user is None:
            user, password = self.superuser, self.password
        return make_conninfo(
            host=str(self.socket_folder),
            port=self.port,
            dbname=database,
            user=user,
            password=password,
        )
