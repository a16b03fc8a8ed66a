package launch

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pacesetter/tools/internal/process"
)

// RootUnit is the code of a local platform's unit above all.
const RootUnit = "sd"

// service says as data what is run for one service. Its program is bin/<name>.
type service struct {
	name     string
	about    string // for the line that says it is ready
	grpc     int    // 0: none
	http     int    // 0: none
	ops      int    // /readyz and /metrics
	database bool
	topic    string                       // where it tells; lost with the broker's data, it tells again
	env      func(plan) map[string]string // beyond what all services get
}

// plan is what a service's environment is made from.
type plan struct {
	opts    Options
	brokers []string
	keys    keyFiles
	dbURL   func(database, role string) string
}

// services lists what is started, in this order. The printer is where there is a browser
// to print with.
func services(o Options) []service {
	list := []service{
		{name: "registry", grpc: registryPort, ops: registryOps, database: true, topic: "pacesetter.registry.v1", env: registryEnv},
		{name: "statistics", grpc: statisticsPort, ops: statisticsOps, database: true, topic: "pacesetter.statistics.v1", env: statisticsEnv},
		{name: "gateway", http: gatewayPort, ops: gatewayOpsPort, env: gatewayEnv, about: "控制台、REST"},
	}
	if o.Chromium != "" {
		list = append(list, service{name: "printer", grpc: printerPort, ops: printerOps, env: printerEnv, about: "PDF"})
	}
	return list
}

// FindChromium is where this machine has a browser to print with; empty where it has none.
func FindChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// printerEnv opens the console where the gateway is. Chromium has no sandbox of its own for
// root, as in containers, nor where a machine allows users no namespaces.
func printerEnv(p plan) map[string]string {
	return map[string]string{
		"PACESETTER_PRINTER_CONSOLE_URL": p.opts.GatewayURL(),
		"PACESETTER_PRINTER_CHROMIUM":    p.opts.Chromium,
		"PACESETTER_PRINTER_SANDBOX":     strconv.FormatBool(os.Getuid() != 0),
	}
}

// registryEnv names the unit above all, which migrate creates: the province of
// the scenarios, and where documents are kept.
func registryEnv(p plan) map[string]string {
	return map[string]string{
		"PACESETTER_REGISTRY_ROOT_CODE":        RootUnit,
		"PACESETTER_REGISTRY_ROOT_NAME":        "山东省",
		"PACESETTER_REGISTRY_ROOT_KIND":        "province",
		"PACESETTER_REGISTRY_ROOT_GB_CODE":     "370000",
		"PACESETTER_REGISTRY_DOCUMENTS_FOLDER": filepath.Join(p.opts.Data, "documents"),
	}
}

func statisticsEnv(p plan) map[string]string {
	return map[string]string{
		"PACESETTER_STATISTICS_REGISTRY_ADDR": p.opts.RegistryAddr(),
		"PACESETTER_SERVICE_KEY_FILE":         p.keys.service,
	}
}

func gatewayEnv(p plan) map[string]string {
	env := map[string]string{
		"PACESETTER_GATEWAY_REGISTRY_ADDR":       p.opts.RegistryAddr(),
		"PACESETTER_GATEWAY_STATISTICS_ADDR":     p.opts.replicas("statistics", statisticsPort),
		"PACESETTER_GATEWAY_PUBLIC_URL":          p.opts.GatewayURL(),
		"PACESETTER_GATEWAY_ISSUER":              gatewayIssuer,
		"PACESETTER_GATEWAY_KEY_FILE":            p.keys.gateway,
		"PACESETTER_SERVICE_KEY_FILE":            p.keys.service,
		"PACESETTER_GATEWAY_SESSION_SECRET_FILE": p.keys.session,
		"PACESETTER_GATEWAY_OIDC_ISSUER":         p.opts.DevIssuerURL(),
		"PACESETTER_GATEWAY_OIDC_TRUST_GRANTS":   "true", // it is our own, on loopback
	}
	if p.opts.Chromium != "" {
		env["PACESETTER_GATEWAY_PRINTER_ADDR"] = p.opts.addr(printerPort)
	}
	return env
}

// replicas are the addresses of all replicas of a service, joined by commas.
func (o Options) replicas(name string, base int) string {
	var addrs []string
	for n := range max(1, o.Replicas[name]) {
		addrs = append(addrs, o.addr(base+n*replicaStep))
	}
	return strings.Join(addrs, ",")
}

func (s service) replica(n int) string {
	if n == 1 {
		return s.name
	}
	return s.name + "-" + strconv.Itoa(n)
}

// port is where replica n (from 1) listens instead of base.
func (s service) port(base, n int) int {
	if base == 0 {
		return 0
	}
	return base + (n-1)*replicaStep
}

// mainPort is the one that others call.
func (s service) mainPort(n int) int {
	if s.http != 0 {
		return s.port(s.http, n)
	}
	return s.port(s.grpc, n)
}

func (s service) spec(p plan, n int) process.Spec {
	name := s.replica(n)
	return process.Spec{
		Name:     name,
		Path:     p.opts.bin(s.name),
		Env:      s.environ(p, n),
		Dir:      p.opts.Data,
		Log:      p.opts.log(name),
		ReadyURL: "http://" + p.opts.addr(s.port(s.ops, n)) + "/readyz",
	}
}

// migration is the same program, which brings its database up to date and ends.
func (s service) migration(p plan) process.Spec {
	spec := s.spec(p, 1)
	spec.Name, spec.Args = s.name+" migrate", []string{"migrate"}
	spec.Env = append(spec.Env, s.variable("DATABASE_OWNER_URL")+"="+p.dbURL(s.name, s.owner()))
	return spec
}

// republication is the same program, which tells its present state again.
func (s service) republication(p plan) process.Spec {
	spec := s.spec(p, 1)
	spec.Name, spec.Args = s.name+" republish", []string{"republish"}
	return spec
}

func (s service) owner() string { return s.name + "_owner" }

func (s service) app() string { return s.name + "_app" }

func (s service) variable(name string) string {
	return "PACESETTER_" + strings.ToUpper(s.name) + "_" + name
}

// environ is inherited, then what all services get, then the service's own.
// The owner's address is not in it: only migrate needs it.
func (s service) environ(p plan, n int) []string {
	vars := map[string]string{
		"PACESETTER_KAFKA_BROKERS": strings.Join(p.brokers, ","),
		"PACESETTER_AUTH_ISSUERS":  p.keys.issuers,
		s.variable("OPS_ADDR"):     p.opts.addr(s.port(s.ops, n)),
	}
	if s.grpc != 0 {
		vars[s.variable("GRPC_ADDR")] = p.opts.addr(s.port(s.grpc, n))
	}
	if s.http != 0 {
		vars[s.variable("HTTP_ADDR")] = p.opts.addr(s.port(s.http, n))
	}
	if s.database {
		vars[s.variable("DATABASE_URL")] = p.dbURL(s.name, s.app())
	}
	maps.Copy(vars, s.env(p))
	return append(inherited(p.opts.Environ), flatten(vars)...)
}

// inherited leaves out what is meant for the launcher and the tests, which a
// service would refuse as unknown.
func inherited(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return strings.HasPrefix(name, "PACESETTER_TEST_") || slices.Contains([]string{
			"PACESETTER_DATA_DIR", "PACESETTER_TOKEN_FILE", "PACESETTER_KAFKA_BROKERS",
		}, name)
	})
}

func flatten(vars map[string]string) []string {
	list := make([]string, 0, len(vars))
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		list = append(list, fmt.Sprintf("%s=%s", name, vars[name]))
	}
	return list
}
