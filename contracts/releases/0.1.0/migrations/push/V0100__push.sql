-- One reminder per room; value is the state the service keeps, shape the number of its form.
CREATE TABLE reminder (
    room      text        PRIMARY KEY,
    partition integer     NOT NULL,
    seq       bigint      NOT NULL CHECK (seq > 0),
    at        timestamptz NOT NULL,
    shape     integer     NOT NULL,
    value     text        NOT NULL,
    trying    boolean     NOT NULL
);

CREATE INDEX reminder_trying ON reminder (partition) WHERE trying;
CREATE INDEX reminder_at ON reminder (at);

-- What a pushToken stands for. The token itself is nowhere: who reads this table can call nobody.
CREATE TABLE registration (
    digest      text        PRIMARY KEY, -- SHA-256 of the token, hex
    app         text        NOT NULL,
    subject     text        NOT NULL,
    app_version text        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);

CREATE INDEX registration_subject ON registration (app, subject, app_version, created_at);
CREATE INDEX registration_expiry ON registration (expires_at);

-- Where an app's developer wants to hear of calls, and the secret that signs it (needed as it is: HMAC).
CREATE TABLE callback (
    app    text        PRIMARY KEY,
    url    text        NOT NULL,
    secret text        NOT NULL,
    set_at timestamptz NOT NULL
);
