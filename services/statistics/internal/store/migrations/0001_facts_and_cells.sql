-- +goose Up

-- The one row that every writer of facts or cells locks first, so that there is one
-- of them at a time, whatever replicas, partitions and repairs do.
CREATE TABLE applier (
    single     boolean PRIMARY KEY DEFAULT true,
    -- Random, new with every apply: memory of a process that bears it is still true.
    stamp      bigint NOT NULL,
    -- Counts applies; change numbers are taken from it.
    sequence   bigint NOT NULL,
    -- The sequence at which the unit tree changed last.
    tree       bigint NOT NULL,
    -- When the newest counted event was recorded.
    event_time timestamptz,
    CONSTRAINT applier_is_one_row CHECK (single),
    CONSTRAINT applier_tree_not_ahead CHECK (tree BETWEEN 0 AND sequence)
);
INSERT INTO applier (stamp, sequence, tree) VALUES (0, 0, 0);

CREATE TABLE unit (
    code          text COLLATE "C" PRIMARY KEY,
    version       bigint NOT NULL,
    hash          bigint NOT NULL,
    name          text NOT NULL,
    kind          text NOT NULL,
    parents       text[] NOT NULL,
    from_years    smallint[] NOT NULL,
    to_years      smallint[] NOT NULL,
    pace_rounding text,
    decimals      smallint,
    CONSTRAINT unit_version_counts CHECK (version > 0),
    CONSTRAINT unit_places_complete
        CHECK (cardinality(parents) = cardinality(from_years) AND cardinality(parents) = cardinality(to_years))
);

CREATE TABLE project (
    id        uuid PRIMARY KEY,
    version   bigint NOT NULL,
    hash      bigint NOT NULL,
    name      text NOT NULL,
    -- Month of completion; zeros while open.
    end_year  smallint NOT NULL,
    end_month smallint NOT NULL,
    CONSTRAINT project_version_counts CHECK (version > 0),
    CONSTRAINT project_end_is_month CHECK (end_month BETWEEN 1 AND 12 OR end_year = 0 AND end_month = 0)
);

CREATE TABLE project_year (
    project          uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    year             smallint NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    name             text COLLATE "C" NOT NULL,
    category         text COLLATE "C" NOT NULL,
    nature           text COLLATE "C" NOT NULL,
    listings         text[] NOT NULL,
    from_months      smallint[] NOT NULL,
    total_investment bigint NOT NULL,
    planned          bigint NOT NULL,
    PRIMARY KEY (project, year),
    -- The star stands for every category and nature in cells.
    CONSTRAINT project_year_no_star CHECK (category <> '*' AND nature <> '*' AND NOT '*' = ANY (listings)),
    CONSTRAINT project_year_listings_complete CHECK (cardinality(listings) = cardinality(from_months)),
    CONSTRAINT project_year_amounts CHECK (total_investment >= 0 AND planned >= 0)
);
-- The rows behind a figure, in the order they are shown.
CREATE INDEX project_year_of_unit ON project_year (year, unit, name, project);

-- No reference to project: a report may arrive before it.
CREATE TABLE report (
    project      uuid NOT NULL,
    year         smallint NOT NULL,
    month        smallint NOT NULL,
    version      bigint NOT NULL,
    hash         bigint NOT NULL,
    -- The accepted revision; 0 before the first acceptance.
    revision     integer NOT NULL,
    invested     bigint NOT NULL,
    year_to_date bigint NOT NULL,
    PRIMARY KEY (project, year, month),
    CONSTRAINT report_month_of_year CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT report_version_counts CHECK (version > 0),
    CONSTRAINT report_amounts
        CHECK (revision > 0 AND invested >= 0 AND year_to_date >= 0 OR revision = 0 AND invested = 0 AND year_to_date = 0)
);

-- What the facts add up to. Changes arrive as differences, and PostgreSQL checks a row
-- that conflicts before it is added to the one that is there: a CHECK that nothing is
-- negative would refuse every subtraction. Reconcile is what proves the sums.
CREATE TABLE cell (
    year             smallint NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    listing          text COLLATE "C" NOT NULL,
    category         text COLLATE "C" NOT NULL,
    nature           text COLLATE "C" NOT NULL,
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
    -- One view is one stretch of the index: the months of a unit and listing.
    PRIMARY KEY (year, unit, listing, category, nature, month),
    CONSTRAINT cell_month_of_year CHECK (month BETWEEN 0 AND 12),
    CONSTRAINT cell_of_one_grain CHECK ((category = '*') = (nature = '*')),
    CONSTRAINT cell_opening_apart CHECK (
        month = 0 AND year_change = 0 AND invested = 0 AND reported = 0 AND met = 0 AND unlisted = 0
        OR month > 0 AND projects = 0 AND total_investment = 0 AND planned = 0),
    CONSTRAINT cell_unlisted_in_total CHECK (listing = '*' OR unlisted = 0)
) WITH (fillfactor = 70); -- room on the page for updates that touch no index

-- Which units' figures changed last at which sequence, for those who watch.
CREATE TABLE change (
    year   smallint NOT NULL,
    unit   text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (year, unit)
) WITH (fillfactor = 50);

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, UPDATE ON applier TO %I', app);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON unit, project, project_year, report TO %I', app);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON cell, change TO %I', app);
END
$$;
-- +goose StatementEnd
