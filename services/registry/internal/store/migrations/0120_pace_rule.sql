-- What the pace goes by: the calendar or the approved plans by month.

-- +goose Up
-- NULL inherits, which is also what code that knows no such setting leaves.
ALTER TABLE unit ADD COLUMN pace_rule text CONSTRAINT unit_pace_rule_known CHECK (pace_rule IN ('calendar', 'plan'));
