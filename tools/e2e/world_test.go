//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/e2e/ledger"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

// world is a generated province on a platform, and the book kept of it.
type world struct {
	p     *platform
	spec  synth.Spec
	book  *ledger.Ledger
	tally *tally

	mu       sync.Mutex
	unitOf   map[string]string   // by project
	projects map[string][]string // by unit
	reports  map[string][]synth.Report
}

// newWorld creates the units and projects; their reports are still to be written.
func newWorld(t *testing.T, p *platform) *world {
	t.Helper()
	w := &world{
		p: p, book: ledger.New(), tally: newTally(),
		spec:   synth.Spec{Seed: 20250131, Year: 2025, Cities: 3, Counties: writers + 1, Projects: 50 * (writers + 1), Months: 12},
		unitOf: map[string]string{}, projects: map[string][]string{}, reports: map[string][]synth.Report{},
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := w.createUnits(client.As(ctx, authn.RoleAdmin, p.root)); err != nil {
		t.Fatal(err)
	}
	if err := w.createProjects(client.As(ctx, authn.RoleCity, p.root)); err != nil {
		t.Fatal(err)
	}
	return w
}

// createUnits makes cities that accept reports at once, and their counties.
func (w *world) createUnits(ctx context.Context) error {
	yes := true
	for u := range w.spec.Units() {
		parent := u.Parent
		if parent == synth.Root {
			parent = w.p.root
			u.Unit.Settings = &registryv1.UnitSettings{AutoAccept: &yes}
		}
		_, err := w.p.grpc.Units.CreateUnit(ctx, &registryv1.CreateUnitRequest{
			Unit: u.Unit, Parent: parent, FromYear: int32(w.spec.Year), RequestId: newID(),
		})
		if err != nil {
			return fmt.Errorf("unit %s: %w", u.Unit.GetCode(), err)
		}
	}
	return nil
}

// createProjects sends the projects in bulk, in two chunks on one stream.
func (w *world) createProjects(ctx context.Context) error {
	stream, err := w.p.grpc.Bulk.Ingest(ctx)
	if err != nil {
		return err
	}
	var chunk []synth.Project
	for i := range w.spec.Projects {
		chunk = append(chunk, w.project(i))
		if len(chunk) < w.spec.Projects/2 && i < w.spec.Projects-1 {
			continue
		}
		if err := w.ingest(stream, chunk); err != nil {
			return err
		}
		chunk = nil
	}
	return stream.CloseSend()
}

// project is the i-th project, on the county's own list: a list above the county
// would wait for the city's confirmation.
func (w *world) project(i int) synth.Project {
	p := w.spec.Project(i)
	p.Project.Years[0].Listings = []*registryv1.Listing{{Key: "county", FromMonth: 1, Confirmed: true}}
	return p
}

func (w *world) ingest(stream registryv1.BulkService_IngestClient, chunk []synth.Project) error {
	req := &registryv1.IngestRequest{RequestId: newID()}
	for _, p := range chunk {
		req.Rows = append(req.Rows, &registryv1.IngestRow{Row: &registryv1.IngestRow_Project{Project: p.Project}})
	}
	if err := stream.Send(req); err != nil {
		return err
	}
	resp, err := stream.Recv()
	if err != nil {
		return err
	}
	for i, result := range resp.GetResults() {
		if result.GetOutcome() != registryv1.RowOutcome_ROW_OUTCOME_CREATED {
			return fmt.Errorf("project %d of a chunk: %v", i, result)
		}
		w.keep(result.GetProjectId(), chunk[i])
	}
	return nil
}

// keep remembers a project that the platform acknowledged.
func (w *world) keep(id string, p synth.Project) {
	w.mu.Lock()
	defer w.mu.Unlock()
	unit := p.Project.GetYears()[0].GetUnit()
	w.unitOf[id], w.reports[id] = unit, p.Reports
	w.projects[unit] = append(w.projects[unit], id)
}

// report is what the generator says of a project's month, from 1.
func (w *world) report(id string, month int) *registryv1.IngestReport {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reports[id][month-1].Row
}

// ids are a unit's projects as known now.
func (w *world) ids(unit string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.projects[unit]...)
}

// all are all projects, with the unit of each.
func (w *world) all() map[string]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	units := make(map[string]string, len(w.unitOf))
	for id, unit := range w.unitOf {
		units[id] = unit
	}
	return units
}

func monthOf(year, month int) string { return fmt.Sprintf("%04d-%02d", year, month) }
