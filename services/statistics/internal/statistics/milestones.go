package statistics

// When is a month as a number, 202005 for May 2020, or Never or Ever. Every day of a
// month counts in that month.
type When int

const (
	// Never has not happened.
	Never When = 0
	// Ever has happened before anything that is counted, nobody tells when.
	Ever When = 1

	monthsBase = 100
)

// NewWhen is a month of a year.
func NewWhen(year, month int) When { return When(year*monthsBase + month) }

// by tells whether it has happened by the end of the month.
func (w When) by(end When) bool { return w != Never && w <= end }

// LibraryReserve is the reserve library (储备库) among the registry's libraries.
const LibraryReserve = "reserve"

// Milestones are what the registry tells of a project's life and of its year. They are
// kept as one JSON value under the names given here, which therefore stay: nothing but
// Contributions reads them; but for plan, section, stages and tags, which rows are found by.
type Milestones struct {
	Library             string `json:"library,omitempty"` // where it stands; empty: nothing was told yet
	Started             When   `json:"started,omitempty"`
	StartCertified      When   `json:"start_certified,omitempty"`
	Completed           When   `json:"completed,omitempty"`
	CompletionCertified When   `json:"completion_certified,omitempty"`
	Withdrawn           When   `json:"withdrawn,omitempty"`
	EndYear             int    `json:"end_year,omitempty"` // planned; 0: unknown
	Eligible            bool   `json:"eligible,omitempty"` // 应统
	Entered             When   `json:"entered,omitempty"`  // 入库纳统
	Signed              When   `json:"signed,omitempty"`
	SignedYuan          int64  `json:"signed_yuan,omitempty"`
	ArrivedYuan         int64  `json:"arrived_yuan,omitempty"`

	// Of the year.

	StartMonth   int  `json:"start_month,omitempty"` // 1 to 12; 0: the plan names none
	NeedsNewLand bool `json:"needs_new_land,omitempty"`
	Resumed      When `json:"resumed,omitempty"`
	Excused      bool `json:"excused,omitempty"` // from resuming

	FactsListed int64 `json:"facts_listed,omitempty"` // by the registry's policy; 0: not told
	FactsFilled int64 `json:"facts_filled,omitempty"`
	// Section is the section (门类, a letter) of the industry; empty where none is known.
	Section string `json:"section,omitempty"`
	// Stages are where it stands, by month.
	Stages Stages `json:"stages,omitzero"`
	// Placed says that section and stages were told: not in facts kept since before they were.
	Placed bool `json:"placed,omitempty"`

	// Tags are the project's, each "system/tag", in alphabetical order: of now, whatever the year.
	Tags []string `json:"tags,omitempty"`

	// Plan is the plan by month in force; nil for none.
	Plan *MonthPlan `json:"plan,omitempty"`
}

// Told tells whether the registry has told them: of facts kept since before there were
// milestones it has not, and they count nowhere.
func (m Milestones) Told() bool { return m.Library != "" }

// Described tells whether the registry has told how complete the facts are.
func (m Milestones) Described() bool { return m.FactsListed > 0 }
