-- Streams of a ledger in SQLite: what they are found by, their states, and what pages and searches read. Made anew by an
-- upgrade (sqlite_upgrade.py); everything here follows from the events.

-- One row per stream: what it is found by. Narrow, so that lists and counts read many of them quickly; the state itself
-- stands beside it. Where there is no instant stands the largest number. units, asked and asking are lists in JSON.
CREATE TABLE stream (
    stream_no INTEGER PRIMARY KEY,
    stream TEXT NOT NULL UNIQUE,
    stream_version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    phase TEXT NOT NULL,
    active INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    holder TEXT NOT NULL,
    giver TEXT NOT NULL,
    offeree TEXT NOT NULL,
    arbiter TEXT NOT NULL,
    verifier TEXT NOT NULL,
    parent TEXT NOT NULL,
    title TEXT NOT NULL,
    priority_rank INTEGER NOT NULL,
    deadline_at INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    moved_at INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    origin TEXT NOT NULL,
    evidence TEXT NOT NULL,
    units TEXT NOT NULL,
    asked TEXT NOT NULL,
    asking TEXT NOT NULL,
    top TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE stream_state (stream_no INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- An index that stands only for streams in a certain phase costs the others nothing.
CREATE INDEX stream_by_kind ON stream (kind, stream);
CREATE INDEX stream_active_by_kind ON stream (kind, stream) WHERE active = TRUE;
CREATE INDEX stream_by_offeree ON stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_top ON stream (top, stream) WHERE top <> '';

-- The orders of lists. Most of these columns never change, so these indexes are seldom written.
CREATE INDEX stream_by_priority ON stream (kind, priority_rank, deadline_at, stream) WHERE active = TRUE;
CREATE INDEX stream_by_opening ON stream (kind, opened_at, stream);
CREATE INDEX stream_by_title ON stream (kind, substr(title, 1, 60), stream);
CREATE INDEX stream_public ON stream (stream_no) WHERE visibility = 'public';

-- Which units are involved in a stream (part 'involved'), owe an answer in it ('asked') or wait for one ('asking'). The
-- row of the stream says so; the triggers below keep the two together.
CREATE TABLE stream_unit (
    unit TEXT NOT NULL,
    part TEXT NOT NULL,
    stream_no INTEGER NOT NULL,
    PRIMARY KEY (unit, part, stream_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_unit_by_stream ON stream_unit (stream_no, part);

CREATE TRIGGER stream_made AFTER INSERT ON stream BEGIN
    UPDATE stream SET top = coalesce((SELECT top FROM stream WHERE stream = NEW.parent), NEW.stream)
    WHERE stream_no = NEW.stream_no;
    INSERT INTO stream_unit SELECT value, 'involved', NEW.stream_no FROM json_each(NEW.units);
    INSERT INTO stream_unit SELECT value, 'asked', NEW.stream_no FROM json_each(NEW.asked);
    INSERT INTO stream_unit SELECT value, 'asking', NEW.stream_no FROM json_each(NEW.asking);
END;
CREATE TRIGGER stream_units_changed AFTER UPDATE OF units ON stream WHEN OLD.units <> NEW.units BEGIN
    DELETE FROM stream_unit WHERE stream_no = NEW.stream_no AND part = 'involved'
        AND unit NOT IN (SELECT value FROM json_each(NEW.units));
    INSERT OR IGNORE INTO stream_unit SELECT value, 'involved', NEW.stream_no FROM json_each(NEW.units);
END;
CREATE TRIGGER stream_asked_changed AFTER UPDATE OF asked ON stream WHEN OLD.asked <> NEW.asked BEGIN
    DELETE FROM stream_unit WHERE stream_no = NEW.stream_no AND part = 'asked'
        AND unit NOT IN (SELECT value FROM json_each(NEW.asked));
    INSERT OR IGNORE INTO stream_unit SELECT value, 'asked', NEW.stream_no FROM json_each(NEW.asked);
END;
CREATE TRIGGER stream_asking_changed AFTER UPDATE OF asking ON stream WHEN OLD.asking <> NEW.asking BEGIN
    DELETE FROM stream_unit WHERE stream_no = NEW.stream_no AND part = 'asking'
        AND unit NOT IN (SELECT value FROM json_each(NEW.asking));
    INSERT OR IGNORE INTO stream_unit SELECT value, 'asking', NEW.stream_no FROM json_each(NEW.asking);
END;

CREATE TRIGGER stream_gone AFTER DELETE ON stream BEGIN
    DELETE FROM stream_state WHERE stream_no = OLD.stream_no;
    DELETE FROM stream_unit WHERE stream_no = OLD.stream_no;
    DELETE FROM stream_words WHERE stream_no = OLD.stream_no;
END;

-- What full-text search finds streams by. The tokens are ours (ledger/words.py), so SQLite only parts them at blanks.
CREATE TABLE stream_words (stream_no INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE stream_search USING fts5 (
    words, content = 'stream_words', content_rowid = 'stream_no', tokenize = 'ascii'
);
CREATE TRIGGER stream_words_made AFTER INSERT ON stream_words BEGIN
    INSERT INTO stream_search (rowid, words) VALUES (NEW.stream_no, NEW.words);
END;
CREATE TRIGGER stream_words_gone AFTER DELETE ON stream_words BEGIN
    INSERT INTO stream_search (stream_search, rowid, words) VALUES ('delete', OLD.stream_no, OLD.words);
END;
CREATE TRIGGER stream_words_changed AFTER UPDATE ON stream_words BEGIN
    INSERT INTO stream_search (stream_search, rowid, words) VALUES ('delete', OLD.stream_no, OLD.words);
    INSERT INTO stream_search (rowid, words) VALUES (NEW.stream_no, NEW.words);
END;
