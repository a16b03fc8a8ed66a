-- The projects of a unit and year, found by unit first.

-- +goose Up

-- The check of the foreign key from report asks for one project and year. While the tables
-- are small, an index that begins with the year looks as good for that as the primary key,
-- and PostgreSQL keeps to the plan for as long as the connection lives: by then it reads all
-- projects of the year for each report.
CREATE INDEX project_year_of_unit ON project_year (unit, year);
-- Built already: those who read wait now rather than for the building to begin again.
SET LOCAL lock_timeout = 0;
DROP INDEX project_year_by_unit;
