package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/unittree"
	"pacesetter/services/statistics/internal/statistics"
)

// Applied says what became of facts.
type Applied struct {
	Taken int // newer than what was kept
	Stale int // known already
}

// Apply takes facts in, within the caller's transaction: it locks the applier,
// keeps what is newer, and adds to the cells the difference between what counted
// before and what counts now. Units come first, then projects, then reports, so
// that the facts of one call may need each other. Applying facts again, late or in
// another order changes nothing.
func (s *Store) Apply(ctx context.Context, tx pgx.Tx, facts Facts) (Applied, error) {
	a := &apply{tx: tx, facts: facts, memory: s.memory, own: newCells(), moved: newCells(), tagged: make(map[yearUnit]bool)}
	a.mover.Dimensions = a.own.dimensions
	if err := a.lock(ctx); err != nil {
		return Applied{}, err
	}
	if err := s.memory.during(a.stamp, func() error { return a.run(ctx) }); err != nil {
		return Applied{}, err
	}
	return a.applied, nil
}

// apply is one application of facts.
type apply struct {
	tx       pgx.Tx
	facts    Facts
	memory   *memory
	stamp    int64
	paged    int64 // the stamp of the last who kept pages of cells
	sequence int64
	applied  Applied

	mover  statistics.Mover
	buffer countBuffer
	own    cells             // differences at the projects' own units
	moved  cells             // differences made by units that moved, spread already
	tagged map[yearUnit]bool // units with a project whose tags changed

	// What has to be written.
	units        []Unit
	projects     []Project
	removedYears []yearKey
	reports      []Report
	past         past
}

// lockSQL also keeps the planner from reading whole tables where it should look up
// a thousand keys: plans are made once per connection, often while the tables are
// still empty, and no statistics tell it later that they have grown. Compiling
// would cost more than any of these statements; what can't do without reading a
// whole table, such as this one, looks expensive enough for it.
const lockSQL = `
SELECT stamp, paged_stamp, sequence,
       set_config('enable_seqscan', 'off', true),
       set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true),
       set_config('jit', 'off', true)
FROM applier FOR UPDATE`

func (a *apply) lock(ctx context.Context) error {
	var setting string
	err := a.tx.QueryRow(ctx, lockSQL).Scan(&a.stamp, &a.paged, &a.sequence, &setting, &setting, &setting, &setting)
	if err != nil {
		return fmt.Errorf("lock applier: %w", err)
	}
	return nil
}

