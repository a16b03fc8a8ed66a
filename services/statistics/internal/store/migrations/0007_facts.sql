-- Facts: how many of those that the registry's policy lists are filled in. Its word comes with
-- the milestones of a project's year; a project of which it has not told any has none listed.

-- +goose Up
ALTER TABLE lifecycle_cell
    ADD COLUMN described    bigint NOT NULL DEFAULT 0,
    ADD COLUMN facts_listed bigint NOT NULL DEFAULT 0,
    ADD COLUMN facts_filled bigint NOT NULL DEFAULT 0;
ALTER TABLE cutoff_cell
    ADD COLUMN described    bigint NOT NULL DEFAULT 0,
    ADD COLUMN facts_listed bigint NOT NULL DEFAULT 0,
    ADD COLUMN facts_filled bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE VIEW every_cell AS
SELECT year, unit, listing, category, nature, month,
       projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
       0::bigint AS due_to_start, 0::bigint AS started, 0::bigint AS started_of_due,
       0::bigint AS due_to_start_no_land, 0::bigint AS started_no_land, 0::bigint AS starts_certified,
       0::bigint AS due_to_resume, 0::bigint AS resumed,
       0::bigint AS due_to_complete, 0::bigint AS completed, 0::bigint AS completed_of_due, 0::bigint AS completions_certified,
       0::bigint AS statistics_eligible, 0::bigint AS statistics_entered,
       0::bigint AS reserve, 0::bigint AS reserve_total_investment_yuan, 0::bigint AS signed_yuan, 0::bigint AS arrived_yuan,
       timed, on_time, corrected, 0::bigint AS described, 0::bigint AS facts_listed, 0::bigint AS facts_filled
FROM cell
UNION ALL
SELECT year, unit, listing, category, nature, month,
       0, 0, 0, 0, 0, 0, 0, 0, 0,
       due_to_start, started, started_of_due, due_to_start_no_land, started_no_land, starts_certified,
       due_to_resume, resumed, due_to_complete, completed, completed_of_due, completions_certified,
       statistics_eligible, statistics_entered, reserve, reserve_total_investment_yuan, signed_yuan, arrived_yuan,
       0, 0, 0, described, facts_listed, facts_filled
FROM lifecycle_cell;
