-- Rooms as room-service last saw them. What happened to them stands in event; this is the state that follows from it,
-- and what lists are made of.
CREATE TABLE room (
    id        text        PRIMARY KEY,
    partition integer     NOT NULL,
    seq       bigint      NOT NULL,
    at        timestamptz NOT NULL,
    app       text        NOT NULL,
    caller    text        NOT NULL, -- subjects: user:<openId>, device:<sn>
    listener  text        NOT NULL,
    stage     text        NOT NULL,
    live      boolean     NOT NULL, -- its parties are engaged by it
    open      boolean     NOT NULL, -- not settled: it still waits for something
    rang      boolean     NOT NULL, -- its listener has heard of it
    opened_at timestamptz NOT NULL,
    ended_at  timestamptz,
    shape     integer     NOT NULL, -- of state; an unknown shape is folded again from the events
    state     text        NOT NULL
) WITH (fillfactor = 70);

CREATE INDEX room_by_caller ON room (app, caller, opened_at DESC, id DESC);
CREATE INDEX room_by_listener ON room (app, listener, opened_at DESC, id DESC);
CREATE INDEX room_by_app ON room (app, opened_at DESC, id DESC);
-- Few rooms are live or open at a time, so these stay small.
CREATE INDEX room_live_caller ON room (app, caller) WHERE live;
CREATE INDEX room_live_listener ON room (app, listener) WHERE live;
CREATE INDEX room_open ON room (partition) WHERE open;

-- Users and devices as something that can be engaged. A line is a row that stays, so that it can be locked.
CREATE TABLE lines (
    line text PRIMARY KEY, -- <appid>/<subject>
    room text
) WITH (fillfactor = 70);
