// Command printer makes PDF files of the console's pages.
package main

import (
	"pacesetter/pkg/service"
	"pacesetter/services/printer"
)

func main() { service.Main(printer.Name, printer.Run) }
