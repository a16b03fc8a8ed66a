-- Whether a report was first handed in by its day, by the calendar of that moment: a
-- calendar that is changed later makes nothing late that was on time. Reports of before,
-- and of versions of before that still run during an upgrade, have none: they are judged by
-- the 25th of the month (registry.Report.Punctual), so that no row is rewritten here.

-- +goose Up
ALTER TABLE report ADD COLUMN on_time boolean;
ALTER TABLE report ADD CONSTRAINT report_on_time_was_handed_in
    CHECK (on_time IS NULL OR first_submit_time IS NOT NULL) NOT VALID; -- no row has it yet
