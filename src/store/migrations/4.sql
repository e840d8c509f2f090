-- To version 4: what the press claims.

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

CREATE TABLE claims (
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

CREATE INDEX claims_of_line ON claims (line, id);
