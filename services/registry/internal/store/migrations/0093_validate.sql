-- The constraints that 0090 and 0092 widened, checked beside those who write: what held the
-- narrower ones holds these.

-- +goose NO TRANSACTION
-- +goose Up
SET lock_timeout = 0;
ALTER TABLE report_revision VALIDATE CONSTRAINT report_revision_state_known;
ALTER TABLE plan_sheet VALIDATE CONSTRAINT plan_sheet_annex_known;
RESET lock_timeout;
