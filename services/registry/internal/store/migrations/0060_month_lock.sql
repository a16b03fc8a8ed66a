-- Which months statistics told to be cut off, of which units: those below write them no more
-- in the ordinary way. No foreign key to unit: what another service tells must not be refused
-- for coming early.

-- +goose Up
CREATE TABLE month_lock (
    year        smallint    NOT NULL,
    month       smallint    NOT NULL CONSTRAINT month_lock_month_range CHECK (month BETWEEN 1 AND 12),
    unit        text        NOT NULL,
    unit_name   text        NOT NULL,
    revision    integer     NOT NULL CONSTRAINT month_lock_revision CHECK (revision > 0),
    cutoff_time timestamptz NOT NULL,
    PRIMARY KEY (year, month, unit)
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    -- no DELETE: a cut-off is never taken back
    EXECUTE 'GRANT SELECT, INSERT, UPDATE (unit_name, revision, cutoff_time) ON month_lock TO ' || app;
END $$;
-- +goose StatementEnd
