-- How many streams there are, by what boards count them by: kept as rows change, in the transaction that changes them, so
-- that nobody has to count a hundred thousand. awaited is the unit a stream waits for: the offeree, else the arbiter, else
-- the verifier. Follows from `stream`, and is filled from it by whoever makes it later (sqlite_upgrade.py).
CREATE TABLE stream_figure (
    kind TEXT NOT NULL,
    active INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    phase TEXT NOT NULL,
    awaited TEXT NOT NULL,
    offered INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, active, visibility, phase, awaited, offered)
) STRICT, WITHOUT ROWID;

CREATE VIEW stream_counted AS SELECT
    stream_no, kind, active, visibility, phase,
    CASE WHEN offeree <> '' THEN offeree WHEN arbiter <> '' THEN arbiter ELSE verifier END AS awaited,
    offeree <> '' AS offered
FROM stream;

CREATE TRIGGER stream_counted_in AFTER INSERT ON stream BEGIN
    INSERT INTO stream_figure
    SELECT kind, active, visibility, phase, awaited, offered, 1 FROM stream_counted WHERE stream_no = NEW.stream_no
    ON CONFLICT DO UPDATE SET number = number + 1;
END;
CREATE TRIGGER stream_counted_out BEFORE DELETE ON stream BEGIN
    INSERT INTO stream_figure
    SELECT kind, active, visibility, phase, awaited, offered, -1 FROM stream_counted WHERE stream_no = OLD.stream_no
    ON CONFLICT DO UPDATE SET number = number - 1;
END;
-- Two triggers for one change: before it the row is still counted as it was.
CREATE TRIGGER stream_counted_before
BEFORE UPDATE OF kind, active, visibility, phase, offeree, arbiter, verifier ON stream BEGIN
    INSERT INTO stream_figure
    SELECT kind, active, visibility, phase, awaited, offered, -1 FROM stream_counted WHERE stream_no = OLD.stream_no
    ON CONFLICT DO UPDATE SET number = number - 1;
END;
CREATE TRIGGER stream_counted_after
AFTER UPDATE OF kind, active, visibility, phase, offeree, arbiter, verifier ON stream BEGIN
    INSERT INTO stream_figure
    SELECT kind, active, visibility, phase, awaited, offered, 1 FROM stream_counted WHERE stream_no = NEW.stream_no
    ON CONFLICT DO UPDATE SET number = number + 1;
END;

-- Open streams counted by holder, by holder and giver, or by phase, without touching their rows.
CREATE INDEX stream_tally ON stream (kind, holder, giver, phase, deadline_at, offeree, visibility, arbiter, verifier)
    WHERE active = TRUE;
-- What a unit holds and gave, open streams by their deadline, and streams by when they fall due, with what is counted of
-- them, what puts them in order and who may read them: the first of many are found without touching the rows of all.
CREATE INDEX stream_by_holder
    ON stream (holder, active, stream, kind, phase, due_at, deadline_at, priority_rank, visibility) WHERE holder <> '';
CREATE INDEX stream_by_giver
    ON stream (giver, active, stream, kind, holder, deadline_at, priority_rank, visibility) WHERE giver <> '';
CREATE INDEX stream_by_deadline ON stream (kind, deadline_at, stream, phase, visibility, offeree) WHERE active = TRUE;
CREATE INDEX stream_by_due_at ON stream (due_at, stream, kind, active, visibility, offeree)
    WHERE due_at < 9223372036854775807;
