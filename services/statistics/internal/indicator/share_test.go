package indicator

import "pacesetter/services/statistics/internal/statistics"

// lifecycleCases are what every rate of a lifecycle has to say; the figures are a
// published bulletin's, 206 of 255 planned starts.
func lifecycleCases(part, due statistics.LifecycleMeasure, nothing Missing) cases {
	of := func(projects, done, asked int64) Input {
		in := Input{Month: 5, Figures: statistics.Figures{Projects: projects}}
		in.Figures.Lifecycle[part], in.Figures.Lifecycle[due] = done, asked
		return in
	}
	untold := of(300, 206, 255)
	untold.NoLifecycle = true
	return cases{
		"some":            {of(300, 206, 255), Value{Percent: 80.784314, Shown: "80.8"}},
		"all":             {of(300, 255, 255), Value{Percent: 100, Shown: "100.0"}},
		"none":            {of(300, 0, 255), Value{Shown: "0.0"}},
		"nothing due":     {of(300, 0, 0), missing(nothing)},
		"no projects":     {of(0, 0, 0), missing(NoProjects)},
		"nothing is told": {untold, missing(LifecycleUntold)},
	}
}
