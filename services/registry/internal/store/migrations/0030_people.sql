-- People and departments, who answers for which project by name, and who holds which role.
-- Constraint names are API: the store turns them into reasons.

-- +goose Up
CREATE TABLE department (
    unit        text        NOT NULL CONSTRAINT department_unit REFERENCES unit,
    name        text        NOT NULL CONSTRAINT department_name_present CHECK (name <> ''),
    days        daterange   NOT NULL CONSTRAINT department_days CHECK (NOT isempty(days) AND NOT lower_inf(days)),
    version     bigint      NOT NULL CONSTRAINT department_version_positive CHECK (version > 0),
    update_time timestamptz NOT NULL,
    PRIMARY KEY (unit, name)
);

CREATE TABLE person (
    id          uuid        PRIMARY KEY,
    name        text        NOT NULL CONSTRAINT person_name_present CHECK (name <> ''),
    unit        text        NOT NULL CONSTRAINT person_unit REFERENCES unit,
    department  text,
    position    text        NOT NULL,
    phone       text        NOT NULL,
    -- Whom they sign in as: one person for each account, so that "named on" has one meaning.
    principal   text        CONSTRAINT person_principal_key UNIQUE,
    days        daterange   NOT NULL CONSTRAINT person_days CHECK (NOT isempty(days) AND NOT lower_inf(days)),
    version     bigint      NOT NULL CONSTRAINT person_version_positive CHECK (version > 0),
    update_time timestamptz NOT NULL,
    CONSTRAINT person_department FOREIGN KEY (unit, department) REFERENCES department (unit, name)
);
CREATE INDEX person_by_unit ON person (unit, name);

-- Who changed a person or a department, without contact data: those are kept in one place only.
CREATE TABLE people_change (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject   text        NOT NULL,
    at        timestamptz NOT NULL,
    principal text        NOT NULL,
    call      text        NOT NULL,
    version   bigint      NOT NULL,
    state     jsonb       NOT NULL
);
CREATE INDEX people_change_by_subject ON people_change (subject, id);

CREATE TABLE responsibility (
    id         uuid      PRIMARY KEY,
    project_id uuid      NOT NULL REFERENCES project,
    kind       text      NOT NULL CONSTRAINT responsibility_kind_known
                         CHECK (kind IN ('lead_official', 'chief_service_officer', 'service_officer', 'team', 'responsible_unit')),
    person_id  uuid      REFERENCES person,
    team       text,
    unit       text      CONSTRAINT responsibility_unit REFERENCES unit,
    department text,
    days       daterange NOT NULL CONSTRAINT responsibility_days CHECK (NOT isempty(days) AND NOT lower_inf(days)),
    version    bigint    NOT NULL CONSTRAINT responsibility_version_positive CHECK (version > 0),
    CONSTRAINT responsibility_bearer CHECK (CASE kind
        WHEN 'team' THEN team IS NOT NULL AND unit IS NULL AND department IS NULL
        WHEN 'responsible_unit' THEN unit IS NOT NULL AND team IS NULL AND person_id IS NULL
        ELSE person_id IS NOT NULL AND num_nonnulls(team, unit, department) = 0 END),
    CONSTRAINT responsibility_department FOREIGN KEY (unit, department) REFERENCES department (unit, name),
    CONSTRAINT responsibility_one_chief EXCLUDE USING gist (project_id WITH =, days WITH &&) WHERE (kind = 'chief_service_officer'),
    CONSTRAINT responsibility_once EXCLUDE USING gist (project_id WITH =, kind WITH =, coalesce(person_id::text, '') WITH =,
        coalesce(team, '') WITH =, coalesce(unit, '') WITH =, coalesce(department, '') WITH =, days WITH &&)
);
CREATE INDEX responsibility_of_person ON responsibility (person_id, project_id) WHERE person_id IS NOT NULL;

CREATE TABLE role_grant (
    id              uuid        PRIMARY KEY,
    principal       text        NOT NULL CONSTRAINT role_grant_principal_present CHECK (principal <> ''),
    role            text        NOT NULL CONSTRAINT role_grant_role_known CHECK (role IN
                                ('officer', 'township', 'county', 'approver', 'factor', 'city', 'leader', 'province', 'admin', 'integrator')),
    unit            text        NOT NULL CONSTRAINT role_grant_unit REFERENCES unit,
    department      text        CONSTRAINT role_grant_department_given CHECK (department IS NOT NULL OR role NOT IN ('approver', 'factor')),
    days            daterange   NOT NULL CONSTRAINT role_grant_days CHECK (NOT isempty(days) AND NOT lower_inf(days)),
    given_by        text        NOT NULL,
    give_time       timestamptz NOT NULL,
    give_reason     text        NOT NULL,
    confirmed_by    text,
    confirm_time    timestamptz,
    withdrawn_by    text,
    withdraw_time   timestamptz,
    withdraw_reason text,
    -- The first administrators, whom migrate takes from the configuration as the owner: the
    -- application may not set it.
    bootstrap       boolean     NOT NULL DEFAULT false,
    version         bigint      NOT NULL CONSTRAINT role_grant_version_positive CHECK (version > 0),
    CONSTRAINT role_grant_department FOREIGN KEY (unit, department) REFERENCES department (unit, name),
    CONSTRAINT role_grant_confirm_whole CHECK (num_nonnulls(confirmed_by, confirm_time) IN (0, 2)),
    CONSTRAINT role_grant_withdraw_whole CHECK (num_nonnulls(withdrawn_by, withdraw_time, withdraw_reason) IN (0, 3)),
    CONSTRAINT role_grant_not_to_oneself CHECK (bootstrap OR given_by <> principal),
    CONSTRAINT role_grant_second_person CHECK (bootstrap OR confirmed_by IS NULL OR confirmed_by NOT IN (given_by, principal)),
    CONSTRAINT role_grant_once EXCLUDE USING gist (principal WITH =, role WITH =, unit WITH =, coalesce(department, '') WITH =,
        days WITH &&) WHERE (withdrawn_by IS NULL)
);
CREATE INDEX role_grant_of_principal ON role_grant (principal);
CREATE INDEX role_grant_newest ON role_grant (give_time DESC, id DESC);

-- +goose StatementBegin
CREATE FUNCTION refuse_second_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of a grant is written once' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER role_grant_step_once BEFORE UPDATE ON role_grant
    FOR EACH ROW WHEN (OLD.withdrawn_by IS NOT NULL OR (OLD.confirmed_by IS NOT NULL
        AND (NEW.confirmed_by, NEW.confirm_time) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirm_time)))
    EXECUTE FUNCTION refuse_second_step();

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE (days, version, update_time) ON department TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT, UPDATE ON person TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON people_change TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT, UPDATE (days, version) ON responsibility TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT (id, principal, role, unit, department, days, given_by, give_time, give_reason, version),
        UPDATE (confirmed_by, confirm_time, withdrawn_by, withdraw_time, withdraw_reason, version) ON role_grant TO ' || app;
END $$;
-- +goose StatementEnd
