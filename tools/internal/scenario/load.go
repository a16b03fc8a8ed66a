package scenario

import (
	"context"
	"fmt"
	"io"
	"iter"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/progress"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/synth"
)

// loading is one run of a place.
type loading struct {
	place
	c           *client.Client
	out, errOut io.Writer
	made        []synth.Project
}

// run makes units and settings, writes what the register lacks, and judges what comes
// out of it.
func (p place) run(ctx context.Context, c *client.Client, out, errOut io.Writer) error {
	l := loading{place: p, c: c, out: out, errOut: errOut, made: p.projects()}
	fmt.Fprintf(out, "场景 %s\n", p.Name)
	if err := l.prepare(ctx); err != nil {
		return err
	}
	written, err := l.load(ctx)
	if err != nil {
		return err
	}
	lived, err := l.live(ctx)
	if err != nil {
		return err
	}
	if step := ownSteps[p.Name]; step != nil {
		if err := step(ctx, c, out); err != nil {
			return err
		}
	}
	changed, err := l.changedSince(ctx, written+lived)
	if err != nil {
		return err
	}
	return l.judge(ctx, changed)
}

// ownSteps are what a place does that no other does.
var ownSteps = map[string]func(context.Context, *client.Client, io.Writer) error{
	binzhou: nameOfficers,
}

// prepare makes the units and their settings.
func (l loading) prepare(ctx context.Context) error {
	created, err := EnsureUnits(ctx, l.c, l.Year, l.tree(l.c.Root()))
	if err != nil {
		return err
	}
	unit := l.Settings.Unit
	if unit == "" {
		unit = l.c.Root()
	}
	set, err := EnsureSettings(ctx, l.c, unit, l.Settings.wire())
	if err != nil {
		return err
	}
	fmt.Fprintf(l.out, "  单位：新建 %d 个；%s的设置：%s\n", created, unit, map[bool]string{true: "已写入", false: "无需改动"}[set])
	return nil
}

// load writes what the register lacks and tells how many rows that were.
func (l loading) load(ctx context.Context) (int, error) {
	months := l.allMonths()
	k, err := look(ctx, l.c, l.city(), months)
	if err != nil {
		return 0, err
	}
	projects, reports := k.lacking(l.made, months)
	ctx = client.As(ctx, authn.RoleCity, l.c.Root())
	written := 0
	for _, part := range []struct {
		what  string
		rows  []*registryv1.IngestRow
		whole int
	}{{"项目", projects, len(l.made)}, {"月报", reports, l.reportsMade()}} {
		tally, err := l.send(ctx, part.what, part.rows)
		if err != nil {
			return written, err
		}
		written += tally.Written()
		fmt.Fprintf(l.out, "  %s：写入 %d，原有 %d\n", part.what, tally.Written(), part.whole-len(part.rows))
	}
	return written, nil
}

// city is the topmost of the place's own units, which come after it in the file.
func (p place) city() string { return p.Units[0].Code }

func (l loading) reportsMade() int {
	n := 0
	for _, p := range l.made {
		n += len(p.Reports)
	}
	return n
}

// send writes rows and shows how far that is.
func (l loading) send(ctx context.Context, what string, rows []*registryv1.IngestRow) (ingest.Tally, error) {
	bar := progress.New(l.errOut, "  "+what, len(rows))
	defer bar.Done()
	tally, err := ingest.SendAll(ctx, l.c.Bulk, chunked(l.Name, rows), bar.Add)
	if err != nil {
		return tally, err
	}
	return tally, tally.Err()
}

func chunked(scope string, rows []*registryv1.IngestRow) iter.Seq2[ingest.Chunk, error] {
	return func(yield func(ingest.Chunk, error) bool) {
		chunks, err := ingest.Chunks(scope, rows, ingest.MaxRows)
		if err != nil {
			yield(ingest.Chunk{}, err)
			return
		}
		for _, c := range chunks {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// madeSums are what the generated projects add up to.
type madeSums struct {
	projects, planned          int64 // of all projects, as the register lists them
	listed, reported, invested int64 // of those in a list, as statistics counts them
	reserve                    int64 // that the register takes for the reserve
	continued                  int64 // in a list
	lives, resumed, excused    int64 // what becomes of them beside their reports
}

func (l loading) sums() madeSums {
	var s madeSums
	last := l.lastMonth()
	for _, p := range l.made {
		s.projects++
		s.planned += p.Project.GetYears()[0].GetPlannedYuan()
		s = s.withLife(p)
		if len(p.Project.GetYears()[0].GetListings()) == 0 {
			continue
		}
		s.listed++
		if n := len(p.Reports); n > 0 {
			r := p.Reports[n-1].Row
			s.invested += r.GetFigures().GetYearToDateYuan()
			if r.GetMonth() == last {
				s.reported++
			}
		}
	}
	return s
}

// withLife counts what becomes of a project.
func (s madeSums) withLife(p synth.Project) madeSums {
	if stage := p.Project.GetStage(); stage == registryv1.Stage_STAGE_PLANNED || stage == registryv1.Stage_STAGE_RESERVED {
		s.reserve++
	}
	if p.Project.GetYears()[0].GetNature() == registryv1.Nature_NATURE_CONTINUED {
		s.continued++
	}
	if p.Life.Resumed != "" {
		s.lives, s.resumed = s.lives+1, s.resumed+1
	}
	if p.Life.Excused != "" {
		s.lives, s.excused = s.lives+1, s.excused+1
	}
	return s
}

// changedSince tells whether people have changed the scenario's data after an
// earlier run. What this run wrote must come out as published.
func (l loading) changedSince(ctx context.Context, written int) (bool, error) {
	if written > 0 {
		return false, nil
	}
	t, err := totals(ctx, l.c, &registryv1.ListProjectsRequest{Unit: l.city(), Month: l.lastMonth()})
	if err != nil {
		return false, err
	}
	want := l.sums()
	return t.GetProjects() != want.projects || t.GetPlannedYuan() != want.planned || t.GetYearToDateYuan() != want.invested, nil
}
