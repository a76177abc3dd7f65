-- Streams of a ledger in PostgreSQL: what they are found by, their states, what pages and searches read, and how they are
-- written. Made anew by an upgrade (postgres_upgrade.py); everything here follows from the events.

-- One row per stream: what it is found by. Narrow, so that lists and counts read many of them quickly; the state itself
-- stands beside it. Where there is no instant stands the largest number. units, asked and asking are lists in JSON. Rows
-- are rewritten at every change: pages keep room for the next version of a row.
CREATE TABLE ledger.stream (
    stream text COLLATE "C" NOT NULL,
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
    top text COLLATE "C" NOT NULL DEFAULT '',
    -- With what is counted of streams that are found through a unit: their rows need not be looked at. All of it changes
    -- only together with columns of other indexes.
    PRIMARY KEY (stream) INCLUDE (kind, active, visibility, phase, offeree, arbiter, verifier)
) WITH (fillfactor = 70);

-- Nothing here is in an index, so a new state is written on its row's own page.
CREATE TABLE ledger.stream_state (stream text COLLATE "C" PRIMARY KEY, body bytea NOT NULL) WITH (fillfactor = 60);

-- An index that stands only for streams in a certain phase costs the others nothing.
CREATE INDEX stream_by_kind ON ledger.stream (kind, stream);
CREATE INDEX stream_active_by_kind ON ledger.stream (kind, stream) WHERE active;
CREATE INDEX stream_by_offeree ON ledger.stream (offeree, stream) WHERE offeree <> '';
CREATE INDEX stream_by_arbiter ON ledger.stream (arbiter, stream) WHERE arbiter <> '';
CREATE INDEX stream_by_verifier ON ledger.stream (verifier, stream) WHERE verifier <> '';
CREATE INDEX stream_by_parent ON ledger.stream (parent, stream) WHERE parent <> '';
CREATE INDEX stream_by_top ON ledger.stream (top, stream) WHERE top <> '';

-- The orders of lists.
CREATE INDEX stream_by_priority ON ledger.stream (kind, priority_rank, deadline_at, stream) WHERE active;
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
