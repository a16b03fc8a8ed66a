package store

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/outbox"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
)

// ProjectWrite is a project as decided.
type ProjectWrite struct {
	Before *registry.Project // nil for a new one
	After  registry.Project
	Verb   events.Verb
	Reason string // of this change, where it differs from the call's
}

// ReportWrite is a report as decided.
type ReportWrite struct {
	Before registry.Report
	After  registry.Report
	Verb   events.Verb
	Reason string // of this change, where it differs from the call's
}

// Writes are decisions that are stored, recorded and told together.
type Writes struct {
	Projects []ProjectWrite
	Reports  []ReportWrite
}

// Empty tells whether there is nothing to write.
func (w Writes) Empty() bool { return len(w.Projects) == 0 && len(w.Reports) == 0 }

// Save stores what was decided, records who changed what and tells it, in the same
// handful of statements for one row and for a thousand. The caller holds the locks
// of the projects that are known.
func (t *Tx) Save(ctx context.Context, w Writes) error {
	if w.Empty() {
		return nil
	}
	for _, step := range []func(context.Context, Writes) error{t.saveProjects, t.saveReports, t.record, t.tell} {
		if err := step(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// record writes the history.
func (t *Tx) record(ctx context.Context, w Writes) error {
	rows := make([][]any, 0, len(w.Projects)+len(w.Reports))
	for _, p := range w.Projects {
		var before registry.Project
		if p.Before != nil {
			before = *p.Before
		}
		rows = append(rows, t.changeRow(p.After.ID, "project", p.After.Version, cmp.Or(p.Reason, t.by.Reason), orEmpty(registry.DiffProject(before, p.After))))
	}
	for _, r := range w.Reports {
		subject := "report/" + r.After.Month.String()
		var fields []registry.FieldChange
		if !saysItself(r) {
			fields = orEmpty(registry.DiffReport(r.Before, r.After))
		}
		rows = append(rows, t.changeRow(r.After.Project, subject, r.After.Version, cmp.Or(r.Reason, t.by.Reason), fields))
	}
	return t.recordRows(ctx, rows)
}

// recordRows adds rows of changeRow to the history.
func (t *Tx) recordRows(ctx context.Context, rows [][]any) error {
	columns := []string{"project_id", "at", "principal", "call", "subject", "version", "reason", "fields", "import_id"}
	if _, err := t.tx.CopyFrom(ctx, pgx.Identifier{"change"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("record %d changes: %w", len(rows), err)
	}
	return nil
}

// saysItself tells whether a report's first revision came into force at once: it
// never changes, so that the history can be read off it.
func saysItself(r ReportWrite) bool { return r.Before.Version == 0 && r.After.Accepted != nil }

// orEmpty keeps a change without differences apart from one that says itself.
func orEmpty(fields []registry.FieldChange) []registry.FieldChange {
	if fields == nil {
		return []registry.FieldChange{}
	}
	return fields
}

func (t *Tx) changeRow(id registry.ProjectID, subject string, version int64, reason string, fields []registry.FieldChange) []any {
	var importID any
	if t.by.ImportID != "" {
		importID = uuidOf(registry.ProjectID(t.by.ImportID))
	}
	return []any{uuidOf(id), t.now, t.by.Principal, t.by.Call, subject, version, reason, fields, importID}
}

// tell puts the events into the outbox, projects before their reports.
func (t *Tx) tell(ctx context.Context, w Writes) error {
	messages := make([]outbox.Message, 0, len(w.Projects)+len(w.Reports))
	for _, p := range w.Projects {
		m, err := events.OfProject(p.After, p.Verb, t.now)
		if err != nil {
			return err
		}
		messages = append(messages, m)
	}
	for _, r := range w.Reports {
		m, err := events.OfReport(r.After, r.Verb, t.now)
		if err != nil {
			return err
		}
		messages = append(messages, m)
	}
	return outbox.PutMany(ctx, t.tx, messages)
}
