// Command registry keeps units, projects and monthly reports.
package main

import (
	"pacesetter/pkg/service"
	"pacesetter/services/registry"
)

func main() { service.Main("registry", registry.Run, registry.Commands()...) }
