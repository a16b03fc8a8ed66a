-- What waits is found by its state: a few rows among a province's millions.

-- +goose Up
CREATE INDEX report_revision_open ON report_revision (year, month) WHERE state IN ('submitted', 'returned');
CREATE INDEX stage_certification_waiting ON stage_certification (project_id) WHERE state = 'waiting';
