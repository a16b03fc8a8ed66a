-- Figures by category and nature, page by page instead of cell by cell.

-- +goose Up

-- Whoever applies meanwhile waits, so that the copy below misses nothing. It is the table that is
-- locked and not its row: who waits for a row has locked the table already, and the change of its
-- columns at the end would wait for them, and they for us.
LOCK TABLE applier IN EXCLUSIVE MODE;

-- A page holds the cells of all categories and natures of a unit, listing and month: a batch
-- of reports touches most of them, and as rows of their own they were what applying spent
-- most of PostgreSQL's time on.
CREATE TABLE cell_page (
    year       smallint NOT NULL,
    unit       text COLLATE "C" NOT NULL,
    listing    text COLLATE "C" NOT NULL,
    month      smallint NOT NULL,
    categories text[] NOT NULL,
    natures    text[] NOT NULL, -- of the category in the same place
    -- Twelve for each pair, in the order of cell's columns: projects, total_investment, planned,
    -- due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected.
    sums       bigint[] NOT NULL,
    PRIMARY KEY (year, unit, listing, month),
    CONSTRAINT cell_page_month_of_year CHECK (month BETWEEN 0 AND 12),
    CONSTRAINT cell_page_pairs_complete CHECK (cardinality(natures) = cardinality(categories)),
    CONSTRAINT cell_page_sums_complete CHECK (cardinality(sums) = 12 * cardinality(categories))
) WITH (fillfactor = 70);

-- The rows that are copied here stay where they are: processes of the old version read and
-- write them. Of cell the new version reads the sums over all categories and natures only.
INSERT INTO cell_page (year, unit, listing, month, categories, natures, sums)
SELECT year, unit, listing, month, array_agg(category ORDER BY category, nature), array_agg(nature ORDER BY category, nature),
  string_to_array(string_agg(concat_ws(',', projects, total_investment, planned, due_change, year_change, invested, reported, met,
    unlisted, timed, on_time, corrected), ',' ORDER BY category, nature), ',')::bigint[]
FROM cell
WHERE category <> '*'
GROUP BY year, unit, listing, month;

-- The pages' cells, row by row.
CREATE VIEW detail_cell AS
SELECT p.year, p.unit, p.listing, p.categories[i] AS category, p.natures[i] AS nature, p.month,
       p.sums[12 * i - 11] AS projects, p.sums[12 * i - 10] AS total_investment, p.sums[12 * i - 9] AS planned,
       p.sums[12 * i - 8] AS due_change, p.sums[12 * i - 7] AS year_change, p.sums[12 * i - 6] AS invested,
       p.sums[12 * i - 5] AS reported, p.sums[12 * i - 4] AS met, p.sums[12 * i - 3] AS unlisted,
       p.sums[12 * i - 2] AS timed, p.sums[12 * i - 1] AS on_time, p.sums[12 * i] AS corrected
FROM cell_page p
CROSS JOIN LATERAL generate_subscripts(p.categories, 1) AS i;

-- Both kinds of them under each other. The view every_cell is as it was, for the old version;
-- of its rows the new one reads the sums only.
CREATE VIEW every_detail AS
SELECT year, unit, listing, category, nature, month,
       projects, total_investment, planned, due_change, year_change, invested, reported, met, unlisted, timed, on_time, corrected,
       0::bigint AS due_to_start, 0::bigint AS started, 0::bigint AS started_of_due,
       0::bigint AS due_to_start_no_land, 0::bigint AS started_no_land, 0::bigint AS starts_certified,
       0::bigint AS due_to_resume, 0::bigint AS resumed,
       0::bigint AS due_to_complete, 0::bigint AS completed, 0::bigint AS completed_of_due, 0::bigint AS completions_certified,
       0::bigint AS statistics_eligible, 0::bigint AS statistics_entered,
       0::bigint AS reserve, 0::bigint AS reserve_total_investment_yuan, 0::bigint AS signed_yuan, 0::bigint AS arrived_yuan,
       0::bigint AS described, 0::bigint AS facts_listed, 0::bigint AS facts_filled
FROM detail_cell
UNION ALL
SELECT year, unit, listing, category, nature, month,
       0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
       due_to_start, started, started_of_due, due_to_start_no_land, started_no_land, starts_certified,
       due_to_resume, resumed, due_to_complete, completed, completed_of_due, completions_certified,
       statistics_eligible, statistics_entered, reserve, reserve_total_investment_yuan, signed_yuan, arrived_yuan,
       described, facts_listed, facts_filled
FROM lifecycle_cell
WHERE category <> '*';

-- All is copied already: those who read wait now rather than for the copying to begin again.
SET LOCAL lock_timeout = 0;
ALTER TABLE applier
    -- The stamp of the last apply by somebody who keeps pages. Where it is not the row's stamp,
    -- a process of an older version, which knows nothing of them, has applied since.
    ADD COLUMN paged_stamp bigint NOT NULL DEFAULT 0,
    -- The sequence at which that was noticed; 0 when all pages were compared with the facts since.
    ADD COLUMN doubted     bigint NOT NULL DEFAULT 0;
UPDATE applier SET paged_stamp = stamp;

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON cell_page TO %I', app);
    EXECUTE format('GRANT SELECT ON detail_cell, every_detail TO %I', app);
END
$$;
-- +goose StatementEnd
