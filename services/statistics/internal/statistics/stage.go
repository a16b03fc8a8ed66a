package statistics

import "slices"

// Stage is where a project stands in its life (阶段), by its place in StageNames; 0 is not told.
type Stage uint8

// StageUnknown is a stage that nobody told.
const StageUnknown Stage = 0

var stageNames = [...]string{
	Unknown, "planned", "reserved", "signed", "preparing", "started", "building",
	"suspended", "completed", "producing", "at_capacity", "withdrawn",
}

// StageNames are the stages as the contract names them, by their places.
func StageNames() []string { return slices.Clone(stageNames[:]) }

// NewStage is the stage of a name; false for none.
func NewStage(name string) (Stage, bool) {
	i := slices.Index(stageNames[:], name)
	return Stage(max(i, 0)), i >= 0 //nolint:gosec // there are twelve
}

// String is the stage's name.
func (s Stage) String() string {
	if int(s) < len(stageNames) {
		return stageNames[s]
	}
	return Unknown
}

// MarshalText keeps stages by name.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a kept stage. One that this version doesn't know is not told.
func (s *Stage) UnmarshalText(text []byte) error {
	*s, _ = NewStage(string(text))
	return nil
}

// Stages is where a project stands at the end of each month of a year; OpeningMonth is
// before it.
type Stages [Months + 1]Stage
