// Package printertest tells tests of other parts of the repository what the printer takes,
// so that what they bind to a print cannot forget a parameter of it.
package printertest

import "pacesetter/services/printer/internal/printer"

// Parameters are the names of each kind's parameters, in the alphabet's order.
func Parameters() map[string][]string { return printer.Parameters() }
