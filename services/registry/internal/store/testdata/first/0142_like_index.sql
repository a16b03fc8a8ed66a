-- Projects that share their name or company with rows of a sheet are found along indexes,
-- of however many there are; those that share the code already are.

-- +goose Up
CREATE INDEX project_by_name ON project (key_name);
CREATE INDEX project_by_company ON project (key_company) WHERE key_company <> '';