func (a *apply) run(ctx context.Context) error {
	if err := a.loadTree(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{a.takeUnits, a.takeProjects, a.takeReports} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if a.applied.Taken == 0 {
		return a.writePast(ctx)
	}
	return a.write(ctx)
}

func (a *apply) loadTree(ctx context.Context) error {
	if a.memory.tree != nil {
		return nil
	}
	tree, err := loadTree(ctx, a.tx)
	if err != nil {
		return err
	}
	a.memory.tree = &tree
	return nil
}

// take tells whether a fact is to be taken, and counts it.
func (a *apply) take(o Origin, kept int64) bool {
	if o.supersedes(kept, a.facts.Mend) {
		a.applied.Taken++
		return true
	}
	a.applied.Stale++
	return false
}

// takeUnits gives the tree its new shape and lets what lies in units whose
// ancestors changed count where it belongs now.
func (a *apply) takeUnits(ctx context.Context) error {
	before, after := *a.memory.tree, *a.memory.tree
	facts, older := newest(a.facts.Units, func(u *Unit) (string, int64) { return u.Unit.Code, u.Version })
	a.past.units = older
	for _, u := range facts {
		kept, _ := after.Unit(u.Unit.Code)
		a.rememberUnit(u, kept.Version)
		if a.take(u.Origin, kept.Version) {
			a.units = append(a.units, u)
			after = withUnit(after, u)
		}
	}
	if len(a.units) == 0 {
		return nil
	}
	moved, err := recountMoved(ctx, a.tx, before, after)
	if err != nil {
		return err
	}
	a.moved, a.memory.tree = moved, &after
	return nil
}

// late tells whether the fact is older than what is kept. A mend's is not: it is
// what the registry said before something newer came.
func (a *apply) late(o Origin, kept int64) bool { return o.Version < kept && !a.facts.Mend }

// forgets tells whether the registry has no such aggregate. The history gets a
// version that says so for all times, in the place of what was kept: what the
// registry doesn't have, or has otherwise, was an error of ours and no knowledge.
func (a *apply) forgets(o Origin, kept int64) bool {
	return o.Version == 0 && kept > 0 && o.supersedes(kept, a.facts.Mend)
}

// rememberUnit notes what the history gains by a unit's fact.
func (a *apply) rememberUnit(u Unit, kept int64) {
	switch {
	case a.forgets(u.Origin, kept):
		a.past.gone = append(a.past.gone, Unit{Origin: Origin{Version: kept}, Unit: unittree.Unit{Code: u.Unit.Code}})
	case a.late(u.Origin, kept):
		a.past.units = append(a.past.units, u)
	case u.Version == kept && !u.Recorded.IsZero():
		a.past.dated = append(a.past.dated, u)
	case u.Version > kept && kept > 0 && !u.Recorded.IsZero():
		a.past.replacedUnits = append(a.past.replacedUnits, u.Unit.Code)
	}
}

// withUnit is the tree with u as it is now, or without it if it is gone.
func withUnit(tree unittree.Tree, u Unit) unittree.Tree {
	if u.Version > 0 {
		return tree.With(u.Unit)
	}
	var rest []unittree.Unit
	for _, other := range tree.Units() {
		if other.Code != u.Unit.Code {
			rest = append(rest, other)
		}
	}
	return unittree.New(rest)
}

// takeProjects re-attributes whole years to where their projects say they count.
func (a *apply) takeProjects(ctx context.Context) error {
	if len(a.facts.Projects) == 0 {
		return nil
	}
	facts, older := newest(a.facts.Projects, func(p *Project) (uuid.UUID, int64) { return p.ID, p.Version })
	a.past.projects = older
	heads, err := loadHeads(ctx, a.tx, facts)
	if err != nil {
		return err
	}
	var keys []yearKey
	for _, p := range facts {
		head := heads[p.ID]
		a.rememberProject(p, head.version)
		if a.take(p.Origin, head.version) {
			a.projects = append(a.projects, p)
			keys = append(keys, p.keys(head.years)...)
		}
	}
	if err := a.memory.states(ctx, a.tx, keys); err != nil {
		return err
	}
	for _, p := range a.projects {
		a.placeProject(p, heads[p.ID].years)
	}
	return nil
}

// rememberProject notes what the history gains by a project's fact.
func (a *apply) rememberProject(p Project, kept int64) {
	switch {
	case a.forgets(p.Origin, kept):
		a.past.projects = append(a.past.projects, Project{Origin: Origin{Version: kept}, ID: p.ID})
	case a.late(p.Origin, kept):
		a.past.projects = append(a.past.projects, p)
	case p.Version > kept && kept > 0:
		a.past.replacedProjects = append(a.past.replacedProjects, pgUUID(p.ID))
	}
}

// keys lists the years that p has or had.
func (p *Project) keys(had []int) []yearKey {
	keys := make([]yearKey, 0, len(p.Years)+len(had))
	for _, y := range p.Years {
		keys = append(keys, yearKey{p.ID, y.Year})
	}
	for _, year := range had {
		keys = append(keys, yearKey{p.ID, year})
	}
	return keys
}

func (a *apply) placeProject(p Project, had []int) {
	has := make(map[int]bool, len(p.Years))
	for _, y := range p.Years {
		has[y.Year] = true
		y.LastDue = statistics.LastDue(y.Year, p.EndYear, p.EndMonth)
		a.change(yearKey{p.ID, y.Year}, func(s *yearState) { s.place(&y) })
	}
	for _, year := range had {
		if !has[year] {
			a.removedYears = append(a.removedYears, yearKey{p.ID, year})
			a.change(yearKey{p.ID, year}, (*yearState).remove)
		}
	}
}

// change changes what is remembered of a year and notes the difference it makes.
func (a *apply) change(k yearKey, change func(*yearState)) {
	state := a.memory.years[k]
	before := state.counted(&a.buffer)
	tags, unit := state.project.Milestones.Tags, state.project.Unit
	change(state)
	a.noteTags(k.year, tags, unit, &state.project)
	var after *statistics.Project
	if state.known {
		after = &state.project
	}
	a.mover.Move(a.own.grains, before, after)
}

// noteTags notes whose groups by tag change: they are in no cell that could tell it.
func (a *apply) noteTags(year int, before []string, unit string, after *statistics.Project) {
	if slices.Equal(before, after.Milestones.Tags) {
		return
	}
	for _, own := range []string{unit, after.Unit} {
		for _, of := range a.memory.tree.Ancestors(year, own) {
			a.tagged[yearUnit{year, of}] = true
		}
	}
}

// write writes facts, cells and change numbers in one round trip.
func (a *apply) write(ctx context.Context) error {
	cells := a.own.spread(*a.memory.tree)
	cells.add(a.moved)
	pages, err := openPages(ctx, a.tx, cells)
	if err != nil {
		return err
	}

	var batch pgx.Batch
	a.past.queue(&batch)
	queueUnits(&batch, a.units)
	queueProjects(&batch, a.projects, a.removedYears)
	queueReports(&batch, a.reports)
	queueCells(&batch, cells.grains, a.sequence+1)
	pages.queue(&batch, a.sequence+1)
	if len(a.tagged) > 0 {
		queueChanges(&batch, a.tagged, a.sequence+1)
	}
	stamp, err := newStamp()
	if err != nil {
		return err
	}
	a.queueApplier(&batch, stamp)
	if err := a.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("write %d facts and %d cells: %w", a.applied.Taken, cells.len(), err)
	}
	a.memory.stamp = stamp
	return nil
}

// writePast writes what is new to the history only: figures and memory stay as they are.
func (a *apply) writePast(ctx context.Context) error {
	if a.past.empty() {
		return nil
	}
	var batch pgx.Batch
	a.past.queue(&batch)
	if err := a.tx.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return nil
}

const updateApplierSQL = `
UPDATE applier
SET stamp = $1, paged_stamp = $1, sequence = $2, tree = CASE WHEN $3 THEN $2 ELSE tree END, event_time = greatest(event_time, $4),
    doubted = CASE WHEN $5 THEN $2 ELSE doubted END`

func (a *apply) queueApplier(batch *pgx.Batch, stamp int64) {
	var eventTime *time.Time
	if at := a.facts.Time; !at.IsZero() {
		eventTime = &at
	}
	batch.Queue(updateApplierSQL, stamp, a.sequence+1, len(a.units) > 0, eventTime, a.paged != a.stamp)
}

// newStamp is random, so that no other apply, and none that was rolled back, ever
// leaves the same one.
func newStamp() (int64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, fmt.Errorf("make stamp: %w", err)
	}
	return int64(binary.LittleEndian.Uint64(b[:]) | 1), nil //nolint:gosec // any 64 bits will do, but not zero
}
