-- To version 2: what documents lead to, and what their texts do.

CREATE TABLE parts (
    snapshot     INTEGER NOT NULL REFERENCES snapshots (id),
    place        INTEGER NOT NULL CHECK (place > 0), -- in the order in which they were asked for
    url          TEXT    NOT NULL,
    status       INTEGER NOT NULL,             -- HTTP
    content_type TEXT,
    headers      TEXT    NOT NULL,             -- JSON [[name, value], …]
    body         INTEGER NOT NULL REFERENCES bodies (id),

    PRIMARY KEY (snapshot, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE finds (
    measure  TEXT    PRIMARY KEY,
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    seen_at  TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    found_in TEXT    NOT NULL CHECK (found_in IN ('title', 'summary', 'text')),
    quote    TEXT    NOT NULL                  -- the words that put it on topic
) STRICT;

CREATE TABLE texts (
    package  TEXT    PRIMARY KEY,              -- as GovInfo names it: 'BILLS-119hr6534ih'
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    measure  TEXT,                             -- of which it is a version
    law      TEXT,                             -- '119-75', for the text of a law
    version  TEXT    NOT NULL,                 -- 'ih', 'enr'; 'law' for the text of a law
    dated_on TEXT,                             -- of a law: the day it became one
    seen_at  TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    reading  TEXT    NOT NULL                  -- JSON: its effects and false friends, with quotes
) STRICT;

CREATE INDEX texts_of_measure ON texts (measure, seen_at);

CREATE TABLE opened (
    source  TEXT PRIMARY KEY,
    opener  TEXT NOT NULL,                     -- the source that led there
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    subject TEXT NOT NULL                      -- JSON: what is to be read there
) STRICT;

-- What was observed of the provision were posts, of which no more than the title was kept.
UPDATE observations
   SET statement = json_object(
           'id', seen_at || '#' || key, 'title', quote, 'by', NULL, 'effect', 'waives',
           'acted', acted_on, 'throughout', json('false'), 'effective_on', NULL, 'ends_on', NULL,
           'rung', rung, 'read', json('false'), 'url', link)
 WHERE entity = 'section-907' AND statement = '[]';
