-- Plans by month of a project's year with all their versions, and rolling plans over three years.

-- +goose Up
-- The version in force, beside the year's planned_yuan: every reader of a project has it in the
-- row that it reads anyhow. NULL: none is approved, which is also what code that knows no plans
-- by month leaves.
ALTER TABLE project_year
    ADD COLUMN plan_number smallint,
    ADD COLUMN month_plan  bigint[],
    ADD CONSTRAINT project_year_plan_whole CHECK ((plan_number IS NULL) = (month_plan IS NULL));

-- yuan within each month, January first. What is approved adds up and is not changed any more.
CREATE TABLE plan_version (
    project_id   uuid        NOT NULL,
    year         smallint    NOT NULL,
    number       smallint    NOT NULL CONSTRAINT plan_version_number CHECK (number > 0),
    state        text        NOT NULL CONSTRAINT plan_version_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'approved')),
    planned_yuan bigint      NOT NULL CONSTRAINT plan_version_planned_range CHECK (planned_yuan >= 0),
    month_yuan   bigint[]    NOT NULL CONSTRAINT plan_version_months CHECK (cardinality(month_yuan) = 12 AND array_position(month_yuan, NULL) IS NULL AND 0 <= ALL (month_yuan)),
    reason       text        NOT NULL,
    author       text        NOT NULL,
    save_time    timestamptz NOT NULL,
    submitter    text        NOT NULL,
    submit_time  timestamptz,
    decider      text        NOT NULL,
    decide_time  timestamptz,
    comment      text        NOT NULL,
    version      bigint      NOT NULL, -- of the plan as a whole, after the last change of this row
    PRIMARY KEY (project_id, year, number),
    CONSTRAINT plan_version_year FOREIGN KEY (project_id, year) REFERENCES project_year,
    CONSTRAINT plan_version_submission_whole CHECK ((submit_time IS NULL) = (submitter = '')),
    CONSTRAINT plan_version_decision_whole CHECK ((decide_time IS NULL) = (decider = '')),
    CONSTRAINT plan_version_decided CHECK ((decide_time IS NOT NULL) = (state IN ('returned', 'approved'))),
    CONSTRAINT plan_version_submitted CHECK (submit_time IS NOT NULL OR state = 'draft'),
    CONSTRAINT plan_version_second_person CHECK (state <> 'approved' OR decider <> submitter),
    CONSTRAINT plan_version_return_reason CHECK (state <> 'returned' OR comment <> ''),
    CONSTRAINT plan_version_sum CHECK (state NOT IN ('submitted', 'approved') OR planned_yuan =
        month_yuan[1] + month_yuan[2] + month_yuan[3] + month_yuan[4] + month_yuan[5] + month_yuan[6] +
        month_yuan[7] + month_yuan[8] + month_yuan[9] + month_yuan[10] + month_yuan[11] + month_yuan[12])
);
CREATE UNIQUE INDEX plan_version_one_open ON plan_version (project_id, year) WHERE state <> 'approved';

CREATE TABLE rolling_plan (
    project_id   uuid        NOT NULL,
    year         smallint    NOT NULL, -- the first of the three
    number       smallint    NOT NULL CONSTRAINT rolling_plan_number CHECK (number > 0),
    planned_yuan bigint[]    NOT NULL CONSTRAINT rolling_plan_years CHECK (cardinality(planned_yuan) = 3 AND array_position(planned_yuan, NULL) IS NULL AND 0 <= ALL (planned_yuan)),
    reason       text        NOT NULL CONSTRAINT rolling_plan_reason CHECK (reason <> '' OR number = 1),
    author       text        NOT NULL,
    save_time    timestamptz NOT NULL,
    PRIMARY KEY (project_id, year, number),
    CONSTRAINT rolling_plan_year FOREIGN KEY (project_id, year) REFERENCES project_year
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT ON plan_version, rolling_plan TO ' || app;
    EXECUTE 'GRANT UPDATE (state, planned_yuan, month_yuan, reason, author, save_time, submitter, submit_time, decider, decide_time, comment, version) ON plan_version TO ' || app;
END $$;
-- +goose StatementEnd
