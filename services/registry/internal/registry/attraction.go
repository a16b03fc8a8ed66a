package registry

import (
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/money"
)

// Attraction (招商引资) is how an investor was won for a project: a contract, then a
// landing, then money that arrives.
type Attraction struct {
	SignedDate string     // 签约, a day; empty until then
	Signed     money.Yuan // value of the contract
	LandedDate string     // 落地, a day; empty until then
	Arrived    money.Yuan // 到位资金 so far
}

// SetAttraction states how the project was attracted. More money may arrive than was
// signed for; none lands before the contract.
func (p Project) SetAttraction(in Attraction, now time.Time) (Project, error) {
	found := append(checkAmount("signed_yuan", in.Signed), checkAmount("arrived_yuan", in.Arrived)...)
	if err := Refusal(found, "attraction."); err != nil {
		return Project{}, err
	}
	for path, day := range map[string]string{"attraction.signed_date": in.SignedDate, "attraction.landed_date": in.LandedDate} {
		if day == "" {
			continue
		}
		if err := checkPastDay(day, now, path); err != nil {
			return Project{}, err
		}
	}
	unsigned := in.SignedDate == "" && (in.Signed > 0 || in.LandedDate != "" || in.Arrived > 0)
	if unsigned || in.LandedDate != "" && in.LandedDate < in.SignedDate {
		return Project{}, errs.Precondition("ATTRACTION_ORDER", "signed %q, landed %q", in.SignedDate, in.LandedDate).At("attraction")
	}
	p = p.shelved()
	p.Attraction = in
	return p.touched(now), nil
}
