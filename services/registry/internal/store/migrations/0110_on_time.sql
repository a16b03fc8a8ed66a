-- Whether a report was first handed in by its day, by the calendar of that moment: a
-- calendar that is changed later makes nothing late that was on time.

-- +goose Up
ALTER TABLE report ADD COLUMN on_time boolean
    CONSTRAINT report_on_time_was_handed_in CHECK (on_time IS NULL OR first_submit_time IS NOT NULL);

-- Until now everybody reported by the 25th of the month.
UPDATE report SET on_time = first_submit_time < make_timestamptz(year, month, 26, 0, 0, 0, 'Asia/Shanghai')
WHERE first_submit_time IS NOT NULL;
