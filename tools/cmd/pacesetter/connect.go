package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

// connection holds the flags by which a command finds the platform. Without any it
// is the one that `pacesetter up` runs on this machine.
type connection struct {
	registry, statistics, issuer, root, ca *string

	offset *int
}

func connect(flags *flag.FlagSet) connection {
	return connection{
		registry:   flags.String("registry", "", "address of the registry, `host:port` (default 127.0.0.1:7101)"),
		statistics: flags.String("statistics", "", "address of statistics, `host:port` (default 127.0.0.1:7102)"),
		issuer:     flags.String("issuer", "", "`address` of the development issuer (default http://127.0.0.1:7300)"),
		ca:         flags.String("ca", os.Getenv("PACESETTER_TLS_CA_FILE"), "`file` of the certificate authorities to believe; needed beyond this machine"),
		root:       flags.String("root", synth.BinzhouRoot, "`code` of the topmost unit, which tokens of the development issuer cover"),
		offset:     flags.Int("port-offset", 0, "by how much the ports of pacesetter up were moved"),
	}
}

func (c connection) config() client.Config {
	cfg := client.Local(*c.offset, *c.root, time.Now)
	cfg.TokenFile, cfg.CAFile = os.Getenv("PACESETTER_TOKEN_FILE"), *c.ca
	for to, from := range map[*string]string{&cfg.Registry: *c.registry, &cfg.Statistics: *c.statistics, &cfg.Issuer: *c.issuer} {
		if from != "" {
			*to = from
		}
	}
	return cfg
}

func (c connection) dial() (*client.Client, error) { return client.Dial(c.config()) }

// newFlags are a command's flags; what they have to say goes to the error stream.
func newFlags(name, usage string, errOut io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.Usage = func() {
		fmt.Fprintf(errOut, "usage: pacesetter %s %s\n", name, usage)
	}
	return flags
}

// writeJSON writes v in one line.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
