package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// Entities lists what the register tells about, in the order in which it must be
// heard for every state to find what it refers to.
func Entities() []string { return []string{"unit", "project", "report"} }

// Republish tells the present state of an entity again, in batches. A change that
// commits meanwhile is told by its own, newer event. It answers how many were told.
func (s *Store) Republish(ctx context.Context, entity string) (int, error) {
	told := 0
	at := s.now().UTC()
	put := func(messages []outbox.Message, err error) error {
		if err != nil {
			return err
		}
		told += len(messages)
		return pg.InTx(ctx, s.pool, func(tx pgx.Tx) error { return outbox.PutMany(ctx, tx, messages) })
	}
	var err error
	switch entity {
	case "unit":
		// Nothing else than the event says when a unit's state became known.
		err = s.StreamUnits(ctx, "", nil, func(units []DatedUnit) error {
			return put(encode(units, func(u DatedUnit) (outbox.Message, error) { return events.OfUnit(u.Unit, events.Retold, u.Updated) }))
		})
	case "project":
		err = s.StreamProjects(ctx, "", nil, func(projects []registry.Project) error {
			return put(encode(projects, func(p registry.Project) (outbox.Message, error) { return events.OfProject(p, events.Retold, at) }))
		})
	case "report":
		err = s.StreamReports(ctx, ReportStream{Whole: true}, func(reports []registry.Report) error {
			return put(encode(reports, func(r registry.Report) (outbox.Message, error) { return events.OfReport(r, events.Retold, at) }))
		})
	default:
		err = EntityUnknown(entity)
	}
	return told, err
}

// EntityUnknown says that the register knows nothing of that name.
func EntityUnknown(entity string) *errs.Error {
	return errs.Invalid("ENTITY_UNKNOWN", "no entity %.40q", entity).With("value", entity).At("entity")
}

// encode makes the messages of a batch.
func encode[T any](batch []T, message func(T) (outbox.Message, error)) ([]outbox.Message, error) {
	messages := make([]outbox.Message, len(batch))
	for i, one := range batch {
		m, err := message(one)
		if err != nil {
			return nil, err
		}
		messages[i] = m
	}
	return messages, nil
}
