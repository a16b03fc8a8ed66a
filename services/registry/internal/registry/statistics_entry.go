package registry

import (
	_ "embed" // the policy is data, not code
	"slices"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

//go:embed statistics_entry.json
var statisticsEntryJSON []byte

// StatisticsEntry (入库纳统) is how far a project is on its way into the statistics
// bureau's library: first the entry, then the figures.
type StatisticsEntry struct {
	Date      string   // day of the entry; empty until then
	Materials []string // keys of the material that is there, in the policy's order
}

// StatisticsPolicy is the policy data that says who belongs into the fixed-asset
// statistics, on which form, and with which material.
type StatisticsPolicy struct {
	Version       int                  `json:"version"`
	EffectiveDate string               `json:"effective_date"`
	Source        string               `json:"source"`
	EligibleFrom  money.Yuan           `json:"eligible_from_yuan"`
	Forms         []StatisticsForm     `json:"forms"` // the largest first
	Materials     []StatisticsMaterial `json:"materials"`
}

// StatisticsForm is the form that projects from a size on are reported on.
type StatisticsForm struct {
	Form string     `json:"form"`
	From money.Yuan `json:"from_yuan"`
}

// StatisticsMaterial is a piece of entry material, and which projects it is asked of.
type StatisticsMaterial struct {
	Key       string     `json:"key"`
	Name      string     `json:"name"`
	Mandatory bool       `json:"mandatory"`
	From      money.Yuan `json:"from_yuan"`
	Below     money.Yuan `json:"below_yuan"` // 0: no bound
	Nature    Nature     `json:"nature"`     // empty: any
}

// DefaultStatisticsPolicy is the policy that the register ships with.
func DefaultStatisticsPolicy() (StatisticsPolicy, error) {
	return ParseStatisticsPolicy(statisticsEntryJSON)
}

// ParseStatisticsPolicy reads a policy and refuses one without version, source or
// effective date, or with material that has no key or no name, or twice the same.
func ParseStatisticsPolicy(data []byte) (StatisticsPolicy, error) {
	var p StatisticsPolicy
	if err := strictly(data, &p); err != nil {
		return StatisticsPolicy{}, errs.Internal("STATISTICS_POLICY_INVALID", "read statistics policy").Wrap(err)
	}
	if p.Version < 1 || p.Source == "" || p.EffectiveDate == "" || p.EligibleFrom < 0 {
		return StatisticsPolicy{}, errs.Internal("STATISTICS_POLICY_INVALID", "statistics policy without version, source or effective date")
	}
	if err := p.check(); err != nil {
		return StatisticsPolicy{}, errs.Internal("STATISTICS_POLICY_INVALID", "statistics policy").Wrap(err)
	}
	return p, nil
}

// check refuses forms that are not the largest first, and material without key or name,
// twice, or of no project.
func (s StatisticsPolicy) check() error {
	for i, f := range s.Forms {
		switch {
		case f.Form == "":
			return valueFault(element("forms", i)+".form", "报表的名称")
		case f.From < 0 || i > 0 && f.From >= s.Forms[i-1].From:
			return valueFault(element("forms", i)+".from_yuan", "不小于 0，且小于上一张报表的起点")
		}
	}
	known := map[string]bool{}
	for i, m := range s.Materials {
		path := element("materials", i)
		switch {
		case m.Key == "" || strings.ContainsAny(m.Key, " ") || known[m.Key]:
			return valueFault(path+".key", "不含空格、不重复的代号")
		case m.Name == "":
			return valueFault(path+".name", "材料的名称")
		case m.Nature != "" && m.Nature != NatureNew && m.Nature != NatureContinued:
			return valueFault(path+".nature", "new、continued 或不填")
		case m.From < 0 || m.Below < 0 || m.Below > 0 && m.Below <= m.From:
			return valueFault(path+".below_yuan", "大于 from_yuan 的金额，或 0")
		}
		known[m.Key] = true
	}
	return nil
}

// Eligible tells whether the project belongs into the statistics (应统): by the total
// investment of its latest plan year.
func (s StatisticsPolicy) Eligible(p Project) bool {
	return p.latestYear().TotalInvestment >= s.EligibleFrom
}

// Form is the form that the project is reported on; empty for none.
func (s StatisticsPolicy) Form(p Project) string {
	total := p.latestYear().TotalInvestment
	for _, f := range s.Forms {
		if total >= f.From {
			return f.Form
		}
	}
	return ""
}

// MaterialsOf are the material that is asked of a project of its size and nature.
func (s StatisticsPolicy) MaterialsOf(p Project) []StatisticsMaterial {
	y := p.latestYear()
	var asked []StatisticsMaterial
	for _, m := range s.Materials {
		small := y.TotalInvestment < m.From
		large := m.Below > 0 && y.TotalInvestment >= m.Below
		if !small && !large && (m.Nature == "" || m.Nature == y.Nature) {
			asked = append(asked, m)
		}
	}
	return asked
}

// The sentences of eligibility.
const (
	ReasonStatisticsEligible = "STATISTICS_ELIGIBLE"
	ReasonStatisticsSmall    = "STATISTICS_SMALL"
)

// Explain says why the project belongs into the statistics, or why not.
func (s StatisticsPolicy) Explain(p Project) Fulfilment {
	return either(s.Eligible(p), ReasonStatisticsEligible, ReasonStatisticsSmall,
		"total", wan(p.latestYear().TotalInvestment), "least", wan(s.EligibleFrom), "form", s.Form(p))
}

// SetStatisticsEntry states which material is there and, once the bureau took the
// project in, the day of that; no day takes it back. An entry needs what is mandatory.
func (p Project) SetStatisticsEntry(in StatisticsEntry, policy StatisticsPolicy, now time.Time) (Project, error) {
	asked := policy.MaterialsOf(p)
	for _, key := range in.Materials {
		if !slices.ContainsFunc(policy.Materials, func(m StatisticsMaterial) bool { return m.Key == key }) {
			return Project{}, errs.Invalid("MATERIAL_UNKNOWN", "material %.40q", key).With("value", shorten(key)).At("materials")
		}
	}
	if in.Date != "" {
		if err := checkPastDay(in.Date, now, "entry_date"); err != nil {
			return Project{}, err
		}
		if !policy.Eligible(p) {
			return Project{}, errs.Precondition("STATISTICS_NOT_ELIGIBLE", "project %s is too small", p.ID).With("least", wan(policy.EligibleFrom)).At("entry_date")
		}
		if err := missingMaterial(asked, in.Materials); err != nil {
			return Project{}, err
		}
	}
	p = p.shelved()
	p.Statistics = StatisticsEntry{Date: in.Date, Materials: inPolicyOrder(policy, in.Materials)}
	return p.touched(now), nil
}

// missingMaterial refuses an entry that lacks what is mandatory.
func missingMaterial(asked []StatisticsMaterial, there []string) error {
	var missing []string
	for _, m := range asked {
		if m.Mandatory && !slices.Contains(there, m.Key) {
			missing = append(missing, m.Name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return errs.Precondition("MATERIAL_MISSING", "%d pieces of material", len(missing)).With("missing", strings.Join(missing, "、")).At("materials")
}

func inPolicyOrder(policy StatisticsPolicy, keys []string) []string {
	var ordered []string
	for _, m := range policy.Materials {
		if slices.Contains(keys, m.Key) {
			ordered = append(ordered, m.Key)
		}
	}
	return ordered
}

// DaysToEntry are the days from the start, the substantive one where it is known, to
// the entry, or to today while it waits; false before the start.
func (p Project) DaysToEntry(now time.Time) (int, bool) {
	start, started := p.Entry(StageStarted)
	from, to := start.Date, today(now)
	if p.SubstantiveStart != "" {
		from = p.SubstantiveStart
	}
	if p.Statistics.Date != "" {
		to = p.Statistics.Date
	}
	if from == "" || !started && p.SubstantiveStart == "" {
		return 0, false
	}
	a, errA := time.Parse(dateLayout, from)
	b, errB := time.Parse(dateLayout, to)
	if errA != nil || errB != nil {
		return 0, false
	}
	const day = 24 * time.Hour
	return int(b.Sub(a) / day), true
}

// ShippedStatisticsPolicy is the default policy, read once.
func ShippedStatisticsPolicy() (StatisticsPolicy, error) { return shippedStatisticsPolicy() }

var shippedStatisticsPolicy = sync.OnceValues(DefaultStatisticsPolicy)

// StatisticsEligible tells whether the project belongs into the statistics by the
// shipped policy, as others are told.
func (p Project) StatisticsEligible() bool {
	policy, err := ShippedStatisticsPolicy()
	return err == nil && policy.Eligible(p)
}
