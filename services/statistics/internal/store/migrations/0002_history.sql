-- History: what facts were before they became what they are, each with the time when
-- it was recorded. A fact's newest version stays in its own table; what it replaces,
-- and what arrives after something newer, is added here and never touched again.

-- +goose Up

-- When the kept version became known. Facts of before this migration, and those whose
-- time nobody tells, were known ever since.
ALTER TABLE unit ADD COLUMN recorded timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE project ADD COLUMN recorded timestamptz NOT NULL DEFAULT '-infinity';
-- Of the accepted figures, whatever versions followed that left them as they were.
ALTER TABLE report ADD COLUMN recorded timestamptz NOT NULL DEFAULT '-infinity';

-- The key of each ends with the version and its time. One version told twice with two
-- times, as a repetition may be, is two rows that say the same.
CREATE TABLE unit_past (
    code          text COLLATE "C" NOT NULL,
    version       bigint NOT NULL,
    recorded      timestamptz NOT NULL,
    -- The registry has no such unit: nothing below says anything.
    gone          boolean NOT NULL,
    name          text NOT NULL,
    kind          text NOT NULL,
    parents       text[] NOT NULL,
    from_years    smallint[] NOT NULL,
    to_years      smallint[] NOT NULL,
    pace_rounding text,
    decimals      smallint,
    PRIMARY KEY (code, version, recorded)
);

-- A version without years, such as that of a project that is gone, counts nowhere.
CREATE TABLE project_past (
    id        uuid NOT NULL,
    version   bigint NOT NULL,
    recorded  timestamptz NOT NULL,
    name      text NOT NULL,
    end_year  smallint NOT NULL,
    end_month smallint NOT NULL,
    PRIMARY KEY (id, version, recorded)
);

CREATE TABLE project_year_past (
    project          uuid NOT NULL,
    year             smallint NOT NULL,
    version          bigint NOT NULL,
    recorded         timestamptz NOT NULL,
    unit             text COLLATE "C" NOT NULL,
    category         text COLLATE "C" NOT NULL,
    nature           text COLLATE "C" NOT NULL,
    listings         text[] NOT NULL,
    from_months      smallint[] NOT NULL,
    total_investment bigint NOT NULL,
    planned          bigint NOT NULL,
    PRIMARY KEY (project, year, version, recorded)
);

CREATE TABLE report_past (
    project      uuid NOT NULL,
    year         smallint NOT NULL,
    month        smallint NOT NULL,
    version      bigint NOT NULL,
    recorded     timestamptz NOT NULL,
    revision     integer NOT NULL, -- 0: none accepted
    invested     bigint NOT NULL,
    year_to_date bigint NOT NULL,
    PRIMARY KEY (project, year, month, version, recorded)
);

-- +goose StatementBegin
DO $$
DECLARE
    app text := current_setting('pacesetter.app_role');
BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON unit_past, project_past, project_year_past, report_past TO %I', app);
END
$$;
-- +goose StatementEnd
