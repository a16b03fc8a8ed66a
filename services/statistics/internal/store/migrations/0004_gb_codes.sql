-- +goose Up

-- A unit's GB/T 2260 code, by which siblings are told. It is kept and frozen with the
-- name: what was published comes in the order in which it was published.
ALTER TABLE unit ADD COLUMN gb_code text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE unit_past ADD COLUMN gb_code text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE cutoff_unit ADD COLUMN gb_code text COLLATE "C" NOT NULL DEFAULT '';

-- Reconciliation, which every process begins with, fetches what differs from the registry.
UPDATE unit SET hash = 0;
