-- +goose Up
-- A row is an event that is committed and not yet in Kafka. The sequence of an
-- identity column needs no grant of its own.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid        NOT NULL,
    topic       text        NOT NULL CONSTRAINT outbox_topic_given CHECK (topic <> ''),
    key         text        NOT NULL CONSTRAINT outbox_key_names_entity CHECK (strpos(key, '/') > 1),
    type        text        NOT NULL CONSTRAINT outbox_type_given CHECK (type <> ''),
    version     bigint      NOT NULL CONSTRAINT outbox_version_positive CHECK (version > 0),
    subject     text        NOT NULL,
    at          timestamptz NOT NULL,
    traceparent text        NOT NULL,
    headers     jsonb,
    body        bytea       NOT NULL CONSTRAINT outbox_body_fits CHECK (octet_length(body) <= 921600),
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- The table is a queue: nearly all of its rows are dead soon. Vacuum early, so
-- that reading from its head stays cheap.
ALTER TABLE outbox SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000
);

-- One wake-up per statement, however many rows it adds; it is sent by the commit.
-- +goose StatementBegin
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY outbox;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER outbox_wake AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();

-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON outbox TO %I', current_setting('pacesetter.app_role'));
END $$;
-- +goose StatementEnd
