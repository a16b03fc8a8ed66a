package statistics

// LifecycleMeasure is a place in a Lifecycle.
type LifecycleMeasure int

// The measures, in the order of the contract's LifecycleFigures, which says what each
// is. Sources: the rates of 开工, 复工 and 应统尽统 as published plans and assessments
// of counties define them (docs/adr/0016), the size limit of the monthly fixed-asset
// statistics (the registry's statistics_entry.json).
const (
	DueToStart           LifecycleMeasure = iota // 应开工
	Started                                      // 已开工
	StartedOfDue                                 // 应开工中已开工
	DueToStartNoLand                             // 应开工中不需新增用地
	StartedNoLand                                // 其中已开工
	StartsCertified                              // 开工已认定
	DueToResume                                  // 应复工
	Resumed                                      // 已复工
	DueToComplete                                // 应竣工
	Completed                                    // 已竣工
	CompletedOfDue                               // 应竣工中已竣工
	CompletionsCertified                         // 竣工已认定
	StatisticsEligible                           // 应统
	StatisticsEntered                            // 已入库纳统
	Reserve                                      // 储备项目
	ReserveTotal                                 // 储备项目总投资, yuan
	Signed                                       // 签约金额, yuan
	Arrived                                      // 到位资金, yuan
	Described                                    // 已知要素齐全情况的项目
	FactsListed                                  // 应填要素
	FactsFilled                                  // 已填要素

	lifecycleMeasures
)

// Lifecycle counts how far projects are in their lives, or how that changes.
type Lifecycle [lifecycleMeasures]int64

// LifecycleNames are the measures' names in the contract, by their places.
func LifecycleNames() [lifecycleMeasures]string {
	return [...]string{
		DueToStart: "due_to_start", Started: "started", StartedOfDue: "started_of_due",
		DueToStartNoLand: "due_to_start_no_land", StartedNoLand: "started_no_land", StartsCertified: "starts_certified",
		DueToResume: "due_to_resume", Resumed: "resumed",
		DueToComplete: "due_to_complete", Completed: "completed", CompletedOfDue: "completed_of_due",
		CompletionsCertified: "completions_certified",
		StatisticsEligible:   "statistics_eligible", StatisticsEntered: "statistics_entered",
		Reserve: "reserve", ReserveTotal: "reserve_total_investment_yuan", Signed: "signed_yuan", Arrived: "arrived_yuan",
		Described: "described", FactsListed: "facts_listed", FactsFilled: "facts_filled",
	}
}

// Plus is the sum of both.
func (l Lifecycle) Plus(o Lifecycle) Lifecycle {
	for i := range l {
		l[i] += o[i]
	}
	return l
}

// Minus is l without o.
func (l Lifecycle) Minus(o Lifecycle) Lifecycle {
	for i := range l {
		l[i] -= o[i]
	}
	return l
}

// lifecycleSteps are what changes with each month; the opening's are of before the year.
type lifecycleSteps [Months + 1]Lifecycle

// lifecycle tells the steps of p's year. They add up to lifecycleBy of each month.
func (p *Project) lifecycle(steps *lifecycleSteps) {
	if !p.Milestones.Told() {
		return
	}
	var before Lifecycle
	for month := range steps {
		now := p.lifecycleBy(month)
		steps[month], before = now.Minus(before), now
	}
}

// lifecycleBy is how far p is at the end of a month, 0 meaning before the year. What
// was withdrawn by then is nowhere any more: it is neither due nor done. Its facts stay,
// as it stays among the projects of the year.
func (p *Project) lifecycleBy(month int) Lifecycle {
	var l Lifecycle
	end := When(p.Year*monthsBase + month)
	p.countFacts(&l)
	if p.Milestones.Withdrawn.by(end) {
		return l
	}
	p.countRegistered(&l, end)
	if len(p.Listings) == 0 {
		return l
	}
	p.countStart(&l, month, end)
	p.countResumption(&l, end)
	p.countCompletion(&l, month, end)
	p.countStatistics(&l, end)
	return l
}

// countRegistered counts what the register knows of a project of the year whether a
// listing has it or not: hardly any project in the reserve has one, or when it is signed.
func (p *Project) countRegistered(l *Lifecycle, end When) {
	m := &p.Milestones
	if m.Library == LibraryReserve {
		l[Reserve], l[ReserveTotal] = 1, p.TotalInvestment
	}
	if m.Signed.by(end) {
		l[Signed], l[Arrived] = m.SignedYuan, m.ArrivedYuan
	}
}

// countFacts counts what the registry tells of how complete the facts are.
func (p *Project) countFacts(l *Lifecycle) {
	if m := &p.Milestones; m.Described() && len(p.Listings) > 0 {
		l[Described], l[FactsListed], l[FactsFilled] = 1, m.FactsListed, m.FactsFilled
	}
}

// countStart counts new projects (新建) only: the others have started before.
func (p *Project) countStart(l *Lifecycle, month int, end When) {
	if p.Nature != NatureNew {
		return
	}
	m := &p.Milestones
	planned := m.StartMonth
	if planned == 0 {
		planned = Months // by the end of the year
	}
	due, started := planned <= month, m.Started.by(end)
	l[DueToStart], l[Started], l[StartedOfDue] = count(due), count(started), count(due && started)
	if !m.NeedsNewLand {
		l[DueToStartNoLand], l[StartedNoLand] = l[DueToStart], l[StartedOfDue]
	}
	l[StartsCertified] = count(started && m.StartCertified.by(end))
}

// countResumption counts continued projects (续建), unless they are excused by force
// majeure or were completed before the year.
func (p *Project) countResumption(l *Lifecycle, end When) {
	m := &p.Milestones
	if p.Nature != NatureContinued || m.Excused || p.completedBefore() {
		return
	}
	l[DueToResume], l[Resumed] = 1, count(m.Resumed.by(end))
}

// countCompletion goes by the last year of construction, of which no month is planned.
func (p *Project) countCompletion(l *Lifecycle, month int, end When) {
	m := &p.Milestones
	if p.completedBefore() {
		return
	}
	due := m.EndYear > 0 && (m.EndYear < p.Year || m.EndYear == p.Year && month == Months)
	completed := m.Completed.by(end)
	l[DueToComplete], l[Completed], l[CompletedOfDue] = count(due), count(completed), count(due && completed)
	l[CompletionsCertified] = count(completed && m.CompletionCertified.by(end))
}

// countStatistics counts who has begun to build and is large enough, and of these who
// entered (先入库，后有数).
func (p *Project) countStatistics(l *Lifecycle, end When) {
	m := &p.Milestones
	if started := p.Nature == NatureContinued || m.Started.by(end); !started || !m.Eligible {
		return
	}
	l[StatisticsEligible], l[StatisticsEntered] = 1, count(m.Entered.by(end))
}

func (p *Project) completedBefore() bool { return p.Milestones.Completed.by(When(p.Year * monthsBase)) }
