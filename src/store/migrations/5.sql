-- To version 5: full text. The index is filled by `search::fill`.

CREATE INDEX snapshots_seen ON snapshots (seen_at);
CREATE INDEX items_first_seen ON items (first_snapshot);

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
