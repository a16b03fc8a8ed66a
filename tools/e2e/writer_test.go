//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/e2e/ledger"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

const (
	writers      = 10
	writeEvery   = 100 * time.Millisecond
	patience     = 15 * time.Second
	impatienceIn = 25 // one attempt in so many is cut off while it runs
)

// writer is one client: it reports the months of its county's projects, corrects
// them, adds projects, and now and then writes to a county that all writers share.
type writer struct {
	w      *world
	number int
	unit   string
	shared string
	rest   map[string]caller // by unit
	random *rand.Rand
	next   int // first reports written so far
	added  int // projects added
}

func (w *world) newWriter(number int, tokens func(unit string) string) *writer {
	unit, shared := w.county(number), w.county(writers)
	return &writer{
		w: w, number: number, unit: unit, shared: shared,
		rest:   map[string]caller{unit: w.p.caller(tokens(unit)), shared: w.p.caller(tokens(shared))},
		random: rand.New(rand.NewPCG(7, uint64(number))),
	}
}

// county is the unit of every project whose number leaves n.
func (w *world) county(n int) string { return w.spec.Project(n).Project.GetYears()[0].GetUnit() }

// run writes until stop ends; the write that is under way then gets its answer.
func (c *writer) run(ctx, stop context.Context) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for stop.Err() == nil {
		c.step(ctx)
		select {
		case <-stop.Done():
		case <-tick.C:
		}
	}
}

// step makes one write.
func (c *writer) step(ctx context.Context) {
	switch dice := c.random.IntN(100); {
	case dice < 2:
		c.addProject(ctx)
	case dice < 12:
		c.writeShared(ctx)
	case dice < 60 && c.next < 12*len(c.w.ids(c.unit)):
		c.writeNext(ctx)
	default:
		c.correct(ctx)
	}
}

// writeNext reports the next month that has no report: January of all projects
// first.
func (c *writer) writeNext(ctx context.Context) {
	ids := c.w.ids(c.unit)
	id, month := ids[c.next%len(ids)], c.next/len(ids)+1
	c.next++
	if _, known := c.w.book.Latest(c.key(id, month)); !known && month <= 12 { // a project may have been added meanwhile
		c.write(ctx, c.unit, id, month)
	}
}

// correct corrects a month that was reported, or reports it.
func (c *writer) correct(ctx context.Context) {
	ids := c.w.ids(c.unit)
	c.write(ctx, c.unit, ids[c.random.IntN(len(ids))], 1+c.random.IntN(12))
}

// writeShared writes where others write at the same time; who comes second is told
// that the version moved on, and leaves it at that.
func (c *writer) writeShared(ctx context.Context) {
	ids := c.w.ids(c.shared)
	c.write(ctx, c.shared, ids[c.random.IntN(5)], 1+c.random.IntN(3))
}

func (c *writer) key(id string, month int) ledger.Key {
	return ledger.Key{Project: id, Month: monthOf(c.w.spec.Year, month)}
}

// write reports or corrects a month and enters the acknowledgement.
func (c *writer) write(ctx context.Context, unit, id string, month int) {
	req := c.request(id, month)
	var got *registryv1.Report
	err := c.insist(ctx, "SaveReport", func(ctx context.Context, rest bool) error {
		resp := &registryv1.SaveReportResponse{}
		var err error
		if rest {
			err = c.rest[unit].call(ctx, "PUT", "/api/v1/projects/"+id+"/reports/"+req.GetMonth(), req.GetRequestId(), req, resp)
		} else {
			resp, err = c.w.p.grpc.Reports.SaveReport(client.As(ctx, authn.RoleCounty, unit), req)
		}
		got = resp.GetReport()
		return err
	})
	switch {
	case err == nil:
		c.acknowledge(c.key(id, month), req, got)
	case unit == c.shared && strings.Contains(err.Error(), "STALE_VERSION"):
		c.w.tally.add("outrun by another writer (STALE_VERSION)")
	default:
		c.w.tally.fault("%s of %s: %v", c.unit, c.key(id, month), err)
	}
}

