package registry

import (
	"slices"
	"strconv"
	"strings"

	"pacesetter/pkg/month"
)

// Annex is one of the sheets that make up the monthly report of the projects.
type Annex int

// The annexes.
const (
	AnnexPlanning          Annex = 1 // 前期项目谋划表
	AnnexNewAndCompleted   Annex = 2 // 新建（竣工）项目情况表
	AnnexUnderConstruction Annex = 3 // 在建项目进展情况表
	// Ledger is an office's own list of projects, of any layout (旧台账): it is loaded like
	// annex 2, and handed out by none.
	Ledger Annex = 4
)

// Standing is what deciding whether an annex lists a project needs besides the project.
type Standing struct {
	Month    month.Month
	Reported bool // the month has a report
	Listed   bool // a sheet of the annex listed it this year, up to the month
}

// Lists tells whether the annex of a month lists the project, whose record of the
// year is y. A project under construction that is new this year stands in two of them:
// one asks what was invested, the other whether it goes as planned.
func (a Annex) Lists(p Project, y Year, s Standing) bool {
	switch a {
	case AnnexPlanning:
		return p.Stage.isEarly() && !y.isDueToStart()
	case AnnexNewAndCompleted:
		return p.Stage != StageWithdrawn && (s.Listed || y.isDueToStart() || p.isDueToComplete(y.Year))
	case AnnexUnderConstruction:
		return s.Reported || p.Stage.isBuilt() || s.Listed && p.EndDate() == "" || p.Stage != StageWithdrawn && p.EndDate() >= s.Month.String()+"-01"
	case Ledger:
	}
	return false
}

// TellsOf tells whether those who answer for the project in a year, being one of the
// units, may be told what its sheets of an earlier year said: see Sight.
func (p Project) TellsOf(earlier, year int, units []string) bool {
	y, known := p.Year(earlier)
	latest := len(p.Years) == 0 || p.Years[len(p.Years)-1].Year <= year
	return earlier == year || latest || known && slices.Contains(units, y.Unit)
}

// stageOf is where a new project stands that the annex brings: an idea, in preparation
// to start this year, or being built.
func (a Annex) stageOf(n Nature) Stage {
	switch {
	case a == AnnexPlanning:
		return StagePlanned
	case (a == AnnexNewAndCompleted || a == Ledger) && n == NatureNew:
		return StagePreparing
	default:
		return StageBuilding
	}
}

// isEarly tells whether work has not started.
func (s Stage) isEarly() bool {
	return s == StagePlanned || s == StageReserved || s == StageSigned || s == StagePreparing
}

// isBuilt tells whether the project is being built, or would be but for a stop.
func (s Stage) isBuilt() bool {
	return s == StageStarted || s == StageBuilding || s == StageSuspended
}

// isDueToStart tells whether the year's plan has the project start.
func (y Year) isDueToStart() bool { return y.Nature == NatureNew && y.Planned > 0 }

// isDueToComplete tells whether the project is to be completed in the year, or was.
func (p Project) isDueToComplete(year int) bool {
	if end := p.EndDate(); end != "" {
		return strings.HasPrefix(end, strconv.Itoa(year))
	}
	return p.Stage.isBuilt() && p.EndYear == year
}
