package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
	"pacesetter/pkg/outbox"
	"pacesetter/pkg/pg"
	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// publishedSQL also tells statistics.Dates: what is counted in units and what those units are,
// what anybody told, and the unit's cut-offs. The newest event alone would not do: what
// reconcile fills in comes by none.
const publishedSQL = `
SELECT (SELECT count(*) FROM cutoff WHERE unit = $1 AND year = $2 AND month = $3), event_time,
       greatest((SELECT max(recorded) FROM unit WHERE code = ANY ($4::text[])), (
         SELECT max(greatest(p.recorded, r.recorded))
         FROM project_year y
         JOIN project p ON p.id = y.project
         LEFT JOIN report r ON r.project = y.project AND r.year = $2 AND r.month <= $3
         WHERE y.year = $2 AND y.unit = ANY ($5::text[]))),
       greatest(event_time, (SELECT max(recorded) FROM unit)),
       (SELECT max(at) FROM cutoff WHERE unit = $1)
FROM applier`

// Publish freezes a month of a unit within the caller's transaction. It holds the
// applier, so that the figures, the facts behind them and the tree are of one moment.
// decide gets the tree and how many revisions there are; tell makes the event.
//
// A cut-off is dated after all that is counted in it and after the unit's cut-offs before it,
// whatever the clocks of those who recorded them say: what was known at its time has all that
// it counted, and CutoffBy at its time finds exactly the cut-offs that were there.
//
// FIGURES_UNDER_COMPARISON: pages of cells are doubted; comparing them takes too long to be
// waited for under the lock. RECORDED_AHEAD is statistics.Cutoff.After's.
func (s *Store) Publish(
	ctx context.Context, tx pgx.Tx, draft statistics.Cutoff,
	decide func(tree unittree.Tree, draft statistics.Cutoff, published int) (statistics.Cutoff, error),
	tell func(c statistics.Cutoff) (outbox.Message, error),
) (statistics.Cutoff, error) {
	a := &apply{tx: tx}
	if err := a.lock(ctx); err != nil {
		return statistics.Cutoff{}, err
	}
	tree, err := loadTree(ctx, tx)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	published, dates, err := readPublished(ctx, tx, tree, &draft)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	c, err := decide(tree, draft, published)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	if err := refuseDoubted(ctx, tx); err != nil {
		return statistics.Cutoff{}, err
	}
	if c, err = c.After(dates); err != nil {
		return statistics.Cutoff{}, err
	}
	if err := freeze(ctx, tx, tree, c); err != nil {
		return statistics.Cutoff{}, err
	}
	m, err := tell(c)
	if err != nil {
		return statistics.Cutoff{}, err
	}
	return c, outbox.Put(ctx, tx, m)
}

// readPublished tells how many revisions of the draft's month there are and what it has to be
// dated after, and fills in its EventTime.
func readPublished(ctx context.Context, tx pgx.Tx, tree unittree.Tree, draft *statistics.Cutoff) (published int, dates statistics.Dates, err error) {
	year := draft.Month.Year
	units := tree.Subtree(year, draft.Unit)
	of := slices.Concat(tree.Ancestors(year, draft.Unit), units) // settings come from above
	var counted, told, last pgtype.Timestamptz
	err = tx.QueryRow(ctx, publishedSQL, draft.Unit, small(year), small(draft.Month.Month), of, units).
		Scan(&published, &draft.EventTime, &counted, &told, &last)
	if err != nil {
		return 0, statistics.Dates{}, fmt.Errorf("cut-offs of %s: %w", draft.Unit, err)
	}
	return published, statistics.Dates{Counted: since(counted), Told: since(told), Published: since(last)}, nil
}

// ofPagesSQL assures a trigger, within the transaction, that details are read from their pages: a process of the
// version before reads rows that nobody keeps any more.
const ofPagesSQL = `SELECT set_config('pacesetter.details', 'pages', true)`

// addCutoffSQL freezes lifecycles only if the registry has told them of every project.
const addCutoffSQL = `
INSERT INTO cutoff (id, unit, year, month, revision, at, event_time, publisher, note, lifecycle)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, NOT EXISTS (
  SELECT FROM project_year WHERE year = $3 AND unit = ANY ($10::text[]) AND NOT milestones ? 'library')`

