-- Pace by the approved plans by month, where a unit's setting says so.

-- +goose Up

-- NULL inherits, as does what was recorded before there was such a setting.
ALTER TABLE unit ADD COLUMN pace_rule text;
ALTER TABLE unit_past ADD COLUMN pace_rule text;
-- What was published before went by the calendar and goes on to.
ALTER TABLE cutoff_unit ADD COLUMN pace_rule text NOT NULL DEFAULT 'calendar';

-- Cells of their own, with the keys and grains of cell: no report changes them, and only
-- who measures by plan reads them. Month 0 holds the annual plans of the projects that have
-- a plan by month, the other months what is planned within each.
CREATE TABLE plan_cell (
    year     smallint NOT NULL,
    unit     text COLLATE "C" NOT NULL,
    listing  text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    nature   text COLLATE "C" NOT NULL,
    month    smallint NOT NULL,
    by_month bigint NOT NULL,
    in_month bigint NOT NULL,
    PRIMARY KEY (year, unit, listing, category, nature, month),
    CONSTRAINT plan_cell_month_of_year CHECK (month BETWEEN 0 AND 12),
    CONSTRAINT plan_cell_of_one_grain CHECK ((category = '*') = (nature = '*')),
    CONSTRAINT plan_cell_opening_apart CHECK (month = 0 AND in_month = 0 OR month > 0 AND by_month = 0)
) WITH (fillfactor = 70);

ALTER TABLE cutoff_cell
    ADD COLUMN plan_by_month bigint NOT NULL DEFAULT 0,
    ADD COLUMN plan_to_date  bigint NOT NULL DEFAULT 0;

-- Reconciliation, which every process begins with, fetches the plans from the registry.
UPDATE project SET hash = 0;

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON plan_cell TO %I', app);
END
$$;
-- +goose StatementEnd
