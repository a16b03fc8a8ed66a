-- The register: units, projects with their plan years, monthly reports, and who changed what.
-- Constraint names are API: the store turns them into reasons.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist; -- for the exclusion constraint; trusted, so the owner may

-- The one row that every change of the tree locks: whoever moves a unit judges the whole tree.
CREATE TABLE tree_state (
    one     boolean PRIMARY KEY DEFAULT true CONSTRAINT tree_state_one CHECK (one),
    version bigint  NOT NULL
);
INSERT INTO tree_state (version) VALUES (0);

CREATE TABLE unit (
    code          text        PRIMARY KEY CONSTRAINT unit_code_shape CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$'),
    name          text        NOT NULL CONSTRAINT unit_name_present CHECK (name <> ''),
    kind          text        NOT NULL CONSTRAINT unit_kind_known CHECK (kind IN ('province', 'city', 'county', 'zone', 'township')),
    gb_code       text        CONSTRAINT unit_gb_code_shape CHECK (gb_code ~ '^[1-9][0-9]{5}$'),
    aliases       text[]      NOT NULL,
    pace_rounding text        CONSTRAINT unit_pace_rounding_known CHECK (pace_rounding IN ('none', 'cut', 'half_up')),
    decimals      smallint    CONSTRAINT unit_decimals_range CHECK (decimals BETWEEN 0 AND 4),
    auto_accept   boolean,
    version       bigint      NOT NULL CONSTRAINT unit_version_positive CHECK (version > 0),
    update_time   timestamptz NOT NULL
);

CREATE TABLE unit_place (
    unit   text      NOT NULL REFERENCES unit,
    parent text      CONSTRAINT unit_place_parent REFERENCES unit,
    years  int4range NOT NULL CONSTRAINT unit_place_years CHECK (NOT isempty(years) AND NOT lower_inf(years)),
    CONSTRAINT unit_place_not_itself CHECK (parent <> unit),
    CONSTRAINT unit_place_one_a_year EXCLUDE USING gist (unit WITH =, years WITH &&)
);

-- A project without a national code is known by its unit (that of its latest plan year), name
-- and company, in the form in which names are compared.
CREATE TABLE project (
    id                      uuid        PRIMARY KEY,
    name                    text        NOT NULL CONSTRAINT project_name_present CHECK (name <> ''),
    national_code           text        CONSTRAINT project_national_code_shape CHECK (national_code ~ '^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$'),
    company                 text        NOT NULL,
    credit_code             text        CONSTRAINT project_credit_code_shape CHECK (length(credit_code) = 18),
    key_unit                text        NOT NULL REFERENCES unit,
    key_name                text        NOT NULL,
    key_company             text        NOT NULL,
    stage                   text        NOT NULL CONSTRAINT project_stage_known CHECK (stage IN ('planned', 'reserved', 'signed', 'preparing', 'started', 'building', 'suspended', 'completed', 'producing', 'at_capacity', 'withdrawn')),
    end_date                date,
    scale                   text        NOT NULL,
    place                   text        NOT NULL,
    start_year              smallint,
    end_year                smallint,
    opening_year            smallint,
    opening_month           smallint    CONSTRAINT project_opening_month_range CHECK (opening_month BETWEEN 1 AND 12),
    opening_year_yuan       bigint,
    opening_cumulative_yuan bigint,
    version                 bigint      NOT NULL CONSTRAINT project_version_positive CHECK (version > 0),
    create_time             timestamptz NOT NULL,
    update_time             timestamptz NOT NULL,
    CONSTRAINT project_opening_whole CHECK (num_nonnulls(opening_year, opening_month, opening_year_yuan, opening_cumulative_yuan) IN (0, 4)),
    CONSTRAINT project_opening_order CHECK (0 <= opening_year_yuan AND opening_year_yuan <= opening_cumulative_yuan)
);
CREATE UNIQUE INDEX project_national_code_key ON project (national_code) WHERE national_code IS NOT NULL;
-- What was withdrawn may come again under its name.
CREATE UNIQUE INDEX project_natural_key ON project (key_unit, key_name, key_company) WHERE stage <> 'withdrawn';

CREATE TABLE project_stage (
    project_id uuid NOT NULL REFERENCES project,
    stage      text NOT NULL,
    entered    date NOT NULL,
    PRIMARY KEY (project_id, stage)
);

CREATE TABLE project_year (
    project_id            uuid     NOT NULL REFERENCES project,
    year                  smallint NOT NULL CONSTRAINT project_year_range CHECK (year BETWEEN 1990 AND 2100),
    unit                  text     NOT NULL CONSTRAINT project_year_unit REFERENCES unit,
    category              text     NOT NULL,
    industry              text     NOT NULL,
    nature                text     NOT NULL CONSTRAINT project_year_nature_known CHECK (nature IN ('new', 'continued')),
    total_investment_yuan bigint   NOT NULL CONSTRAINT project_year_total_range CHECK (total_investment_yuan >= 0),
    planned_yuan          bigint   NOT NULL CONSTRAINT project_year_plan_range CHECK (planned_yuan >= 0),
    PRIMARY KEY (project_id, year)
);
CREATE INDEX project_year_by_unit ON project_year (year, unit);

