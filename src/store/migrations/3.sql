-- To version 3: what tells of trouble.

CREATE TABLE also (
    message         INTEGER PRIMARY KEY REFERENCES messages (id),
    booked_at       TEXT    NOT NULL CHECK (booked_at GLOB '????-??-??T??:??:??Z'),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT    NOT NULL CHECK (next_attempt_at GLOB '????-??-??T??:??:??Z'),
    told_at         TEXT    CHECK (told_at GLOB '????-??-??T??:??:??Z'),
    last_error      TEXT
) STRICT;

CREATE TABLE causes (
    cause   TEXT PRIMARY KEY,                  -- 'network', 'host www.govinfo.gov', 'polling'
    told_at TEXT NOT NULL CHECK (told_at GLOB '????-??-??T??:??:??Z'),
    over_at TEXT CHECK (over_at GLOB '????-??-??T??:??:??Z'), -- the first of them was seen again
    news    TEXT NOT NULL                      -- JSON: what was told
) STRICT;

CREATE TABLE caused (
    source TEXT PRIMARY KEY,
    cause  TEXT NOT NULL                       -- REFERENCES causes, once told
) STRICT;

CREATE TABLE crashes (
    source  TEXT    PRIMARY KEY,
    answer  TEXT    NOT NULL,                  -- a hash of what was read
    times   INTEGER NOT NULL,                  -- in a row, whatever was read
    alike   INTEGER NOT NULL,                  -- in a row, of this answer
    last_at TEXT    NOT NULL CHECK (last_at GLOB '????-??-??T??:??:??Z'),
    program TEXT    NOT NULL                   -- its version
) STRICT;
