package synth

import (
	"fmt"
	"math/rand/v2"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// draft is what decides a project before its sums are known.
type draft struct {
	index    int
	unit     *registryv1.Unit
	region   string // six digits for codes; a zone takes its city's
	group    string // first four digits of the code; empty: by the year of the start
	series   uint64 // keeps the companies of one seed from being those of another
	listings []string
	nature   registryv1.Nature
	year     int
	total    int64  // yuan
	planned  int64  // yuan
	category string // empty: dealt out
	tags     []string
}

// build writes the project down: identity, company, year.
func (d draft) build(r *rand.Rand) *registryv1.Project {
	c := d.categoryOf(r)
	industry, start := pick(r, c.industries), d.startYear(r)
	return &registryv1.Project{
		Name:         projectName(d.unit.GetName(), pick(r, c.works), d.index),
		NationalCode: d.nationalCode(start),
		Company: &registryv1.Company{
			Name:       companyName(d.unit.GetName(), industry, d.series, d.index),
			CreditCode: creditCode(d.region, d.index),
		},
		Stage:     registryv1.Stage_STAGE_BUILDING,
		Stages:    []*registryv1.StageEntry{{Stage: registryv1.Stage_STAGE_BUILDING, Date: d.startDay(start)}},
		Scale:     fmt.Sprintf("建设%s设施%d平方米及配套工程", industry, 2_000+r.IntN(180_000)),
		Place:     d.unit.GetName() + pick(r, []string{"经济开发区", "城北片区", "高新园区", "滨河片区", "东部新城"}),
		StartYear: planYear(start),
		EndYear:   planYear(d.year + 1 + r.IntN(2)),
		Tags:      d.tags,
		Years: []*registryv1.ProjectYear{{
			Year: planYear(d.year), Unit: d.unit.GetCode(), Listings: listings(d.listings), Category: c.key,
			Industry: industry, Nature: d.nature, TotalInvestmentYuan: d.total, PlannedYuan: d.planned,
		}},
	}
}

// categoryOf deals out categories where none is given.
func (d draft) categoryOf(r *rand.Rand) category {
	dealt := categories[[]int{0, 0, 0, 0, 0, 1, 1, 1, 2, 2}[r.IntN(10)]]
	for _, c := range categories {
		if c.key == d.category {
			return c
		}
	}
	return dealt
}

// planYear is a year as the messages have it.
func planYear(year int) int32 {
	return int32(year) //nolint:gosec // G115: years have four digits
}

func (d draft) startYear(r *rand.Rand) int {
	if d.nature == registryv1.Nature_NATURE_NEW {
		return d.year
	}
	return d.year - 1 - r.IntN(2)
}

// startDay is the day on which building began: of new projects before the first month
// that they report.
func (d draft) startDay(year int) string {
	if d.nature == registryv1.Nature_NATURE_NEW {
		return fmt.Sprintf("%d-01-06", year)
	}
	return fmt.Sprintf("%d-03-01", year)
}

func listings(keys []string) []*registryv1.Listing {
	all := make([]*registryv1.Listing, len(keys))
	for i, k := range keys {
		all[i] = &registryv1.Listing{Key: k, FromMonth: 1, Confirmed: true}
	}
	return all
}

// nationalCode is a valid code: YYMM since 2021, the year before that
// (GB/T 40058-2021).
func (d draft) nationalCode(start int) string {
	group := d.group
	if group == "" {
		group = codeGroup(start, d.index)
	}
	body := fmt.Sprintf("%s%s8901%05d", group, d.region, d.index%100_000)
	return fmt.Sprintf("%s-%s-89-01-%s%c", body[:4], body[4:10], body[14:19], projectCheck(body))
}

// codeGroup is when a project got its code; the first months of a year are as good as
// others.
func codeGroup(start, index int) string {
	if start <= 2020 {
		return fmt.Sprintf("%04d", start)
	}
	return fmt.Sprintf("%02d%02d", start%100, index%3+1)
}

// creditCode is a valid unified social credit code (GB 32100-2015) of a made-up
// enterprise.
func creditCode(region string, index int) string {
	organisation := fmt.Sprintf("MA%06d", index%1_000_000)
	body := "91" + region + organisation + string(organisationCheck(organisation))
	return body + string(creditCheck(body))
}
