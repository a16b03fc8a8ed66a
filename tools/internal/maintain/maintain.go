// Package maintain starts the maintenance that a service does on its own database:
// reconcile, parked. It owns how such a process is told where everything is; what it
// does is the service's.
package maintain

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

// Place is where a platform runs.
type Place struct {
	Bin        string // folder of the programs
	Data       string // data folder of the platform that `pacesetter up` runs
	PortOffset int
	Environ    []string // one's own; it stands where it names the service's database
}

// The services that have maintenance to do.
const (
	Registry   = "registry"
	Statistics = "statistics"
)

// Services lists them.
func Services() []string { return []string{Registry, Statistics} }

// databaseURL is the setting that says where a service's database is.
func databaseURL(service string) string {
	return "PACESETTER_" + strings.ToUpper(service) + "_DATABASE_URL"
}

// Run runs a subcommand of a service to its end.
func Run(ctx context.Context, p Place, service string, args []string, out, errOut io.Writer) error {
	env, err := p.environ(service)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.Bin, service), args...) //nolint:gosec // our own program
	cmd.Env, cmd.Stdout, cmd.Stderr = env, out, errOut
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", service, strings.Join(args, " "), err)
	}
	return nil
}

// environ is one's own environment where it says where the service's database is, as
// in a container; otherwise that of the platform in the data folder.
func (p Place) environ(service string) ([]string, error) {
	if p.has(databaseURL(service)) {
		return p.own(), nil
	}
	key := filepath.Join(p.Data, "keys", "service.jwk")
	if _, err := os.Stat(key); err != nil {
		return nil, errs.Precondition("PLATFORM_AWAY", "no platform in %s", p.Data).With("dir", p.Data).Wrap(err)
	}
	env := append(p.own(), databaseURL(service)+"=postgres://"+service+"_app@"+p.addr(7432)+"/"+service+"?sslmode=disable")
	if service == Statistics { // reconcile asks the registry
		env = append(env, "PACESETTER_STATISTICS_REGISTRY_ADDR="+p.addr(7101), "PACESETTER_SERVICE_KEY_FILE="+key)
	}
	if !p.has("PACESETTER_KAFKA_BROKERS") {
		env = append(env, "PACESETTER_KAFKA_BROKERS="+p.addr(7092))
	}
	return env, nil
}

// own leaves out what is meant for the command line and would be refused as unknown.
func (p Place) own() []string {
	return slices.DeleteFunc(slices.Clone(p.Environ), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return name == "PACESETTER_DATA_DIR" || name == "PACESETTER_TOKEN_FILE"
	})
}

func (p Place) has(name string) bool {
	return slices.ContainsFunc(p.Environ, func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
}

func (p Place) addr(port int) string { return fmt.Sprintf("127.0.0.1:%d", port+p.PortOffset) }
