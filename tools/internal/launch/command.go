package launch

import (
	"fmt"
	"slices"

	"pacesetter/tools/internal/process"
)

// Command is a service's program with a subcommand, such as reconcile, in the
// environment of its first replica: to be run with process.Run, its output in the
// log that the spec names.
func (p *Platform) Command(name string, args ...string) (process.Spec, error) {
	all := services(p.opts)
	i := slices.IndexFunc(all, func(s service) bool { return s.name == name })
	if i < 0 {
		return process.Spec{}, fmt.Errorf("no service %q here", name)
	}
	spec := all[i].spec(p.plan, 1)
	spec.Args, spec.ReadyURL = args, ""
	return spec, nil
}
