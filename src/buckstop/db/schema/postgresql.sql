-- A ledger in PostgreSQL 15 or newer. Instants are microseconds since 1970 in UTC. No column is named like a word of
-- SQL. Names are compared by bytes (COLLATE "C"): the order of Python, of SQLite and of locks.
-- All changes to a released schema come with a new number in ledger_schema.

CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE ledger.ledger_schema (schema_version integer NOT NULL);

-- One row per stream: what its events lead to, and what it is found by. Rows are rewritten at every change: pages keep
-- room for the next version of a row.
CREATE TABLE ledger.stream (
    stream text COLLATE "C" PRIMARY KEY,
    stream_version bigint NOT NULL,
    kind text NOT NULL,
    phase text NOT NULL,
    active boolean NOT NULL,
    due_at bigint,
    holder text NOT NULL,
    giver text NOT NULL,
    offeree text NOT NULL,
    arbiter text NOT NULL,
    verifier text NOT NULL,
    parent text NOT NULL,
    body bytea NOT NULL
) WITH (fillfactor = 70);

-- An index that stands only for streams in a certain phase costs the others nothing.
CREATE INDEX stream_by_kind ON ledger.stream (kind, stream);
CREATE INDEX stream_active_by_kind ON ledger.stream (kind, stream) WHERE active;
CREATE INDEX stream_by_holder ON ledger.stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_offeree ON ledger.stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON ledger.stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON ledger.stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON ledger.stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_due_at ON ledger.stream (due_at, stream) WHERE due_at IS NOT NULL;

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

-- What a commit asks for, in one round trip.
--
-- Advisory lock (4716099, 1): every commit shares it, exclusive() takes it alone. Who relies on the organisation holds it
-- until he has committed, so the organisation stands still meanwhile without everybody locking its row.

-- Write the next event of one stream. Returns '' or what stands in the way, nothing being written then: 'stream' or
-- 'organisation' moved on. A key that was answered for another stream raises unique_violation.
CREATE FUNCTION ledger.commit_one(
    the_stream text, expected bigint, relied_organisation bigint, new_event bytea, new_leaf bytea, new_body bytea,
    new_kind text, new_phase text, new_active boolean, new_due_at bigint, new_holder text, new_giver text,
    new_offeree text, new_arbiter text, new_verifier text, new_parent text,
    the_actor text, the_key text, the_digest bytea
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    new_version CONSTANT bigint := expected + 1;
    organisation_version bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4716099, 1);
    IF relied_organisation IS NOT NULL THEN
        -- A statement of its own, after the lock: it sees what was committed before the lock was given.
        SELECT stream_version INTO organisation_version FROM ledger.stream WHERE stream = 'organisation';
        IF coalesce(organisation_version, 0) <> relied_organisation THEN
            RETURN 'organisation';
        END IF;
    END IF;
    IF expected = 0 THEN
        INSERT INTO ledger.stream VALUES (
            the_stream, new_version, new_kind, new_phase, new_active, new_due_at, new_holder, new_giver, new_offeree,
            new_arbiter, new_verifier, new_parent, new_body
        ) ON CONFLICT DO NOTHING;
    ELSE
        UPDATE ledger.stream SET
            stream_version = new_version, kind = new_kind, phase = new_phase, active = new_active,
            due_at = new_due_at, holder = new_holder, giver = new_giver, offeree = new_offeree, arbiter = new_arbiter,
            verifier = new_verifier, parent = new_parent, body = new_body
        WHERE stream = the_stream AND stream_version = expected;
    END IF;
    IF NOT FOUND THEN
        RETURN 'stream';
    END IF;
    IF the_key IS NOT NULL THEN
        INSERT INTO ledger.answer VALUES (the_actor, the_key, the_digest, the_stream, new_version, new_version);
    END IF;
    INSERT INTO ledger.event (stream, stream_version, leaf, body)
    VALUES (the_stream, new_version, new_leaf, new_event);
    RETURN '';
END $$;

-- Lock streams in the order of their names and return those that are not at the version expected of them. New ones are
-- made here, empty: a row that is not there cannot be locked. The caller rolls back where any is returned.
CREATE FUNCTION ledger.lock_streams(names text[], expected bigint[], written boolean[])
RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    found_version bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4716099, 1);
    FOR number IN 1..cardinality(names) LOOP
        IF expected[number] = 0 AND written[number] THEN
            INSERT INTO ledger.stream
            VALUES (names[number], 0, '', '', FALSE, NULL, '', '', '', '', '', '', '') ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                RETURN NEXT names[number];
            END IF;
        ELSE
            IF names[number] = 'organisation' THEN
                -- Not locked by row: the advisory lock keeps it still for all who share it.
                SELECT stream_version INTO found_version FROM ledger.stream WHERE stream = names[number];
            ELSE
                SELECT stream_version INTO found_version FROM ledger.stream WHERE stream = names[number] FOR UPDATE;
                IF NOT FOUND THEN
                    -- Relied on as absent: a row made and deleted here keeps others from making it before we commit.
                    INSERT INTO ledger.stream
                    VALUES (names[number], 0, '', '', FALSE, NULL, '', '', '', '', '', '', '') ON CONFLICT DO NOTHING;
                    IF FOUND THEN
                        DELETE FROM ledger.stream WHERE stream = names[number];
                    ELSE
                        RETURN NEXT names[number];
                        CONTINUE;
                    END IF;
                END IF;
            END IF;
            IF coalesce(found_version, 0) <> expected[number] THEN
                RETURN NEXT names[number];
            END IF;
        END IF;
    END LOOP;
END $$;
