-- Old ledgers are sheets of plans, too: what they told last is compared with like that of annexes 1 and 2.

-- +goose Up
ALTER TABLE plan_sheet DROP CONSTRAINT plan_sheet_annex_known;
ALTER TABLE plan_sheet ADD CONSTRAINT plan_sheet_annex_known CHECK (annex IN (1, 2, 4)) NOT VALID; -- 0093 validates it
