-- Where a unit's square stands on the tile grid (示意方格图).

-- +goose Up
-- NULL stands where the default grid puts it, which is also what code that knows no places leaves.
ALTER TABLE unit
    ADD COLUMN tile_col smallint,
    ADD COLUMN tile_row smallint,
    ADD CONSTRAINT unit_tile_whole CHECK (num_nonnulls(tile_col, tile_row) IN (0, 2)),
    ADD CONSTRAINT unit_tile_in_grid CHECK (tile_col BETWEEN 0 AND 11 AND tile_row BETWEEN 0 AND 11);