const freezeUnitsSQL = `
INSERT INTO cutoff_unit (cutoff, code, parent, name, kind, gb_code, pace_rounding, pace_rule, decimals)
SELECT $1, code, parent, name, kind, gb_code, pace_rounding, pace_rule, decimals
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::smallint[])
  AS u (code, parent, name, kind, gb_code, pace_rounding, pace_rule, decimals)`

// freezeCellsSQL makes figures of cells in the words of statistics.At.
const freezeCellsSQL = `
INSERT INTO cutoff_cell (cutoff, unit, listing, category, nature,
  projects, due, reported, missing, total_investment, planned, invested, month_invested, unlisted, timed, on_time, corrected,
  plan_by_month, plan_to_date,` + lifecycleColumns + `)
SELECT $1, unit, listing, category, nature,
  sum(projects), sum(due_change), coalesce(sum(reported) FILTER (WHERE month = $3), 0),
  sum(due_change) - coalesce(sum(met) FILTER (WHERE month = $3), 0),
  sum(total_investment), sum(planned), sum(year_change),
  coalesce(sum(invested) FILTER (WHERE month = $3), 0), coalesce(sum(unlisted) FILTER (WHERE month = $3), 0),
  coalesce(sum(timed) FILTER (WHERE month = $3), 0), coalesce(sum(on_time) FILTER (WHERE month = $3), 0),
  coalesce(sum(corrected) FILTER (WHERE month = $3), 0),
  coalesce(max(p.by_month), 0), coalesce(max(p.in_month), 0),` + lifecycleSums + `
FROM every_detail c
LEFT JOIN (
  SELECT unit, listing, category, nature, sum(by_month) AS by_month, sum(in_month) AS in_month FROM plan_cell
  WHERE year = $2 AND month <= $3 AND unit = ANY ($4::text[]) AND category <> '*'
  GROUP BY unit, listing, category, nature) p USING (unit, listing, category, nature)
WHERE year = $2 AND month <= $3 AND unit = ANY ($4::text[])
GROUP BY unit, listing, category, nature`

const freezeProjectsSQL = `
INSERT INTO cutoff_project (cutoff, project, version, name, unit, category, nature, listings, from_months,
  total_investment, planned, end_year, end_month, report_month, revision, invested, year_to_date, on_time, milestones)
SELECT $1, y.project, p.version, p.name, y.unit, y.category, y.nature, y.listings, y.from_months,
  y.total_investment, y.planned, p.end_year, p.end_month,
  coalesce(r.month, 0), coalesce(r.revision, 0), coalesce(r.invested, 0), coalesce(r.year_to_date, 0), r.on_time, y.milestones
FROM project_year y
JOIN project p ON p.id = y.project
LEFT JOIN LATERAL (
  SELECT month, revision, invested, year_to_date, on_time FROM report
  WHERE project = y.project AND year = $2 AND month <= $3 AND revision > 0
  ORDER BY month DESC LIMIT 1) r ON true
WHERE y.year = $2 AND y.unit = ANY ($4::text[])`

// freeze writes what is frozen: one statement per table.
func freeze(ctx context.Context, tx pgx.Tx, tree unittree.Tree, c statistics.Cutoff) error {
	id, year, m := c.ID, small(c.Month.Year), small(c.Month.Month)
	units := frozenUnits(tree, c)
	var batch pgx.Batch
	batch.Queue(ofPagesSQL)
	batch.Queue(addCutoffSQL, id, c.Unit, year, m, c.Revision, c.Time, c.EventTime, c.Publisher, c.Note, units.codes)
	batch.Queue(freezeUnitsSQL, id, units.codes, units.parents, units.names, units.kinds, units.gbCodes, units.roundings, units.rules, units.decimals)
	batch.Queue(freezeCellsSQL, id, year, m, units.codes)
	batch.Queue(freezeProjectsSQL, id, year, m, units.codes)
	if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("freeze %s of %s: %w", c.Month, c.Unit, err)
	}
	return nil
}

// unitColumns are frozen units by column, as unnest takes them.
type unitColumns struct {
	codes, parents, names, kinds, gbCodes, roundings, rules []string
	decimals                                                []int16
}

