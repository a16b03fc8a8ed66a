-- What waits is found by its state: a few rows among a province's millions. Reports are
-- written while it is built.

-- +goose NO TRANSACTION
-- +goose Up

-- An index whose building broke off stays, answers nothing, and would pass for the one wanted.
-- +goose StatementBegin
DO $$
DECLARE half regclass;
BEGIN
    FOR half IN SELECT indexrelid FROM pg_index WHERE NOT indisvalid AND indexrelid IN (to_regclass('report_revision_open'), to_regclass('stage_certification_waiting')) LOOP
        EXECUTE 'DROP INDEX ' || half;
    END LOOP;
END $$;
-- +goose StatementEnd
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS report_revision_open ON report_revision (year, month) WHERE state IN ('submitted', 'returned');
CREATE INDEX CONCURRENTLY IF NOT EXISTS stage_certification_waiting ON stage_certification (project_id) WHERE state = 'waiting';
RESET lock_timeout;
