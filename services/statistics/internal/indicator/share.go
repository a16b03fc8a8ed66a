package indicator

import "pacesetter/pkg/percent"

// lifecycleShare is the value of a rate of a lifecycle: a part of what is due as a share
// of it. nothing is why there is none where nothing is due.
func lifecycleShare(in Input, part, due int64, nothing Missing) Value {
	switch {
	case in.NoLifecycle:
		return missing(LifecycleUntold)
	case in.Figures.Projects == 0:
		return missing(NoProjects)
	}
	return share(in, part, due, nothing)
}

// share is part of whole in percent, as the unit wants it shown.
func share(in Input, part, whole int64, nothing Missing) Value {
	rate, ok := percent.Of(part, whole)
	if !ok {
		return missing(nothing)
	}
	return Value{Percent: rate.Percent6(), Shown: rate.Shown(in.Settings.Decimals)}
}

// proportion is a part of a whole, or why there is none.
type proportion struct {
	part, whole int64
	missing     Missing
}

func because(why Missing) proportion { return proportion{missing: why} }

// value is the proportion in percent.
func (p proportion) value(in Input) Value {
	if p.missing != None {
		return missing(p.missing)
	}
	return share(in, p.part, p.whole, NothingToJudge)
}
