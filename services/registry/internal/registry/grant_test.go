package registry

import (
	"testing"
	"time"

	"pacesetter/pkg/errs"
)

func by(who string) Step { return Step{By: who, At: may, Reason: "到岗"} }

func TestGrantsAreJudged(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   Grant
		want string
	}{
		"a county's clerk":                  {Grant{Principal: "li", Role: "county", Unit: "bc"}, ""},
		"an approver of a department":       {Grant{Principal: "li", Role: "approver", Unit: "bc", Department: "行政审批"}, ""},
		"nobody":                            {Grant{Principal: " ", Role: "county", Unit: "bc"}, "GRANT_PRINCIPAL_MISSING"},
		"a role that is none":               {Grant{Principal: "li", Role: "king", Unit: "bc"}, "ROLE_UNKNOWN"},
		"a role of our services":            {Grant{Principal: "li", Role: "service", Unit: "bc"}, "ROLE_UNKNOWN"},
		"an approver of no department":      {Grant{Principal: "li", Role: "approver", Unit: "bc"}, "DEPARTMENT_MISSING"},
		"to oneself":                        {Grant{Principal: "boss", Role: "county", Unit: "bc"}, "OWN_GRANT"},
		"to oneself, with blanks around it": {Grant{Principal: " boss ", Role: "county", Unit: "bc"}, "OWN_GRANT"},
		"an end before its beginning":       {Grant{Principal: "li", Role: "county", Days: Days{"2020-05-02", "2020-05-01"}}, "DATE_ORDER"},
	} {
		if _, err := NewGrant("1", tc.in, by("boss")); errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAnAdministratorNeedsASecondPerson walks who may confirm what.
func TestAnAdministratorNeedsASecondPerson(t *testing.T) {
	t.Parallel()
	admin, err := NewGrant("1", Grant{Principal: "heir", Role: "admin", Unit: "bc"}, by("boss"))
	if err != nil || admin.State("2020-05-20") != GrantProposed {
		t.Fatalf("%s, %v", admin.State("2020-05-20"), err)
	}
	clerk, err := NewGrant("2", Grant{Principal: "li", Role: "county", Unit: "bc"}, by("boss"))
	if err != nil || clerk.State("2020-05-20") != GrantInForce {
		t.Fatalf("%s, %v", clerk.State("2020-05-20"), err)
	}
	for name, tc := range map[string]struct {
		grant    Grant
		by, want string
	}{
		"a second person":  {admin, "other", ""},
		"who gave it":      {admin, "boss", "SECOND_PERSON_NEEDED"},
		"who gets it":      {admin, "heir", "OWN_GRANT"},
		"nothing to do it": {clerk, "other", "GRANT_NOT_PROPOSED"},
	} {
		after, err := tc.grant.Confirm(by(tc.by))
		if errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && after.State("2020-05-20") != GrantInForce {
			t.Errorf("%s: %s", name, after.State("2020-05-20"))
		}
	}
}

func TestAGrantEnds(t *testing.T) {
	t.Parallel()
	g, err := NewGrant("1", Grant{Principal: "li", Role: "county", Unit: "bc", Days: Days{To: "2020-12-31"}}, by("boss"))
	if err != nil {
		t.Fatal(err)
	}
	if got := g.State("2021-01-01"); got != GrantEnded {
		t.Errorf("after its last day: %s", got)
	}
	if _, err := g.Withdraw(Step{By: "boss", At: may}); errs.ReasonOf(err) != "REASON_MISSING" {
		t.Errorf("without a reason: %v", err)
	}
	gone, err := g.Withdraw(by("boss"))
	if err != nil || gone.State("2020-05-20") != GrantWithdrawn {
		t.Fatalf("%s, %v", gone.State("2020-05-20"), err)
	}
	if _, err := gone.Withdraw(by("boss")); errs.ReasonOf(err) != "GRANT_WITHDRAWN" {
		t.Errorf("twice: %v", err)
	}
	first := FirstAdmin("1", "root", "sd", time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	if first.State("2020-01-01") != GrantInForce {
		t.Errorf("the first administrator: %s", first.State("2020-01-01"))
	}
}
