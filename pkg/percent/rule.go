package percent

// PaceRule says what the pace (时序进度) goes by; a setting of the unit.
type PaceRule string

// What the pace goes by.
const (
	PaceByCalendar     PaceRule = "calendar" // months passed ÷ 12
	PaceByApprovedPlan PaceRule = "plan"     // planned to date ÷ annual plan; see PaceByPlan
)

// Valid tells whether r is one of them.
func (r PaceRule) Valid() bool { return r == PaceByCalendar || r == PaceByApprovedPlan }
