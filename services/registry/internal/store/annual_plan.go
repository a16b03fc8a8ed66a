package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

const (
	plansSQL = `
SELECT year, number, state, planned_yuan, month_yuan, reason, author, save_time, submitter, submit_time, decider, decide_time, comment, version
FROM plan_version WHERE project_id = $1 AND ($2 = 0 OR year = $2) ORDER BY year, number`
	// An approved version is nobody's to change: the last line finds no row then.
	savePlanSQL = `
INSERT INTO plan_version (project_id, year, number, state, planned_yuan, month_yuan, reason, author, save_time,
    submitter, submit_time, decider, decide_time, comment, version)
VALUES (@project, @year, @number, @state, @planned, @months, @reason, @author, @saved,
    @submitter, @submitted, @decider, @decided, @comment, @version)
ON CONFLICT (project_id, year, number) DO UPDATE SET state = excluded.state, planned_yuan = excluded.planned_yuan,
    month_yuan = excluded.month_yuan, reason = excluded.reason, author = excluded.author, save_time = excluded.save_time,
    submitter = excluded.submitter, submit_time = excluded.submit_time, decider = excluded.decider, decide_time = excluded.decide_time,
    comment = excluded.comment, version = excluded.version
WHERE plan_version.state <> 'approved'`
)

type planRow struct {
	Year        int
	Number      int
	State       registry.PlanState
	PlannedYuan money.Yuan
	MonthYuan   []money.Yuan
	Reason      string
	Author      string
	SaveTime    time.Time
	Submitter   string
	SubmitTime  *time.Time
	Decider     string
	DecideTime  *time.Time
	Comment     string
	Version     int64
}

func (r planRow) toDomain() registry.PlanVersion {
	v := registry.PlanVersion{
		Number: r.Number, State: r.State, Planned: r.PlannedYuan, Reason: r.Reason, Author: r.Author, Saved: r.SaveTime.UTC(),
		Submitter: r.Submitter, Submitted: timeOf(r.SubmitTime), Decider: r.Decider, Decided: timeOf(r.DecideTime), Comment: r.Comment,
	}
	copy(v.Months[:], r.MonthYuan)
	return v
}

// timeOf is a time that may be NULL, zero for that.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// monthPlan is the plan in force as PostgreSQL reads arrays, NULL for none: an array of
// arrays would come apart in unnest.
func monthPlan(a registry.ApprovedPlan) *string {
	if a.Number == 0 {
		return nil
	}
	texts := make([]string, len(a.Months))
	for i, y := range a.Months {
		texts[i] = strconv.FormatInt(int64(y), 10)
	}
	text := "{" + strings.Join(texts, ",") + "}"
	return &text
}

// AnnualPlan reads a project's plan of a year. The caller holds the project's lock.
func (t *Tx) AnnualPlan(ctx context.Context, id registry.ProjectID, year int) (registry.AnnualPlan, error) {
	plans, err := loadPlans(ctx, t.tx, id, year)
	if err != nil || len(plans) == 0 {
		return registry.AnnualPlan{Project: id, Year: year}, err
	}
	return plans[0], nil
}

// SaveAnnualPlan stores the last version of a plan and records what changed. The caller
// holds the project's lock. It fails with PLAN_NOT_OPEN for a version that is approved.
func (t *Tx) SaveAnnualPlan(ctx context.Context, before, after registry.AnnualPlan) error {
	v := after.Latest()
	tag, err := t.tx.Exec(ctx, savePlanSQL, pgx.NamedArgs{
		"project": uuidOf(after.Project), "year": after.Year, "number": v.Number, "state": v.State, "planned": v.Planned, "months": v.Months[:],
		"reason": v.Reason, "author": v.Author, "saved": v.Saved, "submitter": v.Submitter, "submitted": orNil(v.Submitted),
		"decider": v.Decider, "decided": orNil(v.Decided), "comment": v.Comment, "version": after.Version,
	})
	switch {
	case err != nil:
		return fmt.Errorf("save plan of project %s in %d: %w", after.Project, after.Year, err)
	case tag.RowsAffected() == 0:
		return errs.Precondition("PLAN_NOT_OPEN", "version %d of project %s in %d is approved", v.Number, after.Project, after.Year)
	}
	subject := "plan/" + strconv.Itoa(after.Year)
	return t.recordRows(ctx, [][]any{t.changeRow(after.Project, subject, after.Version, t.by.Reason, orEmpty(registry.DiffPlan(before, after)))})
}

// AnnualPlans reads the plans of a project, by year; of one year, or of all where it is 0.
func (s *Store) AnnualPlans(ctx context.Context, id registry.ProjectID, year int) ([]registry.AnnualPlan, error) {
	var plans []registry.AnnualPlan
	err := s.read(ctx, func(tx pgx.Tx) error {
		var err error
		plans, err = loadPlans(ctx, tx, id, year)
		return err
	})
	return plans, err
}

func loadPlans(ctx context.Context, tx pgx.Tx, id registry.ProjectID, year int) ([]registry.AnnualPlan, error) {
	rows, _ := tx.Query(ctx, plansSQL, uuidOf(id), year)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[planRow])
	if err != nil {
		return nil, fmt.Errorf("read plans of project %s: %w", id, err)
	}
	var plans []registry.AnnualPlan
	for _, r := range found {
		if len(plans) == 0 || plans[len(plans)-1].Year != r.Year {
			plans = append(plans, registry.AnnualPlan{Project: id, Year: r.Year})
		}
		last := &plans[len(plans)-1]
		last.Versions, last.Version = append(last.Versions, r.toDomain()), r.Version
	}
	return plans, nil
}
