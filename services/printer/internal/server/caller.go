package server

import (
	"context"

	"pacesetter/pkg/authn"
)

// callerOf tells callers apart, people and services.
func callerOf(ctx context.Context) string {
	caller := authn.PrincipalOf(ctx)
	if caller.Service != "" {
		return "service:" + caller.Service
	}
	return caller.ID
}
