-- Versions of policies that administrators proposed, beside those that the register ships with.

-- +goose Up
CREATE TABLE policy_version (
    key            text        NOT NULL CONSTRAINT policy_version_key_present CHECK (key <> ''),
    number         integer     NOT NULL CONSTRAINT policy_version_number CHECK (number > 0),
    -- json, not jsonb: it is told back as it was written
    body           json        NOT NULL CONSTRAINT policy_version_body CHECK (json_typeof(body) = 'object'),
    effective_date date        NOT NULL,
    source         text        NOT NULL CONSTRAINT policy_version_source CHECK (source <> ''),
    reason         text        NOT NULL CONSTRAINT policy_version_reason CHECK (reason <> ''),
    proposed_by    text        NOT NULL,
    propose_time   timestamptz NOT NULL,
    state          text        NOT NULL DEFAULT 'proposed' CONSTRAINT policy_version_state CHECK (state IN ('proposed', 'approved', 'rejected')),
    decided_by     text,
    decide_time    timestamptz,
    decide_reason  text,
    PRIMARY KEY (key, number),
    CONSTRAINT policy_version_decision_whole CHECK (num_nonnulls(decided_by, decide_time, decide_reason) = CASE state WHEN 'proposed' THEN 0 ELSE 3 END),
    CONSTRAINT policy_version_second_person CHECK (state <> 'approved' OR decided_by <> proposed_by)
);
-- One waits at a time, so that the higher number is the later decision.
CREATE UNIQUE INDEX policy_version_one_open ON policy_version (key) WHERE state = 'proposed';

-- +goose StatementBegin
CREATE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a policy is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER policy_version_decided_once BEFORE UPDATE ON policy_version
    FOR EACH ROW WHEN (OLD.state <> 'proposed') EXECUTE FUNCTION refuse_second_decision();

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    -- no DELETE, and nothing is inserted as approved: what was decided stays to be seen
    EXECUTE 'GRANT SELECT, INSERT (key, number, body, effective_date, source, reason, proposed_by, propose_time),
        UPDATE (state, decided_by, decide_time, decide_reason) ON policy_version TO ' || app;
END $$;
-- +goose StatementEnd
