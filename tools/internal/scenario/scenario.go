// Package scenario loads the places that the platform is judged by into a running
// platform, through its public API alone, and holds what comes out against the
// published figures.
//
// A scenario looks before it writes: what is there already is left alone, also
// where somebody has changed it since.
package scenario

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/tools/internal/client"
)

// Scenario is one place with its year.
type Scenario struct {
	Name string
	Help string
	run  func(ctx context.Context, c *client.Client, out, errOut io.Writer) error
}

// waitFor is how long statistics may take to have counted everything.
const waitFor = 60 * time.Second

// All lists the scenarios.
func All() []Scenario {
	return []Scenario{
		{"binzhou-2020", "滨州 2020 年 1–5 月：433 个重点项目，完成 479.33 亿元，超时序 5.5 个百分点", runBinzhou},
	}
}

// Run loads the scenario of that name, tells out what it does and finds and errOut
// how far it is, and fails unless the published figures come out.
func Run(ctx context.Context, c *client.Client, name string, out, errOut io.Writer) error {
	all := All()
	i := slices.IndexFunc(all, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return unknown(name, all)
	}
	return all[i].run(ctx, c, out, errOut)
}

func unknown(name string, all []Scenario) error {
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
	}
	known := strings.Join(names, " ")
	return errs.NotFound("SCENARIO_UNKNOWN", "no scenario %q; there are: %s", name, known).With("value", name).With("known", known)
}