func frozenUnits(tree unittree.Tree, c statistics.Cutoff) unitColumns {
	var out unitColumns
	for _, code := range tree.Subtree(c.Month.Year, c.Unit) {
		parent := tree.Parent(c.Month.Year, code)
		if code == c.Unit {
			parent = ""
		}
		u, _ := tree.Unit(code)
		settings := tree.Settings(c.Month.Year, code)
		out.codes, out.parents = append(out.codes, code), append(out.parents, parent)
		out.names, out.kinds, out.gbCodes = append(out.names, u.Name), append(out.kinds, u.Kind), append(out.gbCodes, u.GBCode)
		out.roundings, out.rules = append(out.roundings, string(settings.PaceRounding)), append(out.rules, string(settings.PaceRule))
		out.decimals = append(out.decimals, small(settings.Decimals))
	}
	return out
}

const anyCutoffSQL = `
SELECT c.id::text, c.unit, u.name, c.year, c.month, c.revision, c.at, c.event_time, c.publisher, c.note, c.lifecycle
FROM cutoff c JOIN cutoff_unit u ON u.cutoff = c.id AND u.code = c.unit`

const cutoffSQL = anyCutoffSQL + ` WHERE c.id = $1`

const cutoffsOfSQL = anyCutoffSQL + ` WHERE c.unit = $1 AND c.year = $2 ORDER BY c.month DESC, c.revision DESC`

const allCutoffsSQL = anyCutoffSQL + ` ORDER BY c.unit, c.year, c.month, c.revision`

func scanCutoff(row pgx.CollectableRow) (statistics.Cutoff, error) {
	var (
		c       statistics.Cutoff
		year, m int16
	)
	err := row.Scan(&c.ID, &c.Unit, &c.UnitName, &year, &m, &c.Revision, &c.Time, &c.EventTime, &c.Publisher, &c.Note, &c.Lifecycle)
	c.Month = month.Month{Year: int(year), Month: int(m)}
	return c, err
}

// CutoffNotFound says that there is no such cut-off, or none that one may see.
func CutoffNotFound(id string) *errs.Error {
	return errs.NotFound("CUTOFF_NOT_FOUND", "no cut-off %.40q", id)
}

// Cutoff is the cut-off of that ID. It fails with CUTOFF_NOT_FOUND.
func (s *Store) Cutoff(ctx context.Context, id string) (statistics.Cutoff, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return statistics.Cutoff{}, CutoffNotFound(id)
	}
	rows, _ := s.pool.Query(ctx, cutoffSQL, pgUUID(parsed)) // its error comes back from Collect
	c, err := pgx.CollectExactlyOneRow(rows, scanCutoff)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, CutoffNotFound(id)
	}
	if err != nil {
		return c, pg.Wrap(fmt.Errorf("cut-off %s: %w", id, err))
	}
	return c, nil
}

// Cutoffs are a unit's of a year, the newest first.
func (s *Store) Cutoffs(ctx context.Context, unit string, year int) ([]statistics.Cutoff, error) {
	rows, _ := s.pool.Query(ctx, cutoffsOfSQL, unit, small(year)) // its error comes back from Collect
	found, err := pgx.CollectRows(rows, scanCutoff)
	if err != nil {
		return nil, pg.Wrap(fmt.Errorf("cut-offs of %s: %w", unit, err))
	}
	return found, nil
}

const cutoffBySQL = anyCutoffSQL + `
WHERE c.unit = $1 AND c.year = $2 AND c.month = $3 AND c.at <= $4 ORDER BY c.revision DESC LIMIT 1`

// CutoffBy is the unit's newest cut-off of a month that was published by a moment; false
// if there was none. Later ones leave the answer as it is.
func (s *Store) CutoffBy(ctx context.Context, unit string, m month.Month, at time.Time) (statistics.Cutoff, bool, error) {
	rows, _ := s.pool.Query(ctx, cutoffBySQL, unit, small(m.Year), small(m.Month), at) // its error comes back from Collect
	c, err := pgx.CollectExactlyOneRow(rows, scanCutoff)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, pg.Wrap(fmt.Errorf("cut-off of %s, %s: %w", unit, m, err))
	}
	return c, true, nil
}

