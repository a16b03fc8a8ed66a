package registry

import (
	_ "embed" // the checks are policy data, not code
	"encoding/json"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/month"
)

//go:embed checks.json
var checksJSON []byte

// Checks (校核规则) is the policy that says what is flagged of a monthly report, with
// the paper it comes from and the day since when it holds. What cannot be true is no
// policy: Figures.Check refuses it.
type Checks struct {
	Version       int
	EffectiveDate string
	Source        string
	Checks        []Check // in the order in which findings are told
}

// Check is one rule of the policy.
type Check struct {
	Reason   string
	Title    string // what people call it
	Severity Severity
	// Explain asks for a written explanation, Blocks keeps the report from being
	// accepted until there is one.
	Explain, Blocks bool
	Params          json.RawMessage // as the policy gives them
	judge           judge
}

// Facts are what a check may ask about: a month as it is reported, and what the
// register knows of its project.
type Facts struct {
	Book
	Month    month.Month
	Figures  Figures
	Progress string

	plan Year // what counts of the project in the month's year, looked up once
}

// hit is where a check strikes: the field to look at first, and the sentence's words.
type hit struct {
	field  string
	params []string
}

// judge is a check with its parameters. It is told the time, and nil is no finding.
type judge func(f *Facts, now time.Time) *hit

// maker reads a check's parameters.
type maker func(params json.RawMessage) (judge, error)

// makers are all the checks there are, by their reason: a check is one function.
func makers() map[string]maker {
	return map[string]maker{
		ReasonCumulativeOverTotal:       with(cumulativeOverTotal),
		ReasonCumulativeMismatch:        with(cumulativeMismatch),
		ReasonYearMismatch:              with(yearMismatch),
		ReasonLaterMonthLess:            with(laterMonthLess),
		ReasonMonthAhead:                with(monthAhead),
		ReasonMonthJump:                 with(monthJump),
		ReasonRoundJump:                 with(roundJump),
		ReasonSameAmount:                with(sameAmount),
		ReasonDecemberSpike:             with(decemberSpike),
		ReasonYearOverPlan:              with(yearOverPlan),
		ReasonPlanInOneMonth:            with(planInOneMonth),
		ReasonProgressCopied:            with(progressCopied),
		ReasonFiguresFrozen:             with(figuresFrozen),
		ReasonStartWithoutStage:         with(startWithoutStage),
		ReasonInvestmentBeforeStart:     with(investmentBeforeStart),
		ReasonInvestmentAfterCompletion: with(investmentAfterCompletion),
		ReasonInvestmentWhileStopped:    with(investmentWhileStopped),
		ReasonTotalShrunk:               with(totalShrunk),
		ReasonRegionDiffers:             with(regionDiffers),
	}
}

// with makes a check of a function and the parameters that it takes.
func with[P any](f func(p P, facts *Facts, now time.Time) *hit) maker {
	return func(params json.RawMessage) (judge, error) {
		var p P
		if err := strictly(params, &p); err != nil {
			return nil, err
		}
		return func(facts *Facts, now time.Time) *hit { return f(p, facts, now) }, nil
	}
}

// DefaultChecks is the policy that the register ships with.
func DefaultChecks() (Checks, error) { return ParseChecks(checksJSON) }

// ParseChecks reads a policy. It fails with CHECKS_INVALID for one without version,
// source or effective date, for checks that there are not, for one check twice and
// for parameters that a check doesn't have.
func ParseChecks(data []byte) (Checks, error) {
	var file struct {
		Version       int         `json:"version"`
		EffectiveDate string      `json:"effective_date"`
		Source        string      `json:"source"`
		Checks        []checkFile `json:"checks"`
	}
	if err := strictly(data, &file); err != nil {
		return Checks{}, errs.Internal("CHECKS_INVALID", "read checks").Wrap(err)
	}
	if file.Version < 1 || file.Source == "" || file.EffectiveDate == "" {
		return Checks{}, errs.Internal("CHECKS_INVALID", "checks without version, source or effective date")
	}
	policy := Checks{Version: file.Version, EffectiveDate: file.EffectiveDate, Source: file.Source}
	known := makers()
	for i, c := range file.Checks {
		check, err := c.compile(known[c.Reason])
		if err != nil {
			return Checks{}, errs.Internal("CHECKS_INVALID", "check %q", c.Reason).Wrap(under(element("checks", i), err))
		}
		delete(known, c.Reason) // one check, one place
		policy.Checks = append(policy.Checks, check)
	}
	return policy, nil
}

// checkFile is a check as the policy's file has it.
type checkFile struct {
	Reason   string          `json:"reason"`
	Title    string          `json:"title"`
	Severity string          `json:"severity"`
	Explain  bool            `json:"explain"`
	Blocks   bool            `json:"blocks_acceptance"`
	Params   json.RawMessage `json:"params"`
}

func (c checkFile) compile(m maker) (Check, error) {
	severity, ok := map[string]Severity{"error": SeverityError, "warning": SeverityWarning, "info": SeverityInfo}[c.Severity]
	switch {
	case m == nil:
		return Check{}, valueFault("reason", "平台已有的校核规则，且每条只出现一次")
	case !ok:
		return Check{}, valueFault("severity", "error、warning 或 info")
	case c.Title == "":
		return Check{}, valueFault("title", "规则的名称")
	case c.Blocks && !c.Explain:
		return Check{}, valueFault("blocks_acceptance", "false，除非 explain 为 true：不要求说明的疑点不能阻止审核")
	}
	j, err := m(c.Params)
	if err != nil {
		return Check{}, under("params", err)
	}
	return Check{c.Reason, c.Title, severity, c.Explain, c.Blocks, c.Params, j}, nil
}

// Evaluate applies the policy to a month that can be true.
func Evaluate(policy Checks, f Facts, now time.Time) []Finding {
	var found []Finding
	f.plan = f.year(f.Month)
	for _, c := range policy.Checks {
		if h := c.judge(&f, now); h != nil {
			hit := finding(c.Severity, c.Reason, h.field, h.params)
			hit.Explain, hit.Blocks = c.Explain, c.Blocks
			found = append(found, hit)
		}
	}
	return found
}
