-- The steps of units' months on their way up: handed in, returned, accepted. The last step is
-- the state; of two at a time the key lets one through.

-- +goose Up
CREATE TABLE month_step (
    year        smallint    NOT NULL,
    month       smallint    NOT NULL CONSTRAINT month_step_month_range CHECK (month BETWEEN 1 AND 12),
    unit        text        NOT NULL CONSTRAINT month_step_unit REFERENCES unit,
    number      integer     NOT NULL CONSTRAINT month_step_number_positive CHECK (number > 0),
    state       text        NOT NULL CONSTRAINT month_step_state_known CHECK (state IN ('submitted', 'returned', 'accepted')),
    principal   text        NOT NULL,
    role        text        NOT NULL,
    reason      text        NOT NULL,
    at          timestamptz NOT NULL,
    due         bigint      NOT NULL,
    accepted    bigint      NOT NULL,
    waiting     bigint      NOT NULL,
    outstanding bigint      NOT NULL,
    overdue     bigint      NOT NULL,
    reports     integer     NOT NULL CONSTRAINT month_step_reports_count CHECK (reports >= 0),
    PRIMARY KEY (year, month, unit, number),
    CONSTRAINT month_step_reason_told CHECK (reason <> '' OR state <> 'returned' AND (state <> 'submitted' OR outstanding = 0))
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    -- no UPDATE, no DELETE: what was handed in, and what became of it, stays
    EXECUTE 'GRANT SELECT, INSERT ON month_step TO ' || app;
END $$;
-- +goose StatementEnd
