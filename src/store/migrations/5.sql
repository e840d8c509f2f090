-- To version 5: full text, and views of measures and coverage. The index is filled by
-- `search::fill`.

CREATE INDEX snapshots_seen ON snapshots (seen_at);
CREATE INDEX items_first_seen ON items (first_snapshot);
CREATE INDEX changes_seen ON changes (seen_at);
CREATE INDEX changes_on_topic ON changes (id) WHERE topic IS NOT NULL;
CREATE INDEX standings_seen ON standings (seen_at);

CREATE TEMP TABLE pages_before AS SELECT * FROM main.pages;
DROP TABLE main.pages;

CREATE TABLE pages (
    id       INTEGER PRIMARY KEY,
    source   TEXT    NOT NULL UNIQUE,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    rules    TEXT    NOT NULL,                 -- digest of select, remove and ignore
    title    TEXT    NOT NULL,
    text     TEXT    NOT NULL
) STRICT;

INSERT INTO pages (source, snapshot, rules, title, text)
SELECT source, snapshot, rules, title, text FROM pages_before ORDER BY source;
DROP TABLE pages_before;

CREATE TABLE documents (
    id       INTEGER PRIMARY KEY,
    source   TEXT    NOT NULL UNIQUE,
    snapshot INTEGER NOT NULL REFERENCES snapshots (id),
    title    TEXT    NOT NULL,
    link     TEXT,
    text     TEXT    NOT NULL                  -- plain
) STRICT;

INSERT INTO documents (source, snapshot, title, link, text)
SELECT t.source, t.snapshot, t.package, s.url,
       (SELECT coalesce(group_concat(value ->> '$.where' || ': ' || (value ->> '$.quote'), char(10)), '')
          FROM json_each(t.reading, '$.effects'))
  FROM texts t
  JOIN snapshots s ON s.id = t.snapshot
 WHERE true
 ORDER BY t.package
    ON CONFLICT DO NOTHING;

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

CREATE VIEW stages AS
SELECT m.measure, m.title, m.sponsor, s.word AS stage, s.detail ->> '$.stands' AS stands, s.govtrack, s.since,
       s.seen_at AS known_from, s.detail ->> '$.dies_on' AS dies_on,
       (SELECT group_concat(DISTINCT e.value ->> '$.effect')
          FROM (SELECT reading FROM texts WHERE measure = m.measure ORDER BY seen_at DESC, rowid DESC LIMIT 1) t,
               json_each(t.reading, '$.effects') e) AS effects,
       o.quote AS basis, m.link
  FROM measures m
  JOIN standings s ON s.entity = m.measure
  LEFT JOIN observations o ON o.id = s.observation
 WHERE s.ordinal = (SELECT max(ordinal) FROM standings WHERE entity = s.entity)
 ORDER BY s.since DESC, m.measure;

CREATE VIEW stretches AS
SELECT source, state, from_at, to_at, polls, verified, longest_gap, 0 AS open FROM coverage
UNION ALL
SELECT id, stretch_state, stretch_from, coalesce(last_poll_at, stretch_from), stretch_polls, stretch_verified,
       stretch_gap, 1
  FROM sources
 WHERE stretch_state IS NOT NULL
 ORDER BY source, from_at;
