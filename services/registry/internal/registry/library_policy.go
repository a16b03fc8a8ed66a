package registry

import (
	_ "embed" // the policy is data, not code
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

//go:embed library.json
var libraryJSON []byte

// LibraryPolicy is the policy data that says which moves between libraries there are
// and what each of them asks of a project.
type LibraryPolicy struct {
	Version       int           `json:"version"`
	EffectiveDate string        `json:"effective_date"`
	Source        string        `json:"source"`
	Moves         []LibraryStep `json:"moves"`
}

// LibraryStep is a move that may be proposed, with its conditions; without conditions
// it needs a reason and an approver only.
type LibraryStep struct {
	From       Library            `json:"from"`
	To         Library            `json:"to"`
	Conditions []LibraryCondition `json:"conditions"`
}

// LibraryCondition is something that a move asks of a project.
type LibraryCondition struct {
	Kind         string     `json:"kind"`
	AtLeastYuan  money.Yuan `json:"at_least_yuan,omitempty"`
	ReachedStage Stage      `json:"stage,omitempty"`
}

// LibraryFacts are what conditions need to know of the register besides the project.
type LibraryFacts struct {
	// Twins are other projects in the libraries with the same name and company.
	Twins int
}

// Fulfilment (条件核对) is whether a project meets a condition, and why.
type Fulfilment struct {
	Kind   string
	Met    bool
	Reason string // of the sentence that says so
	Params map[string]string
}

// Approver is who decides, when, and what they say on it.
type Approver struct {
	By      string
	Comment string
	Now     time.Time
}

// The sentences of conditions, each in two forms.
const (
	ReasonCodeThere        = "LIBRARY_CODE_THERE"
	ReasonCodeMissing      = "LIBRARY_CODE_MISSING"
	ReasonCompanyThere     = "LIBRARY_COMPANY_THERE"
	ReasonCompanyMissing   = "LIBRARY_COMPANY_MISSING"
	ReasonInvestmentEnough = "LIBRARY_INVESTMENT_ENOUGH"
	ReasonInvestmentShort  = "LIBRARY_INVESTMENT_SHORT"
	ReasonPlanThere        = "LIBRARY_PLAN_THERE"
	ReasonPlanMissing      = "LIBRARY_PLAN_MISSING"
	ReasonStageReached     = "LIBRARY_STAGE_REACHED"
	ReasonStageAhead       = "LIBRARY_STAGE_AHEAD"
	ReasonListed           = "LIBRARY_LISTED"
	ReasonNotListed        = "LIBRARY_NOT_LISTED"
	ReasonNoTwin           = "LIBRARY_NO_TWIN"
	ReasonTwins            = "LIBRARY_TWINS"
)

// conditionKinds are the conditions that there are: how each is judged.
func conditionKinds() map[string]func(LibraryCondition, Project, LibraryFacts) Fulfilment {
	return map[string]func(LibraryCondition, Project, LibraryFacts) Fulfilment{
		"national_code": func(_ LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			return either(p.NationalCode != "", ReasonCodeThere, ReasonCodeMissing, "code", p.NationalCode)
		},
		"company": func(_ LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			return either(p.Company.Name != "", ReasonCompanyThere, ReasonCompanyMissing, "company", p.Company.Name)
		},
		"total_investment": func(c LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			total := p.latestYear().TotalInvestment
			return either(total >= c.AtLeastYuan, ReasonInvestmentEnough, ReasonInvestmentShort, "total", wan(total), "least", wan(c.AtLeastYuan))
		},
		"plan": func(_ LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			y := p.latestYear()
			return either(y.Planned > 0, ReasonPlanThere, ReasonPlanMissing, "year", year(y.Year), "planned", wan(y.Planned))
		},
		"stage": func(c LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			return either(p.Stage.rank() >= c.ReachedStage.rank(), ReasonStageReached, ReasonStageAhead,
				"stage", stageName(p.Stage), "least", stageName(c.ReachedStage))
		},
		"listed": func(_ LibraryCondition, p Project, _ LibraryFacts) Fulfilment {
			y := p.latestYear()
			return either(y.listed(), ReasonListed, ReasonNotListed, "year", year(y.Year))
		},
		"no_duplicate": func(_ LibraryCondition, _ Project, f LibraryFacts) Fulfilment {
			return either(f.Twins == 0, ReasonNoTwin, ReasonTwins, "count", fmt.Sprint(f.Twins))
		},
	}
}

func either(met bool, ifMet, ifNot string, params ...string) Fulfilment {
	reason := ifNot
	if met {
		reason = ifMet
	}
	f := finding(SeverityWarning, reason, "", params)
	return Fulfilment{Met: met, Reason: reason, Params: f.Params}
}

// latestYear is the record of the latest plan year, which conditions look at.
func (p Project) latestYear() Year {
	if len(p.Years) == 0 {
		return Year{}
	}
	return p.Years[len(p.Years)-1]
}

// DefaultLibraryPolicy is the policy that the register ships with.
func DefaultLibraryPolicy() (LibraryPolicy, error) { return ParseLibraryPolicy(libraryJSON) }

// ParseLibraryPolicy reads a policy and refuses one without version, source or
// effective date, with an unknown library, stage or condition, or with a way back in.
func ParseLibraryPolicy(data []byte) (LibraryPolicy, error) {
	var p LibraryPolicy
	if err := strictly(data, &p); err != nil {
		return LibraryPolicy{}, errs.Internal("LIBRARY_POLICY_INVALID", "read library policy").Wrap(err)
	}
	if p.Version < 1 || p.Source == "" || p.EffectiveDate == "" {
		return LibraryPolicy{}, errs.Internal("LIBRARY_POLICY_INVALID", "library policy without version, source or effective date")
	}
	for i, s := range p.Moves {
		if err := s.check(); err != nil {
			return LibraryPolicy{}, errs.Internal("LIBRARY_POLICY_INVALID", "move %d", i).Wrap(under(element("moves", i), err))
		}
		if slices.ContainsFunc(p.Moves[:i], func(o LibraryStep) bool { return o.From == s.From && o.To == s.To }) {
			return LibraryPolicy{}, errs.Internal("LIBRARY_POLICY_INVALID", "move %d again", i).Wrap(valueFault(element("moves", i), "没有重复的调库路径"))
		}
	}
	return p, nil
}

func (s LibraryStep) check() error {
	known := slices.Contains(Libraries(), s.From) && slices.Contains(Libraries(), s.To)
	if !known || s.From == s.To || s.From.left() || s.To == LibraryCompleted || s.To == LibraryProposed {
		return valueFault("to", "平台已有的库，且不退回申报、不回到已离开的库；竣工出库由竣工确认")
	}
	kinds := conditionKinds()
	for i, c := range s.Conditions {
		path := element("conditions", i)
		switch {
		case kinds[c.Kind] == nil:
			return valueFault(path+".kind", strings.Join(slices.Sorted(maps.Keys(kinds)), "、")+" 之一")
		case c.Kind == "stage" && c.ReachedStage.rank() < 0:
			return valueFault(path+".stage", "平台已有的建设阶段")
		case c.AtLeastYuan < 0:
			return valueFault(path+".at_least_yuan", "不小于 0 的金额（元）")
		}
	}
	return nil
}

// From lists the moves that may be proposed for a project that stands in a library.
func (l LibraryPolicy) From(from Library) []LibraryStep {
	var steps []LibraryStep
	for _, s := range l.Moves {
		if s.From == from {
			steps = append(steps, s)
		}
	}
	return steps
}

// Explain tells how p stands to each of the step's conditions.
func (s LibraryStep) Explain(p Project, facts LibraryFacts) []Fulfilment {
	kinds := conditionKinds()
	told := make([]Fulfilment, len(s.Conditions))
	for i, c := range s.Conditions {
		told[i] = kinds[c.Kind](c, p, facts)
		told[i].Kind = c.Kind
	}
	return told
}

// Ready tells whether all conditions are met.
func Ready(told []Fulfilment) bool {
	return !slices.ContainsFunc(told, func(e Fulfilment) bool { return !e.Met })
}

// Check is nil where p may be moved to a library from where it stands; otherwise the
// refusal names each condition that is not met.
func (l LibraryPolicy) Check(p Project, to Library, facts LibraryFacts) error {
	from := p.CurrentLibrary()
	if from.left() {
		return errs.Precondition("LIBRARY_LEFT", "project %s has left the libraries", p.ID)
	}
	i := slices.IndexFunc(l.Moves, func(s LibraryStep) bool { return s.From == from && s.To == to })
	if i < 0 {
		return errs.Precondition("LIBRARY_MOVE_UNKNOWN", "no move from %s to %q", from, to).
			With("from", libraryName(from)).With("to", libraryName(to)).At("to")
	}
	return unmet(l.Moves[i].Explain(p, facts))
}

// unmet is the refusal of a move whose conditions are not all met.
func unmet(told []Fulfilment) error {
	var fields []errs.Field
	for _, e := range told {
		if !e.Met {
			fields = append(fields, errs.Field{Path: "conditions." + e.Kind, Reason: e.Reason, Params: e.Params})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	refusal := errs.Precondition("LIBRARY_CONDITIONS_UNMET", "%d conditions", len(fields)).With("count", fmt.Sprint(len(fields)))
	refusal.Fields = fields
	return refusal
}

// libraryName is the library as sentences name it.
func libraryName(l Library) string {
	return map[Library]string{
		LibraryProposed: "申报", LibraryReserve: "储备库", LibraryAnnual: "年度建设库", LibraryKey: "重点工程库",
		LibraryCompleted: "竣工出库", LibraryWithdrawn: "退库",
	}[l]
}

// stageName is the stage as sentences name it.
func stageName(s Stage) string {
	return map[Stage]string{
		StagePlanned: "谋划", StageReserved: "储备", StageSigned: "签约", StagePreparing: "前期", StageStarted: "开工", StageBuilding: "在建",
		StageSuspended: "停工", StageCompleted: "竣工", StageProducing: "投产", StageAtCapacity: "达产", StageWithdrawn: "退库",
	}[s]
}

// ShippedLibraryPolicy is the default policy, read once.
func ShippedLibraryPolicy() (LibraryPolicy, error) { return shippedLibraryPolicy() }

var shippedLibraryPolicy = sync.OnceValues(DefaultLibraryPolicy)
