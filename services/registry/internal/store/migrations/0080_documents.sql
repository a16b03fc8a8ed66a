-- Documents of projects, with their versions. The bytes are kept elsewhere, under their hashes.

-- +goose Up
CREATE TABLE document (
    id                uuid        PRIMARY KEY,
    project_id        uuid        NOT NULL REFERENCES project,
    kind              text        NOT NULL CONSTRAINT document_kind_named CHECK (kind <> ''),
    title             text        NOT NULL CONSTRAINT document_titled CHECK (title <> ''),
    create_time       timestamptz NOT NULL,
    version           bigint      NOT NULL CONSTRAINT document_version_positive CHECK (version > 0),
    withdrawer        text,
    withdraw_time     timestamptz,
    withdrawal_reason text        CONSTRAINT document_withdrawal_reason CHECK (withdrawal_reason <> ''),
    CONSTRAINT document_withdrawal_whole CHECK (num_nonnulls(withdrawer, withdraw_time, withdrawal_reason) IN (0, 3))
);
CREATE INDEX document_of_project ON document (project_id, create_time);

-- A version is added and never changed.
CREATE TABLE document_version (
    document_id uuid        NOT NULL REFERENCES document,
    number      integer     NOT NULL CONSTRAINT document_version_number CHECK (number > 0),
    sha256      bytea       NOT NULL CONSTRAINT document_version_sha256_length CHECK (length(sha256) = 32),
    file_name   text        NOT NULL CONSTRAINT document_version_named CHECK (file_name <> ''),
    size_bytes  bigint      NOT NULL CONSTRAINT document_version_size CHECK (size_bytes > 0),
    media_type  text        NOT NULL CONSTRAINT document_version_typed CHECK (media_type <> ''),
    note        text        NOT NULL,
    author      text        NOT NULL,
    upload_time timestamptz NOT NULL,
    PRIMARY KEY (document_id, number),
    CONSTRAINT document_version_once UNIQUE (document_id, sha256)
);

ALTER TABLE stage_evidence
    ADD COLUMN document_id      uuid,
    ADD COLUMN document_version integer,
    ADD CONSTRAINT stage_evidence_document FOREIGN KEY (document_id, document_version) REFERENCES document_version,
    ADD CONSTRAINT stage_evidence_document_whole CHECK ((document_id IS NULL) = (document_version IS NULL));

-- +goose StatementBegin
DO $$
DECLARE app text := quote_ident(current_setting('pacesetter.app_role'));
BEGIN
    EXECUTE 'GRANT SELECT, INSERT, UPDATE (version, withdrawer, withdraw_time, withdrawal_reason) ON document TO ' || app;
    EXECUTE 'GRANT SELECT, INSERT ON document_version TO ' || app;
END $$;
-- +goose StatementEnd
