package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// held is what the gateway hears of a principal.
func (r *register) held(principal string) []string {
	r.t.Helper()
	resp, err := r.GrantsOf(r.by(authn.Principal{ID: "service:gateway", Service: "gateway"}), &registryv1.GrantsOfRequest{Principal: principal})
	if err != nil {
		r.t.Fatal(err)
	}
	var held []string
	for _, g := range resp.GetGrants() {
		held = append(held, g.GetRole()+"@"+g.GetUnit()+g.GetDepartment())
	}
	return held
}

func (r *register) wantHeld(t *testing.T, principal string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.held(principal)); diff != "" {
		t.Errorf("%s holds (-want +got):\n%s", principal, diff)
	}
}

func TestGrantsAreGivenAndWithdrawn(t *testing.T) {
	t.Parallel()
	r := start(t)
	g := r.give("boss", &registryv1.Grant{Principal: "li", Role: "county", Unit: "bc"})
	r.give("boss", &registryv1.Grant{Principal: "li", Role: "leader", Unit: "wd", FromDate: "2020-06-01", ToDate: "2020-06-30"})
	r.wantHeld(t, "li", "county@bc")
	r.clock.advance(20 * 24 * time.Hour)
	r.wantHeld(t, "li", "county@bc", "leader@wd")
	r.clock.advance(30 * 24 * time.Hour)
	r.wantHeld(t, "li", "county@bc")

	_, err := r.WithdrawGrant(r.administrator("boss"), &registryv1.WithdrawGrantRequest{Id: g.GetId(), Version: 1, RequestId: uuid.NewString()})
	wantReason(t, err, errs.KindInvalid, "REASON_MISSING")
	gone, err := r.WithdrawGrant(r.administrator("boss"), &registryv1.WithdrawGrantRequest{Id: g.GetId(), Reason: "调离", Version: 1, RequestId: uuid.NewString()})
	if err != nil || gone.GetGrant().GetState() != registryv1.GrantState_GRANT_STATE_WITHDRAWN || gone.GetGrant().GetWithdrawReason() != "调离" {
		t.Fatalf("%v, %v", gone, err)
	}
	r.wantHeld(t, "li")
	r.give("boss", &registryv1.Grant{Principal: "li", Role: "county", Unit: "bc"}) // and again
	r.wantHeld(t, "li", "county@bc")
}

func TestAnAdministratorNeedsASecondPerson(t *testing.T) {
	t.Parallel()
	r := start(t)
	g := r.give("boss", &registryv1.Grant{Principal: "heir", Role: "admin", Unit: "bz"})
	r.wantHeld(t, "heir")
	confirm := func(who string) error {
		_, err := r.ConfirmGrant(r.administrator(who), &registryv1.ConfirmGrantRequest{Id: g.GetId(), Version: 1, RequestId: uuid.NewString()})
		return err
	}
	wantReason(t, confirm("boss"), errs.KindDenied, "SECOND_PERSON_NEEDED")
	wantReason(t, confirm("heir"), errs.KindDenied, "OWN_GRANT")
	r.wantHeld(t, "heir")
	if err := confirm("other"); err != nil {
		t.Fatal(err)
	}
	r.wantHeld(t, "heir", "admin@bz")
}

func TestGrantsAreRefused(t *testing.T) {
	t.Parallel()
	r := start(t)
	r.give("boss", &registryv1.Grant{Principal: "li", Role: "county", Unit: "bc"})
	for name, tc := range map[string]struct {
		in   *registryv1.Grant
		kind errs.Kind
		want string
	}{
		"to oneself":                {&registryv1.Grant{Principal: "boss", Role: "county", Unit: "bc"}, errs.KindDenied, "OWN_GRANT"},
		"the same again":            {&registryv1.Grant{Principal: "li", Role: "county", Unit: "bc"}, errs.KindExists, "GRANT_TWICE"},
		"for a department of none":  {&registryv1.Grant{Principal: "li", Role: "approver", Unit: "bc", Department: "没有的"}, errs.KindNotFound, "DEPARTMENT_NOT_FOUND"},
		"without a department":      {&registryv1.Grant{Principal: "li", Role: "factor", Unit: "bc"}, errs.KindInvalid, "DEPARTMENT_MISSING"},
		"over no unit":              {&registryv1.Grant{Principal: "li", Role: "county", Unit: "xx"}, errs.KindNotFound, "UNIT_NOT_FOUND"},
		"the role of a service":     {&registryv1.Grant{Principal: "li", Role: "service", Unit: "bc"}, errs.KindInvalid, "ROLE_UNKNOWN"},
		"a day that is none":        {&registryv1.Grant{Principal: "li", Role: "leader", Unit: "bc", FromDate: "soon"}, errs.KindInvalid, "DATE_INVALID"},
		"to somebody without names": {&registryv1.Grant{Role: "leader", Unit: "bc"}, errs.KindInvalid, "GRANT_PRINCIPAL_MISSING"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.GiveGrant(r.administrator("boss"), &registryv1.GiveGrantRequest{Grant: tc.in, RequestId: uuid.NewString()})
			wantReason(t, err, tc.kind, tc.want)
		})
	}
}

func TestGrantsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	r := start(t)
	for i := range 5 {
		r.clock.advance(time.Second)
		r.give("boss", &registryv1.Grant{Principal: fmt.Sprintf("p%d", i), Role: "county", Unit: "bc"})
	}
	r.give("boss", &registryv1.Grant{Principal: "p9", Role: "county", Unit: "qd"})
	var got []string
	req := &registryv1.ListGrantsRequest{Unit: "bz", PageSize: 2}
	for {
		resp, err := r.ListGrants(r.administrator("boss"), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range resp.GetGrants() {
			got = append(got, g.GetPrincipal())
		}
		if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"p4", "p3", "p2", "p1", "p0"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
