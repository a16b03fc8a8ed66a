-- Punctuality: how many accepted reports of those due were first handed in by their day, and
-- how many were corrected since.

-- +goose Up

-- NULL: the registry has not told it, and it counts nowhere. What it tells has another hash:
-- reconciliation, which every process begins with, fetches it.
ALTER TABLE report ADD COLUMN on_time boolean;
ALTER TABLE report_past ADD COLUMN on_time boolean;
ALTER TABLE cutoff_project ADD COLUMN on_time boolean;

-- Two numbers, and how many reports they speak of: where that is not all, as in a cut-off of
-- before, they are not told. The row of a report is written anyway.
ALTER TABLE cell
    ADD COLUMN timed     bigint NOT NULL DEFAULT 0,
    ADD COLUMN on_time   bigint NOT NULL DEFAULT 0,
    ADD COLUMN corrected bigint NOT NULL DEFAULT 0;
ALTER TABLE cutoff_cell
    ADD COLUMN timed     bigint NOT NULL DEFAULT 0,
    ADD COLUMN on_time   bigint NOT NULL DEFAULT 0,
    ADD COLUMN corrected bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW every_cell AS
SELECT year, unit, listing, category, nature, month,
       projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
       0::bigint AS due_to_start, 0::bigint AS started, 0::bigint AS started_of_due,
       0::bigint AS due_to_start_no_land, 0::bigint AS started_no_land, 0::bigint AS starts_certified,
       0::bigint AS due_to_resume, 0::bigint AS resumed,
       0::bigint AS due_to_complete, 0::bigint AS completed, 0::bigint AS completed_of_due, 0::bigint AS completions_certified,
       0::bigint AS statistics_eligible, 0::bigint AS statistics_entered,
       0::bigint AS reserve, 0::bigint AS reserve_total_investment_yuan, 0::bigint AS signed_yuan, 0::bigint AS arrived_yuan,
       timed, on_time, corrected
FROM cell
UNION ALL
SELECT year, unit, listing, category, nature, month,
       0, 0, 0, 0, 0, 0, 0, 0, 0,
       due_to_start, started, started_of_due, due_to_start_no_land, started_no_land, starts_certified,
       due_to_resume, resumed, due_to_complete, completed, completed_of_due, completions_certified,
       statistics_eligible, statistics_entered, reserve, reserve_total_investment_yuan, signed_yuan, arrived_yuan,
       0, 0, 0
FROM lifecycle_cell;
