package store

import (
	"github.com/jackc/pgx/v5/pgtype"

	"pacesetter/services/statistics/internal/statistics"
)

// onTime is how a report came as it is kept: NULL where nobody knows.
func onTime(a statistics.Arrival) pgtype.Bool {
	return pgtype.Bool{Bool: a == statistics.OnTime, Valid: a != statistics.ArrivalUnknown}
}

// arrivalOf is how a report came, as it was kept.
func arrivalOf(onTime pgtype.Bool) statistics.Arrival {
	switch {
	case !onTime.Valid:
		return statistics.ArrivalUnknown
	case onTime.Bool:
		return statistics.OnTime
	}
	return statistics.Late
}
