-- Libraries, certified stages with their evidence, resumption, the statistics entry, attraction,
-- and how projects belong together.

-- +goose Up
-- NULL: nobody has moved the project yet; where it stands follows from its listings and plan
-- (registry.DefaultLibrary), which is also what code that knows no libraries leaves.
ALTER TABLE project
    ADD COLUMN library              text CONSTRAINT project_library_known CHECK (library IN ('proposed', 'reserve', 'annual', 'key', 'completed', 'withdrawn')),
    ADD COLUMN substantive_start    date,
    ADD COLUMN statistics_entered   date,
    ADD COLUMN statistics_materials text NOT NULL DEFAULT '', -- keys of the policy, with blanks between them
    ADD COLUMN parent               uuid CONSTRAINT project_parent REFERENCES project,
    ADD COLUMN phase                smallint CONSTRAINT project_phase_range CHECK (phase BETWEEN 1 AND 99),
    ADD COLUMN signed               date,
    ADD COLUMN signed_yuan          bigint NOT NULL DEFAULT 0 CONSTRAINT project_signed_range CHECK (signed_yuan >= 0),
    ADD COLUMN landed               date CONSTRAINT project_landed_after_signed CHECK (landed >= signed),
    ADD COLUMN arrived_yuan         bigint NOT NULL DEFAULT 0 CONSTRAINT project_arrived_range CHECK (arrived_yuan >= 0),
    ADD CONSTRAINT project_not_its_own_parent CHECK (parent <> id),
    ADD CONSTRAINT project_phase_of_parent CHECK (phase IS NULL OR parent IS NOT NULL);
CREATE INDEX project_parts ON project (parent) WHERE parent IS NOT NULL;

ALTER TABLE project_year
    ADD COLUMN needs_new_land    boolean  NOT NULL DEFAULT false,
    ADD COLUMN start_month       smallint CONSTRAINT project_year_start_month_range CHECK (start_month BETWEEN 1 AND 12),
    ADD COLUMN resumed           date,
    ADD COLUMN resumption_excuse text     NOT NULL DEFAULT '',
    ADD COLUMN excuser           text     NOT NULL DEFAULT '',
    ADD CONSTRAINT project_year_excuse_whole CHECK ((resumption_excuse = '') = (excuser = ''));

-- Proposals and moves: one row each, decided once. Who approves is never who proposed.
CREATE TABLE library_move (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id     uuid        NOT NULL REFERENCES project,
    from_library   text        NOT NULL,
    to_library     text        NOT NULL,
    state          text        NOT NULL CONSTRAINT library_move_state_known CHECK (state IN ('proposed', 'approved', 'rejected', 'replaced', 'completed')),
    reason         text        NOT NULL,
    proposer       text        NOT NULL,
    propose_time   timestamptz NOT NULL,
    decider        text        NOT NULL,
    decide_time    timestamptz,
    comment        text        NOT NULL,
    policy_version integer     NOT NULL,
    CONSTRAINT library_move_decision_whole CHECK ((decide_time IS NULL) = (state = 'proposed')),
    CONSTRAINT library_move_reason CHECK (reason <> '' OR state = 'completed'),
    CONSTRAINT library_move_second_person CHECK (state <> 'approved' OR decider <> proposer)
);
CREATE UNIQUE INDEX library_move_one_open ON library_move (project_id) WHERE state = 'proposed';
CREATE INDEX library_move_of_project ON library_move (project_id, id DESC);

-- What a second role says of a stage that somebody entered. Beside project_stage, whose rows
-- are written anew whenever a day changes.
CREATE TABLE stage_certification (
    project_id uuid NOT NULL REFERENCES project,
    stage      text NOT NULL,
    author     text NOT NULL,
    state      text NOT NULL CONSTRAINT stage_certification_state_known CHECK (state IN ('waiting', 'certified', 'rejected')),
    certified  date,
    certifier  text NOT NULL,
    rejection  text NOT NULL,
    PRIMARY KEY (project_id, stage),
    CONSTRAINT stage_certification_date CHECK ((certified IS NOT NULL) = (state = 'certified')),
    CONSTRAINT stage_certification_second_person CHECK (state <> 'certified' OR certifier <> author),
    CONSTRAINT stage_certification_rejection CHECK ((rejection <> '') = (state = 'rejected'))
);

-- Evidence is added and never changed.
CREATE TABLE stage_evidence (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id      uuid        NOT NULL REFERENCES project,
    stage           text        NOT NULL,
    kind            text        NOT NULL CONSTRAINT stage_evidence_kind_known CHECK (kind IN ('photo', 'document')),
    sha256          bytea       NOT NULL CONSTRAINT stage_evidence_sha256_length CHECK (length(sha256) = 32),
    file_name       text        NOT NULL CONSTRAINT stage_evidence_named CHECK (file_name <> ''),
    place           text        NOT NULL,
    latitude_micro  integer     CONSTRAINT stage_evidence_latitude CHECK (latitude_micro BETWEEN -90000000 AND 90000000),
    longitude_micro integer     CONSTRAINT stage_evidence_longitude CHECK (longitude_micro BETWEEN -180000000 AND 180000000),
    datum           text        CONSTRAINT stage_evidence_datum_known CHECK (datum IN ('wgs84', 'cgcs2000', 'gcj02', 'bd09')),
    taken_time      timestamptz NOT NULL,
    author          text        NOT NULL,
    record_time     timestamptz NOT NULL,
    CONSTRAINT stage_evidence_once UNIQUE (project_id, stage, sha256),
    CONSTRAINT stage_evidence_position_whole CHECK (num_nonnulls(latitude_micro, longitude_micro, datum) IN (0, 3))
);

-- What became of a project's national code, and who goes on with its parts.
CREATE TABLE code_event (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id  uuid        NOT NULL REFERENCES project,
    kind        text        NOT NULL CONSTRAINT code_event_kind_known CHECK (kind IN ('changed', 'invalidated', 'split')),
    day         date        NOT NULL,
    reason      text        NOT NULL CONSTRAINT code_event_reason CHECK (reason <> ''),
    old_code    text        NOT NULL,
    new_code    text        NOT NULL,
    successors  uuid[]      NOT NULL,
    author      text        NOT NULL,
    record_time timestamptz NOT NULL,
    CONSTRAINT code_event_outcome CHECK ((new_code <> '') = (kind = 'changed') AND (cardinality(successors) > 0) = (kind = 'split'))
);
CREATE INDEX code_event_of_project ON code_event (project_id, id DESC);
CREATE INDEX code_event_successors ON code_event USING gin (successors);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON stage_certification TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON stage_evidence, code_event TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON library_move TO ' || app;
    EXECUTE 'GRANT UPDATE (state, decider, decide_time, comment, policy_version) ON library_move TO ' || app;
END $$;
-- +goose StatementEnd
