-- What the log keeps beside a service's own tables (design §2). Services add classpath:db/messaging to Flyway's
-- locations and start their own versions at V0100.

-- How far each partition of the command log has been applied, and by whom it may be moved on.
CREATE TABLE progress (
    partition    integer PRIMARY KEY,
    topic_id     uuid    NOT NULL,
    next_offset  bigint  NOT NULL CHECK (next_offset >= 0),
    leader_epoch integer,
    owner        uuid
);

-- Every event, with the position of the command that caused it. value is the exact JSON that is on the topic; parties
-- and audience are the exact header texts.
CREATE TABLE event (
    aggregate   text        NOT NULL,
    seq         bigint      NOT NULL CHECK (seq > 0),
    at          timestamptz NOT NULL,
    app         text        NOT NULL,
    parties     text        NOT NULL,
    audience    text        NOT NULL,
    type        text        NOT NULL,
    value       text        NOT NULL,
    traceparent text,
    topic_id    uuid        NOT NULL,
    partition   integer     NOT NULL,
    "offset"    bigint      NOT NULL,
    PRIMARY KEY (aggregate, seq, at)
) PARTITION BY RANGE (at);

-- Takes what lies outside the days the log has made, so that no date can stop a partition.
CREATE TABLE event_other PARTITION OF event DEFAULT;

CREATE INDEX event_position ON event (topic_id, partition, "offset");

-- The verdict on every command that named an asker, as it was sent.
CREATE TABLE outcome (
    topic_id    uuid        NOT NULL,
    partition   integer     NOT NULL,
    "offset"    bigint      NOT NULL,
    n           integer     NOT NULL, -- 0: the command at this position; 1…: earlier ones that were waiting
    command_id  text        NOT NULL,
    asker_kind  text        NOT NULL,
    asker_name  text        NOT NULL,
    verdict     text        NOT NULL CHECK (verdict IN ('accepted', 'refused')),
    type        text,
    value       text,
    traceparent text,
    at          timestamptz NOT NULL,
    PRIMARY KEY (topic_id, partition, "offset", n),
    CHECK ((type IS NULL) = (value IS NULL)),
    CHECK (verdict = 'accepted' OR type IS NOT NULL)
);

CREATE INDEX outcome_command ON outcome (command_id);
CREATE INDEX outcome_at ON outcome (at);

-- Commands that could not be read or stored, until and after they stand on the dead letter topic.
CREATE TABLE dead_letter (
    topic_id  uuid        NOT NULL,
    partition integer     NOT NULL,
    "offset"  bigint      NOT NULL,
    reason    text        NOT NULL,
    record    bytea       NOT NULL, -- key, headers and value
    at        timestamptz NOT NULL,
    PRIMARY KEY (topic_id, partition, "offset")
);