CREATE TABLE project_listing (
    project_id uuid     NOT NULL,
    year       smallint NOT NULL,
    listing    text     NOT NULL,
    from_month smallint NOT NULL CONSTRAINT project_listing_month_range CHECK (from_month BETWEEN 1 AND 12),
    confirmed  boolean  NOT NULL,
    PRIMARY KEY (project_id, year, listing),
    CONSTRAINT project_listing_year FOREIGN KEY (project_id, year) REFERENCES project_year
);

-- A month's report: the figures in force beside the number of their revision, since every list
-- asks for them, and the revision in work.
CREATE TABLE report (
    project_id        uuid     NOT NULL,
    year              smallint NOT NULL,
    month             smallint NOT NULL CONSTRAINT report_month_range CHECK (month BETWEEN 1 AND 12),
    version           bigint   NOT NULL CONSTRAINT report_version_positive CHECK (version > 0),
    accepted_revision integer,
    pending_revision  integer,
    month_yuan        bigint,
    year_to_date_yuan bigint,
    cumulative_yuan   bigint,
    PRIMARY KEY (project_id, year, month),
    CONSTRAINT report_year FOREIGN KEY (project_id, year) REFERENCES project_year,
    CONSTRAINT report_revision_some CHECK (num_nonnulls(accepted_revision, pending_revision) > 0),
    CONSTRAINT report_revision_order CHECK (pending_revision > accepted_revision),
    CONSTRAINT report_figures_whole CHECK (num_nonnulls(accepted_revision, month_yuan, year_to_date_yuan, cumulative_yuan) IN (0, 4)),
    CONSTRAINT report_figures_order CHECK (0 <= month_yuan AND month_yuan <= year_to_date_yuan AND year_to_date_yuan <= cumulative_yuan)
);

-- No foreign key to report: one function writes both, under the lock of their project, nobody may
-- delete either, and a look-up for each row is an eighth of what bulk ingest costs.
CREATE TABLE report_revision (
    project_id        uuid        NOT NULL,
    year              smallint    NOT NULL,
    month             smallint    NOT NULL,
    number            integer     NOT NULL CONSTRAINT report_revision_number_positive CHECK (number > 0),
    state             text        NOT NULL CONSTRAINT report_revision_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    month_yuan        bigint      NOT NULL,
    year_to_date_yuan bigint      NOT NULL,
    cumulative_yuan   bigint      NOT NULL,
    progress          text        NOT NULL,
    problems          text        NOT NULL,
    reason            text        NOT NULL,
    author            text        NOT NULL,
    role              text        NOT NULL,
    submit_time       timestamptz,
    accept_time       timestamptz,
    findings          jsonb,
    cells             jsonb,
    import_id         uuid,
    PRIMARY KEY (project_id, year, month, number),
    CONSTRAINT report_revision_figures_order CHECK (0 <= month_yuan AND month_yuan <= year_to_date_yuan AND year_to_date_yuan <= cumulative_yuan),
    CONSTRAINT report_revision_times CHECK ((accept_time IS NOT NULL) = (state = 'accepted') AND (submit_time IS NOT NULL OR state = 'draft'))
);

-- +goose StatementBegin
CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an accepted revision never changes' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER report_revision_frozen BEFORE UPDATE ON report_revision
    FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION refuse_frozen();

-- Who changed what. Append-only: the application may add and read. No foreign key: rows are
-- written under the lock of their project, which nobody can delete, and a look-up for each would
-- cost bulk ingest as much as the row.
CREATE TABLE change (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    project_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    principal  text        NOT NULL,
    call       text        NOT NULL,
    subject    text        NOT NULL,
    version    bigint      NOT NULL,
    reason     text        NOT NULL,
    -- NULL: a report's first revision, in force at once. It says itself what it changed, and
    -- never changes; bulk ingest need not write it twice.
    fields     jsonb,
    import_id  uuid,
    PRIMARY KEY (project_id, id)
);

CREATE TABLE unit_change (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit      text        NOT NULL REFERENCES unit,
    at        timestamptz NOT NULL,
    principal text        NOT NULL,
    call      text        NOT NULL,
    version   bigint      NOT NULL,
    state     jsonb       NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, UPDATE ON tree_state TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT, UPDATE ON unit, project, project_year, report, report_revision TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT, DELETE ON unit_place, project_stage, project_listing TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON change, unit_change TO ' || app;
END $$;
-- +goose StatementEnd
