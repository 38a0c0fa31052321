-- The books (design §5). One app's rows are written by one log partition only, so nothing here is locked.

CREATE TABLE book (
    app       text        PRIMARY KEY,
    partition integer     NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0),
    at        timestamptz NOT NULL,
    charging  boolean     NOT NULL
);

CREATE INDEX book_partition ON book (partition);

-- floor is null for the accounts on the far side of the book, which show what came in.
CREATE TABLE account (
    app     text   NOT NULL,
    account text   NOT NULL,
    unit    text   NOT NULL,
    balance bigint NOT NULL,
    floor   bigint,
    PRIMARY KEY (app, account),
    CONSTRAINT account_not_below_its_floor CHECK (floor IS NULL OR balance >= floor)
);

-- What has become of a transfer; value is the state the service keeps, shape the number of its form. Never deleted: a
-- transfer's name answers its repeats for ever.
CREATE TABLE transfer (
    app        text        NOT NULL,
    transfer   text        NOT NULL,
    at         timestamptz NOT NULL,
    shape      integer     NOT NULL,
    value      text        NOT NULL,
    expires_at timestamptz, -- while it is on hold
    PRIMARY KEY (app, transfer)
);

CREATE INDEX transfer_expiry ON transfer (app, expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE licence (
    app         text        NOT NULL,
    sn          text        NOT NULL,
    valid_until timestamptz NOT NULL,
    PRIMARY KEY (app, sn)
);

-- The ledger's lines, n in the order they were written within a transfer.
CREATE TABLE posting (
    app      text        NOT NULL,
    transfer text        NOT NULL,
    n        integer     NOT NULL,
    at       timestamptz NOT NULL,
    account  text        NOT NULL,
    unit     text        NOT NULL,
    amount   bigint      NOT NULL,
    PRIMARY KEY (app, transfer, n)
);

-- Each statement writes whole steps, so within it each transfer sums to zero in each unit. HS001 is in no class that
-- the log takes for bad data: books that do not balance are a bug, and stop the partition.
CREATE FUNCTION postings_sum_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM written GROUP BY app, transfer, unit HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'the postings of a transfer do not sum to zero' USING ERRCODE = 'HS001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER posting_sums_to_zero
    AFTER INSERT ON posting REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION postings_sum_to_zero();

-- What is written stays written: a mistake is corrected by another transfer.
CREATE FUNCTION postings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a posting is never changed' USING ERRCODE = 'HS002';
END
$$;

CREATE TRIGGER posting_stays BEFORE UPDATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION postings_stay();
