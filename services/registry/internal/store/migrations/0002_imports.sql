-- Imports: the sheets that clerks uploaded, and what each project's month last got from one.

-- +goose Up
CREATE TABLE import (
    id            uuid        PRIMARY KEY,
    unit          text        NOT NULL CONSTRAINT import_unit REFERENCES unit,
    year          smallint    NOT NULL CONSTRAINT import_year_range CHECK (year BETWEEN 1990 AND 2100),
    month         smallint    NOT NULL CONSTRAINT import_month_range CHECK (month BETWEEN 1 AND 12),
    annex         smallint    NOT NULL,
    file_name     text        NOT NULL,
    sha256        bytea       NOT NULL CONSTRAINT import_sha256_length CHECK (length(sha256) = 32),
    state         text        NOT NULL CONSTRAINT import_state_known CHECK (state IN ('previewed', 'committed')),
    principal     text        NOT NULL,
    create_time   timestamptz NOT NULL,
    commit_time   timestamptz,
    row_count     integer     NOT NULL,
    valid_count   integer     NOT NULL,
    written_count integer     NOT NULL,
    CONSTRAINT import_once UNIQUE (unit, year, month, annex, sha256),
    CONSTRAINT import_commit_whole CHECK ((commit_time IS NOT NULL) = (state = 'committed')),
    CONSTRAINT import_counts CHECK (0 <= valid_count AND valid_count <= row_count AND written_count >= 0)
);
CREATE INDEX import_newest ON import (create_time DESC, id DESC);

-- The file's bytes, apart from what lists read. They never change.
CREATE TABLE import_file (
    import_id uuid  PRIMARY KEY REFERENCES import,
    content   bytea NOT NULL
);

-- The second of the three ways: what the sheet said last. The cells are those of that sheet,
-- also where its figures changed nothing, so that none is lost.
CREATE TABLE report_sheet (
    project_id        uuid     NOT NULL,
    year              smallint NOT NULL,
    month             smallint NOT NULL,
    import_id         uuid     NOT NULL REFERENCES import,
    sheet_row         integer  NOT NULL,
    month_yuan        bigint   NOT NULL,
    year_to_date_yuan bigint   NOT NULL,
    cumulative_yuan   bigint   NOT NULL,
    progress          text     NOT NULL,
    cells             jsonb,
    PRIMARY KEY (project_id, year, month),
    CONSTRAINT report_sheet_report FOREIGN KEY (project_id, year, month) REFERENCES report
);
CREATE INDEX report_sheet_of_import ON report_sheet (import_id, sheet_row);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE ON import, report_sheet TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON import_file TO ' || app;
END $$;
-- +goose StatementEnd
