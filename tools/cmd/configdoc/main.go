// Command configdoc prints docs/config.md: every setting of every service, from
// the tags of the structs that read them.
package main

import (
	"os"

	"pacesetter/pkg/conf"
	"pacesetter/services/gateway"
	"pacesetter/services/printer"
	"pacesetter/services/registry"
	"pacesetter/services/statistics"
)

func main() {
	if _, err := os.Stdout.Write(conf.Reference(sections()...)); err != nil {
		os.Exit(1)
	}
}

func sections() []conf.Section {
	return []conf.Section{
		{Title: "registry", Service: "registry", Config: registry.Config{}},
		{Title: "statistics", Service: "statistics", Config: statistics.Config{}},
		{Title: "gateway", Service: "gateway", Config: gateway.Config{}},
		{Title: "printer", Service: "printer", Config: printer.Config{}},
	}
}
