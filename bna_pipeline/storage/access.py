"""Links, sessions and keys in a database that all processes of a desk share: an SQLite file, or PostgreSQL."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bna_pipeline.errors import NameTaken
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
from bna_pipeline.storage.access_database import AccessDatabase, Values, run
from bna_pipeline.storage.access_key import AccessKey
from bna_pipeline.storage.access_rows import digest, key_of, link_id, link_of, micro, moment, new_token

if TYPE_CHECKING:
    from sqlalchemy import Connection

SIGN_IN_LASTS = timedelta(minutes=10)
KEPT_AFTER = timedelta(days=366)
"""A link says for so long after its days what was done with it."""

_TOUCHED = timedelta(minutes=1)
_TOKEN = re.compile(r"(?:bna_)?[A-Za-z0-9_-]{43}")


class SqlAccess:
    """Who may come in.

    Args:
        url: SQLAlchemy URL of SQLite or PostgreSQL; file (mode 600) and tables are made at first use.
        key: makes the tokens of mails.
    """

    def __init__(self, url: str, key: AccessKey) -> None:
        self._database, self._key = AccessDatabase(url), key

    # -- links -----------------------------------------------------------------------------------------------

    def issue_link(self, link: NewLink, at: datetime, token_key: str | None = None) -> str:
        """Give a link; its token. With the same `token_key` it is the same token, and the first link stands."""
        token = new_token() if token_key is None else self._key.token(token_key)
        row = {
            **link.model_dump(mode="json", exclude={"expires"}),
            "id": link_id(token),
            "token": digest(token),
            "issued": micro(at),
            "expires": micro(link.expires),
        }
        self._database.do(sql.ADD_LINK, row)
        return token

    def look(self, token: str, at: datetime) -> tuple[LinkState, Link | None]:
        """What can be said of a token; changes nothing."""
        if not _TOKEN.fullmatch(token):
            return LinkState.UNKNOWN, None
        rows = self._database.ask(sql.LINK_OF_TOKEN, {"token": digest(token)})
        if not rows:
            return LinkState.UNKNOWN, None
        link = link_of(rows[0])
        return link.state(at), link

    def use(self, link: str, at: datetime, done: str) -> bool:
        """Use a link up, by its id; of all who try exactly one hears True."""
        return self._database.do(sql.USE, {"id": link, "at": micro(at), "done": done}) == 1

    def give_back(self, link: str, used: datetime) -> None:
        """What a link was used for at that moment was refused, or never came: it counts as not used."""
        self._database.do(sql.GIVE_BACK, {"id": link, "used": micro(used)})

    def revoke(self, person: str, at: datetime, edition: str | None = None) -> int:
        """Take a person's unused links back and end his sessions; how many links."""
        values = {"person": person, "at": micro(at), "edition": edition}
        with self._database.begun() as connection:
            run(connection, sql.END_SESSIONS if edition is None else sql.END_SESSIONS_IN, values)
            taken = run(connection, sql.REVOKE if edition is None else sql.REVOKE_IN, values).rowcount
            run(connection, sql.REVOKE_USED if edition is None else sql.REVOKE_USED_IN, values)
        return taken

    def held(self, edition: str) -> int:
        """How many links of an edition there are, and sessions that they opened."""
        with self._database.connected() as connection:
            counts = (run(connection, each, {"edition": edition}).one()[0] for each in sql.HELD)
            return sum(int(count) for count in counts)

    def forget(self, edition: str) -> None:
        """Take away every link of an edition and the sessions that they opened."""
        with self._database.begun() as connection:
            run(connection, sql.FORGET_SESSIONS, {"edition": edition})
            run(connection, sql.FORGET_LINKS, {"edition": edition})

    # -- sessions --------------------------------------------------------------------------------------------

    def open_session(self, visitor: Visitor, at: datetime, instead_of: str | None = None) -> str:
        """Open a session; its token, always a new one. What is over in the database goes on the way."""
        token = new_token()
        values = {
            "token": digest(token),
            "person": visitor.person,
            "link": visitor.link,
            "visitor": visitor.model_dump_json(),
            "at": micro(at),
        }
        with self._database.begun() as connection:
            self._tidy(connection, at)
            if instead_of is not None:
                run(connection, sql.END_SESSION, {"token": digest(instead_of)})
            run(connection, sql.ADD_SESSION, values)
        return token

    def session(self, token: str, at: datetime) -> Session | None:
        """The session of a token, if there is one that still holds."""
        if not _TOKEN.fullmatch(token):
            return None
        with self._database.connected() as connection:
            row = run(connection, sql.SESSION, {"token": digest(token)}).first()
            if row is None:
                return None
            visitor, begun, seen, link = row
            linked = None if link is None else run(connection, sql.LINK, {"id": link}).first()
        found = Session(
            visitor=Visitor.model_validate_json(visitor),
            begun=moment(begun),
            seen=moment(seen),
            link=None if linked is None else link_of(linked),
        )
        if at >= found.seen + IDLE or at >= found.begun + LONGEST or (link is not None and linked is None):
            return None
        if found.link is not None and found.link.state(at) not in (LinkState.VALID, LinkState.USED):
            return None
        if at - found.seen >= _TOUCHED:
            self._database.do(sql.TOUCH, {"token": digest(token), "at": micro(at)})
        return found

    def close_session(self, token: str) -> None:
        """End a session; of one that is over nothing happens."""
        self._database.do(sql.END_SESSION, {"token": digest(token)})

    def end_sessions(self, person: str) -> None:
        """End every session of a person, however it was opened."""
        self._database.do(sql.END_SESSIONS, {"person": person})

    def begin_sign_in(self, state: str, begun: SignInBegun, at: datetime) -> None:
        """Keep what must come back with this `state` within ten minutes."""
        expires = micro(at + SIGN_IN_LASTS)
        self._database.do(
            sql.ADD_SIGN_IN, {"state": digest(state), "begun": begun.model_dump_json(), "expires": expires}
        )

    def finish_sign_in(self, state: str, at: datetime) -> SignInBegun | None:
        """What was kept with this `state`, once."""
        with self._database.begun() as connection:
            row = run(connection, sql.TAKE_SIGN_IN, {"state": digest(state)}).first()
        if row is None or row[1] <= micro(at):
            return None
        return SignInBegun.model_validate_json(row[0])

    # -- keys ------------------------------------------------------------------------------------------------

    def make_key(self, name: str, person: str, programme: str, at: datetime) -> str:
        """Make an API key; its token, which is told only here.

        Raises:
            NameTaken: there is or was a key of that name.
        """
        token = f"bna_{new_token()}"
        values: Values = {
            "name": name,
            "token": digest(token),
            "person": person,
            "programme": programme,
            "at": micro(at),
        }
        if self._database.do(sql.ADD_KEY, values) != 1:
            raise NameTaken(
                f"Er is of was al een sleutel {name}.", "Kies een andere naam: die in het logboek blijft eenduidig."
            )
        return token

    def key(self, token: str) -> ApiKey | None:
        """The key of a token, unless it was dropped."""
        if not _TOKEN.fullmatch(token):
            return None
        rows = self._database.ask(sql.KEY, {"token": digest(token)})
        return key_of(rows[0]) if rows else None

    def all_keys(self) -> tuple[ApiKey, ...]:
        """All keys, also those that were dropped, by name."""
        return tuple(key_of(row) for row in self._database.ask(sql.KEYS, {}))

    def drop_key(self, name: str, at: datetime) -> bool:
        """Drop a key; False: there is none that works."""
        return self._database.do(sql.DROP_KEY, {"name": name, "at": micro(at)}) == 1

    # -- counting --------------------------------------------------------------------------------------------

    def attempt(self, bucket: str, at: datetime, limit: int, window: timedelta) -> bool:
        """Count an attempt; False: there were `limit` in this window already, of all processes together."""
        length = window // timedelta(microseconds=1)
        since = micro(at) // length * length
        values = {"bucket": digest(bucket), "since": since, "until": since + length}
        with self._database.begun() as connection:
            tries: int = run(connection, sql.COUNT, values).scalar_one()
        return tries <= limit

    def once(self, name: str, at: datetime, lasts: timedelta) -> bool:
        """True for the first who brings this name."""
        return self._database.do(sql.ADD_ONCE, {"name": digest(name), "expires": micro(at + lasts)}) == 1

    def forget_once(self, name: str) -> None:
        """The name may be brought again."""
        self._database.do(sql.FORGET_ONCE, {"name": digest(name)})

    def close(self) -> None:
        """Let go of the connections; the next question opens another."""
        self._database.close()

    def _tidy(self, connection: Connection, at: datetime) -> None:
        values = {
            "at": micro(at),
            "idle": micro(at - IDLE),
            "longest": micro(at - LONGEST),
            "year_ago": micro(at - KEPT_AFTER),
        }
        for statement in sql.TIDY:
            run(connection, statement, values)
