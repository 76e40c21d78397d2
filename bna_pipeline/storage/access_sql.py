"""What is asked of the database of links, sessions and keys, the same for SQLite and PostgreSQL. No library in here.

Moments are whole microseconds since 1970 in UTC. Of every token only the SHA-256 stands here.
"""

from __future__ import annotations

TABLES = (
    "CREATE TABLE IF NOT EXISTS access_given (id VARCHAR(26) PRIMARY KEY, token VARCHAR(64) NOT NULL UNIQUE,"
    " person VARCHAR(64) NOT NULL, edition VARCHAR(64) NOT NULL, purpose VARCHAR(32) NOT NULL, subject VARCHAR(64),"
    " draft VARCHAR(64), given_by TEXT, issued BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT, revoked BIGINT,"
    " done TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS access_session (token VARCHAR(64) PRIMARY KEY, person VARCHAR(64) NOT NULL,"
    " link VARCHAR(26), visitor TEXT NOT NULL, begun BIGINT NOT NULL, seen BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS access_sign_in (state VARCHAR(64) PRIMARY KEY, begun TEXT NOT NULL,"
    " expires BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS access_key (name VARCHAR(64) PRIMARY KEY, token VARCHAR(64) NOT NULL UNIQUE,"
    " person VARCHAR(64) NOT NULL, programme VARCHAR(64) NOT NULL, made BIGINT NOT NULL, dropped BIGINT)",
    "CREATE TABLE IF NOT EXISTS access_attempt (bucket VARCHAR(64) NOT NULL, since BIGINT NOT NULL,"
    " until BIGINT NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (bucket, since))",
    "CREATE TABLE IF NOT EXISTS access_once (name VARCHAR(64) PRIMARY KEY, expires BIGINT NOT NULL)",
)
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('access schema'))"

_LINK = (
    "SELECT id, person, edition, purpose, subject, draft, given_by, issued, expires, used, revoked, done"
    " FROM access_given WHERE "
)
ADD_LINK = (
    "INSERT INTO access_given (id, token, person, edition, purpose, subject, draft, given_by, issued, expires)"
    " VALUES (:id, :token, :person, :edition, :purpose, :subject, :draft, :given_by, :issued, :expires)"
    " ON CONFLICT (id) DO NOTHING"
)
LINK_OF_TOKEN = _LINK + "token = :token"
LINK = _LINK + "id = :id"
# The row is locked by the first; who comes second finds `used` filled.
USE = (
    "UPDATE access_given SET used = :at, done = :done"
    " WHERE id = :id AND used IS NULL AND revoked IS NULL AND expires > :at"
)
GIVE_BACK = "UPDATE access_given SET used = NULL, done = '' WHERE id = :id AND used = :used"
REVOKE = "UPDATE access_given SET revoked = :at WHERE person = :person AND used IS NULL AND revoked IS NULL"
REVOKE_IN = REVOKE + " AND edition = :edition"
# A used link stays what it is, and lets nobody in when what it was used for never came.
REVOKE_USED = "UPDATE access_given SET revoked = :at WHERE person = :person AND used IS NOT NULL AND revoked IS NULL"
REVOKE_USED_IN = REVOKE_USED + " AND edition = :edition"
HELD = (
    "SELECT count(*) FROM access_session WHERE link IN (SELECT id FROM access_given WHERE edition = :edition)",
    "SELECT count(*) FROM access_given WHERE edition = :edition",
)
FORGET_SESSIONS = "DELETE FROM access_session WHERE link IN (SELECT id FROM access_given WHERE edition = :edition)"
FORGET_LINKS = "DELETE FROM access_given WHERE edition = :edition"

ADD_SESSION = (
    "INSERT INTO access_session (token, person, link, visitor, begun, seen)"
    " VALUES (:token, :person, :link, :visitor, :at, :at)"
)
SESSION = "SELECT visitor, begun, seen, link FROM access_session WHERE token = :token"
TOUCH = "UPDATE access_session SET seen = :at WHERE token = :token AND seen < :at"
END_SESSION = "DELETE FROM access_session WHERE token = :token"
END_SESSIONS = "DELETE FROM access_session WHERE person = :person"
END_SESSIONS_IN = END_SESSIONS + " AND link IN (SELECT id FROM access_given WHERE edition = :edition)"  # noqa: S608 - all of it stands here

ADD_SIGN_IN = "INSERT INTO access_sign_in (state, begun, expires) VALUES (:state, :begun, :expires)"
TAKE_SIGN_IN = "DELETE FROM access_sign_in WHERE state = :state RETURNING begun, expires"

ADD_KEY = (
    "INSERT INTO access_key (name, token, person, programme, made) VALUES (:name, :token, :person, :programme, :at)"
    " ON CONFLICT (name) DO NOTHING"
)
_KEY = "SELECT name, person, programme, made, dropped FROM access_key"
KEY = _KEY + " WHERE token = :token AND dropped IS NULL"
KEYS = _KEY + " ORDER BY name"
DROP_KEY = "UPDATE access_key SET dropped = :at WHERE name = :name AND dropped IS NULL"

COUNT = (
    "INSERT INTO access_attempt (bucket, since, until, tries) VALUES (:bucket, :since, :until, 1)"
    " ON CONFLICT (bucket, since) DO UPDATE SET tries = access_attempt.tries + 1 RETURNING tries"
)
ADD_ONCE = "INSERT INTO access_once (name, expires) VALUES (:name, :expires) ON CONFLICT (name) DO NOTHING"
FORGET_ONCE = "DELETE FROM access_once WHERE name = :name"

TIDY = (
    "DELETE FROM access_session WHERE begun <= :longest OR seen <= :idle",
    "DELETE FROM access_sign_in WHERE expires <= :at",
    "DELETE FROM access_attempt WHERE until <= :at",
    "DELETE FROM access_once WHERE expires <= :at",
    # A link says what was done with it for as long as somebody may still click on it in an old mail.
    "DELETE FROM access_given WHERE expires <= :year_ago",
)
