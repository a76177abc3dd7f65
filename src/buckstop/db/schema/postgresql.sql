-- A ledger in PostgreSQL 15 or newer. Instants are microseconds since 1970 in UTC. No column is named like a word of
-- SQL. Names are compared by bytes (COLLATE "C"): the order of Python, of SQLite and of locks.
-- All changes to a released schema come with a new number in ledger_schema.

CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE ledger.ledger_schema (schema_version integer NOT NULL);

-- The inbox and the log in one: an event is written without a position, and the sequencer gives it one, once.
-- arrival orders events for the sequencer only. Numbers of a sequence commit out of order and leave gaps, so it is no
-- order of the log. But within a stream it follows the versions: who writes version n + 1 draws his number while he
-- holds the lock on the stream's row, that is after version n was committed. So whoever sees n + 1 sees n as well, with
-- a smaller arrival: a round that takes the smallest arrivals it sees never takes n + 1 before n, and never meets an n
-- later whose n + 1 is already numbered.
CREATE TABLE ledger.event (
    arrival bigint GENERATED ALWAYS AS IDENTITY,
    log_position bigint,
    stream text COLLATE "C" NOT NULL,
    stream_version bigint NOT NULL,
    leaf bytea NOT NULL CHECK (length(leaf) = 32),
    body bytea NOT NULL,
    PRIMARY KEY (stream, stream_version)
);
CREATE INDEX event_waiting ON ledger.event (arrival) WHERE log_position IS NULL;
CREATE UNIQUE INDEX event_by_position ON ledger.event (log_position) WHERE log_position IS NOT NULL;

CREATE TABLE ledger.answer (
    actor text COLLATE "C" NOT NULL,
    answer_key text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    stream text COLLATE "C" NOT NULL,
    first_version bigint NOT NULL,
    last_version bigint NOT NULL,
    PRIMARY KEY (actor, answer_key)
);

-- The one place of personal fields: rows here may be destroyed, the log keeps only their commitments.
CREATE TABLE ledger.sealed_field (
    arrival bigint GENERATED ALWAYS AS IDENTITY,
    stream text COLLATE "C" NOT NULL,
    stream_version bigint NOT NULL,
    commitment text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    field_name text NOT NULL,
    wrapped_key bytea NOT NULL,
    ciphertext bytea NOT NULL,
    actor text COLLATE "C",
    answer_key text COLLATE "C",
    PRIMARY KEY (stream, stream_version, commitment)
);
CREATE INDEX sealed_field_by_subject ON ledger.sealed_field (subject);

CREATE TABLE ledger.subject_key (subject text COLLATE "C" PRIMARY KEY, wrapped_key bytea NOT NULL);

-- Roots of complete subtrees of 256 leaves (level 1), of 256 such roots (level 2), and so on.
CREATE TABLE ledger.tree_node (
    tree_level integer NOT NULL,
    node_index bigint NOT NULL,
    node_hash bytea NOT NULL,
    PRIMARY KEY (tree_level, node_index)
);

CREATE TABLE ledger.log_checkpoint (log_size bigint PRIMARY KEY, note bytea NOT NULL);

CREATE TABLE ledger.log_end (
    only_row integer PRIMARY KEY CHECK (only_row = 1),
    log_size bigint NOT NULL,
    frontier bytea NOT NULL,
    note bytea NOT NULL
);
INSERT INTO ledger.log_end VALUES (1, 0, '', '');

-- The log only grows.
CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger.% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER event_inserted BEFORE INSERT ON ledger.event FOR EACH ROW
    WHEN (NEW.log_position IS NOT NULL) EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER event_updated BEFORE UPDATE ON ledger.event FOR EACH ROW
    WHEN (
        OLD.log_position IS NOT NULL OR NEW.log_position IS NULL
        OR (OLD.arrival, OLD.stream, OLD.stream_version, OLD.leaf, OLD.body)
            IS DISTINCT FROM (NEW.arrival, NEW.stream, NEW.stream_version, NEW.leaf, NEW.body)
    ) EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER event_deleted BEFORE DELETE ON ledger.event FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER event_truncated BEFORE TRUNCATE ON ledger.event EXECUTE FUNCTION ledger.refuse();

CREATE TRIGGER tree_node_changed BEFORE UPDATE OR DELETE ON ledger.tree_node
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER tree_node_truncated BEFORE TRUNCATE ON ledger.tree_node EXECUTE FUNCTION ledger.refuse();

CREATE TRIGGER log_checkpoint_changed BEFORE UPDATE OR DELETE ON ledger.log_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER log_checkpoint_truncated BEFORE TRUNCATE ON ledger.log_checkpoint EXECUTE FUNCTION ledger.refuse();

CREATE TRIGGER log_end_shrunk BEFORE UPDATE ON ledger.log_end FOR EACH ROW
    WHEN (NEW.log_size <= OLD.log_size) EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER log_end_changed BEFORE INSERT OR DELETE ON ledger.log_end
    FOR EACH ROW EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER log_end_truncated BEFORE TRUNCATE ON ledger.log_end EXECUTE FUNCTION ledger.refuse();
