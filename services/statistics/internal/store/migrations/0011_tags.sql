-- Tags of projects: the registry's word comes with the milestones of a project's years; a project of
-- which it has told none bears none.

-- +goose Up
-- Who bears tags is gone through to group figures by them; all others are what is left.
CREATE INDEX project_year_tagged ON project_year (year, project) WHERE milestones ? 'tags';
