-- Honest reporting: what the months say in short, words about findings, verdicts on reports, and
-- which alike projects a person told apart.

-- +goose Up
-- Beside the figures in force, since every check and every record of conduct asks for them: the mark
-- of the progress text (registry.MarkOf), how many findings ask for an explanation, and when the
-- report was first handed in. NULL where it was written by a release before this one, or, the first
-- two, where nothing is in force.
ALTER TABLE report
    ADD COLUMN progress_mark     bigint,
    ADD COLUMN flags             smallint,
    ADD COLUMN first_submit_time timestamptz;

-- Warnings from before this release asked for nothing that could be answered: none counts as flagged.
UPDATE report r SET
    progress_mark = CASE WHEN v.progress = '' THEN 0
                    ELSE ('x' || left(encode(sha256(convert_to(v.progress, 'UTF8')), 'hex'), 16))::bit(64)::bigint END,
    flags = 0
FROM report_revision v
WHERE v.project_id = r.project_id AND v.year = r.year AND v.month = r.month AND v.number = r.accepted_revision;
UPDATE report r SET first_submit_time = v.submit_time
FROM report_revision v
WHERE v.project_id = r.project_id AND v.year = r.year AND v.month = r.month AND v.number = 1 AND v.submit_time IS NOT NULL;

-- Words about findings. Append-only, in a table of their own, for an accepted revision never changes.
CREATE TABLE report_explanation (
    id                bigint      GENERATED ALWAYS AS IDENTITY,
    project_id        uuid        NOT NULL,
    year              smallint    NOT NULL,
    month             smallint    NOT NULL,
    revision          integer     NOT NULL,
    reason            text        NOT NULL CONSTRAINT report_explanation_reason_present CHECK (reason <> ''),
    field             text        NOT NULL,
    month_yuan        bigint      NOT NULL,
    year_to_date_yuan bigint      NOT NULL,
    cumulative_yuan   bigint      NOT NULL,
    words             text        NOT NULL CONSTRAINT report_explanation_words_present CHECK (words <> ''),
    principal         text        NOT NULL,
    at                timestamptz NOT NULL,
    PRIMARY KEY (project_id, year, month, id),
    CONSTRAINT report_explanation_report FOREIGN KEY (project_id, year, month) REFERENCES report
);

-- What the level above holds of a report in force. Append-only: the last one holds.
CREATE TABLE report_verdict (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    project_id uuid        NOT NULL,
    year       smallint    NOT NULL,
    month      smallint    NOT NULL,
    revision   integer     NOT NULL,
    is_false   boolean     NOT NULL,
    reason     text        NOT NULL CONSTRAINT report_verdict_reason_present CHECK (reason <> ''),
    principal  text        NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (project_id, year, month, id),
    CONSTRAINT report_verdict_report FOREIGN KEY (project_id, year, month) REFERENCES report
);

-- What a person said about two projects that look alike. Append-only: the last word holds.
CREATE TABLE project_pair (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    first     uuid        NOT NULL CONSTRAINT project_pair_first REFERENCES project,
    second    uuid        NOT NULL CONSTRAINT project_pair_second REFERENCES project,
    apart     boolean     NOT NULL,
    reason    text        NOT NULL CONSTRAINT project_pair_reason_present CHECK (reason <> ''),
    principal text        NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (first, second, id),
    CONSTRAINT project_pair_order CHECK (first < second)
);

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT ON report_explanation, report_verdict, project_pair TO ' || app;
END $$;
-- +goose StatementEnd
