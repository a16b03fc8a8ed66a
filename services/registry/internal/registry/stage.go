package registry

import (
	"slices"
	"time"

	"pacesetter/pkg/errs"
)

// Stage (建设阶段) is a step of a project's life cycle.
//
//	from \ to                          | who moves it there
//	planned reserved signed preparing  | forward only, steps may be left out
//	started → building → completed → producing → at_capacity
//	started, building ⇄ suspended      | 停工 and resumption
//	withdrawn                          | from every stage before completed; the end
type Stage string

// The stages, in order.
const (
	StagePlanned    Stage = "planned"     // 谋划
	StageReserved   Stage = "reserved"    // 储备
	StageSigned     Stage = "signed"      // 签约
	StagePreparing  Stage = "preparing"   // 前期
	StageStarted    Stage = "started"     // 开工
	StageBuilding   Stage = "building"    // 在建
	StageSuspended  Stage = "suspended"   // 停工
	StageCompleted  Stage = "completed"   // 竣工
	StageProducing  Stage = "producing"   // 投产
	StageAtCapacity Stage = "at_capacity" // 达产
	StageWithdrawn  Stage = "withdrawn"   // 退库
)

// Stages lists all stages in their order.
func Stages() []Stage {
	return []Stage{
		StagePlanned, StageReserved, StageSigned, StagePreparing, StageStarted, StageBuilding,
		StageSuspended, StageCompleted, StageProducing, StageAtCapacity, StageWithdrawn,
	}
}

// dateLayout is how days are written.
const dateLayout = time.DateOnly

// StageEntry is the day a project entered a stage, YYYY-MM-DD in Asia/Shanghai.
type StageEntry struct {
	Stage Stage
	Date  string
}

// rank is the stage's place in the order, -1 for no stage.
func (s Stage) rank() int { return slices.Index(Stages(), s) }

// ends tells whether a project in this stage no longer reports.
func (s Stage) ends() bool {
	return s == StageCompleted || s == StageProducing || s == StageAtCapacity || s == StageWithdrawn
}

// started tells whether a project in this stage has begun to build.
func (s Stage) started() bool { return s.rank() >= StageStarted.rank() && s != StageWithdrawn }

// mayFollow tells whether s may come right after before.
func (s Stage) mayFollow(before Stage) bool {
	switch {
	case s == before || before == "":
		return true
	case before == StageWithdrawn:
		return false
	case s == StageWithdrawn:
		return !before.ends()
	case s == StageSuspended:
		return before == StageStarted || before == StageBuilding
	case before == StageSuspended:
		return s == StageBuilding || s.ends()
	default:
		return s.rank() > before.rank()
	}
}

// EndDate is the day on which the project was completed, produced, reached its
// capacity or was withdrawn, the earliest of them; empty while it is open.
func (p Project) EndDate() string {
	end := ""
	for _, e := range p.Stages {
		if e.Stage.ends() && (end == "" || e.Date < end) {
			end = e.Date
		}
	}
	return end
}

// enterStage moves p into a stage. Entries carry the days; the day of the new stage
// is today if nobody says it.
func (p Project) enterStage(to Stage, entries []StageEntry, now time.Time) (Project, error) {
	if to == "" {
		to = p.Stage
	}
	if !to.mayFollow(p.Stage) {
		return Project{}, errs.Precondition("STAGE_ORDER", "from %s to %s", p.Stage, to).
			With("from", string(p.Stage)).With("to", string(to)).At("project.stage")
	}
	merged := mergeEntries(p.Stages, entries)
	if !slices.ContainsFunc(merged, func(e StageEntry) bool { return e.Stage == to }) && (to != p.Stage || to.ends()) {
		merged = mergeEntries(merged, []StageEntry{{to, today(now)}})
	}
	if err := checkEntries(merged, to); err != nil {
		return Project{}, err
	}
	if err := p.checkCertified(merged); err != nil {
		return Project{}, err
	}
	p = p.restaged(to, merged)
	return p, nil
}

// restaged is the project in a stage, with the days given. What ends a project takes it
// out of the libraries.
func (p Project) restaged(to Stage, entries []StageEntry) Project {
	p.Certifications = p.stillStanding(entries)
	p.Stage, p.Stages = to, entries
	if to.ends() {
		p.Library = DefaultLibrary(p)
	}
	return p
}

// mergeEntries lays the newer entries over the older ones.
func mergeEntries(older, newer []StageEntry) []StageEntry {
	merged := slices.Clone(older)
	for _, e := range newer {
		i := slices.IndexFunc(merged, func(m StageEntry) bool { return m.Stage == e.Stage })
		if i < 0 {
			merged = append(merged, e)
		} else {
			merged[i] = e
		}
	}
	slices.SortFunc(merged, func(a, b StageEntry) int { return a.Stage.rank() - b.Stage.rank() })
	return merged
}

// checkEntries judges the days: real ones, in the order of the stages, and none of
// a stage that is still to come. Suspension may come and go between any two.
func checkEntries(entries []StageEntry, current Stage) error {
	last := ""
	for _, e := range entries {
		if _, err := time.Parse(dateLayout, e.Date); err != nil || e.Stage.rank() < 0 {
			return errs.Invalid("DATE_INVALID", "stage %q on %.20q", e.Stage, e.Date).With("value", e.Date).At("project.stages")
		}
		if e.Stage == StageSuspended {
			continue
		}
		if e.Date < last || e.Stage.rank() > current.rank() {
			return errs.Precondition("STAGE_ORDER", "%s on %s", e.Stage, e.Date).
				With("from", string(current)).With("to", string(e.Stage)).At("project.stages")
		}
		last = e.Date
	}
	return nil
}

// InOrder are the entries in the order of their stages.
func InOrder(entries []StageEntry) []StageEntry { return mergeEntries(nil, entries) }
