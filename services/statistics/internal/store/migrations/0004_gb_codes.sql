-- +goose Up

-- A unit's GB/T 2260 code, by which siblings are told. The present one does for the
-- past too: only the order of lines depends on it.
ALTER TABLE unit ADD COLUMN gb_code text COLLATE "C" NOT NULL DEFAULT '';

-- Reconciliation, which every process begins with, fetches what differs from the registry.
UPDATE unit SET hash = 0;
