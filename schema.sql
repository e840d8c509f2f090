-- The database of watch907, in the order in which data enters it.
--
-- EVIDENCE is what was received. Rows are added, never changed, never deleted.
-- DERIVED is what follows from it. It can be dropped and derived anew.
-- WORK is what is to be done: what to poll, and what is owed to readers.
--
-- Instants are UTC text to the second, '2026-01-31T12:00:00Z', so that the order
-- of the text is the order in time. Days on which something happened in law are
-- plain dates: the law knows no hour. What is spelled in JSON is read with ->>.
--
-- Start with the views at the foot: status, timeline, measures, news, claims, changes,
-- health, coverage, mail; and with docs/history.md, which asks ten questions.
-- Open the file read-only beside a running daemon: sqlite3 -readonly watch907.db

-- EVIDENCE -------------------------------------------------------------------

-- What servers sent, each body once, compressed with zstd. A body that is much
-- like an earlier one of its source is compressed against it. Every twentieth is
-- whole again, so that a body is never more than five steps from a whole one.
CREATE TABLE bodies (
    id      INTEGER PRIMARY KEY,
    sha256  TEXT    NOT NULL UNIQUE CHECK (length(sha256) = 64), -- of the bytes as received, decoded
    size    INTEGER NOT NULL,                  -- of those bytes
    step    INTEGER NOT NULL CHECK (step BETWEEN 0 AND 19), -- place in its run; 0 is whole
    against INTEGER REFERENCES bodies (id),    -- needed to decompress this one; none when whole
    bytes   BLOB,                              -- zstd; NULL once released

    CHECK ((step = 0) = (against IS NULL))
) STRICT;

CREATE INDEX bodies_against ON bodies (against) WHERE against IS NOT NULL;

-- Good captures: a source's answer that was judged to be what it really says. Its kind is
-- any that a source has.
CREATE TABLE snapshots (
    id            INTEGER PRIMARY KEY,
    source        TEXT    NOT NULL,
    kind          TEXT    NOT NULL,            -- 'feed', 'page' or 'measure': how it is read
    url           TEXT    NOT NULL,            -- that answered, after redirects
    seen_at       TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    status        INTEGER NOT NULL,            -- HTTP
    content_type  TEXT,
    etag          TEXT,                        -- as it came, quotes and all
    last_modified TEXT,                        -- as it came
    headers       TEXT    NOT NULL,            -- JSON [[name, value], …]
    body          INTEGER NOT NULL REFERENCES bodies (id)
) STRICT;

CREATE INDEX snapshots_of_source ON snapshots (source, id);
CREATE INDEX snapshots_seen ON snapshots (seen_at);
CREATE INDEX snapshots_of_body ON snapshots (body);

-- The further answers of a snapshot that is made of several: the pages of a list, the
-- parts of a record. All are there, or the snapshot isn't.
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

CREATE INDEX parts_of_body ON parts (body);

-- Stretches of like polls: how often a source was asked, and how often it was
-- verified to say what we hold. The open stretch of each source stands in sources. One
-- without polls was covered after the fact: the source was not seen in it, and what it
-- published meanwhile was seen by the poll at its end.
CREATE TABLE stretches (
    id          INTEGER PRIMARY KEY,
    source      TEXT    NOT NULL,
    state       TEXT    NOT NULL,              -- of the source, throughout
    from_at     TEXT    NOT NULL CHECK (from_at GLOB '????-??-??T??:??:??Z'),
    to_at       TEXT    NOT NULL CHECK (to_at GLOB '????-??-??T??:??:??Z'),
    polls       INTEGER NOT NULL,
    verified    INTEGER NOT NULL,
    longest_gap INTEGER NOT NULL               -- seconds between verified polls, the longest
) STRICT;

CREATE INDEX stretches_of_source ON stretches (source, to_at);

-- What the operator states under their own name, each version once: [[attested]] of the
-- configuration, measures that they dismissed (named 'dismissed hr1234-119'), and sources
-- that they know to be blind (named 'acknowledged federal-register').
CREATE TABLE attestations (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL,              -- the entry's id
    recorded_at TEXT    NOT NULL CHECK (recorded_at GLOB '????-??-??T??:??:??Z'),
    entry       TEXT    NOT NULL               -- JSON; 'null': attested no longer
) STRICT;

