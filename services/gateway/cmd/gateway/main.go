// Command gateway serves the console and REST.
package main

import (
	"pacesetter/pkg/service"
	"pacesetter/services/gateway"
)

func main() { service.Main("gateway", gateway.Run) }
