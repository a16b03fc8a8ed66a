//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// walkREST goes the README's way by plain HTTP, and a write's.
func (p *platform) walkREST(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := p.caller(strings.TrimSpace(p.must(t, "token", "--role", "city", "--unit", "sd-bz").out))
	c.reads(ctx, t)
	c.pages(ctx, t)
	c.refusals(ctx, t)
	c.live(ctx, t)
	begun := time.Now()
	c.writes(ctx, t)
	r := p.awaitRollup(t, "sd", "2021-01", func(r shown) bool { return r.Reported == 1 })
	t.Logf("counted in the province %s after the write was sent, the refusals between included", time.Since(begun).Round(time.Millisecond))
	if r.Projects != 1 || r.MonthYuan != 2_500_000 || r.Invested != 2_500_000 {
		t.Errorf("2021-01: %+v", r)
	}
}

// get reads an answer as JSON.
func (c caller) get(ctx context.Context, t *testing.T, path string) map[string]any {
	t.Helper()
	text, err := c.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return object(t, text)
}

func object(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}
	return v
}

// at follows names into an object; what is missing is nil.
func at(v any, names ...string) any {
	for _, name := range names {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func (c caller) reads(ctx context.Context, t *testing.T) {
	t.Helper()
	r := c.get(ctx, t, "/api/v1/rollups/sd-bz?month=2020-05&by=listing")
	figures := at(r, "rollup", "figures")
	if at(figures, "projects") != "433" || at(figures, "rate_shown") != "47.1" || at(figures, "lead_shown") != "+5.5" {
		t.Errorf("GET rollups/sd-bz: %v", figures)
	}
	ranking := at(c.get(ctx, t, "/api/v1/rankings/sd-bz?month=2020-05&indicator=lead"), "ranking")
	if ranked, _ := at(ranking, "units").([]any); len(ranked) != 10 || at(ranking, "value", "shown") != "+5.5" {
		t.Errorf("GET rankings/sd-bz: %d units, the city %v", len(ranked), at(ranking, "value"))
	}
	units := c.get(ctx, t, "/api/v1/units?year=2020")["units"].([]any)
	if len(units) != 12 { // the city, its ten units, and the province above by name
		t.Errorf("%d units, want 12", len(units))
	}
	text, err := c.do(ctx, http.MethodGet, "/api/v1/openapi.yaml", "", nil)
	if err != nil || !strings.HasPrefix(string(text), "openapi: 3") && !strings.Contains(string(text), "\nopenapi: 3") {
		t.Errorf("openapi.yaml: %.100s (%v)", text, err)
	}
	anybody := c
	anybody.token = ""
	verdicts, _ := anybody.get(ctx, t, "/api/v1/validate/uscc?code=91350200776049653A&code=91350200776049653B")["results"].([]any)
	if len(verdicts) != 2 || at(verdicts[0], "valid") != true || at(verdicts[1], "reason") != "USCC_CHECK" {
		t.Errorf("validate without a token: %v", verdicts)
	}
}

// pages reads a list page by page and wants each project once.
func (c caller) pages(ctx context.Context, t *testing.T) {
	t.Helper()
	seen, token, want := map[any]bool{}, "", ""
	for range 60 {
		page := c.get(ctx, t, "/api/v1/projects?unit=sd-bz-zouping&month=2020-05&page_size=7&page_token="+token)
		if token == "" {
			want = fmt.Sprint(at(page, "totals", "projects")) // later pages have no totals
		}
		for _, row := range page["rows"].([]any) {
			if seen[at(row, "id")] {
				t.Errorf("%v is on two pages", at(row, "name"))
			}
			seen[at(row, "id")] = true
		}
		if token, _ = page["next_page_token"].(string); token == "" {
			if fmt.Sprint(len(seen)) != want {
				t.Errorf("%d projects on all pages, %s in the totals", len(seen), want)
			}
			return
		}
	}
	t.Error("the list has no end")
}

// refusals wants a stable reason and a Chinese sentence for each.
func (c caller) refusals(ctx context.Context, t *testing.T) {
	t.Helper()
	stranger := caller{http: c.http, base: c.base, token: "nonsense"}
	for name, tc := range map[string]struct {
		c                 caller
		method, path, key string
		body              string
		status            int
		reason            string
	}{
		"a month that is none":            {c, "GET", "/api/v1/rollups/sd-bz?month=2020-13", "", "", 400, "MONTH_INVALID"},
		"a listing that is none":          {c, "GET", "/api/v1/rollups/sd-bz?month=2020-05&listing=national", "", "", 400, "LISTING_UNKNOWN"},
		"a dimension that is none":        {c, "GET", "/api/v1/rollups/sd-bz?month=2020-05&by=colour", "", "", 400, "DIMENSION_UNKNOWN"},
		"a unit that is none":             {c, "GET", "/api/v1/rollups/nowhere?month=2020-05", "", "", 404, "UNIT_NOT_FOUND"},
		"the unit above one's own":        {c, "GET", "/api/v1/rollups/sd?month=2020-05", "", "", 404, "UNIT_NOT_FOUND"},
		"a parameter that is none":        {c, "GET", "/api/v1/rollups/sd-bz?moth=2020-05", "", "", 400, "QUERY_INVALID"},
		"an address that is none":         {c, "GET", "/api/v1/nothing", "", "", 404, "ROUTE_UNKNOWN"},
		"a stranger":                      {stranger, "GET", "/api/v1/rollups/sd-bz?month=2020-05", "", "", 401, "UNAUTHENTICATED"},
		"a write without its key":         {c, "POST", "/api/v1/projects", "", "{}", 400, "REQUEST_ID_REQUIRED"},
		"a write with a key that is none": {c, "POST", "/api/v1/projects", "once", "{}", 400, "REQUEST_ID_INVALID"},
		"a body that is no JSON":          {c, "POST", "/api/v1/projects", newID(), "{", 400, "BODY_INVALID"},
		"a project without anything":      {c, "POST", "/api/v1/projects", newID(), "{}", 400, ""},
	} {
		_, err := tc.c.do(ctx, tc.method, tc.path, tc.key, []byte(tc.body))
		var r *refusal
		if !errors.As(err, &r) || r.Status != tc.status || tc.reason != "" && r.Reason != tc.reason || r.Reason == "" || !chinese(r.Message) {
			t.Errorf("%s: %v, want %d %s with a sentence", name, err, tc.status, tc.reason)
		}
	}
}

func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
}

// live wants the first server-sent event of a roll-up.
func (c caller) live(ctx context.Context, t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/api/v1/rollups/sd-bz/watch?month=2020-05", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	event := ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			event = value
		case "data":
			if event != "rollup" || !strings.Contains(value, `"433"`) {
				t.Errorf("the first event is %s: %.200s", event, value)
			}
			return
		}
	}
	t.Errorf("no event came: HTTP %d, %v", resp.StatusCode, lines.Err())
}

