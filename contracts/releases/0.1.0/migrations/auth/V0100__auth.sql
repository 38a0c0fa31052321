-- Administration, written by REST alone.

CREATE TABLE app (
    app           text PRIMARY KEY,
    name          text        NOT NULL,
    secret_hash   text        NOT NULL, -- sha256:… of a made secret, pbkdf2:… of a given one
    demands_grants boolean    NOT NULL,
    ring_time_ms  bigint CHECK (ring_time_ms BETWEEN 5000 AND 180000),
    created_at    timestamptz NOT NULL
);

CREATE TABLE model (
    app          text        NOT NULL REFERENCES app,
    model_id     text        NOT NULL,
    product_type text        NOT NULL,
    system       text        NOT NULL CHECK (system IN ('android', 'linux', 'rtos')),
    reminder     text        NOT NULL CHECK (reminder IN ('platform', 'developer')),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (app, model_id)
);

-- Within an app a serial number names one device, whatever its model.
CREATE TABLE device (
    app           text        NOT NULL,
    sn            text        NOT NULL,
    model_id      text        NOT NULL,
    public_key    text, -- JWK, once the device has registered
    registered_at timestamptz,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (app, sn),
    FOREIGN KEY (app, model_id) REFERENCES model
);

CREATE TABLE app_user (
    app        text        NOT NULL REFERENCES app,
    open_id    text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (app, open_id)
);

-- "This openId is another app's" is an answer of its own (contract §3.1, code 19).
CREATE INDEX app_user_open_id ON app_user (open_id);

CREATE TABLE signing_key (
    kid        text PRIMARY KEY,
    public_jwk text        NOT NULL,
    sealed     bytea       NOT NULL, -- nonce and AES-256-GCM of the private JWK, kid as additional data
    created_at timestamptz NOT NULL
);

-- Rights, written by the command log alone. key: <app>, <app>/user:<openId> or <app>/<sn>.

CREATE TABLE holder (
    key       text PRIMARY KEY,
    partition integer     NOT NULL,
    seq       bigint      NOT NULL,
    at        timestamptz NOT NULL,
    disabled  boolean     NOT NULL
);

CREATE TABLE device_grant (
    app         text        NOT NULL,
    sn          text        NOT NULL,
    open_id     text        NOT NULL,
    status      text        NOT NULL CHECK (status IN ('granted', 'refused', 'revoked')),
    device_name text,
    since       timestamptz NOT NULL,
    PRIMARY KEY (app, sn, open_id),
    CHECK ((status = 'granted') = (device_name IS NOT NULL))
);

CREATE INDEX device_grant_user ON device_grant (app, open_id);
