-- A ledger in SQLite. Instants are microseconds since 1970 in UTC. No column is named like a word of SQL.
-- All changes to a released schema come with a new number in ledger_schema.

CREATE TABLE ledger_schema (schema_version INTEGER NOT NULL) STRICT;

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
