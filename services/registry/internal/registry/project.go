package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
	"pacesetter/pkg/month"
)

// ProjectID is the UUID of a project in lower case.
type ProjectID string

// Nature (建设性质) says how a project relates to the plan year.
type Nature string

// The natures.
const (
	NatureNew       Nature = "new"       // 新建
	NatureContinued Nature = "continued" // 续建
)

// Project (项目) is one investment project with one life-long identity.
type Project struct {
	ID           ProjectID
	Name         string
	NationalCode string // 全国投资项目代码, empty if unknown
	Company      Company
	Stage        Stage
	Stages       []StageEntry // in the order of the stages
	// Certifications say who entered stages and what became of their certification, in
	// the order of the stages; stages of which nobody knows have none.
	Certifications   []Certification
	Library          Library // see CurrentLibrary
	SubstantiveStart string  // 实质性开工, a day; empty until it is recorded
	Statistics       StatisticsEntry
	Attraction       Attraction
	Parent           ProjectID // what it is a part or a phase of; empty for none
	Phase            int       // 期, 0 for a part that is none
	Years            []Year    // in order
	Opening          *Opening  // nil until a report was accepted
	Scale            string    // 建设内容及规模
	Place            string    // 建设地点
	Tags             []Tag     // in alphabetical order
	StartYear        int       // 0 if unknown
	EndYear          int       // 0 if unknown
	Version          int64
	Created          time.Time
	Updated          time.Time
}

// Company (项目单位) is the enterprise that builds a project.
type Company struct {
	Name       string
	CreditCode string // 统一社会信用代码, empty if unknown
}

// Year is what counts of a project in one plan year.
type Year struct {
	Year            int
	Unit            string
	Listings        []Listing // in the order of their keys
	Category        string
	Industry        string // 行业领域 as the sheet says it
	Nature          Nature
	TotalInvestment money.Yuan
	Planned         money.Yuan
	NeedsNewLand    bool       // 需新增用地
	StartMonth      int        // month in which a new project is planned to start, 0: by the end of the year
	Resumption      Resumption // of a continued project
	Plan            ApprovedPlan
}

// Resumption (复工) is whether and when a continued project took up work in a year.
type Resumption struct {
	Date    string // the day; empty until then
	Excuse  string // the force majeure that excuses it; empty for none
	Excuser string // who approved the excuse
}

// Excused tells whether the project need not resume in the year.
func (r Resumption) Excused() bool { return r.Excuse != "" }

// Listing is membership in a named list of the year. One that waits for the city's
// confirmation is shown and not counted.
type Listing struct {
	Key       string
	FromMonth int
	Confirmed bool
}

// Opening is what had been invested before the register knew the project.
type Opening struct {
	Month      month.Month // of the first accepted report
	Year       money.Yuan  // in that year before that month
	Cumulative money.Yuan  // in all before that month
}

// ProjectNotFound says that there is no such project, or none the caller may know of.
func ProjectNotFound(id ProjectID) *errs.Error {
	return errs.NotFound("PROJECT_NOT_FOUND", "no project %.60q", string(id))
}

// Year is the project's record of that plan year.
func (p Project) Year(year int) (Year, bool) {
	i, found := slices.BinarySearchFunc(p.Years, year, func(y Year, want int) int { return y.Year - want })
	if !found {
		return Year{}, false
	}
	return p.Years[i], true
}

// LatestUnit is the unit of the latest plan year; with the name and the company it
// is the natural key of a project without a national code.
func (p Project) LatestUnit() string {
	if len(p.Years) == 0 {
		return ""
	}
	return p.Years[len(p.Years)-1].Unit
}

// WithYear is the project with y in the place of the record of its year.
func (p Project) WithYear(y Year) Project {
	years := slices.Clone(p.Years)
	i, found := slices.BinarySearchFunc(years, y.Year, func(y Year, want int) int { return y.Year - want })
	if found {
		years[i] = y
	} else {
		years = slices.Insert(years, i, y)
	}
	p.Years = years
	return p
}

// Listing is the year's listing of that key.
func (y Year) Listing(key string) (Listing, bool) {
	i := slices.IndexFunc(y.Listings, func(l Listing) bool { return l.Key == key })
	if i < 0 {
		return Listing{}, false
	}
	return y.Listings[i], true
}

// Equal tells whether two records say the same.
func (y Year) Equal(o Year) bool {
	return y.Year == o.Year && y.Unit == o.Unit && y.Category == o.Category && y.Industry == o.Industry &&
		y.Nature == o.Nature && y.TotalInvestment == o.TotalInvestment && y.Planned == o.Planned &&
		y.NeedsNewLand == o.NeedsNewLand && y.StartMonth == o.StartMonth && y.Resumption == o.Resumption && y.Plan == o.Plan &&
		slices.Equal(y.Listings, o.Listings)
}

// touched is the project after a change.
func (p Project) touched(now time.Time) Project {
	p.Version++
	p.Updated = now
	return p
}
