-- +goose Up
-- A row is a mutation that took effect, written in its own transaction. Nothing here
-- is personal but the principal's ID; request and answer are told by their hashes.
CREATE TABLE audit_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL DEFAULT now() CONSTRAINT audit_entry_at_is_a_time CHECK (isfinite(at)),
    principal    text        NOT NULL,
    rpc          text        NOT NULL CONSTRAINT audit_entry_rpc_given CHECK (rpc <> ''),
    request_id   uuid        NOT NULL,
    request_hash bytea       NOT NULL CONSTRAINT audit_entry_request_hash_is_sha256 CHECK (octet_length(request_hash) = 32),
    answer_hash  bytea       NOT NULL CONSTRAINT audit_entry_answer_hash_is_sha256 CHECK (octet_length(answer_hash) = 32),
    grants       text        NOT NULL,
    subject      text        NOT NULL
);

CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_principal ON audit_entry (principal, at, id);
CREATE INDEX audit_entry_rpc ON audit_entry (rpc, at, id);

-- What is still to be sealed: a queue, emptied by the sealer. A cursor over the ids
-- would step over those that commit late.
CREATE TABLE audit_pending (
    entry bigint      NOT NULL PRIMARY KEY,
    at    timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE audit_pending SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000
);

CREATE TABLE audit_block (
    number    bigint      NOT NULL PRIMARY KEY CONSTRAINT audit_block_number_positive CHECK (number > 0),
    previous  bytea       NOT NULL CONSTRAINT audit_block_previous_is_sha256 CHECK (octet_length(previous) = 32),
    root      bytea       NOT NULL CONSTRAINT audit_block_root_is_sha256 CHECK (octet_length(root) = 32),
    entries   bigint      NOT NULL CONSTRAINT audit_block_not_empty CHECK (entries > 0),
    sealed_at timestamptz NOT NULL CONSTRAINT audit_block_sealed_at_is_a_time CHECK (isfinite(sealed_at)),
    hash      bytea       NOT NULL CONSTRAINT audit_block_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

-- Which entry lies where, and its hash: a changed entry can be named, which the root
-- alone could not. Each entry is sealed once. There is no foreign key to entries: its
-- check would lock, that is write, each of them again; verify looks instead.
CREATE TABLE audit_leaf (
    block    bigint NOT NULL REFERENCES audit_block (number),
    position bigint NOT NULL CONSTRAINT audit_leaf_position_counts_from_zero CHECK (position >= 0),
    entry    bigint NOT NULL CONSTRAINT audit_leaf_sealed_once UNIQUE,
    hash     bytea  NOT NULL CONSTRAINT audit_leaf_hash_is_sha256 CHECK (octet_length(hash) = 32),
    PRIMARY KEY (block, position)
);

-- Grants stop the application; this stops the owner's slip of the pen as well. An
-- owner who means it can take the triggers away: that is what the chain is for.
-- +goose StatementBegin
CREATE FUNCTION audit_grows_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: the audit record only grows', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd

CREATE TRIGGER audit_entry_grows_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_grows_only();
CREATE TRIGGER audit_block_grows_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_block
    FOR EACH STATEMENT EXECUTE FUNCTION audit_grows_only();
CREATE TRIGGER audit_leaf_grows_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit_grows_only();

-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE format('GRANT SELECT, INSERT ON audit_entry, audit_block, audit_leaf TO %I', current_setting('pacesetter.app_role'));
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON audit_pending TO %I', current_setting('pacesetter.app_role'));
END $$;
-- +goose StatementEnd
