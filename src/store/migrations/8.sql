-- Two texts by turns are not told at each turn.
CREATE TABLE replaced (
    source     TEXT NOT NULL,
    key        TEXT NOT NULL,
    digest     TEXT NOT NULL,
    seen_at    TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??Z'),
    back_since TEXT,

    PRIMARY KEY (source, key, digest)
) STRICT, WITHOUT ROWID;
