// Package bureau compares the register with a sheet of the statistics bureau (统计局):
// project by project, what either has invested. It reads the platform through its public
// API alone and writes nothing. It owns how a row of the sheet finds its project; which of
// the two is right is for people to say.
package bureau

import (
	"context"
	"fmt"

	"pacesetter/pkg/money"
	"pacesetter/pkg/projectcode"
	"pacesetter/pkg/uscc"
	"pacesetter/tools/internal/client"
)

// Verdict says what came of a project.
type Verdict string

// The verdicts.
const (
	Same       Verdict = "same"        // both have the same
	Different  Verdict = "different"   // both have it, not the same
	OnlyBureau Verdict = "only_bureau" // no project of the register is it
	OnlyOurs   Verdict = "only_ours"   // the sheet hasn't it
	Ambiguous  Verdict = "ambiguous"   // several could be it
	Unreadable Verdict = "unreadable"  // the sheet's figure is none
)

// Amounts are what one side has; nil where it tells nothing.
type Amounts struct {
	Cumulative *money.Yuan `json:"cumulative_yuan"`
	YearToDate *money.Yuan `json:"year_to_date_yuan"`
}

// Row is a project with both sides' figures.
type Row struct {
	Verdict Verdict `json:"verdict"`
	By      string  `json:"matched_by,omitempty"` // code, credit_code (with the name), name
	Line    int     `json:"line,omitempty"`       // of the sheet, from 1
	Name    string  `json:"name"`
	Code    string  `json:"code"`
	Credit  string  `json:"credit_code"`
	Project string  `json:"project_id,omitempty"`
	Unit    string  `json:"unit,omitempty"` // name of the project's unit
	Ours    Amounts `json:"ours"`
	Theirs  Amounts `json:"theirs"`
	Why     string  `json:"why,omitempty"` // Chinese
}

// Comparison is what came of a sheet.
type Comparison struct {
	Unit   string          `json:"unit"`
	Name   string          `json:"name"`
	Month  string          `json:"month"`
	Counts map[Verdict]int `json:"counts"`
	Rows   []Row           `json:"rows"`
}

// Order is what a person asks for.
type Order struct{ File, Unit, Month string }

// Compare reads the sheet and the register. It fails with SHEET_UNREADABLE and
// SHEET_HEADER_MISSING, and as the API does.
func Compare(ctx context.Context, c *client.Client, o Order) (Comparison, error) {
	lines, err := readSheet(o.File)
	if err != nil {
		return Comparison{}, err
	}
	ours, err := readRegister(ctx, c, o)
	if err != nil {
		return Comparison{}, err
	}
	result := Comparison{Unit: ours.unit, Name: ours.name, Month: ours.month, Counts: make(map[Verdict]int), Rows: pair(lines, ours.projects)}
	for _, row := range result.Rows {
		result.Counts[row.Verdict]++
	}
	return result, nil
}

// pair finds each line's project and compares them; then come the projects that no line
// found.
func pair(lines []line, projects []project) []Row {
	known, found := newIndex(projects), map[string]int{}
	rows := make([]Row, 0, len(lines))
	for _, l := range lines {
		p, by, why := known.find(l)
		row := Row{Line: l.number, Name: l.name, Code: l.code, Credit: l.credit, Theirs: l.amounts, By: by, Why: why}
		switch {
		case l.fault != "":
			row.Verdict, row.Why = Unreadable, l.fault
		case why != "":
			row.Verdict = Ambiguous
		case p == nil:
			row.Verdict = OnlyBureau
		case found[p.id] > 0:
			row.Verdict, row.Why = Ambiguous, fmt.Sprintf("第 %d 行也是这个项目", found[p.id])
		}
		if p != nil {
			row.Project, row.Unit, row.Ours = p.id, p.unit, p.amounts
			if found[p.id] == 0 {
				found[p.id] = l.number
			}
			if row.Verdict == "" {
				row.Verdict = compared(p.amounts, l.amounts)
			}
		}
		rows = append(rows, row)
	}
	for _, p := range projects {
		if found[p.id] == 0 && !known.doubted[p.id] {
			rows = append(rows, Row{Verdict: OnlyOurs, Name: p.name, Code: p.code, Credit: p.credit, Project: p.id, Unit: p.unit, Ours: p.amounts})
		}
	}
	return rows
}

// compared tells whether both are the same in what the sheet tells, in whole 万元, which
// is all that sheets of the bureau have.
func compared(ours, theirs Amounts) Verdict {
	for _, pair := range [][2]*money.Yuan{{ours.Cumulative, theirs.Cumulative}, {ours.YearToDate, theirs.YearToDate}} {
		if pair[1] == nil {
			continue
		}
		if pair[0] == nil || money.ShowWan(*pair[0], 0) != money.ShowWan(*pair[1], 0) {
			return Different
		}
	}
	return Same
}

// index finds projects by what a sheet knows of them.
type index struct {
	byCode, byCredit, byName map[string][]*project
	doubted                  map[string]bool // projects that an ambiguous line may be
}

func newIndex(projects []project) index {
	x := index{map[string][]*project{}, map[string][]*project{}, map[string][]*project{}, map[string]bool{}}
	for i := range projects {
		p := &projects[i]
		for key, in := range map[string]map[string][]*project{
			projectcode.Normal(p.code): x.byCode, uscc.Normal(p.credit): x.byCredit, plain(p.name): x.byName,
		} {
			if key != "" {
				in[key] = append(in[key], p)
			}
		}
	}
	return x
}

// find looks for a line's project by its code, which is the project's own for life. A
// sheet without it has a name, which both sides write as they like, and perhaps the
// company's credit code, which several projects share: what fits only half is for people.
func (x index) find(l line) (found *project, by, why string) {
	if hits := x.byCode[projectcode.Normal(l.code)]; len(hits) == 1 {
		return hits[0], "code", ""
	}
	name, credit := x.byName[plain(l.name)], x.byCredit[uscc.Normal(l.credit)]
	both := intersect(name, credit)
	switch {
	case len(both) == 1 && agree(l.code, both[0].code, projectcode.Normal):
		return both[0], "credit_code", ""
	case len(name) == 1 && agree(l.code, name[0].code, projectcode.Normal) && agree(l.credit, name[0].credit, uscc.Normal):
		return name[0], "name", ""
	case len(name) > 0:
		return nil, "", x.doubt(name, "项目名称相同")
	case len(credit) > 0:
		return nil, "", x.doubt(credit, "信用代码相同而名称不同")
	}
	return nil, "", ""
}

// doubt says which projects a line could be, none of which is missing then.
func (x index) doubt(could []*project, in string) string {
	for _, p := range could {
		x.doubted[p.id] = true
	}
	return fmt.Sprintf("平台有 %d 个项目%s，如“%s”（%s）", len(could), in, could[0].name, could[0].code)
}

// agree tells whether two codes may be of one thing: one is not told, or they are equal.
func agree(a, b string, normal func(string) string) bool {
	a, b = normal(a), normal(b)
	return a == "" || b == "" || a == b
}

func intersect(a, b []*project) []*project {
	var both []*project
	for _, p := range a {
		for _, q := range b {
			if p == q {
				both = append(both, p)
			}
		}
	}
	return both
}
