-- +goose Up
-- A row is a message that could not be applied by its own fault and waits for a
-- person or for new code. Key, headers and body are kept as they came; the
-- columns beside them are what could be read of them.
CREATE TABLE inbox_parked (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer   text        NOT NULL,
    topic      text        NOT NULL,
    partition  integer     NOT NULL,
    position   bigint      NOT NULL,
    event_id   text        NOT NULL,
    type       text        NOT NULL,
    key        text        NOT NULL,
    version    bigint      NOT NULL,
    raw_key    bytea       NOT NULL,
    headers    bytea       NOT NULL,
    body       bytea       NOT NULL,
    error      text        NOT NULL,
    attempts   integer     NOT NULL DEFAULT 1 CONSTRAINT inbox_parked_tried CHECK (attempts > 0),
    parked_at  timestamptz NOT NULL DEFAULT now(),
    -- A topic that was made anew counts its positions from 0 again: hence event_id.
    CONSTRAINT inbox_parked_once UNIQUE (consumer, topic, partition, position, event_id)
);

CREATE INDEX inbox_parked_aggregate ON inbox_parked (consumer, key, version);

-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE (error, attempts), DELETE ON inbox_parked TO %I', current_setting('pacesetter.app_role'));
END $$;
-- +goose StatementEnd
