-- To version 7: a smaller file, and views by the names that readers look for.

DROP VIEW status;
DROP VIEW timeline;
DROP VIEW stages;
DROP VIEW news;
DROP VIEW stretches;
DROP VIEW health;

CREATE TEMP TABLE chain_before AS
SELECT place, kind, row, CASE WHEN kind <> 'coverage' THEN unhex(digest) END AS digest, unhex(hash) AS hash FROM main.chain;
DROP TABLE main.chain;

CREATE TABLE chain (
    place  INTEGER PRIMARY KEY,                -- 1, 2, 3, …
    kind   TEXT    NOT NULL CHECK (kind IN ('snapshot', 'coverage', 'attestation')), -- coverage: of stretches
    row    INTEGER NOT NULL,                   -- the row's id
    digest BLOB CHECK (kind = 'coverage' OR length(digest) = 32),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO chain SELECT place, kind, row, digest, hash FROM chain_before ORDER BY place;
DROP TABLE chain_before;
CREATE UNIQUE INDEX chain_of_row ON chain (row, kind) WHERE kind <> 'coverage';

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

INSERT INTO stretches SELECT * FROM coverage ORDER BY id;
DROP TABLE coverage;
CREATE INDEX stretches_of_source ON stretches (source, to_at);

ALTER TABLE items ADD COLUMN quoted INTEGER NOT NULL DEFAULT 0 CHECK (quoted IN (0, 1));
CREATE INDEX items_whole ON items (source, last_snapshot) WHERE quoted = 0 AND listed = 0;

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

INSERT INTO differences
SELECT c.id, c.source, c.snapshot, c.kind, i.id, CASE WHEN i.title IS NOT c.title THEN c.title END,
       CASE WHEN i.link IS NOT c.link THEN coalesce(c.link, '') END, c.topic, c.diff
  FROM changes c
  LEFT JOIN items i ON i.source = c.source AND i.key = c.key
 ORDER BY c.id;
DROP TABLE changes;
CREATE INDEX differences_of_snapshot ON differences (snapshot);
CREATE INDEX differences_of_item ON differences (item);
CREATE INDEX differences_on_topic ON differences (id) WHERE topic IS NOT NULL;

CREATE TABLE records (
    measure  TEXT    PRIMARY KEY,              -- 'hr6534-119'
    source   TEXT    NOT NULL,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    title    TEXT    NOT NULL,
    sponsor  TEXT,
    link     TEXT                              -- for people
) STRICT;

INSERT INTO records SELECT * FROM measures ORDER BY rowid;
DROP TABLE measures;

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

INSERT INTO said SELECT * FROM claims ORDER BY id;
DROP TABLE claims;
CREATE INDEX said_of_line ON said (line, id);

CREATE TABLE rebuilds (
    id          INTEGER PRIMARY KEY,
    at          TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??Z'),
    program     TEXT    NOT NULL,              -- its version
    differences TEXT    NOT NULL               -- JSON: of each table how many rows came, went and changed
) STRICT;

CREATE VIEW status AS
SELECT s.entity, s.word, s.govtrack, s.since, s.seen_at, m.title,
       coalesce(o.quote, a.entry ->> '$.title') AS basis
  FROM standings s
  LEFT JOIN records m ON m.measure = s.entity
  LEFT JOIN observations o ON o.id = s.observation
  LEFT JOIN attestations a ON a.id = s.attestation
 WHERE s.ordinal = (SELECT max(ordinal) FROM standings WHERE entity = s.entity)
 ORDER BY s.entity <> 'section-907', s.entity;

CREATE VIEW timeline AS
SELECT seen_at, 'standing' AS what, entity AS who, word AS title, since AS dated FROM standings
UNION ALL
SELECT s.seen_at, d.kind, d.source, coalesce(d.title, i.title), NULL
  FROM snapshots s
 CROSS JOIN differences d ON d.snapshot = s.id
  LEFT JOIN items i ON i.id = d.item
 ORDER BY seen_at;

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

CREATE VIEW changes AS
SELECT d.id, s.seen_at, d.source, d.kind, coalesce(d.title, i.title) AS title,
       CASE WHEN d.link IS NULL THEN i.link ELSE nullif(d.link, '') END AS link, d.topic, d.diff, i.key, d.snapshot
  FROM differences d
  JOIN snapshots s ON s.id = d.snapshot
  LEFT JOIN items i ON i.id = d.item;

CREATE VIEW news AS
SELECT s.seen_at, d.kind, coalesce(n.name, d.source) AS source, coalesce(d.title, i.title) AS title,
       CASE WHEN d.link IS NULL THEN i.link ELSE nullif(d.link, '') END AS link, d.topic, d.id AS change
  FROM differences d
 CROSS JOIN snapshots s ON s.id = d.snapshot
  LEFT JOIN items i ON i.id = d.item
  LEFT JOIN sources n ON n.id = d.source
 WHERE d.topic IS NOT NULL
 ORDER BY d.id DESC;

CREATE VIEW claims AS
SELECT c.seen_at, c.outlet, c.claim, c.polarity, c.certainty, l.state, c.quote, c.title, c.link, c.language, c.speaker,
       c.quoted, l.settled_at, l.settled_by, c.line, c.source, c.key, c.snapshot, c.id
  FROM said c
  LEFT JOIN claim_lines l ON l.id = c.line
 ORDER BY c.id DESC;

CREATE VIEW coverage AS
SELECT source, state, from_at, to_at, polls, verified, longest_gap, 0 AS open FROM stretches
UNION ALL
SELECT id, stretch_state, stretch_from, coalesce(last_poll_at, stretch_from), stretch_polls, stretch_verified,
       stretch_gap, 1
  FROM sources
 WHERE stretch_state IS NOT NULL
 ORDER BY source, to_at;

CREATE VIEW health AS
SELECT id AS source, name, state, reason, state_since, last_verified_at, next_due_at, required
  FROM sources
 WHERE enabled = 1
 ORDER BY state = 'fine', required DESC, id;