-- The chain over all evidence, one link for each row above (bodies stand in their
-- snapshots' links, by hash). digest = sha256 of the row as canonical JSON;
-- hash = sha256 of '<hash before> <place> <kind> <row> <digest>', both hashes in it as
-- lower(hex(…)) has them.
CREATE TABLE chain (
    place  INTEGER PRIMARY KEY,                -- 1, 2, 3, …
    kind   TEXT    NOT NULL CHECK (kind IN ('snapshot', 'coverage', 'attestation')), -- coverage: of stretches
    row    INTEGER NOT NULL,                   -- the row's id
    digest BLOB CHECK (kind = 'coverage' OR length(digest) = 32), -- of a stretch none: it is computed of its row
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE UNIQUE INDEX chain_of_row ON chain (row, kind) WHERE kind <> 'coverage';

-- DERIVED --------------------------------------------------------------------

-- What sources list, as last seen: feed entries, actions on a measure.
CREATE TABLE items (
    id             INTEGER PRIMARY KEY,
    source         TEXT    NOT NULL,
    key            TEXT    NOT NULL,           -- what tells it from others of its source
    title          TEXT    NOT NULL,
    link           TEXT,
    published_at   TEXT,                       -- as the source claims
    text           TEXT    NOT NULL,           -- plain
    digest         BLOB    NOT NULL,           -- of what a reader would see; another means edited
    first_snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    last_snapshot  INTEGER NOT NULL REFERENCES snapshots (id), -- that changed it
    listed         INTEGER NOT NULL CHECK (listed IN (0, 1)), -- 0: fell off the end of its feed, or withdrawn
    missing_since  TEXT,                       -- first seen to be missing; not yet confirmed
    withdrawn_at   TEXT,                       -- confirmed
    quoted         INTEGER NOT NULL DEFAULT 0 CHECK (quoted IN (0, 1)), -- 1: of text a quote is left, if that

    UNIQUE (source, key)
) STRICT;

CREATE INDEX items_listed ON items (source) WHERE listed = 1;
CREATE INDEX items_first_seen ON items (first_snapshot);
CREATE INDEX items_whole ON items (source, last_snapshot) WHERE quoted = 0 AND listed = 0;

-- What items and pages said until another text took its place, a day ago at most.
CREATE TABLE replaced (
    source     TEXT NOT NULL,
    key        TEXT NOT NULL,                  -- of the item; empty for a page
    digest     TEXT NOT NULL,                  -- of the text, in hexadecimal digits
    seen_at    TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'), -- last
    back_since TEXT,                           -- since when every answer says it again

    PRIMARY KEY (source, key, digest)
) STRICT, WITHOUT ROWID;

-- The text of each page, as last seen.
CREATE TABLE pages (
    id       INTEGER PRIMARY KEY,
    source   TEXT    NOT NULL UNIQUE,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    rules    TEXT    NOT NULL,                 -- digest of select, remove and ignore
    title    TEXT    NOT NULL,
    text     TEXT    NOT NULL
) STRICT;

-- The texts of documents that are read once: of the Federal Register whole, of bills and
-- laws the places that speak of Section 907.
CREATE TABLE documents (
    id       INTEGER PRIMARY KEY,
    source   TEXT    NOT NULL UNIQUE,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    title    TEXT    NOT NULL,
    link     TEXT,
    text     TEXT    NOT NULL                  -- plain
) STRICT;

-- Full text over these three, by rowid. It is folded before it goes in: the index folds
-- case and accents by itself, we fold ə to e, ı to i, ё to е. So look for 'azerbaycan':
-- SELECT * FROM items WHERE id IN (SELECT rowid FROM items_search WHERE items_search MATCH '"section 907"');
CREATE VIRTUAL TABLE items_search USING fts5 (
    source, title, text,
    content = 'items', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE pages_search USING fts5 (
    source, title, text,
    content = 'pages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE documents_search USING fts5 (
    source, title, text,
    content = 'documents', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

-- What differs between two good snapshots of one source. Title and link are those of the
-- item, unless it read otherwise then.
CREATE TABLE differences (
    id       INTEGER PRIMARY KEY,
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    kind     TEXT    NOT NULL CHECK (kind IN ('added', 'edited', 'removed', 'returned')),
    item     INTEGER REFERENCES items (id),    -- none for a page
    title    TEXT,                             -- where it is not the item's
    link     TEXT,                             -- where it is not the item's; '' for none
    topic    TEXT,                             -- the words that put it on topic
    diff     TEXT    NOT NULL                  -- unified
) STRICT;

CREATE INDEX differences_of_snapshot ON differences (snapshot);
CREATE INDEX differences_of_item ON differences (item);
CREATE INDEX differences_on_topic ON differences (id) WHERE topic IS NOT NULL;

-- Measures, as their official record last described them.
CREATE TABLE records (
    measure  TEXT    PRIMARY KEY,              -- 'hr6534-119'
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    title    TEXT    NOT NULL,
    sponsor  TEXT,
    link     TEXT                              -- for people
) STRICT;

-- Measures that are followed though no configuration names them, and what led there.
CREATE TABLE finds (
    measure  TEXT    PRIMARY KEY,
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    seen_at  TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    found_in TEXT    NOT NULL CHECK (found_in IN ('title', 'summary', 'text')),
    quote    TEXT    NOT NULL                  -- the words that put it on topic
) STRICT;

-- Texts of bills and laws that name Section 907 or belong to a measure that is
-- followed, and what each does to it.
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

-- Dated statements drawn from snapshots: actions on a measure, and what instruments do
-- to Section 907. A statement that is withdrawn or corrected stays, and says so.
CREATE TABLE observations (
    id           INTEGER PRIMARY KEY,
    entity       TEXT    NOT NULL,             -- 'hr6534-119', or 'section-907'
    source       TEXT    NOT NULL,
    snapshot     INTEGER NOT NULL REFERENCES snapshots (id), -- that first held it
    key          TEXT    NOT NULL,             -- the item's
    position     INTEGER NOT NULL,             -- in the record, counted from its newest
    acted_on     TEXT    NOT NULL CHECK (acted_on GLOB '????-??-??'),
    statement    TEXT    NOT NULL,             -- JSON: the action as the record has it
    quote        TEXT    NOT NULL,
    link         TEXT,
    rung         TEXT    NOT NULL,
    seen_at      TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    withdrawn_at TEXT                          -- no longer in the record, or corrected
) STRICT;

CREATE UNIQUE INDEX observations_standing ON observations (source, entity, key) WHERE withdrawn_at IS NULL;
CREATE INDEX observations_of_entity ON observations (entity, acted_on);

-- Where measures and the provision stand and stood, one row for each transition.
CREATE TABLE standings (
    id          INTEGER PRIMARY KEY,
    entity      TEXT    NOT NULL,              -- 'hr6534-119', or 'section-907'
    ordinal     INTEGER NOT NULL,              -- counts this entity's transitions from 1
    word        TEXT    NOT NULL,              -- 'referred', 'waiver_overdue', …
    govtrack    TEXT,                          -- GovTrack's code; measures only
    since       TEXT    NOT NULL,              -- the day in law; for a span its first
    seen_at     TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    observation INTEGER REFERENCES observations (id), -- it rests on
    attestation INTEGER REFERENCES attestations (id), -- it rests on
    detail      TEXT    NOT NULL,              -- JSON

    UNIQUE (entity, ordinal)
) STRICT;

CREATE INDEX standings_seen ON standings (seen_at);

-- What the press claims: a line is one thing that is said of one event, by however many
-- outlets. It is opened by the first that states as a fact what would change the law, and
-- the record settles it. It moves no standing.
CREATE TABLE claim_lines (
    id           INTEGER PRIMARY KEY,
    claim        TEXT    NOT NULL,             -- 'lifted', 'suspended', 'repealed', …
    said_on      TEXT    NOT NULL,             -- the day on which it was first said
    last_said_on TEXT    NOT NULL,
    opened_at    TEXT    NOT NULL CHECK (opened_at GLOB '????-??-??T??:??:??Z'),
    state        TEXT    NOT NULL CHECK (state IN ('open', 'confirmed', 'contradicted', 'bill_only', 'expired')),
    settled_at   TEXT,                         -- when it last came to a state other than open
    settled_by   TEXT,                         -- the id of the instrument, or the measure
    told_at      TEXT                          -- when the alert that it opened was booked
) STRICT;

-- What each item of the press says of Section 907.
CREATE TABLE said (
    id        INTEGER PRIMARY KEY,
    line      INTEGER REFERENCES claim_lines (id), -- NULL: it opened none
    source    TEXT    NOT NULL,
    key       TEXT    NOT NULL,                -- of the item
    snapshot  INTEGER NOT NULL REFERENCES snapshots (id), -- that it was read in
    seen_at   TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    outlet    TEXT    NOT NULL,                -- who published it
    title     TEXT    NOT NULL,
    link      TEXT,
    language  TEXT,                            -- 'en', 'ru', 'az', 'tr', 'hy'
    claim     TEXT    NOT NULL,
    polarity  TEXT    NOT NULL CHECK (polarity IN ('affirmed', 'negated')),
    certainty TEXT    NOT NULL,                -- 'stated', 'expected', 'called_for', 'questioned', 'conditional'
    speaker   TEXT,                            -- who says it, as the text names them
    quoted    TEXT,                            -- whose own words it is
    quote     TEXT    NOT NULL,
    reason    TEXT    NOT NULL,                -- the rule that read it

    UNIQUE (source, key, claim, polarity, certainty)
) STRICT;

CREATE INDEX said_of_line ON said (line, id);

-- WORK -----------------------------------------------------------------------

-- What is known of this database as a whole, each an instant: started_at, begun_at, declared_at,
-- api_rests_until, lost_at, silence_at, released_at, given_up_at:ADDRESS; now, in a demo.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Where the polling of each source has come to.
CREATE TABLE sources (
    id               TEXT    PRIMARY KEY,
    name             TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    url              TEXT    NOT NULL,
    enabled          INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    required         INTEGER NOT NULL CHECK (required IN (0, 1)),
    fresh_for        INTEGER NOT NULL,         -- seconds without a verified poll that make it blind
    added_at         TEXT    NOT NULL,
    next_due_at      TEXT    NOT NULL CHECK (next_due_at GLOB '????-??-??T??:??:??Z'),
    state            TEXT    NOT NULL,         -- fine, suspect, blocked, empty, broken, unreachable, gone, set_aside
    state_since      TEXT    NOT NULL,
    reason           TEXT,                     -- for a state other than fine
    failures         INTEGER NOT NULL DEFAULT 0, -- polls in a row that were not verified
    last_poll_at     TEXT,
    last_verified_at TEXT,                     -- answered as we hold it, or with something new
    etag             TEXT,                     -- validators of the last good capture
    last_modified    TEXT,
    unconditional_at TEXT    NOT NULL,         -- from when on the next request is made without them
    snapshot         INTEGER REFERENCES snapshots (id), -- the last good one
    suspect_digest   TEXT,                     -- of an extract that waits to be seen again
    suspect_at       TEXT,
    repairs          TEXT    NOT NULL DEFAULT '', -- what had to be mended to read it
    ttl              INTEGER,                  -- seconds for which it last asked to be left alone
    blind_told_at    TEXT,                     -- told to be blind, and not yet to see again
    stretch_state    TEXT,                     -- the open stretch of coverage
    stretch_from     TEXT,
    stretch_polls    INTEGER NOT NULL DEFAULT 0,
    stretch_verified INTEGER NOT NULL DEFAULT 0,
    stretch_gap      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX sources_due ON sources (next_due_at, id) WHERE enabled = 1;

-- Sources that no configuration names: opened where a document led to one.
CREATE TABLE opened (
    source  TEXT PRIMARY KEY,
    opener  TEXT NOT NULL,                     -- the source that led there
    at      TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    subject TEXT NOT NULL                      -- JSON: what is to be read there
) STRICT;

-- Causes by which several sources are blind at once, and which: each is told in one mail.
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

-- Sources that crashed us when they were read, and how often in a row.
CREATE TABLE crashes (
    source  TEXT    PRIMARY KEY,
    answer  TEXT    NOT NULL,                  -- a hash of what was read
    times   INTEGER NOT NULL,                  -- in a row, whatever was read
    alike   INTEGER NOT NULL,                  -- in a row, of this answer
    last_at TEXT    NOT NULL CHECK (last_at GLOB '????-??-??T??:??:??Z'),
    program TEXT    NOT NULL                   -- its version
) STRICT;

-- Captures that were not good, for the operator to look at: the last 20 of each
-- source, bodies cut at 256 KiB.
CREATE TABLE rejects (
    id      INTEGER PRIMARY KEY,
    source  TEXT    NOT NULL,
    seen_at TEXT    NOT NULL,
    state   TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    status  INTEGER,                           -- HTTP, if it came so far
    headers TEXT    NOT NULL,                  -- JSON [[name, value], …]
    body    BLOB                               -- zstd
) STRICT;

CREATE INDEX rejects_of_source ON rejects (source, id);

-- What was found worth telling. Rows are added, never changed: this is what was
-- told, whatever is derived later.
CREATE TABLE alerts (
    seq     INTEGER PRIMARY KEY,               -- in the order in which they were found
    id      TEXT    NOT NULL UNIQUE,           -- sha256 of entity, ordinal, old, new;
                                               -- watch907 show takes the first 8 digits
    kind    TEXT    NOT NULL,
    entity  TEXT    NOT NULL,
    ordinal INTEGER NOT NULL,                  -- counts this entity's alerts from 1
    old     TEXT    NOT NULL,
    new     TEXT    NOT NULL,
    seen_at TEXT    NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    news    TEXT    NOT NULL                   -- JSON: what it tells
) STRICT;

CREATE INDEX alerts_of_entity ON alerts (entity, ordinal);

-- The messages that are composed, and how far they came. Their bytes change only where a
-- server refused what they say: then the text alone is tried, once.
-- A message waits while next_attempt_at is set, is sent once sent_at is set, and is
-- dead (refused for good) once dead_at is set.
CREATE TABLE messages (
    id              INTEGER PRIMARY KEY,
    subscriber      TEXT    NOT NULL,          -- address
    number          INTEGER NOT NULL,          -- counts this subscriber's messages from 1
    message_id      TEXT    NOT NULL UNIQUE,   -- RFC 5322
    kind            TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    composed_at     TEXT    NOT NULL CHECK (composed_at GLOB '????-??-??T??:??:??Z'),
    single          INTEGER NOT NULL CHECK (single IN (0, 1)), -- one alert at once, no digest
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT    CHECK (next_attempt_at GLOB '????-??-??T??:??:??Z'),
    sent_at         TEXT    CHECK (sent_at GLOB '????-??-??T??:??:??Z'),
    dead_at         TEXT    CHECK (dead_at GLOB '????-??-??T??:??:??Z'),
    last_error      TEXT,
    bytes           BLOB    NOT NULL,          -- RFC 5322

    UNIQUE (subscriber, number),
    CHECK ((next_attempt_at IS NOT NULL) + (sent_at IS NOT NULL) + (dead_at IS NOT NULL) = 1)
) STRICT;

CREATE INDEX messages_waiting ON messages (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX messages_sent ON messages (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX messages_dead ON messages (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX messages_single ON messages (subscriber, composed_at) WHERE single = 1;

-- What is told by a second channel as well: messages that mail refused for good, or has
-- held up for a day, for subscribers with an `also`. Neither way waits for the other.
CREATE TABLE also (
    message         INTEGER PRIMARY KEY REFERENCES messages (id),
    booked_at       TEXT    NOT NULL CHECK (booked_at GLOB '????-??-??T??:??:??Z'),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT    NOT NULL CHECK (next_attempt_at GLOB '????-??-??T??:??:??Z'),
    told_at         TEXT    CHECK (told_at GLOB '????-??-??T??:??:??Z'),
    last_error      TEXT
) STRICT;

-- Who is owed which alert. Booked in the transaction of what it tells; done when a
-- message holds it.
CREATE TABLE owed (
    alert      TEXT NOT NULL REFERENCES alerts (id),
    subscriber TEXT NOT NULL,
    route      TEXT NOT NULL CHECK (route IN ('at_once', 'digest')),
    booked_at  TEXT NOT NULL CHECK (booked_at GLOB '????-??-??T??:??:??Z'),
    message    INTEGER REFERENCES messages (id),

    PRIMARY KEY (alert, subscriber)
) STRICT, WITHOUT ROWID;

CREATE INDEX owed_waiting ON owed (subscriber, booked_at) WHERE message IS NULL;

-- Rebuilds that were applied, and what differed from what had been derived before.
CREATE TABLE rebuilds (
    id          INTEGER PRIMARY KEY,
    at          TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    program     TEXT    NOT NULL,              -- its version
    differences TEXT    NOT NULL               -- JSON: of each table how many rows came, went and changed
) STRICT;

-- VIEWS ----------------------------------------------------------------------

-- Where everything stands now.
CREATE VIEW status AS
SELECT s.entity, s.word, s.govtrack, s.since, s.seen_at, m.title,
       coalesce(o.quote, a.entry ->> '$.title') AS basis
  FROM standings s
  LEFT JOIN records m ON m.measure = s.entity
  LEFT JOIN observations o ON o.id = s.observation
  LEFT JOIN attestations a ON a.id = s.attestation
 WHERE s.ordinal = (SELECT max(ordinal) FROM standings WHERE entity = s.entity)
 ORDER BY s.entity <> 'section-907', s.entity;

-- What happened, by when it was first seen.
CREATE VIEW timeline AS
SELECT seen_at, 'standing' AS what, entity AS who, word AS title, since AS dated FROM standings
UNION ALL
SELECT s.seen_at, d.kind, d.source, coalesce(d.title, i.title), NULL
  FROM snapshots s
 CROSS JOIN differences d ON d.snapshot = s.id
  LEFT JOIN items i ON i.id = d.item
 ORDER BY seen_at;

-- Measures, and where each stands: the stage in words, and what the text that was read
-- last would do to Section 907.
CREATE VIEW measures AS
SELECT m.measure, m.title, m.sponsor, s.word AS stage, s.detail ->> '$.stands' AS stands, s.govtrack, s.since,
       s.seen_at AS known_from, s.detail ->> '$.dies_on' AS dies_on,
       (SELECT group_concat(DISTINCT e.value ->> '$.effect')
          FROM (SELECT reading FROM texts WHERE measure = m.measure ORDER BY seen_at DESC, rowid DESC LIMIT 1) t,
               json_each(t.reading, '$.effects') e) AS effects,
       o.quote AS basis, m.link
  FROM records m
  LEFT JOIN standings s ON s.entity = m.measure
                       AND s.ordinal = (SELECT max(ordinal) FROM standings WHERE entity = m.measure)
  LEFT JOIN observations o ON o.id = s.observation
 ORDER BY s.since DESC, m.measure;

-- What sources added, edited or removed, in the order in which it was found.
CREATE VIEW changes AS
SELECT d.id, s.seen_at, d.source, d.kind, coalesce(d.title, i.title) AS title,
       CASE WHEN d.link IS NULL THEN i.link ELSE nullif(d.link, '') END AS link, d.topic, d.diff, i.key, d.snapshot
  FROM differences d
  JOIN snapshots s ON s.id = d.snapshot
  LEFT JOIN items i ON i.id = d.item;

-- On topic, newest first.
CREATE VIEW news AS
SELECT s.seen_at, d.kind, coalesce(n.name, d.source) AS source, coalesce(d.title, i.title) AS title,
       CASE WHEN d.link IS NULL THEN i.link ELSE nullif(d.link, '') END AS link, d.topic, d.id AS change
  FROM differences d
 CROSS JOIN snapshots s ON s.id = d.snapshot
  LEFT JOIN items i ON i.id = d.item
  LEFT JOIN sources n ON n.id = d.source
 WHERE d.topic IS NOT NULL
 ORDER BY d.id DESC;

-- What the press claims, newest first, and what the record makes of it. One without a
-- state states nothing that would be news if it were so.
CREATE VIEW claims AS
SELECT c.seen_at, c.outlet, c.claim, c.polarity, c.certainty, l.state, c.quote, c.title, c.link, c.language, c.speaker,
       c.quoted, l.settled_at, l.settled_by, c.line, c.source, c.key, c.snapshot, c.id
  FROM said c
  LEFT JOIN claim_lines l ON l.id = c.line
 ORDER BY c.id DESC;

-- How often each source was asked, up to the last poll: the stretches that are closed, and
-- the one that is open.
CREATE VIEW coverage AS
SELECT source, state, from_at, to_at, polls, verified, longest_gap, 0 AS open FROM stretches
UNION ALL
SELECT id, stretch_state, stretch_from, coalesce(last_poll_at, stretch_from), stretch_polls, stretch_verified,
       stretch_gap, 1
  FROM sources
 WHERE stretch_state IS NOT NULL
 ORDER BY source, to_at;

-- How well each source is seen.
CREATE VIEW health AS
SELECT id AS source, name, state, reason, state_since, last_verified_at, next_due_at, required
  FROM sources
 WHERE enabled = 1
 ORDER BY state = 'fine', required DESC, id;

-- What was mailed, and what waits.
CREATE VIEW mail AS
SELECT subscriber, number, kind, subject, composed_at, attempts,
       CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN dead_at IS NOT NULL THEN 'dead' ELSE 'waiting' END AS state,
       coalesce(sent_at, dead_at, next_attempt_at) AS at, last_error
  FROM messages
 ORDER BY id;
