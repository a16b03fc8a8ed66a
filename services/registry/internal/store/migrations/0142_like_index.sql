-- Projects that share their name or company with rows of a sheet are found along indexes,
-- of however many there are; those that share the code already are. Projects are written
-- while they are built.

-- +goose NO TRANSACTION
-- +goose Up

-- An index whose building broke off stays, answers nothing, and would pass for the one wanted.
-- +goose StatementBegin
DO $$
DECLARE half regclass;
BEGIN
    FOR half IN SELECT indexrelid FROM pg_index WHERE NOT indisvalid AND indexrelid IN (to_regclass('project_by_name'), to_regclass('project_by_company')) LOOP
        EXECUTE 'DROP INDEX ' || half;
    END LOOP;
END $$;
-- +goose StatementEnd
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS project_by_name ON project (key_name);
CREATE INDEX CONCURRENTLY IF NOT EXISTS project_by_company ON project (key_company) WHERE key_company <> '';
RESET lock_timeout;
