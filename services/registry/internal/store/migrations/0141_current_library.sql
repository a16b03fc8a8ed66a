-- The library that a project stands in now (registry.Project.CurrentLibrary), so that the
-- list finds who stands in one along an index. No row is read or written here, where the table
-- is nobody else's: 0143 fills the column, and until then readers ask library_of where it is empty.

-- +goose Up
-- library_version is the version of the project that current_library is about: what code
-- writes that knows no such column moves the version on and leaves the library behind.
ALTER TABLE project
    ADD COLUMN current_library text,
    ADD COLUMN library_version bigint,
    ADD CONSTRAINT project_current_library_known
        CHECK (current_library IN ('proposed', 'reserve', 'annual', 'key', 'completed', 'withdrawn')) NOT VALID;

-- What registry.Project.CurrentLibrary says, for rows in which nobody wrote it down.
-- +goose StatementBegin
CREATE FUNCTION library_of(project uuid, stage text, library text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN $2 = 'withdrawn' THEN 'withdrawn'
        WHEN $2 IN ('completed', 'producing', 'at_capacity') THEN 'completed'
        WHEN $3 IS NOT NULL THEN $3
        WHEN $2 IN ('planned', 'reserved') AND NOT EXISTS (SELECT FROM project_year y WHERE y.project_id = $1 AND y.planned_yuan > 0) THEN 'reserve'
        WHEN EXISTS (SELECT FROM project_listing l WHERE l.project_id = $1 AND l.confirmed) THEN 'key'
        WHEN EXISTS (SELECT FROM project_year y WHERE y.project_id = $1 AND y.planned_yuan > 0) THEN 'annual'
        ELSE 'reserve' END
$$;
CREATE FUNCTION forget_current_library() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.current_library := NULL;
    RETURN NEW;
END $$;
-- +goose StatementEnd

CREATE TRIGGER project_library_left_behind BEFORE UPDATE ON project
    FOR EACH ROW WHEN (NEW.library_version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION forget_current_library();
