package server

import (
	"testing"
	"time"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
)

// TestNobodyChangesPoliciesWhileNoUnitIsPlaced: where there is no unit above all, nobody
// administers it.
func TestNobodyChangesPoliciesWhileNoUnitIsPlaced(t *testing.T) {
	s := &Server{now: time.Now}
	if err := s.mayChangePolicies(access{table: authz.NewTable(authz.Rules())}); errs.ReasonOf(err) != "TREE_NOT_READY" {
		t.Errorf("got %v", err)
	}
}
