// Package openapi holds the OpenAPI 3 description of the REST interface, generated
// from the protos.
package openapi

import _ "embed" // the description

// YAML is the description.
//
//go:embed openapi.yaml
var YAML []byte
