-- +goose Up
-- What sheets of plans (annexes 1 and 2) told of a project: their fields for the next one to be compared with,
-- all their cells so that what has no field isn't lost. Report sheets (annex 3) are in report_sheet.
CREATE TABLE plan_sheet (
    project_id   uuid     NOT NULL REFERENCES project,
    annex        smallint NOT NULL CONSTRAINT plan_sheet_annex_known CHECK (annex IN (1, 2)),
    year         smallint NOT NULL,
    month        smallint NOT NULL CONSTRAINT plan_sheet_month_range CHECK (month BETWEEN 1 AND 12),
    import_id    uuid     NOT NULL REFERENCES import,
    sheet_row    integer  NOT NULL,
    industry     text     NOT NULL,
    scale        text     NOT NULL,
    place        text     NOT NULL,
    start_year   smallint NOT NULL, -- 0: not told, like the next
    end_year     smallint NOT NULL,
    total_yuan   bigint   NOT NULL,
    planned_yuan bigint,            -- NULL: not told
    cells        jsonb,
    PRIMARY KEY (project_id, annex, year, month)
);
CREATE INDEX plan_sheet_of_import ON plan_sheet (import_id, sheet_row);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE ON plan_sheet TO ' || app;
END $$;
-- +goose StatementEnd
