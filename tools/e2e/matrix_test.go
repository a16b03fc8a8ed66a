//go:build e2e

package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz/authztest"
	"pacesetter/pkg/errs"
)

var update = flag.Bool("update", false, "write the golden files")

// bearerKey is the context key of the walker's token.
type bearerKey struct{}

// walkGateway asks every route as every role, once with a county's grant and once
// with a city's, and compares with the committed table. Nothing is changed: writes
// name a version that no row has, or lack what is asked for last.
func (p *platform) walkGateway(t *testing.T) {
	t.Helper()
	outcomes := map[string]string{}
	for grant, relations := range map[string][]authztest.Relation{
		"sd-bz-zouping": {{Name: "own", Unit: "sd-bz-zouping"}, {Name: "sibling", Unit: "sd-bz-bincheng"}, {Name: "parent", Unit: "sd-bz"}},
		"sd-bz":         {{Name: "sub", Unit: "sd-bz-zouping"}, {Name: "own", Unit: "sd-bz"}, {Name: "parent", Unit: "sd"}},
	} {
		walk := authztest.Walk{
			Probes: p.routes(t), Relations: relations,
			As: func(tb testing.TB, role authn.Role) context.Context {
				tb.Helper()
				return context.WithValue(tb.Context(), bearerKey{}, p.token(t, role, grant))
			},
		}
		for key, line := range walk.Outcomes(t, people()...) {
			outcomes[fmt.Sprintf("%-13s %s", grant, key)] = line
		}
	}
	authztest.Golden(t, "testdata/matrix.golden", outcomes, *update)
}

// people are the roles that the development issuer knows.
func people() []authn.Role {
	var roles []authn.Role
	for _, role := range authztest.Roles() {
		if role != "" && role != authn.RoleService {
			roles = append(roles, role)
		}
	}
	return roles
}

