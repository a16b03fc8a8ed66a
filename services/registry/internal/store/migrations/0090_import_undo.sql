-- Undo of imports: what stood before an import wrote, and how reports, projects and sheets go back to it.

-- +goose Up
-- What an undone import said of a month, where nothing was reported before: nothing is in force any more.
ALTER TABLE report_revision DROP CONSTRAINT report_revision_state_known;
ALTER TABLE report_revision ADD CONSTRAINT report_revision_state_known
    CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'withdrawn')) NOT VALID; -- 0093 validates it

ALTER TABLE import
    ADD COLUMN undone_count   integer NOT NULL DEFAULT 0,
    ADD COLUMN undo_time      timestamptz,
    ADD COLUMN undo_principal text    NOT NULL DEFAULT '',
    ADD COLUMN undo_reason    text    NOT NULL DEFAULT '',
    DROP CONSTRAINT import_state_known,
    DROP CONSTRAINT import_commit_whole,
    ADD CONSTRAINT import_state_known CHECK (state IN ('previewed', 'committed', 'undone')),
    ADD CONSTRAINT import_commit_whole CHECK ((commit_time IS NOT NULL) = (state <> 'previewed')),
    ADD CONSTRAINT import_undo_whole CHECK (state <> 'undone' OR undo_time IS NOT NULL AND undo_reason <> ''),
    ADD CONSTRAINT import_undo_count CHECK (undone_count >= 0);

-- A row that an import wrote, or settled: the versions that it left, and what stood before. Rows of
-- before this release have none; such imports can't be undone.
CREATE TABLE import_write (
    import_id       uuid     NOT NULL REFERENCES import,
    number          bigint   GENERATED ALWAYS AS IDENTITY,
    project_id      uuid     NOT NULL REFERENCES project,
    sheet_row       integer  NOT NULL,
    created         boolean  NOT NULL, -- the project came by this row
    project_version bigint   NOT NULL, -- 0: the row wrote nothing of the project itself
    report_version  bigint   NOT NULL, -- 0: the row wrote no report
    former          jsonb,             -- registry.Former; NULL: nothing stood before
    former_sheet    jsonb,             -- the row of report_sheet or plan_sheet; NULL: there was none
    undo_time       timestamptz,       -- NULL until it is undone
    PRIMARY KEY (import_id, number),
    CONSTRAINT import_write_created CHECK (NOT created OR project_version > 0)
);
-- What an undone import had registered is no candidate for rows of later sheets.
CREATE INDEX import_write_retracted ON import_write (project_id) WHERE created AND undo_time IS NOT NULL;

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE (undo_time) ON import_write TO ' || app;
    -- what a sheet said last, and a year that came by a sheet, go with its import; the history keeps both
    EXECUTE 'GRANT DELETE ON report_sheet, plan_sheet, project_year TO ' || app;
END $$;
-- +goose StatementEnd
