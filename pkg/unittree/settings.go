package unittree

import "pacesetter/pkg/percent"

// Rounding says how the pace (序时进度) is rounded where it is shown; the tree only
// hands it down.
type Rounding = percent.Rounding

// The roundings of the pace.
const (
	RoundingNone   = percent.RoundingNone
	RoundingCut    = percent.RoundingCut
	RoundingHalfUp = percent.RoundingHalfUp
)

// PaceRule says what the pace goes by: the calendar, or the approved plans by month.
type PaceRule = percent.PaceRule

// What the pace goes by.
const (
	PaceByCalendar = percent.PaceByCalendar
	PaceByPlan     = percent.PaceByApprovedPlan
)

// OwnSettings are what a unit itself sets; nil inherits from the unit above.
type OwnSettings struct {
	PaceRounding *Rounding
	PaceRule     *PaceRule
	Decimals     *int
	AutoAccept   *bool
	TagSystems   []string // keys of systems of tags (标签体系); empty and not nil for none
}

// Settings are those in force for a unit: its own, else the nearest ancestor's.
type Settings struct {
	PaceRounding Rounding
	PaceRule     PaceRule
	Decimals     int      // of a percentage as shown
	AutoAccept   bool     // a submitted report is accepted at once
	TagSystems   []string // by which projects are tagged; nil for none
}

// DefaultSettings are in force where neither the unit nor any ancestor says
// anything.
func DefaultSettings() Settings {
	return Settings{PaceRounding: RoundingNone, PaceRule: PaceByCalendar, Decimals: 1}
}

// Settings are those in force for the unit in the year.
func (t Tree) Settings(year int, code string) Settings {
	s := DefaultSettings()
	chain := t.Ancestors(year, code)
	for i := len(chain) - 1; i >= 0; i-- {
		s = t.index.units[t.index.byCode[chain[i]]].Settings.over(s)
	}
	return s
}

// over lays the unit's own settings over the inherited ones.
func (o OwnSettings) over(s Settings) Settings {
	if o.PaceRounding != nil {
		s.PaceRounding = *o.PaceRounding
	}
	if o.PaceRule != nil {
		s.PaceRule = *o.PaceRule
	}
	if o.Decimals != nil {
		s.Decimals = *o.Decimals
	}
	if o.AutoAccept != nil {
		s.AutoAccept = *o.AutoAccept
	}
	if o.TagSystems != nil {
		s.TagSystems = o.TagSystems
	}
	return s
}
