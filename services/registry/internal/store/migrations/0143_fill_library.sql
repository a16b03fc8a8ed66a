-- The column of 0141 is filled and indexed beside those who read and write: a thousand projects
-- a transaction. Begun again it goes on with those that are empty, so that breaking off loses
-- nothing; a register whose 0141 filled it has none.

-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = 0;

-- +goose StatementBegin
CREATE OR REPLACE PROCEDURE fill_current_library() LANGUAGE plpgsql AS $$
DECLARE
    ids  uuid[];
    last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
    -- Rows are locked by a statement of their own: library_of in the next one then sees the years
    -- and listings that whoever had the lock before has written. Nobody is waited for while a
    -- thousand are held: who is at work on a project comes below.
    LOOP
        SELECT array_agg(id ORDER BY id) INTO ids FROM (
            SELECT id FROM project WHERE id >= last AND current_library IS NULL ORDER BY id LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED) free;
        EXIT WHEN ids IS NULL;
        UPDATE project SET current_library = library_of(id, stage, library), library_version = version WHERE id = ANY(ids);
        last := ids[cardinality(ids)];
        COMMIT;
    END LOOP;
    -- Those that were held, one by one.
    last := '00000000-0000-0000-0000-000000000000';
    LOOP
        SELECT id INTO last FROM project WHERE id >= last AND current_library IS NULL ORDER BY id LIMIT 1 FOR NO KEY UPDATE;
        EXIT WHEN NOT FOUND;
        UPDATE project SET current_library = library_of(id, stage, library), library_version = version WHERE id = last;
        COMMIT;
    END LOOP;
END $$;
-- +goose StatementEnd
CALL fill_current_library();
DROP PROCEDURE fill_current_library();
ALTER TABLE project VALIDATE CONSTRAINT project_current_library_known;
RESET lock_timeout;

-- An index whose building broke off stays, answers nothing, and would pass for the one wanted.
-- +goose StatementBegin
DO $$
DECLARE half regclass;
BEGIN
    FOR half IN SELECT indexrelid FROM pg_index WHERE NOT indisvalid AND indexrelid IN (to_regclass('project_current_library')) LOOP
        EXECUTE 'DROP INDEX ' || half;
    END LOOP;
END $$;
-- +goose StatementEnd
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS project_current_library ON project (current_library);
RESET lock_timeout;
