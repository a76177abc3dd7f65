-- How many streams there are, by what boards count them by: kept as rows change, in the transaction that changes them, so
-- that nobody has to count a hundred thousand. awaited is the unit a stream waits for: the offeree, else the arbiter, else
-- the verifier. Follows from `stream`, and is filled from it by whoever makes it later (postgres_upgrade.py).
--
-- Why changes are appended and not added to a row: two commits that change the same number would wait for one another
-- until the first is on the disk. The numbering of the log, which one process does at a time, folds them together.
CREATE TABLE ledger.stream_figure (
    kind text COLLATE "C" NOT NULL,
    active boolean NOT NULL,
    visibility text COLLATE "C" NOT NULL,
    phase text COLLATE "C" NOT NULL,
    awaited text COLLATE "C" NOT NULL,
    offered boolean NOT NULL,
    number bigint NOT NULL,
    folded boolean NOT NULL DEFAULT FALSE
);

CREATE FUNCTION ledger.awaited_of(one ledger.stream) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN one.offeree <> '' THEN one.offeree WHEN one.arbiter <> '' THEN one.arbiter ELSE one.verifier END
$$;

-- A row that was made empty, to be locked, has no kind yet and does not count.
CREATE FUNCTION ledger.stream_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.kind <> '' THEN
        INSERT INTO ledger.stream_figure VALUES (
            OLD.kind, OLD.active, OLD.visibility, OLD.phase, ledger.awaited_of(OLD), OLD.offeree <> '', -1
        );
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.kind <> '' THEN
        INSERT INTO ledger.stream_figure VALUES (
            NEW.kind, NEW.active, NEW.visibility, NEW.phase, ledger.awaited_of(NEW), NEW.offeree <> '', 1
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stream_counted AFTER INSERT OR DELETE ON ledger.stream FOR EACH ROW
    EXECUTE FUNCTION ledger.stream_counted();
CREATE TRIGGER stream_counted_anew AFTER UPDATE ON ledger.stream FOR EACH ROW
    WHEN (
        (OLD.kind, OLD.active, OLD.visibility, OLD.phase, OLD.offeree, OLD.arbiter, OLD.verifier)
        IS DISTINCT FROM (NEW.kind, NEW.active, NEW.visibility, NEW.phase, NEW.offeree, NEW.arbiter, NEW.verifier)
    )
    EXECUTE FUNCTION ledger.stream_counted();

-- Add up what was appended, once there is enough of it. Two at once do no harm: a row is deleted by one of them.
CREATE FUNCTION ledger.fold_figures(most bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM ledger.stream_figure WHERE NOT folded) > most THEN
        WITH gone AS (DELETE FROM ledger.stream_figure RETURNING *)
        INSERT INTO ledger.stream_figure
        SELECT kind, active, visibility, phase, awaited, offered, sum(number), TRUE FROM gone
        GROUP BY kind, active, visibility, phase, awaited, offered HAVING sum(number) <> 0;
    END IF;
END $$;

-- What a unit holds and gave, open streams by their deadline, and streams by when they fall due, with what is counted of
-- them, what puts them in order and who may read them: the first of many are found without touching the rows of all. No
-- column stands in these alone, so a change that touches no index still does not.
CREATE INDEX stream_by_holder ON ledger.stream (holder, active, stream)
    INCLUDE (kind, phase, due_at, deadline_at, priority_rank, visibility) WHERE holder <> '';
CREATE INDEX stream_by_giver ON ledger.stream (giver, active, stream)
    INCLUDE (kind, holder, deadline_at, priority_rank, visibility) WHERE giver <> '';
CREATE INDEX stream_by_deadline ON ledger.stream (kind, deadline_at, stream) INCLUDE (phase, visibility, offeree)
    WHERE active;
CREATE INDEX stream_by_due_at ON ledger.stream (due_at, stream) INCLUDE (kind, active, visibility, offeree)
    WHERE due_at < 9223372036854775807;
