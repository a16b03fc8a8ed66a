package scenario

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/rollup"
	"pacesetter/tools/internal/table"
)

// judge shows the figures and fails where they don't come out as the place's file says,
// unless people have changed the data since.
func (l loading) judge(ctx context.Context, changed bool) error {
	ctx = client.As(ctx, authn.RoleProvince, l.c.Root())
	r, err := l.await(ctx, changed)
	if err != nil {
		return err
	}
	if err := l.show(ctx, r); err != nil {
		return err
	}
	figures, err := l.read(ctx)
	if err != nil {
		return err
	}
	if err := showFigures(l.out, figures); err != nil {
		return err
	}
	contradicts, err := l.checkStated(ctx)
	if err != nil {
		return err
	}
	sheets, err := l.roundTrip(ctx)
	if err != nil {
		return err
	}
	l.showWaits()
	list := differences(figures, contradicts, sheets, uneven(r))
	switch {
	case changed:
		fmt.Fprintln(l.out, "台账中的数据在场景写入以后有过改动，以上是现在的数字。")
		return nil
	case list != "":
		return errs.Internal("FIGURES_DIFFER", "the figures are not those published").With("list", list)
	}
	fmt.Fprintf(l.out, "与公布的数字一致：%s\n", l.Agrees)
	return nil
}

// await asks until statistics has counted all projects and reports.
func (l loading) await(ctx context.Context, changed bool) (*statisticsv1.Rollup, error) {
	ctx, cancel := context.WithTimeout(ctx, waitFor)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	want := l.sums()
	var last string
	for {
		r, err := l.rollup(ctx, rollupFigure{By: l.Groups})
		switch {
		case err == nil && (changed || want.counted(r.GetFigures())):
			return r, nil
		case err == nil:
			last = want.lacking(r.GetFigures())
		case !starting(err):
			return nil, err
		default:
			last = client.Explain(err)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, late(ctx, last)
		}
	}
}

func late(ctx context.Context, last string) error {
	return errs.Unavailable("FIGURES_LATE", "statistics has not counted everything").Wrap(context.Cause(ctx)).
		With("seconds", fmt.Sprint(int(waitFor.Seconds()))).With("list", last)
}

// starting tells whether statistics is away or hasn't heard of the units yet.
func starting(err error) bool {
	return errs.KindOf(err) == errs.KindUnavailable || errs.ReasonOf(err) == "UNIT_NOT_FOUND"
}

// counted tells whether statistics has counted all that was made up, also what became
// of projects after they were sent.
func (s madeSums) counted(f *statisticsv1.RollupFigures) bool {
	life := f.GetLifecycle()
	lived := s.lives == 0 || life.GetResumed() == s.resumed && life.GetDueToResume() == s.continued-s.excused
	return f.GetProjects() == s.listed && f.GetReported() == s.reported && f.GetInvestedYuan() == s.invested && life.GetReserve() == s.reserve && lived
}

func (s madeSums) lacking(f *statisticsv1.RollupFigures) string {
	return fmt.Sprintf("项目 %d/%d，已报 %d/%d，年度完成 %d/%d 元，储备 %d/%d，复工 %d/%d", f.GetProjects(), s.listed, f.GetReported(), s.reported,
		f.GetInvestedYuan(), s.invested, f.GetLifecycle().GetReserve(), s.reserve, f.GetLifecycle().GetResumed(), s.resumed)
}

// rollup reads the roll-up that has a figure.
func (l loading) rollup(ctx context.Context, f rollupFigure) (*statisticsv1.Rollup, error) {
	res, err := l.c.Statistics.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: l.Unit, Month: l.at(f.Month), Listing: f.Listing, By: f.By, Lifecycle: true})
	return res.GetRollup(), err
}

// figure is what came out where something was expected.
type figure struct {
	expectation
	got string
}

// differences tells what doesn't come out as it must.
func differences(figures []figure, others ...string) string {
	var list []string
	for _, f := range figures {
		if !f.met(f.got) {
			list = append(list, fmt.Sprintf("%s应为 %s，得到 %s", f.What, f.should(), f.got))
		}
	}
	for _, other := range others {
		if other != "" {
			list = append(list, other)
		}
	}
	return strings.Join(list, "；")
}

// uneven tells whether a unit's parts don't add up to it.
func uneven(r *statisticsv1.Rollup) string {
	var projects, invested int64
	for _, c := range r.GetChildren() {
		projects, invested = projects+c.GetFigures().GetProjects(), invested+c.GetFigures().GetInvestedYuan()
	}
	if f := r.GetFigures(); projects != f.GetProjects() || invested != f.GetInvestedYuan() {
		return fmt.Sprintf("下级单位之和为 %d 个、%d 元，%s为 %d 个、%d 元", projects, invested, r.GetName(), f.GetProjects(), f.GetInvestedYuan())
	}
	return ""
}

// show writes the unit and those below it as one table, and its groups below.
func (l loading) show(ctx context.Context, r *statisticsv1.Rollup) error {
	lines := rollup.Lines(r)
	if l.ShowTop {
		res, err := l.c.Statistics.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: l.c.Root(), Month: l.lastMonth(), NoChildren: true})
		if err != nil {
			return fmt.Errorf("roll-up of %s: %w", l.c.Root(), err)
		}
		for i := range lines {
			lines[i].Depth++
		}
		lines = append(rollup.Lines(res.GetRollup()), lines...)
	}
	fmt.Fprintf(l.out, "\n%s\n", rollup.Title(r))
	if err := rollup.Table(l.out, "单位", lines); err != nil {
		return err
	}
	if l.Groups == "" {
		return nil
	}
	fmt.Fprintln(l.out)
	return rollup.Table(l.out, "分组", rollup.Groups(r))
}

// showFigures writes every figure beside what it should be and where that is said.
func showFigures(out io.Writer, figures []figure) error {
	lines := make([][]string, len(figures))
	for i, f := range figures {
		mark := "✓"
		if !f.met(f.got) {
			mark = "✗"
		}
		lines[i] = []string{mark, f.What, f.got, f.should(), f.Source}
	}
	fmt.Fprintln(out)
	return table.Write(out, []table.Column{{}, {Title: "指标"}, {Title: "平台", Right: true}, {Title: "应为", Right: true}, {Title: "出处"}}, lines)
}

// showWaits says what of the paper isn't shown here, and what is made up.
func (l loading) showWaits() {
	fmt.Fprintf(l.out, "\n依据：%s\n", l.Source)
	if l.Sample != "" {
		fmt.Fprintf(l.out, "样例数据：%s\n", l.Sample)
	}
	for _, w := range l.waiting() {
		fmt.Fprintf(l.out, "%s\n", w)
	}
}