// request says a little more than was acknowledged last, or what the generator says.
func (c *writer) request(id string, month int) *registryv1.SaveReportRequest {
	row := c.w.report(id, month)
	req := &registryv1.SaveReportRequest{
		ProjectId: id, Month: row.GetMonth(), Figures: row.GetFigures(), Progress: row.GetProgress(), Submit: true, RequestId: newID(),
	}
	if held, known := c.w.book.Latest(c.key(id, month)); known {
		more := int64(1+c.random.IntN(40)) * synth.Wan / 10
		req.Version, req.Reason = held.Version, "核对后更正"
		req.Figures = &registryv1.Figures{
			MonthYuan: held.Figures.Month + more, YearToDateYuan: held.Figures.YearToDate + more, CumulativeYuan: held.Figures.Cumulative + more,
		}
	}
	return req
}

func (c *writer) acknowledge(k ledger.Key, req *registryv1.SaveReportRequest, got *registryv1.Report) {
	held := heldOf(got)
	if want := figuresOf(req.GetFigures()); held.Figures != want {
		c.w.tally.fault("%s: sent %+v, acknowledged %+v", k, want, held)
	}
	if err := c.w.book.Acknowledge(k, req.GetRequestId(), held); err != nil {
		c.w.tally.fault("%v", err)
	}
	c.w.tally.add("acknowledged writes of reports")
	if req.GetReason() != "" {
		c.w.tally.add("of these corrections")
	}
}

func heldOf(r *registryv1.Report) ledger.Held {
	return ledger.Held{Version: r.GetVersion(), Revision: r.GetAccepted().GetNumber(), Figures: figuresOf(r.GetAccepted().GetFigures())}
}

func figuresOf(f *registryv1.Figures) ledger.Figures {
	return ledger.Figures{Month: f.GetMonthYuan(), YearToDate: f.GetYearToDateYuan(), Cumulative: f.GetCumulativeYuan()}
}

// addProject creates a project of the writer's county.
func (c *writer) addProject(ctx context.Context) {
	p := c.w.project(c.w.spec.Projects + c.added*c.w.spec.Counties + c.number)
	c.added++
	req := &registryv1.CreateProjectRequest{Project: p.Project, RequestId: newID()}
	var got *registryv1.Project
	err := c.insist(ctx, "CreateProject", func(ctx context.Context, rest bool) error {
		resp := &registryv1.CreateProjectResponse{}
		var err error
		if rest {
			err = c.rest[c.unit].call(ctx, "POST", "/api/v1/projects", req.GetRequestId(), req, resp)
		} else {
			resp, err = c.w.p.grpc.Projects.CreateProject(client.As(ctx, authn.RoleCounty, c.unit), req)
		}
		got = resp.GetProject()
		return err
	})
	if err != nil {
		c.w.tally.fault("create a project in %s: %v", c.unit, err)
		return
	}
	c.w.keep(got.GetId(), p)
	c.w.tally.add("acknowledged new projects")
}

// errSilence is that of a request that got no answer to the end.
var errSilence = errors.New("never answered")

// insist makes a request until it is answered, by turns through the gateway and
// straight at the registry, always with the same request_id. Some attempts are cut
// off as they run: their answer is lost.
func (c *writer) insist(ctx context.Context, what string, call func(ctx context.Context, rest bool) error) error {
	begun, route := time.Now(), c.random.IntN(2)
	for try := 0; ; try++ {
		err := c.attempt(ctx, (route+try)%2 == 0, call)
		if err == nil {
			c.w.tally.took(time.Since(begun))
			if try > 0 {
				c.w.tally.add("acknowledged only at a retry")
			}
			return nil
		}
		verdict, name := c.w.tally.judge(err)
		c.w.tally.add(what + " failed: " + name)
		if verdict == refused {
			return err
		}
		c.w.tally.add("retries")
		if !pause(ctx, min(2*time.Second, time.Duration(50<<min(try, 6))*time.Millisecond)) {
			return fmt.Errorf("%s: %w: %w", what, errSilence, err)
		}
	}
}

func (c *writer) attempt(ctx context.Context, rest bool, call func(ctx context.Context, rest bool) error) error {
	limit := patience
	if c.random.IntN(impatienceIn) == 0 {
		limit = time.Duration(2+c.random.IntN(20)) * time.Millisecond
		c.w.tally.add("attempts cut off as they ran")
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if rest {
		c.w.tally.add("attempts through the gateway")
	} else {
		c.w.tally.add("attempts straight at the registry")
	}
	return call(ctx, rest)
}
