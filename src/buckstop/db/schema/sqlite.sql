-- A ledger in SQLite. Instants are microseconds since 1970 in UTC. No column is named like a word of SQL.
-- All changes to a released schema come with a new number in ledger_schema.

CREATE TABLE ledger_schema (schema_version INTEGER NOT NULL) STRICT;

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
CREATE INDEX stream_by_holder ON stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_giver ON stream (giver, active, stream) WHERE giver <> '';
CREATE INDEX stream_by_offeree ON stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_top ON stream (top, stream) WHERE top <> '';
CREATE INDEX stream_by_due_at ON stream (due_at, stream) WHERE due_at < 9223372036854775807;

-- The orders of lists. Most of these columns never change, so these indexes are seldom written.
CREATE INDEX stream_by_priority ON stream (kind, priority_rank, deadline_at, stream) WHERE active = TRUE;
CREATE INDEX stream_by_deadline ON stream (kind, deadline_at, stream) WHERE active = TRUE;
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

-- The log. SQLite commits one transaction after the other, so an event's place is known when it is written; it counts
-- as numbered once log_end has passed it.
CREATE TABLE event (
    log_position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    stream_version INTEGER NOT NULL,
    body BLOB NOT NULL,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    UNIQUE (stream, stream_version)
) STRICT;

CREATE TABLE answer (
    actor TEXT NOT NULL,
    answer_key TEXT NOT NULL,
    digest BLOB NOT NULL,
    stream TEXT NOT NULL,
    first_version INTEGER NOT NULL,
    last_version INTEGER NOT NULL,
    PRIMARY KEY (actor, answer_key)
) STRICT, WITHOUT ROWID;

-- The one place of personal fields: rows here may be destroyed, the log keeps only their commitments.
CREATE TABLE sealed_field (
    stream TEXT NOT NULL,
    stream_version INTEGER NOT NULL,
    commitment TEXT NOT NULL,
    subject TEXT NOT NULL,
    field_name TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    actor TEXT,
    answer_key TEXT,
    PRIMARY KEY (stream, stream_version, commitment)
) STRICT;
CREATE INDEX sealed_field_by_subject ON sealed_field (subject);

CREATE TABLE subject_key (subject TEXT NOT NULL PRIMARY KEY, wrapped_key BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Roots of complete subtrees of 256 leaves (level 1), of 256 such roots (level 2), and so on.
CREATE TABLE tree_node (
    tree_level INTEGER NOT NULL,
    node_index INTEGER NOT NULL,
    node_hash BLOB NOT NULL,
    PRIMARY KEY (tree_level, node_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_checkpoint (log_size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;

CREATE TABLE log_end (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    log_size INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    note BLOB NOT NULL
) STRICT;
INSERT INTO log_end VALUES (1, 0, x'', x'');

-- The log only grows. REPLACE would delete without asking the triggers on DELETE, so what may be inserted is checked.
CREATE TRIGGER event_inserted BEFORE INSERT ON event
WHEN NEW.log_position IS NOT (SELECT coalesce(max(log_position) + 1, 0) FROM event)
    OR NEW.stream_version IS NOT (SELECT coalesce(max(stream_version), 0) + 1 FROM event WHERE stream = NEW.stream)
BEGIN SELECT raise(ABORT, 'an event can only follow the last one'); END;
CREATE TRIGGER event_updated BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'an event cannot be changed'); END;
CREATE TRIGGER event_deleted BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'an event cannot be deleted'); END;

CREATE TRIGGER tree_node_inserted BEFORE INSERT ON tree_node
WHEN EXISTS (SELECT 1 FROM tree_node WHERE tree_level = NEW.tree_level AND node_index = NEW.node_index)
BEGIN SELECT raise(ABORT, 'a node of the tree cannot be changed'); END;
CREATE TRIGGER tree_node_updated BEFORE UPDATE ON tree_node
BEGIN SELECT raise(ABORT, 'a node of the tree cannot be changed'); END;
CREATE TRIGGER tree_node_deleted BEFORE DELETE ON tree_node
BEGIN SELECT raise(ABORT, 'a node of the tree cannot be deleted'); END;

CREATE TRIGGER log_checkpoint_inserted BEFORE INSERT ON log_checkpoint
WHEN NEW.log_size <= (SELECT coalesce(max(log_size), -1) FROM log_checkpoint)
BEGIN SELECT raise(ABORT, 'a checkpoint can only follow the last one'); END;
CREATE TRIGGER log_checkpoint_updated BEFORE UPDATE ON log_checkpoint
BEGIN SELECT raise(ABORT, 'a checkpoint cannot be changed'); END;
CREATE TRIGGER log_checkpoint_deleted BEFORE DELETE ON log_checkpoint
BEGIN SELECT raise(ABORT, 'a checkpoint cannot be deleted'); END;

CREATE TRIGGER log_end_inserted BEFORE INSERT ON log_end
BEGIN SELECT raise(ABORT, 'the log has one end'); END;
CREATE TRIGGER log_end_updated BEFORE UPDATE ON log_end
WHEN NEW.log_size <= OLD.log_size OR NEW.log_size > (SELECT coalesce(max(log_position) + 1, 0) FROM event)
BEGIN SELECT raise(ABORT, 'the log can only grow, and not beyond its events'); END;
CREATE TRIGGER log_end_deleted BEFORE DELETE ON log_end
BEGIN SELECT raise(ABORT, 'the log has one end'); END;
