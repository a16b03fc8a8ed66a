-- Tags (标签) of projects, and by which systems of tags a unit sorts them.

-- +goose Up
-- NULL inherits, which is also what code that knows no such setting leaves; empty is none.
ALTER TABLE unit ADD COLUMN tag_systems text[]
    CONSTRAINT unit_tag_systems_whole CHECK (array_position(tag_systems, NULL) IS NULL AND cardinality(tag_systems) <= 20);

-- Each "system/value". They are written into arrays as text, so that none may hold what would want quotes.
ALTER TABLE project ADD COLUMN tags text[] NOT NULL DEFAULT '{}'
    CONSTRAINT project_tags_whole CHECK (
        array_position(tags, NULL) IS NULL AND cardinality(tags) <= 100 AND array_to_string(tags, ' ') ~ '^([a-z0-9-]+/[a-z0-9-]+( |$))*$');

-- The list is filtered by one tag.
CREATE INDEX project_tags ON project USING gin (tags);
