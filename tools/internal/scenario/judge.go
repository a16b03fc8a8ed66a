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
	"pacesetter/tools/internal/synth"
)

const binzhouProjects = 433

// published are the figures of the report of June 2020, as the platform shows them.
var published = []struct {
	what string
	want string
	of   func(*statisticsv1.Rollup) string
}{
	{"项目数", "433", count((*statisticsv1.RollupFigures).GetProjects)},
	{"已报", "433", count((*statisticsv1.RollupFigures).GetReported)},
	{"年度计划（元，推算）", fmt.Sprint(synth.BinzhouPlanned), count((*statisticsv1.RollupFigures).GetPlannedYuan)},
	{"年度完成（元）", fmt.Sprint(synth.BinzhouInvested), count((*statisticsv1.RollupFigures).GetInvestedYuan)},
	{"完成率", "47.1", func(r *statisticsv1.Rollup) string { return r.GetFigures().GetRateShown() }},
	{"时序进度", "41.6", func(r *statisticsv1.Rollup) string { return r.GetFigures().GetPaceShown() }},
	{"超时序", "+5.5", func(r *statisticsv1.Rollup) string { return r.GetFigures().GetLeadShown() }},
	{"省重点", "94", listing("province")},
	{"市重点", "140", listing("city")},
	{"县重点", "169", listing("county")},
	{"技改", "30", listing("renovation")},
}

func count(of func(*statisticsv1.RollupFigures) int64) func(*statisticsv1.Rollup) string {
	return func(r *statisticsv1.Rollup) string { return fmt.Sprint(of(r.GetFigures())) }
}

func listing(key string) func(*statisticsv1.Rollup) string {
	return func(r *statisticsv1.Rollup) string {
		for _, g := range r.GetGroups() {
			if g.GetValue() == key {
				return fmt.Sprint(g.GetFigures().GetProjects())
			}
		}
		return "0"
	}
}

// differences tells which published figures r does not show.
func differences(r *statisticsv1.Rollup) string {
	var list []string
	for _, p := range published {
		if got := p.of(r); got != p.want {
			list = append(list, fmt.Sprintf("%s应为 %s，得到 %s", p.what, p.want, got))
		}
	}
	return strings.Join(list, "；")
}

// judge shows the roll-up and fails where the published figures do not come out,
// unless people have changed the data since.
func judge(ctx context.Context, c *client.Client, changed bool, out io.Writer) error {
	ctx = client.As(ctx, authn.RoleProvince, c.Root())
	r, err := await(ctx, c, changed)
	if err != nil {
		return err
	}
	if err := show(ctx, c, r, out); err != nil {
		return err
	}
	list := differences(r)
	switch {
	case changed:
		fmt.Fprintln(out, "台账中的数据在场景写入以后有过改动，以上是现在的数字。")
		return nil
	case list != "":
		return errs.Internal("FIGURES_DIFFER", "the figures are not those published").With("list", list)
	}
	fmt.Fprintln(out, "与公布的数字一致：433 = 94 + 140 + 169 + 30；479.33 亿元；47.1 %；超时序 5.5 个百分点")
	return nil
}

// await asks until statistics has counted all projects and reports.
func await(ctx context.Context, c *client.Client, changed bool) (*statisticsv1.Rollup, error) {
	ctx, cancel := context.WithTimeout(ctx, waitFor)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	var last string
	for {
		r, err := top(ctx, c)
		switch {
		case err == nil && (changed || counted(r)):
			return r, nil
		case err == nil:
			last = differences(r)
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

func counted(r *statisticsv1.Rollup) bool {
	f := r.GetFigures()
	return f.GetProjects() == binzhouProjects && f.GetReported() == binzhouProjects && f.GetInvestedYuan() == synth.BinzhouInvested
}

func top(ctx context.Context, c *client.Client) (*statisticsv1.Rollup, error) {
	res, err := c.Statistics.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: c.Root(), Month: binzhouMonth, By: "listing"})
	return res.GetRollup(), err
}

// show writes province, city and units as one table, and the lists below.
func show(ctx context.Context, c *client.Client, r *statisticsv1.Rollup, out io.Writer) error {
	lines := rollup.Lines(r)[:1]
	for _, city := range r.GetChildren() {
		if city.GetItself() {
			lines = append(lines, rollup.Line{Depth: 1, Name: city.GetName() + "（本级）", Figures: city.GetFigures()})
			continue
		}
		res, err := c.Statistics.GetRollup(ctx, &statisticsv1.GetRollupRequest{Unit: city.GetUnit(), Month: binzhouMonth})
		if err != nil {
			return fmt.Errorf("roll-up of %s: %w", city.GetUnit(), err)
		}
		for _, l := range rollup.Lines(res.GetRollup()) {
			l.Depth++
			lines = append(lines, l)
		}
	}
	fmt.Fprintf(out, "\n%s\n", rollup.Title(r))
	if err := rollup.Table(out, "单位", lines); err != nil {
		return err
	}
	fmt.Fprintln(out)
	return rollup.Table(out, "名单", rollup.Groups(r))
}
