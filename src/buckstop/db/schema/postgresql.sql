-- A ledger in PostgreSQL 15 or newer. Instants are microseconds since 1970 in UTC. No column is named like a word of
-- SQL. Names are compared by bytes (COLLATE "C"): the order of Python, of SQLite and of locks.
-- All changes to a released schema come with a new number in ledger_schema.

CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE ledger.ledger_schema (schema_version integer NOT NULL);

-- One row per stream: what it is found by. Narrow, so that lists and counts read many of them quickly; the state itself
-- stands beside it. Where there is no instant stands the largest number. units, asked and asking are lists in JSON. Rows
-- are rewritten at every change: pages keep room for the next version of a row.
CREATE TABLE ledger.stream (
    stream text COLLATE "C" PRIMARY KEY,
    stream_version bigint NOT NULL,
    kind text COLLATE "C" NOT NULL DEFAULT '',
    phase text COLLATE "C" NOT NULL DEFAULT '',
    active boolean NOT NULL DEFAULT FALSE,
    due_at bigint NOT NULL DEFAULT 9223372036854775807,
    holder text COLLATE "C" NOT NULL DEFAULT '',
    giver text COLLATE "C" NOT NULL DEFAULT '',
    offeree text COLLATE "C" NOT NULL DEFAULT '',
    arbiter text COLLATE "C" NOT NULL DEFAULT '',
    verifier text COLLATE "C" NOT NULL DEFAULT '',
    parent text COLLATE "C" NOT NULL DEFAULT '',
    title text COLLATE "C" NOT NULL DEFAULT '',
    priority_rank bigint NOT NULL DEFAULT 0,
    deadline_at bigint NOT NULL DEFAULT 9223372036854775807,
    opened_at bigint NOT NULL DEFAULT 9223372036854775807,
    moved_at bigint NOT NULL DEFAULT 9223372036854775807,
    visibility text COLLATE "C" NOT NULL DEFAULT '',
    origin text COLLATE "C" NOT NULL DEFAULT '',
    evidence text COLLATE "C" NOT NULL DEFAULT '',
    units text COLLATE "C" NOT NULL DEFAULT '[]',
    asked text COLLATE "C" NOT NULL DEFAULT '[]',
    asking text COLLATE "C" NOT NULL DEFAULT '[]',
    top text COLLATE "C" NOT NULL DEFAULT ''
) WITH (fillfactor = 70);

-- Nothing here is in an index, so a new state is written on its row's own page.
CREATE TABLE ledger.stream_state (stream text COLLATE "C" PRIMARY KEY, body bytea NOT NULL) WITH (fillfactor = 60);

-- An index that stands only for streams in a certain phase costs the others nothing.
CREATE INDEX stream_by_kind ON ledger.stream (kind, stream);
CREATE INDEX stream_active_by_kind ON ledger.stream (kind, stream) WHERE active;
CREATE INDEX stream_by_holder ON ledger.stream (holder, active, stream) WHERE holder <> '';
CREATE INDEX stream_by_giver ON ledger.stream (giver, active, stream) WHERE giver <> '';
CREATE INDEX stream_by_offeree ON ledger.stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON ledger.stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON ledger.stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON ledger.stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_top ON ledger.stream (top, stream) WHERE top <> '';
CREATE INDEX stream_by_due_at ON ledger.stream (due_at, stream) WHERE due_at < 9223372036854775807;

-- The orders of lists.
CREATE INDEX stream_by_priority ON ledger.stream (kind, priority_rank, deadline_at, stream) WHERE active;
CREATE INDEX stream_by_deadline ON ledger.stream (kind, deadline_at, stream) WHERE active;
CREATE INDEX stream_by_opening ON ledger.stream (kind, opened_at, stream);
CREATE INDEX stream_public ON ledger.stream (stream) WHERE visibility = 'public';

-- Which units are involved in a stream (part 'involved'), owe an answer in it ('asked') or wait for one ('asking'). The
-- row of the stream says so; the triggers below keep the two together.
CREATE TABLE ledger.stream_unit (
    unit text COLLATE "C" NOT NULL,
    part text COLLATE "C" NOT NULL,
    stream text COLLATE "C" NOT NULL,
    PRIMARY KEY (unit, part, stream)
);
CREATE INDEX stream_unit_by_stream ON ledger.stream_unit (stream, part);

-- Tokens of a text with their places, as the program wrote them (ledger/words.py): nothing is parsed anew here.
CREATE FUNCTION ledger.tokens_of(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(quote_literal(token) || ':' || least(place, 16383), ' '), '')::tsvector
    FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS one (token, place)
$$;

-- What full-text search finds streams by.
CREATE TABLE ledger.stream_words (
    stream text COLLATE "C" PRIMARY KEY,
    words text COLLATE "C" NOT NULL,
    tokens tsvector NOT NULL GENERATED ALWAYS AS (ledger.tokens_of(words)) STORED
);
CREATE INDEX stream_search ON ledger.stream_words USING gin (tokens);

