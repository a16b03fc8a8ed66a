-- Cut-offs: a month's figures as they were published. Nothing here ever changes.

-- +goose Up
CREATE TABLE cutoff (
    id         uuid PRIMARY KEY,
    unit       text COLLATE "C" NOT NULL,
    year       smallint NOT NULL,
    month      smallint NOT NULL,
    revision   integer NOT NULL,
    at         timestamptz NOT NULL,
    -- When the newest event that is counted in it was recorded.
    event_time timestamptz,
    publisher  text NOT NULL,
    note       text NOT NULL,
    CONSTRAINT cutoff_revision_once UNIQUE (unit, year, month, revision),
    CONSTRAINT cutoff_month_of_year CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT cutoff_reason_for_another CHECK (revision = 1 OR revision > 1 AND note <> '')
);

-- The unit and all below it, with what is needed to show their figures. No foreign keys
-- from here on: one function writes it all, triggers see to that, and nobody may delete.
CREATE TABLE cutoff_unit (
    cutoff        uuid NOT NULL,
    code          text COLLATE "C" NOT NULL,
    parent        text COLLATE "C" NOT NULL, -- empty for the unit that published
    name          text NOT NULL,
    kind          text NOT NULL,
    pace_rounding text NOT NULL, -- as in force, not as set
    decimals      smallint NOT NULL,
    PRIMARY KEY (cutoff, code)
);

-- Figures at the month. The finer grain only: a view adds at most six rows a unit.
CREATE TABLE cutoff_cell (
    cutoff           uuid NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    listing          text COLLATE "C" NOT NULL,
    category         text COLLATE "C" NOT NULL,
    nature           text COLLATE "C" NOT NULL,
    projects         bigint NOT NULL,
    due              bigint NOT NULL,
    reported         bigint NOT NULL,
    missing          bigint NOT NULL,
    total_investment bigint NOT NULL,
    planned          bigint NOT NULL,
    invested         bigint NOT NULL,
    month_invested   bigint NOT NULL,
    unlisted         bigint NOT NULL,
    PRIMARY KEY (cutoff, unit, listing, category, nature)
);

-- The facts behind them: each project of the year and its latest accepted report up to
-- the month, with the versions that were counted.
CREATE TABLE cutoff_project (
    cutoff           uuid NOT NULL,
    project          uuid NOT NULL,
    version          bigint NOT NULL,
    name             text NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    category         text COLLATE "C" NOT NULL,
    nature           text COLLATE "C" NOT NULL,
    listings         text[] NOT NULL,
    from_months      smallint[] NOT NULL,
    total_investment bigint NOT NULL,
    planned          bigint NOT NULL,
    end_year         smallint NOT NULL,
    end_month        smallint NOT NULL,
    report_month     smallint NOT NULL, -- 0: none
    revision         integer NOT NULL,
    invested         bigint NOT NULL,
    year_to_date     bigint NOT NULL,
    PRIMARY KEY (cutoff, project)
);

-- +goose StatementBegin
CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is published never changes' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cutoff_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON cutoff
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
CREATE TRIGGER cutoff_unit_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON cutoff_unit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
CREATE TRIGGER cutoff_cell_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON cutoff_cell
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();
CREATE TRIGGER cutoff_project_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON cutoff_project
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen();

-- Nor does anything join it later: rows come with the transaction that publishes.
-- +goose StatementBegin
CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT cutoff FROM added) a LEFT JOIN cutoff c ON c.id = a.cutoff
               WHERE c.xmin IS DISTINCT FROM pg_current_xact_id()::xid) THEN
        RAISE EXCEPTION 'what is published never changes' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER cutoff_unit_late AFTER INSERT ON cutoff_unit
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late();
CREATE TRIGGER cutoff_cell_late AFTER INSERT ON cutoff_cell
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late();
CREATE TRIGGER cutoff_project_late AFTER INSERT ON cutoff_project
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late();

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON cutoff, cutoff_unit, cutoff_cell, cutoff_project TO %I', app);
END
$$;
-- +goose StatementEnd
