-- Lifecycle: who was due to start, resume and be completed and who has, statistics
-- entry, the reserve, attraction.

-- +goose Up

-- What the registry tells of a project's life, one JSON value whose only reader is the
-- function that decides what counts. Empty: not told yet, and counted nowhere.
ALTER TABLE project_year ADD COLUMN milestones jsonb NOT NULL DEFAULT '{}';
ALTER TABLE project_year_past ADD COLUMN milestones jsonb NOT NULL DEFAULT '{}';
ALTER TABLE cutoff_project ADD COLUMN milestones jsonb NOT NULL DEFAULT '{}';

-- Cells of their own: reports, which are nearly all that happens, change none of them
-- and should not carry them along. Keys, grains and changes are those of cell.
CREATE TABLE lifecycle_cell (
    year                          smallint NOT NULL,
    unit                          text COLLATE "C" NOT NULL,
    listing                       text COLLATE "C" NOT NULL,
    category                      text COLLATE "C" NOT NULL,
    nature                        text COLLATE "C" NOT NULL,
    month                         smallint NOT NULL,
    due_to_start                  bigint NOT NULL,
    started                       bigint NOT NULL,
    started_of_due                bigint NOT NULL,
    due_to_start_no_land          bigint NOT NULL,
    started_no_land               bigint NOT NULL,
    starts_certified              bigint NOT NULL,
    due_to_resume                 bigint NOT NULL,
    resumed                       bigint NOT NULL,
    due_to_complete               bigint NOT NULL,
    completed                     bigint NOT NULL,
    completed_of_due              bigint NOT NULL,
    completions_certified         bigint NOT NULL,
    statistics_eligible           bigint NOT NULL,
    statistics_entered            bigint NOT NULL,
    reserve                       bigint NOT NULL,
    reserve_total_investment_yuan bigint NOT NULL,
    signed_yuan                   bigint NOT NULL,
    arrived_yuan                  bigint NOT NULL,
    PRIMARY KEY (year, unit, listing, category, nature, month),
    CONSTRAINT lifecycle_cell_month_of_year CHECK (month BETWEEN 0 AND 12),
    CONSTRAINT lifecycle_cell_of_one_grain CHECK ((category = '*') = (nature = '*'))
) WITH (fillfactor = 70);

-- Both kinds of cells under each other, for who reads them all.
CREATE VIEW every_cell AS
SELECT year, unit, listing, category, nature, month,
       projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
       0::bigint AS due_to_start, 0::bigint AS started, 0::bigint AS started_of_due,
       0::bigint AS due_to_start_no_land, 0::bigint AS started_no_land, 0::bigint AS starts_certified,
       0::bigint AS due_to_resume, 0::bigint AS resumed,
       0::bigint AS due_to_complete, 0::bigint AS completed, 0::bigint AS completed_of_due, 0::bigint AS completions_certified,
       0::bigint AS statistics_eligible, 0::bigint AS statistics_entered,
       0::bigint AS reserve, 0::bigint AS reserve_total_investment_yuan, 0::bigint AS signed_yuan, 0::bigint AS arrived_yuan
FROM cell
UNION ALL
SELECT year, unit, listing, category, nature, month,
       0, 0, 0, 0, 0, 0, 0, 0, 0,
       due_to_start, started, started_of_due, due_to_start_no_land, started_no_land, starts_certified,
       due_to_resume, resumed, due_to_complete, completed, completed_of_due, completions_certified,
       statistics_eligible, statistics_entered, reserve, reserve_total_investment_yuan, signed_yuan, arrived_yuan
FROM lifecycle_cell;

-- What was published before has none, and answers as it did.
ALTER TABLE cutoff ADD COLUMN lifecycle boolean NOT NULL DEFAULT false;
ALTER TABLE cutoff_cell
    ADD COLUMN due_to_start                  bigint NOT NULL DEFAULT 0,
    ADD COLUMN started                       bigint NOT NULL DEFAULT 0,
    ADD COLUMN started_of_due                bigint NOT NULL DEFAULT 0,
    ADD COLUMN due_to_start_no_land          bigint NOT NULL DEFAULT 0,
    ADD COLUMN started_no_land               bigint NOT NULL DEFAULT 0,
    ADD COLUMN starts_certified              bigint NOT NULL DEFAULT 0,
    ADD COLUMN due_to_resume                 bigint NOT NULL DEFAULT 0,
    ADD COLUMN resumed                       bigint NOT NULL DEFAULT 0,
    ADD COLUMN due_to_complete               bigint NOT NULL DEFAULT 0,
    ADD COLUMN completed                     bigint NOT NULL DEFAULT 0,
    ADD COLUMN completed_of_due              bigint NOT NULL DEFAULT 0,
    ADD COLUMN completions_certified         bigint NOT NULL DEFAULT 0,
    ADD COLUMN statistics_eligible           bigint NOT NULL DEFAULT 0,
    ADD COLUMN statistics_entered            bigint NOT NULL DEFAULT 0,
    ADD COLUMN reserve                       bigint NOT NULL DEFAULT 0,
    ADD COLUMN reserve_total_investment_yuan bigint NOT NULL DEFAULT 0,
    ADD COLUMN signed_yuan                   bigint NOT NULL DEFAULT 0,
    ADD COLUMN arrived_yuan                  bigint NOT NULL DEFAULT 0;

-- Reconciliation, which every process begins with, fetches what is missing from the registry.
UPDATE project SET hash = 0;

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON lifecycle_cell TO %I', app);
    EXECUTE format('GRANT SELECT ON every_cell TO %I', app);
END
$$;
-- +goose StatementEnd
