-- +goose Up
-- A row is a request that took effect. It is written first and answered last
-- within the transaction of the effect, so others only ever see it answered.
CREATE TABLE idempotency (
    principal  text        NOT NULL,
    rpc        text        NOT NULL,
    request_id uuid        NOT NULL,
    hash       bytea       NOT NULL CONSTRAINT idempotency_hash_is_sha256 CHECK (octet_length(hash) = 32),
    response   bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, rpc, request_id)
);

CREATE INDEX idempotency_created_at ON idempotency (created_at);

-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE (response), DELETE ON idempotency TO %I', current_setting('pacesetter.app_role'));
END $$;
-- +goose StatementEnd
