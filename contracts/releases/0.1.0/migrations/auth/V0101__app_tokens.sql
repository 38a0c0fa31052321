-- The current token of each of an app's lines, written by the command log alone.

CREATE TABLE app_token (
    app        text        NOT NULL,
    line       text        NOT NULL CHECK (line IN ('token', 'stable')),
    token_id   text        NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (app, line)
);

-- Texts of stable tokens, which are shown again; written by REST before the log is told, so that what is current is here.

CREATE TABLE stable_token (
    token_id   text PRIMARY KEY,
    app        text        NOT NULL REFERENCES app,
    sealed     bytea       NOT NULL, -- nonce and AES-256-GCM of the token, its id as additional data
    expires_at timestamptz NOT NULL
);

CREATE INDEX stable_token_app ON stable_token (app, expires_at);