const freshProject = `{"project": {"name": "示例泵站改造", "company": {"name": "示例水务有限公司"}, "stage": "STAGE_BUILDING",
	"stages": [{"stage": "STAGE_BUILDING", "date": "2021-01-10"}],
	"years": [{"year": 2021, "unit": "sd-bz-zouping", "category": "infrastructure", "nature": "NATURE_NEW",
		"listings": [{"key": "county", "from_month": 1}], "total_investment_yuan": "50000000", "planned_yuan": "30000000"}]}}`

const freshReport = `{"figures": {"month_yuan": "2500000", "year_to_date_yuan": "2500000", "cumulative_yuan": "2500000"}, "progress": "主体施工", "submit": true}`

// writes creates a project, reports a month, and repeats both.
func (c caller) writes(ctx context.Context, t *testing.T) {
	t.Helper()
	key := newID()
	id, _ := at(c.twice(ctx, t, http.MethodPost, "/api/v1/projects", key, freshProject), "project", "id").(string)
	report, path := newID(), "/api/v1/projects/"+id+"/reports/2021-01"
	answer := c.twice(ctx, t, http.MethodPut, path, report, freshReport)
	if at(answer, "report", "accepted", "state") != "REPORT_STATE_ACCEPTED" {
		t.Errorf("PUT %s: %v", path, answer)
	}
	for name, tc := range map[string]struct{ key, body, reason string }{
		"the same key with another body":           {report, strings.Replace(freshReport, "主体施工", "装修", 1), "REQUEST_ID_REUSED"},
		"the month again, as if it were the first": {newID(), freshReport, "STALE_VERSION"},
		"a month above its year":                   {newID(), strings.Replace(freshReport, `"month_yuan": "2500000"`, `"month_yuan": "2600000"`, 1), ""},
	} {
		var refused *refusal
		if _, err := c.do(ctx, http.MethodPut, path, tc.key, []byte(tc.body)); !errors.As(err, &refused) || tc.reason != "" && refused.Reason != tc.reason {
			t.Errorf("%s: %v, want %s", name, err, tc.reason)
		}
	}
}

// twice makes a request and repeats it as after a lost answer: both are the same.
func (c caller) twice(ctx context.Context, t *testing.T, method, path, key, body string) map[string]any {
	t.Helper()
	first, err := c.do(ctx, method, path, key, []byte(body))
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	second, err := c.do(ctx, method, path, key, []byte(body))
	if err != nil {
		t.Fatalf("%s %s again: %v", method, path, err)
	}
	if diff := cmp.Diff(object(t, first), object(t, second)); diff != "" {
		t.Errorf("%s %s again answers otherwise (-first +again)\n%s", method, path, diff)
	}
	return object(t, first)
}
