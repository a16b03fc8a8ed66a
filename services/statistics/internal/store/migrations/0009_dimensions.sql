-- Figures by size band, industry section and stage, one dimension at a time.

-- +goose Up

-- The third grain, of provinces and cities alone: others add their projects up. Keys go
-- from the unit and dimension that are asked about to the value that is grouped.
CREATE TABLE dimension_cell (
    year             smallint NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    dimension        text COLLATE "C" NOT NULL,
    listing          text COLLATE "C" NOT NULL,
    value            text COLLATE "C" NOT NULL,
    month            smallint NOT NULL,
    projects         bigint NOT NULL,
    total_investment bigint NOT NULL,
    planned          bigint NOT NULL,
    due_change       bigint NOT NULL,
    year_change      bigint NOT NULL,
    invested         bigint NOT NULL,
    reported         bigint NOT NULL,
    met              bigint NOT NULL,
    unlisted         bigint NOT NULL,
    timed            bigint NOT NULL,
    on_time          bigint NOT NULL,
    corrected        bigint NOT NULL,
    by_month         bigint NOT NULL,
    in_month         bigint NOT NULL,
    PRIMARY KEY (year, unit, dimension, listing, value, month),
    CONSTRAINT dimension_cell_known CHECK (dimension IN ('size', 'industry', 'stage')),
    CONSTRAINT dimension_cell_month_of_year CHECK (month BETWEEN 0 AND 12)
) WITH (fillfactor = 70);

-- The facts of before are in none of them until the registry has told where they stand: the
-- first reconciliation counts them, project by project as they are fetched (0008).

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON dimension_cell TO %I', app);
END
$$;
-- +goose StatementEnd
