CREATE TABLE counter (
    key       text PRIMARY KEY,
    partition integer NOT NULL,
    state     text    NOT NULL,
    total     bigint  NOT NULL CHECK (total <= 1000),
    seq       bigint  NOT NULL,
    at        timestamptz NOT NULL
);
