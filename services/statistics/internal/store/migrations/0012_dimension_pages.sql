-- Figures by size, industry and stage, page by page instead of cell by cell.

-- +goose Up

-- A page holds the cells of all values of one dimension, because a batch of reports touches
-- most of them: as rows of their own they were the larger part of what a report writes.
CREATE TABLE dimension_page (
    year      smallint NOT NULL,
    unit      text COLLATE "C" NOT NULL,
    dimension text COLLATE "C" NOT NULL,
    listing   text COLLATE "C" NOT NULL,
    month     smallint NOT NULL,
    keys      text[] NOT NULL,
    -- Fourteen for each key, in the order of dimension_cell's columns: projects,
    -- total_investment, planned, due_change, year_change, invested, reported, met, unlisted,
    -- timed, on_time, corrected, by_month, in_month.
    sums      bigint[] NOT NULL,
    PRIMARY KEY (year, unit, dimension, listing, month),
    CONSTRAINT dimension_page_month_of_year CHECK (month BETWEEN 0 AND 12),
    CONSTRAINT dimension_page_sums_complete CHECK (cardinality(sums) = 14 * cardinality(keys))
) WITH (fillfactor = 70);

-- The cells stay where they are as long as a process of the old version may write to them;
-- nobody reads them any more. What such a process counts after this copy was made, the new
-- version's reconciliation adds, which every process begins with and repeats each hour.
INSERT INTO dimension_page (year, unit, dimension, listing, month, keys, sums)
SELECT year, unit, dimension, listing, month, array_agg(value ORDER BY value),
  string_to_array(string_agg(concat_ws(',', projects, total_investment, planned, due_change, year_change, invested, reported, met,
    unlisted, timed, on_time, corrected, by_month, in_month), ',' ORDER BY value), ',')::bigint[]
FROM dimension_cell
GROUP BY year, unit, dimension, listing, month;

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON dimension_page TO %I', app);
END
$$;
-- +goose StatementEnd