// EachCutoff tells every cut-off, the revisions of a month in their order.
func (s *Store) EachCutoff(ctx context.Context, f func(statistics.Cutoff) error) error {
	rows, _ := s.pool.Query(ctx, allCutoffsSQL) // its error comes back from Collect
	all, err := pgx.CollectRows(rows, scanCutoff)
	if err != nil {
		return pg.Wrap(fmt.Errorf("all cut-offs: %w", err))
	}
	for _, c := range all {
		if err := f(c); err != nil {
			return err
		}
	}
	return nil
}

const frozenTreeSQL = `SELECT code, parent, name, kind, gb_code, pace_rounding, pace_rule, decimals FROM cutoff_unit WHERE cutoff = $1`

// FrozenTree is the published unit with all below it, as it was: of the cut-off's
// year alone, and with the settings that were in force.
func (s *Store) FrozenTree(ctx context.Context, c statistics.Cutoff) (unittree.Tree, error) {
	var (
		units                                              []unittree.Unit
		code, parent, name, kind, gbCode, paceRounds, rule string
		decimals                                           int
	)
	rows, _ := s.pool.Query(ctx, frozenTreeSQL, c.ID) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, []any{&code, &parent, &name, &kind, &gbCode, &paceRounds, &rule, &decimals}, func() error {
		rounding, paceRule, shown := unittree.Rounding(paceRounds), unittree.PaceRule(rule), decimals
		units = append(units, unittree.Unit{
			Code: code, Name: name, Kind: kind, GBCode: gbCode,
			Places:   []unittree.Place{{Parent: parent, From: c.Month.Year, To: c.Month.Year}},
			Settings: unittree.OwnSettings{PaceRounding: &rounding, PaceRule: &paceRule, Decimals: &shown},
		})
		return nil
	})
	if err != nil {
		return unittree.Tree{}, pg.Wrap(fmt.Errorf("units of cut-off %s: %w", c.ID, err))
	}
	return unittree.New(units), nil
}

const frozenCellsSQL = `
SELECT unit, listing, category, nature, projects, due, reported, missing, total_investment, planned, invested, month_invested, unlisted,
  timed, on_time, corrected, plan_by_month, plan_to_date,` + lifecycleColumns + `
FROM cutoff_cell WHERE cutoff = $1 AND unit = ANY ($2::text[])`

// FrozenRollup is a view as it was frozen.
func (s *Store) FrozenRollup(ctx context.Context, c statistics.Cutoff, v View) (Rollup, error) {
	var (
		tally = statistics.NewTally(v.Part, v.Units)
		unit  string
		lot   statistics.Lot
		f     = &lot.Figures
	)
	rows, _ := s.pool.Query(ctx, frozenCellsSQL, c.ID, v.Units) // its error comes back from ForEachRow
	_, err := pgx.ForEachRow(rows, append([]any{
		&unit, &lot.Listing, &lot.Category, &lot.Nature,
		&f.Projects, &f.Due, &f.Reported, &f.Missing, &f.TotalInvestment, &f.Planned, &f.Invested, &f.Month, &f.Unlisted,
		&f.Timed, &f.OnTime, &f.Corrected, &f.Plan.ByMonth, &f.Plan.ToDate,
	}, lifecycleInto(&f.Lifecycle)...), func() error {
		tally.Add(unit, lot)
		return nil
	})
	if err != nil {
		return Rollup{}, pg.Wrap(fmt.Errorf("figures of cut-off %s: %w", c.ID, err))
	}
	r := Rollup{Units: tally.Units(), Groups: tally.Groups(), NoLifecycle: !c.Lifecycle, Status: Status{EventTime: c.EventTime}}
	if v.By.OfProjects() {
		var placed bool
		if r.Groups, placed, err = s.frozenGroups(ctx, c, v); err != nil {
			return Rollup{}, pg.Wrap(fmt.Errorf("groups of cut-off %s: %w", c.ID, err))
		}
		r.Unplaced = !placed
	}
	return r, nil
}

// since is a record time as it was kept; nothing for one that nobody told.
func since(t pgtype.Timestamptz) time.Time {
	if !t.Valid || t.InfinityModifier != pgtype.Finite {
		return time.Time{}
	}
	return t.Time
}
