// Command statistics serves the roll-ups and maintains their database.
package main

import (
	"pacesetter/pkg/service"
	"pacesetter/services/statistics"
)

func main() { service.Main(statistics.Name, statistics.Run, statistics.Commands()...) }
