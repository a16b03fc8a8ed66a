package registry_test

import (
	"testing"

	"pacesetter/pkg/money"
	"pacesetter/services/registry/internal/registry"
)

func TestProgressCopied(t *testing.T) {
	copied := func(months int, amount money.Yuan) func(*registry.Facts) {
		return func(f *registry.Facts) {
			for m := 6 - months + 1; m < 6; m++ {
				accept(f, m, amount+money.Yuan(m), "主体施工")
			}
			f.Progress = "主体施工"
			report(f, amount)
		}
	}
	strikes{
		"four months and a quarter of the plan": {copied(4, usual), true},
		"three months":                          {copied(3, 2*usual), false},
		"four months of little":                 {copied(4, 100*wan), false},
		"no text at all": {func(f *registry.Facts) {
			copied(5, usual)(f)
			for m := 1; m < 6; m++ {
				accept(f, m, usual+money.Yuan(m), "")
			}
			f.Progress = ""
		}, false},
	}.run(t, "PROGRESS_COPIED")
}

func TestFiguresFrozen(t *testing.T) {
	frozen := func(at int, texts ...string) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Month.Month = at
			for i, text := range texts[:len(texts)-1] {
				accept(f, at-len(texts)+1+i, 0, text)
			}
			f.Progress = texts[len(texts)-1]
			report(f, 0)
		}
	}
	strikes{
		"three months of progress for nothing":   {frozen(6, "基础施工", "主体施工", "主体封顶"), true},
		"two months":                             {frozen(6, "主体施工", "主体封顶"), false},
		"the site rests and says so":             {frozen(6, "停工", "停工", "停工"), false},
		"the first of them says what the others": {frozen(6, "基础施工", "基础施工", "主体施工"), false},
		"in winter":                              {frozen(4, "冬季停工", "备料", "复工准备"), false},
		"without words":                          {frozen(6, "", "", ""), false},
	}.run(t, "FIGURES_FROZEN")
}

func TestStartWithoutStage(t *testing.T) {
	says := func(stage registry.Stage, text string) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Project.Stage, f.Project.Stages, f.Progress = stage, nil, text
		}
	}
	strikes{
		"foundations of a project in preparation": {says(registry.StagePreparing, "基础施工"), true},
		"it prepares to start":                    {says(registry.StagePreparing, "正在准备开工"), false},
		"it will start":                           {says(registry.StageSigned, "预计三季度开工"), false},
		"permits":                                 {says(registry.StagePreparing, "办理用地手续"), false},
		"it is under construction":                {says(registry.StageBuilding, "基础施工"), false},
	}.run(t, "START_WITHOUT_STAGE")
}

func TestInvestmentBeforeStart(t *testing.T) {
	strikes{
		"a tenth of it while preparing": {func(f *registry.Facts) { f.Project.Stage, f.Project.Stages = registry.StagePreparing, nil }, true},
		"the costs of preparing": {func(f *registry.Facts) {
			f.Project.Stage, f.Project.Stages = registry.StagePreparing, nil
			f.Figures = registry.Figures{Month: 100 * wan, YearToDate: 500 * wan, Cumulative: 500 * wan}
		}, false},
		"it starts in a month to come":   {func(f *registry.Facts) { f.Project.Stages[0].Date = "2020-07-01" }, true},
		"it starts this month":           {func(f *registry.Facts) { f.Project.Stages[0].Date = "2020-06-30" }, false},
		"it started, nobody knows when":  {func(f *registry.Facts) { f.Project.Stages = nil }, false},
		"a month of nothing before that": {func(f *registry.Facts) { f.Project.Stage = registry.StagePreparing; report(f, 0) }, false},
	}.run(t, "INVESTMENT_BEFORE_START")
}

func TestInvestmentAfterCompletion(t *testing.T) {
	completed := func(date string) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Project.Stage = registry.StageCompleted
			f.Project.Stages = append(f.Project.Stages, registry.StageEntry{Stage: registry.StageCompleted, Date: date})
		}
	}
	strikes{
		"long completed":           {completed("2020-02-28"), true},
		"last bills":               {completed("2020-03-01"), false},
		"a month of nothing":       {func(f *registry.Facts) { completed("2020-02-28")(f); report(f, 0) }, false},
		"still under construction": {func(*registry.Facts) {}, false},
	}.run(t, "INVESTMENT_AFTER_COMPLETION")
}

func TestInvestmentWhileStopped(t *testing.T) {
	stopped := func(stage registry.Stage, date string) func(*registry.Facts) {
		return func(f *registry.Facts) {
			f.Project.Stage = stage
			f.Project.Stages = append(f.Project.Stages, registry.StageEntry{Stage: stage, Date: date})
		}
	}
	strikes{
		"suspended since May":        {stopped(registry.StageSuspended, "2020-05-31"), true},
		"suspended this month":       {stopped(registry.StageSuspended, "2020-06-20"), false},
		"withdrawn":                  {stopped(registry.StageWithdrawn, "2020-04-01"), true},
		"suspended, and it says so":  {func(f *registry.Facts) { stopped(registry.StageSuspended, "2020-05-31")(f); report(f, 0) }, false},
		"suspended, the day unknown": {func(f *registry.Facts) { f.Project.Stage = registry.StageSuspended }, true},
	}.run(t, "INVESTMENT_WHILE_STOPPED")
}
