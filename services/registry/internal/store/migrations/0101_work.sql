-- What waits is found by its state: a few rows among a province's millions. Reports are
-- written while it is built.

-- +goose NO TRANSACTION
-- +goose Up
CREATE INDEX CONCURRENTLY IF NOT EXISTS report_revision_open ON report_revision (year, month) WHERE state IN ('submitted', 'returned');
CREATE INDEX CONCURRENTLY IF NOT EXISTS stage_certification_waiting ON stage_certification (project_id) WHERE state = 'waiting';
