-- What people said that headers of their unit's sheets mean, for the next ones to be read by.

-- +goose Up
CREATE TABLE sheet_column (
    unit      text        NOT NULL CONSTRAINT sheet_column_unit REFERENCES unit,
    annex     smallint    NOT NULL,
    header    text        NOT NULL CONSTRAINT sheet_column_header_present CHECK (header <> ''), -- as headers are compared
    field     text        NOT NULL, -- key of the column that it is; empty: not imported
    principal text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (unit, annex, header)
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON sheet_column TO ' || app;
END $$;
-- +goose StatementEnd
