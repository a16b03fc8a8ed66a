package server

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/sheet"
	"pacesetter/services/registry/internal/store"
)

// importPlan is what committing an import does, judged by one picture of the register.
type importPlan struct {
	rows        []registry.RowPlan
	fingerprint string
}

// picture reads what the rows' projects are compared with: with locks to commit,
// without to preview.
type picture func(context.Context, month.Month, []registry.ProjectID) (registry.Picture, error)

// preview is what committing the import would do now.
func (s *Server) preview(ctx context.Context, o openImport) (*registryv1.Preview, error) {
	var plan importPlan
	err := s.store.Look(ctx, func(tx *store.Tx) error {
		var err error
		plan, err = s.plan(ctx, tx, o, tx.Peek, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.previewOf(o, plan), nil
}

// plan matches the sheet's rows with the register and decides each.
func (s *Server) plan(ctx context.Context, tx *store.Tx, o openImport, picture picture, reason string) (importPlan, error) {
	held, err := readHolds(ctx, tx, o.holders(), o.Month)
	if err != nil {
		return importPlan{}, err
	}
	calendars, err := tx.Calendars(ctx, s.calendar)
	if err != nil {
		return importPlan{}, err
	}
	i := s.importing(o, reason, held, calendars)
	i.Now = tx.Now()
	o.withoutLeftOut(sheet.Catalogue())
	entries := entriesOf(o.sheet)
	if i.Settled, err = tx.SettledRows(ctx, o.ID); err != nil {
		return importPlan{}, err
	}
	year := o.Month.Year
	known, err := tx.Known(ctx, store.LikeRows(year, o.tree.Subtree(year, o.Unit), entries, i.Named()))
	if err != nil {
		return importPlan{}, err
	}
	if registry.Annex(o.Annex) == registry.Ledger {
		alike, err := tx.AlikeIn(ctx, year, o.tree.Subtree(year, o.Unit))
		if err != nil {
			return importPlan{}, err
		}
		i.Alike = registry.NewLookalikes(s.duplicates, alike).Of
	}
	matched, err := i.Match(entries, known)
	if err != nil {
		return importPlan{}, err
	}
	now, err := picture(ctx, o.Month, registry.Meant(matched))
	if err != nil {
		return importPlan{}, err
	}
	if i.IsOfPlans() {
		if now.LastTold, err = tx.LastTold(ctx, o.Import, registry.Meant(matched)); err != nil {
			return importPlan{}, err
		}
	}
	rows := i.Plan(matched, now)
	return importPlan{rows: rows, fingerprint: i.Fingerprint(rows)}, nil
}

// holders are the units whose cut-offs and hand-ins may hold the import's rows.
func (o openImport) holders() []string {
	year := o.Month.Year
	return slices.Concat(o.tree.Ancestors(year, o.Unit), o.tree.Subtree(year, o.Unit))
}

// importing is the import with the caller's and the units' say in it. A preview asks
// for no reason yet.
func (s *Server) importing(o openImport, reason string, held holds, calendars registry.Calendars) registry.Importing {
	const none = "-"
	if reason == "" {
		reason = none
	}
	year := o.Month.Year
	return registry.Importing{
		Import: o.Import, Options: o.options, Reading: o.headers, Reason: reason, Tree: o.tree, Words: s.vocabulary, Checks: o.policies.Checks(registry.Today(s.now())),
		Policy:     func(unit string) registry.Policy { return s.policy(o.access, year, unit) },
		Author:     func(unit string) registry.Author { return o.author(year, unit) },
		AutoAccept: func(unit string) bool { return o.tree.Settings(year, unit).AutoAccept },
		Lock:       func(unit string) *registry.MonthLock { return o.hold(held, o.Month, year, unit).lock },
		Held:       func(unit string) error { return o.mayWrite(o.hold(held, o.Month, year, unit), year, unit) },
		Due: func(unit, category string) time.Time {
			return calendars.Due(o.Month, o.tree.Ancestors(year, unit), category)
		},
		NewID: func() registry.ProjectID { return registry.ProjectID(uuid.NewString()) },
	}
}

// importOptions reads and judges a person's decisions.
func (s *Server) importOptions(in *registryv1.ImportOptions) (registry.Options, error) {
	if err := knownEnums(in, "options."); err != nil {
		return registry.Options{}, err
	}
	out := registry.Options{Defaults: toDefaults(in.GetDefaults()), Decisions: map[int]registry.Decision{}}
	if err := out.Defaults.Check(s.vocabulary); err != nil {
		return registry.Options{}, at(err, "options.defaults")
	}
	for _, d := range in.GetDecisions() {
		row := int(d.GetRow())
		invalid := func() *errs.Error {
			return errs.Invalid("DECISION_INVALID", "decision on row %d", row).With("row", rowNumber(row)).At("options.decisions")
		}
		word, ok := toDecision(d)
		if !ok {
			return registry.Options{}, invalid()
		}
		if err := word.Defaults.Check(s.vocabulary); err != nil {
			return registry.Options{}, at(err, "options.decisions")
		}
		joined, err := out.Decisions[row].With(word)
		if err != nil {
			return registry.Options{}, invalid().Wrap(err)
		}
		out.Decisions[row] = joined
	}
	return out, nil
}

func toDefaults(d *registryv1.NewProjectDefaults) registry.Defaults {
	return registry.Defaults{Listing: d.GetListing(), Category: d.GetCategory(), Nature: toNature(d.GetNature())}
}

// toDecision is a person's word; false where it names no possible project.
func toDecision(d *registryv1.RowDecision) (registry.Decision, bool) {
	out := registry.Decision{
		Create: d.GetCreate(), Skip: d.GetSkip(), Overwrite: d.GetOverwrite(), Defaults: toDefaults(d.GetDefaults()),
	}
	if text := d.GetProjectId(); text != "" {
		id, err := projectID(text)
		if err != nil {
			return out, false
		}
		out.Project = id
	}
	return out, true
}
