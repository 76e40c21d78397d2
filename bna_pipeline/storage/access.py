"""Links, sessions and keys in a database that all processes of a desk share: an SQLite file, or PostgreSQL."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from base64 import b32encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bna_pipeline.errors import NameTaken, StorageError
from bna_pipeline.model.access import (
    IDLE,
    LONGEST,
    ApiKey,
    Link,
    LinkState,
    NewLink,
    Session,
    SignInBegun,
    Visitor,
)
from bna_pipeline.storage import access_sql as sql
from bna_pipeline.storage.access_key import AccessKey, in_address
from bna_pipeline.storage.address import is_postgres, unusable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import CursorResult

TOKEN_BYTES = 32
SIGN_IN_LASTS = timedelta(minutes=10)
KEPT_AFTER = timedelta(days=366)
"""A link says for so long after its days what was done with it."""

_TOUCHED = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOKEN = re.compile(r"(?:bna_)?[A-Za-z0-9_-]{43}")
_SQLITE_FILE = re.compile(r"sqlite(?:\+pysqlite)?:///([^?]+)")
_PATIENCE = 30.0  # seconds

Values = Mapping[str, str | int | None]


class SqlAccess:
    """Who may come in.

    Args:
        url: SQLAlchemy URL of SQLite or PostgreSQL; file (mode 600) and tables are made at first use.
        key: makes the tokens of mails.
    """

    def __init__(self, url: str, key: AccessKey) -> None:
        self._url, self._key = url, key

    # -- links -----------------------------------------------------------------------------------------------

    def issue_link(self, link: NewLink, at: datetime, token_key: str | None = None) -> str:
        """Give a link; its token. With the same `token_key` it is the same token, and the first link stands."""
        token = _new_token() if token_key is None else self._key.token(token_key)
        row = {
            **link.model_dump(mode="json", exclude={"expires"}),
            "id": link_id(token),
            "token": _digest(token),
            "issued": _micro(at),
            "expires": _micro(link.expires),
        }
        self._do(sql.ADD_LINK, row)
        return token

    def look(self, token: str, at: datetime) -> tuple[LinkState, Link | None]:
        """What can be said of a token; changes nothing."""
        if not _TOKEN.fullmatch(token):
            return LinkState.UNKNOWN, None
        rows = self._ask(sql.LINK_OF_TOKEN, {"token": _digest(token)})
        if not rows:
            return LinkState.UNKNOWN, None
        link = _link(rows[0])
        return link.state(at), link

    def use(self, link: str, at: datetime, done: str) -> bool:
        """Use a link up, by its id; of all who try exactly one hears True."""
        return self._do(sql.USE, {"id": link, "at": _micro(at), "done": done}) == 1

    def give_back(self, link: str) -> None:
        """What a link was used for was refused: it counts as not used."""
        self._do(sql.GIVE_BACK, {"id": link})

    def revoke(self, person: str, at: datetime, edition: str | None = None) -> int:
        """Take a person's unused links back and end his sessions; how many links."""
        values = {"person": person, "at": _micro(at), "edition": edition}
        with self._begun() as connection:
            _run(connection, sql.END_SESSIONS if edition is None else sql.END_SESSIONS_IN, values)
            return _run(connection, sql.REVOKE if edition is None else sql.REVOKE_IN, values).rowcount

    def forget(self, edition: str) -> None:
        """Take away every link of an edition and the sessions that they opened: a sample begins anew."""
        with self._begun() as connection:
            _run(connection, sql.FORGET_SESSIONS, {"edition": edition})
            _run(connection, sql.FORGET_LINKS, {"edition": edition})

    # -- sessions --------------------------------------------------------------------------------------------

    def open_session(self, visitor: Visitor, at: datetime, instead_of: str | None = None) -> str:
        """Open a session; its token, always a new one. What is over in the database goes on the way."""
        token = _new_token()
        values = {
            "token": _digest(token),
            "person": visitor.person,
            "link": visitor.link,
            "visitor": visitor.model_dump_json(),
            "at": _micro(at),
        }
        with self._begun() as connection:
            self._tidy(connection, at)
            if instead_of is not None:
                _run(connection, sql.END_SESSION, {"token": _digest(instead_of)})
            _run(connection, sql.ADD_SESSION, values)
        return token

    def session(self, token: str, at: datetime) -> Session | None:
        """The session of a token, if there is one that still holds."""
        if not _TOKEN.fullmatch(token):
            return None
        with self._connected() as connection:
            row = _run(connection, sql.SESSION, {"token": _digest(token)}).first()
            if row is None:
                return None
            visitor, begun, seen, link_of = row
            linked = None if link_of is None else _run(connection, sql.LINK, {"id": link_of}).first()
        found = Session(
            visitor=Visitor.model_validate_json(visitor),
            begun=_moment(begun),
            seen=_moment(seen),
            link=None if linked is None else _link(linked),
        )
        if at >= found.seen + IDLE or at >= found.begun + LONGEST or (link_of is not None and linked is None):
            return None
        if found.link is not None and found.link.state(at) not in (LinkState.VALID, LinkState.USED):
            return None
        if at - found.seen >= _TOUCHED:
            self._do(sql.TOUCH, {"token": _digest(token), "at": _micro(at)})
        return found

    def close_session(self, token: str) -> None:
        """End a session; of one that is over nothing happens."""
        self._do(sql.END_SESSION, {"token": _digest(token)})

    def end_sessions(self, person: str) -> None:
        """End every session of a person, however it was opened."""
        self._do(sql.END_SESSIONS, {"person": person})

    def begin_sign_in(self, state: str, begun: SignInBegun, at: datetime) -> None:
        """Keep what must come back with this `state` within ten minutes."""
        expires = _micro(at + SIGN_IN_LASTS)
        self._do(sql.ADD_SIGN_IN, {"state": _digest(state), "begun": begun.model_dump_json(), "expires": expires})

    def finish_sign_in(self, state: str, at: datetime) -> SignInBegun | None:
        """What was kept with this `state`, once."""
        with self._begun() as connection:
            row = _run(connection, sql.TAKE_SIGN_IN, {"state": _digest(state)}).first()
        if row is None or row[1] <= _micro(at):
            return None
        return SignInBegun.model_validate_json(row[0])

    # -- keys ------------------------------------------------------------------------------------------------

    def make_key(self, name: str, person: str, programme: str, at: datetime) -> str:
        """Make an API key; its token, which is told only here.

        Raises:
            NameTaken: there is or was a key of that name.
        """
        token = f"bna_{_new_token()}"
        values: Values = {
            "name": name,
            "token": _digest(token),
            "person": person,
            "programme": programme,
            "at": _micro(at),
        }
        if self._do(sql.ADD_KEY, values) != 1:
            raise NameTaken(
                f"Er is of was al een sleutel {name}.", "Kies een andere naam: die in het logboek blijft eenduidig."
            )
        return token

    def key(self, token: str) -> ApiKey | None:
        """The key of a token, unless it was dropped."""
        if not _TOKEN.fullmatch(token):
            return None
        rows = self._ask(sql.KEY, {"token": _digest(token)})
        return _key(rows[0]) if rows else None

    def all_keys(self) -> tuple[ApiKey, ...]:
        """All keys, also those that were dropped, by name."""
        return tuple(_key(row) for row in self._ask(sql.KEYS, {}))

    def drop_key(self, name: str, at: datetime) -> bool:
        """Drop a key; False: there is none that works."""
        return self._do(sql.DROP_KEY, {"name": name, "at": _micro(at)}) == 1

    # -- counting --------------------------------------------------------------------------------------------

    def attempt(self, bucket: str, at: datetime, limit: int, window: timedelta) -> bool:
        """Count an attempt; False: there were `limit` in this window already, of all processes together."""
        length = window // timedelta(microseconds=1)
        since = _micro(at) // length * length
        values = {"bucket": _digest(bucket), "since": since, "until": since + length}
        with self._begun() as connection:
            tries: int = _run(connection, sql.COUNT, values).scalar_one()
        return tries <= limit

    def once(self, name: str, at: datetime, lasts: timedelta) -> bool:
        """True for the first who brings this name."""
        return self._do(sql.ADD_ONCE, {"name": _digest(name), "expires": _micro(at + lasts)}) == 1

    def forget_once(self, name: str) -> None:
        """The name may be brought again."""
        self._do(sql.FORGET_ONCE, {"name": _digest(name)})

    def close(self) -> None:
        """Let go of the connections; the next question opens another."""
        engine = self.__dict__.pop("_engine", None)
        if engine is not None:
            engine.dispose()

    # -- the database ----------------------------------------------------------------------------------------

    @cached_property
    def _engine(self) -> Engine:
        from sqlalchemy.exc import SQLAlchemyError

        from bna_pipeline.storage.schema import open_engine

        try:
            _make_private(self._url)
            engine = open_engine(self._url, patience=_PATIENCE)
            with engine.begin() as connection:
                if is_postgres(self._url):
                    connection.exec_driver_sql(sql.ONE_AT_A_TIME)
                for statement in sql.TABLES:
                    connection.exec_driver_sql(statement)
        except (SQLAlchemyError, ImportError, OSError) as fault:
            raise unusable(self._url, fault) from fault
        return engine

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """A connection in a transaction that ends with the block."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise unusable(self._url, fault) from fault

    def _do(self, statement: str, values: Values) -> int:
        """How many rows it changed."""
        with self._begun() as connection:
            return _run(connection, statement, values).rowcount

    def _ask(self, statement: str, values: Values) -> list[Any]:
        with self._connected() as connection:
            return list(_run(connection, statement, values).all())

    def _tidy(self, connection: Connection, at: datetime) -> None:
        values = {
            "at": _micro(at),
            "idle": _micro(at - IDLE),
            "longest": _micro(at - LONGEST),
            "year_ago": _micro(at - KEPT_AFTER),
        }
        for statement in sql.TIDY:
            _run(connection, statement, values)


def link_id(token: str) -> str:
    """What names the link of a token, and does not open it."""
    return b32encode(hashlib.sha256(b"link\n" + token.encode()).digest())[:26].decode("ascii").lower()


def _new_token() -> str:
    return in_address(secrets.token_bytes(TOKEN_BYTES))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _micro(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _moment(micro: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micro)


def _link(row: Any) -> Link:
    at, person, edition, purpose, subject, draft, given_by, issued, expires, used, revoked, done = row
    return Link(
        id=at,
        person=person,
        edition=edition,
        purpose=purpose,
        subject=subject,
        draft=draft,
        given_by=given_by,
        issued=_moment(issued),
        expires=_moment(expires),
        used=None if used is None else _moment(used),
        revoked=None if revoked is None else _moment(revoked),
        done=done,
    )


def _key(row: Any) -> ApiKey:
    name, person, programme, made, dropped = row
    gone = None if dropped is None else _moment(dropped)
    return ApiKey(name=name, person=person, programme=programme, made=_moment(made), dropped=gone)


def _run(connection: Connection, statement: str, values: Mapping[str, object]) -> CursorResult[Any]:
    from sqlalchemy import CursorResult, text

    answer = connection.execute(text(statement), values)
    assert isinstance(answer, CursorResult)
    return answer


def _make_private(url: str) -> None:
    """The file, before SQLite makes it as everybody may read it; what stands beside it gets the same mode."""
    found = _SQLITE_FILE.fullmatch(url.partition("?")[0])
    if found is None:
        return
    file = Path(found[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StorageError(f"{file} is leesbaar voor anderen.", f"Voer uit: chmod 600 {file}")
