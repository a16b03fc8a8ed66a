// Package scenario loads the places that the platform is judged by into a running
// platform, through its public API alone, and holds what comes out against the
// published figures.
//
// A place is a file of places/: units, cohorts of made-up projects that add up to
// published sums, and the figures that must come out, each with its source. The runner
// knows no place.
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
	Name  string
	Help  string
	Waits []string // what its paper asks for that no service shows yet
}

// waitFor is how long statistics may take to have counted everything.
const waitFor = 60 * time.Second

// All lists the scenarios.
func All() ([]Scenario, error) {
	places, err := readPlaces()
	if err != nil {
		return nil, err
	}
	all := make([]Scenario, len(places))
	for i, p := range places {
		all[i] = Scenario{Name: p.Name, Help: p.Help, Waits: p.waiting()}
	}
	return all, nil
}

// waiting says what waits for whom.
func (p place) waiting() []string {
	var list []string
	for _, w := range p.Waits {
		list = append(list, waitsFor[w.For]+"："+w.What)
	}
	return list
}

// waitsFor are the services that don't show their part yet, and what has no owner yet.
var waitsFor = map[string]string{
	"approvals": "待审批服务", "factors": "待要素服务", "supervision": "待督导服务", "later": "尚未建成",
}

// Run loads the scenario of that name, tells out what it does and finds and errOut
// how far it is, and fails unless the published figures come out.
func Run(ctx context.Context, c *client.Client, name string, out, errOut io.Writer) error {
	places, err := readPlaces()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(places, func(p place) bool { return p.Name == name })
	if i < 0 {
		return unknown(name, places)
	}
	return places[i].run(ctx, c, out, errOut)
}

func unknown(name string, places []place) error {
	var names []string
	for _, p := range places {
		names = append(names, p.Name)
	}
	known := strings.Join(names, " ")
	return errs.NotFound("SCENARIO_UNKNOWN", "no scenario %q; there are: %s", name, known).With("value", name).With("known", known)
}