// routes are the REST routes with {unit} and {project} to be filled in; a unit
// without projects of its own is asked with a county's.
func (p *platform) routes(t *testing.T) []authztest.Probe {
	t.Helper()
	projects := map[string]string{"sd": p.anyProject(t, "sd-bz-bincheng"), "sd-bz": p.anyProject(t, "sd-bz-bincheng")}
	for _, unit := range []string{"sd-bz-zouping", "sd-bz-bincheng"} {
		projects[unit] = p.anyProject(t, unit)
	}
	var probes []authztest.Probe
	anybody := p.caller("")
	for _, route := range []struct{ method, path, body string }{
		{"GET", "/units/{unit}", ""},
		{"POST", "/units", `{"unit":{"code":"No Code","name":"新镇","kind":"UNIT_KIND_TOWNSHIP"},"parent":"{unit}","from_year":2020}`},
		{"PUT", "/units/{unit}", `{"name":"改名","version":"9999"}`},
		{"POST", "/units/{unit}:move", `{"parent":"sd-bz","from_year":2021,"version":"9999"}`},
		{"POST", "/units/{unit}:arrange", `{}`},
		{"GET", "/projects?unit={unit}&month=2020-05&page_size=1", ""},
		{"GET", "/projects/{project}", ""},
		{"GET", "/projects/{project}/history", ""},
		{"GET", "/projects/{project}/reports?year=2020", ""},
		{"GET", "/projects/{project}/documents", ""},
		{"POST", "/projects/{project}/documents/00000000-0000-4000-8000-000000000000:withdraw", `{"version":"9999"}`},
		{"POST", "/projects", `{"project":{"years":[{"year":2020,"unit":"{unit}","nature":"NATURE_NEW"}]}}`},
		{"PUT", "/projects/{project}", `{"project":{"name":"改名"},"version":"9999"}`},
		{"PUT", "/projects/{project}/years/2020", `{"year":{"year":2020,"unit":"{unit}"},"version":"9999"}`},
		{"PUT", "/projects/{project}/reports/2020-06", `{"figures":{},"version":"9999"}`},
		{"POST", "/projects/{project}/reports/2020-05:submit", `{"version":"9999"}`},
		{"POST", "/projects/{project}/reports/2020-05:accept", `{"version":"9999"}`},
		{"POST", "/projects/{project}/reports/2020-05:return", `{"version":"9999","reason":"再核"}`},
		{"GET", "/due/{unit}?month=2020-05&page_size=1", ""},
		{"GET", "/calendars/{unit}?month=2020-05", ""},
		{"PUT", "/calendars/{unit}", `{"from_month":"2099-01","reason":"再核","version":"9999"}`},
		{"GET", "/work/{unit}?year=2020&page_size=1", ""},
		{"GET", "/policies", ""},
		{"GET", "/policies/checks/versions", ""},
		{"GET", "/policies/checks/versions/2", ""},
		{"POST", "/policies/conduct:preview", `{"body":"{\"explain_days\":5}","effective_date":"2099-01-01"}`},
		{"POST", "/policies/conduct/versions", `{"body":"{\"explain_days\":5}","effective_date":"2099-01-01","source":"样例","reason":"再核","version":9999}`},
		{"POST", "/policies/conduct/versions/9999:approve", `{}`},
		{"POST", "/policies/conduct/versions/9999:reject", `{"reason":"再核"}`},
		{"GET", "/reports?unit={unit}&month=2020-05&page_size=1", ""},
		{"GET", "/months/{unit}?month=2020-05", ""},
		{"GET", "/months/{unit}/2020-05", ""},
		{"POST", "/months/{unit}/2020-05:submit", `{"version":"9999"}`},
		{"POST", "/months/{unit}/2020-05:accept", `{"version":"9999"}`},
		{"POST", "/months/{unit}/2020-05:return", `{"version":"9999","reason":"再核"}`},
		{"GET", "/honesty/record?unit={unit}&year=2020", ""},
		{"GET", "/people?unit={unit}", ""},
		{"GET", "/imports?unit={unit}", ""},
		{"GET", "/imports/00000000-0000-4000-8000-000000000000/undo", ""},
		{"POST", "/imports/00000000-0000-4000-8000-000000000000:undo", `{"reason":"传错了表"}`},
		{"POST", "/imports/00000000-0000-4000-8000-000000000000:mapColumns", `{"columns":[{"header":"投资额","ignore":true}]}`},
		{"GET", "/sheets/3?unit={unit}&month=2020-05", ""},
		{"POST", "/imports", `{"unit":"{unit}","month":"2020-05","annex":3,"file_name":"x.xlsx","content":"eA=="}`},
		{"GET", "/rollups/{unit}?month=2020-05", ""},
		{"GET", "/rollups/{unit}/series?year=2020", ""},
		{"GET", "/rollups/{unit}/projects?month=2020-05&page_size=1", ""},
		{"GET", "/exports/rollups/{unit}?month=2020-05", ""},
		{"GET", "/exports/targets/{unit}?month=2020-05", ""},
		{"GET", "/exports/register/{unit}?month=2020-05", ""},
		{"GET", "/rankings/{unit}?month=2020-05&indicator=lead", ""},
		{"GET", "/indicators", ""},
		{"GET", "/targets/{unit}?year=2020", ""},
		{"GET", "/targets/{unit}/attainment?month=2020-05", ""},
	} {
		probes = append(probes, authztest.Probe{RPC: route.method + " " + route.path, Call: func(ctx context.Context, unit string) error {
			fill := strings.NewReplacer("{unit}", unit, "{project}", projects[unit])
			c := anybody
			c.token, _ = ctx.Value(bearerKey{}).(string)
			_, err := c.do(ctx, route.method, "/api/v1"+fill.Replace(route.path), newID(), []byte(fill.Replace(route.body)))
			var refused *refusal
			if errors.As(err, &refused) {
				return errs.Invalid(refused.Reason, "HTTP %d", refused.Status)
			}
			return err
		}})
	}
	return probes
}

// anyProject is the ID of a unit's first project.
func (p *platform) anyProject(t *testing.T, unit string) string {
	t.Helper()
	c := p.caller(p.token(t, authn.RoleProvince, "sd"))
	rows, _ := c.get(t.Context(), t, "/api/v1/projects?month=2020-05&report_status=REPORT_STATUS_REPORTED&page_size=1&unit="+unit)["rows"].([]any)
	if len(rows) == 0 {
		t.Fatalf("%s has no project", unit)
	}
	id, _ := at(rows[0], "id").(string)
	return id
}
