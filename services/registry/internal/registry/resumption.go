package registry

import (
	"strconv"
	"strings"
	"time"

	"pacesetter/pkg/errs"
)

// Resume states the day on which a continued project took up work in a year; no day
// takes it back.
func (p Project) Resume(year int, date string, now time.Time) (Project, error) {
	y, err := p.continuedIn(year)
	if err != nil {
		return Project{}, err
	}
	if date != "" {
		if err := checkPastDay(date, now, "date"); err != nil {
			return Project{}, err
		}
		if !strings.HasPrefix(date, strconv.Itoa(year)+"-") {
			return Project{}, errs.Invalid("DATE_INVALID", "%s is not of %d", date, year).With("value", date).At("date")
		}
	}
	y.Resumption.Date = date
	return p.shelved().WithYear(y).touched(now), nil
}

// Excuse excuses a continued project from resuming in a year, by force majeure; the
// approver answers for it.
func (p Project) Excuse(year int, by Approver) (Project, error) {
	y, err := p.continuedIn(year)
	switch {
	case err != nil:
		return Project{}, err
	case strings.TrimSpace(by.Comment) == "":
		return Project{}, errs.Invalid("REASON_MISSING", "an excuse").At("reason")
	case y.Resumption.Date != "":
		return Project{}, errs.Precondition("ALREADY_RESUMED", "resumed on %s", y.Resumption.Date).With("date", y.Resumption.Date)
	}
	y.Resumption.Excuse, y.Resumption.Excuser = by.Comment, by.By
	return p.shelved().WithYear(y).touched(by.Now), nil
}

// Unexcuse takes an excuse back.
func (p Project) Unexcuse(year int, by Approver) (Project, error) {
	y, err := p.continuedIn(year)
	switch {
	case err != nil:
		return Project{}, err
	case strings.TrimSpace(by.Comment) == "":
		return Project{}, errs.Invalid("REASON_MISSING", "an excuse taken back").At("reason")
	}
	y.Resumption.Excuse, y.Resumption.Excuser = "", ""
	return p.shelved().WithYear(y).touched(by.Now), nil
}

// continuedIn is the record of a year in which the project is a continued one.
func (p Project) continuedIn(year int) (Year, error) {
	y, ok := p.Year(year)
	switch {
	case !ok:
		return Year{}, errs.Precondition("PROJECT_YEAR_MISSING", "project %s has no year %d", p.ID, year)
	case y.Nature != NatureContinued:
		return Year{}, errs.Precondition("NOT_CONTINUED", "project %s is new in %d", p.ID, year).With("year", strconv.Itoa(year))
	}
	return y, nil
}