CREATE FUNCTION ledger.place_units(the_stream text, the_part text, listed text) RETURNS void LANGUAGE sql AS $$
    DELETE FROM ledger.stream_unit WHERE stream = the_stream AND part = the_part
        AND unit NOT IN (SELECT jsonb_array_elements_text(listed::jsonb));
    INSERT INTO ledger.stream_unit SELECT jsonb_array_elements_text(listed::jsonb), the_part, the_stream
    ON CONFLICT DO NOTHING;
$$;
CREATE FUNCTION ledger.units_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.units <> NEW.units THEN
        PERFORM ledger.place_units(NEW.stream, 'involved', NEW.units);
    END IF;
    IF OLD.asked <> NEW.asked THEN
        PERFORM ledger.place_units(NEW.stream, 'asked', NEW.asked);
    END IF;
    IF OLD.asking <> NEW.asking THEN
        PERFORM ledger.place_units(NEW.stream, 'asking', NEW.asking);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stream_units_changed AFTER UPDATE ON ledger.stream FOR EACH ROW
    WHEN (OLD.units <> NEW.units OR OLD.asked <> NEW.asked OR OLD.asking <> NEW.asking)
    EXECUTE FUNCTION ledger.units_placed();
CREATE FUNCTION ledger.first_units_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger.stream_unit SELECT jsonb_array_elements_text(NEW.units::jsonb), 'involved', NEW.stream
    UNION ALL SELECT jsonb_array_elements_text(NEW.asked::jsonb), 'asked', NEW.stream
    UNION ALL SELECT jsonb_array_elements_text(NEW.asking::jsonb), 'asking', NEW.stream;
    RETURN NULL;
END $$;
CREATE TRIGGER stream_units_made AFTER INSERT ON ledger.stream FOR EACH ROW
    WHEN (NEW.units <> '[]' OR NEW.asked <> '[]' OR NEW.asking <> '[]') EXECUTE FUNCTION ledger.first_units_placed();
CREATE FUNCTION ledger.beside_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ledger.stream_state WHERE stream = OLD.stream;
    DELETE FROM ledger.stream_unit WHERE stream = OLD.stream;
    DELETE FROM ledger.stream_words WHERE stream = OLD.stream;
    RETURN NULL;
END $$;
CREATE TRIGGER stream_gone AFTER DELETE ON ledger.stream FOR EACH ROW EXECUTE FUNCTION ledger.beside_gone();

-- The topmost ancestor is known when a stream begins: its parent was there before it, and never changes. A row made empty
-- to be locked has no kind yet.
CREATE FUNCTION ledger.top_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.top := NEW.stream;
    IF NEW.parent <> '' THEN
        SELECT coalesce(max(top), NEW.stream) INTO NEW.top FROM ledger.stream WHERE stream = NEW.parent;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stream_made BEFORE INSERT ON ledger.stream FOR EACH ROW EXECUTE FUNCTION ledger.top_found();
CREATE TRIGGER stream_filled BEFORE UPDATE ON ledger.stream FOR EACH ROW
    WHEN (OLD.parent <> NEW.parent OR NEW.top = '') EXECUTE FUNCTION ledger.top_found();

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
    new_words text, the_actor text, the_key text, the_digest bytea,
    new_kind text, new_phase text, new_active boolean, new_due_at bigint, new_holder text, new_giver text,
    new_offeree text, new_arbiter text, new_verifier text, new_parent text, new_title text, new_priority_rank bigint,
    new_deadline_at bigint, new_opened_at bigint, new_moved_at bigint, new_visibility text, new_origin text,
    new_evidence text, new_units text, new_asked text, new_asking text
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
            new_arbiter, new_verifier, new_parent, new_title, new_priority_rank, new_deadline_at, new_opened_at,
            new_moved_at, new_visibility, new_origin, new_evidence, new_units, new_asked, new_asking
        ) ON CONFLICT DO NOTHING;
    ELSE
        UPDATE ledger.stream SET
            stream_version = new_version, kind = new_kind, phase = new_phase, active = new_active,
            due_at = new_due_at, holder = new_holder, giver = new_giver, offeree = new_offeree, arbiter = new_arbiter,
            verifier = new_verifier, parent = new_parent, title = new_title, priority_rank = new_priority_rank,
            deadline_at = new_deadline_at, opened_at = new_opened_at, moved_at = new_moved_at,
            visibility = new_visibility, origin = new_origin, evidence = new_evidence, units = new_units,
            asked = new_asked, asking = new_asking
        WHERE stream = the_stream AND stream_version = expected;
    END IF;
    IF NOT FOUND THEN
        RETURN 'stream';
    END IF;
    IF expected <> 0 THEN
        UPDATE ledger.stream_state SET body = new_body WHERE stream = the_stream;
    END IF;
    IF expected = 0 OR NOT FOUND THEN
        INSERT INTO ledger.stream_state VALUES (the_stream, new_body);
    END IF;
    IF new_words IS NOT NULL THEN
        INSERT INTO ledger.stream_words VALUES (the_stream, new_words)
        ON CONFLICT (stream) DO UPDATE SET words = new_words;
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
            INSERT INTO ledger.stream (stream, stream_version) VALUES (names[number], 0) ON CONFLICT DO NOTHING;
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
                    INSERT INTO ledger.stream (stream, stream_version) VALUES (names[number], 0)
                    ON CONFLICT DO NOTHING;
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
