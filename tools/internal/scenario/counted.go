package scenario

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// lifecycleFigure names a count of projects' lives, by its name in the API; with Of, how
// many of 100 of another count that is.
type lifecycleFigure struct {
	rollupFigure

	Of string `json:"of,omitempty"`
}

func (f lifecycleFigure) problem() string {
	for _, name := range []string{f.Figure, f.Of} {
		if name != "" && lifecycleField(name) == nil {
			return "lives have no count " + name
		}
	}
	return unknownUnless(f.Figure != "", "which count?")
}

func lifecycleField(name string) protoreflect.FieldDescriptor {
	return (&statisticsv1.LifecycleFigures{}).ProtoReflect().Descriptor().Fields().ByName(protoreflect.Name(name))
}

// of reads the figure off a roll-up; empty where lives were not told, or there is nothing
// that it could be a part of.
func (f lifecycleFigure) of(r *statisticsv1.Rollup) string {
	life := f.figures(r).GetLifecycle()
	if life == nil {
		return ""
	}
	count := func(name string) int64 { return life.ProtoReflect().Get(lifecycleField(name)).Int() }
	if f.Of != "" {
		return quotient(100*count(f.Figure), count(f.Of))
	}
	return fmt.Sprint(count(f.Figure))
}

// targetFigure names what is reached of a target that the place's paper sets, or how many
// targets stand in a state.
type targetFigure struct {
	Target string `json:"target,omitempty"` // its key
	State  string `json:"state,omitempty"`  // attained, missed, pending, no_data
	Month  int    `json:"month,omitempty"`  // 0: the place's last
}

func (f targetFigure) problem() string {
	_, known := statisticsv1.TargetState_value[f.state()]
	return unknownUnless((f.Target != "") != (f.State != "" && known), "one target, or those of one state")
}

func (f targetFigure) state() string { return enum("TARGET_STATE_", f.State) }

func (f targetFigure) of(answer *statisticsv1.GetAttainmentResponse) string {
	if f.Target == "" {
		n := 0
		for _, a := range answer.GetAttainments() {
			if a.GetState().String() == f.state() {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	i := slices.IndexFunc(answer.GetAttainments(), func(a *statisticsv1.Attainment) bool { return a.GetTarget() == f.Target })
	if i < 0 {
		return ""
	}
	return answer.GetAttainments()[i].GetValueShown()
}

// rankingFigure names the place's own value of an indicator, or how many of its units
// are ranked by it.
type rankingFigure struct {
	Indicator string `json:"indicator"`
	Month     int    `json:"month,omitempty"` // 0: the place's last
	Listing   string `json:"listing,omitempty"`
	Ranked    bool   `json:"ranked,omitempty"` // how many units have a rank
}

func (f rankingFigure) of(r *statisticsv1.Ranking) string {
	if !f.Ranked {
		return r.GetValue().GetShown()
	}
	n := 0
	for _, u := range r.GetUnits() {
		if u.GetRank() > 0 {
			n++
		}
	}
	return fmt.Sprint(n)
}
