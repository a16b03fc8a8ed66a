package synth

import (
	"iter"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// The published totals of the Binzhou report of June 2020 (seed binzhou-2020):
// 433 projects, 479.33 亿元 by the end of May, 47.1 % of the plan. The plan itself is
// not published: 1,017.69 亿元 is derived from the other two.
const (
	BinzhouYear     = 2020
	BinzhouMonths   = 5
	BinzhouInvested = 47_933_000_000
	BinzhouPlanned  = 101_769_000_000
	binzhouSeed     = 202005
)

// binzhouListings are the sizes of the four lists, which share no project here.
var binzhouListings = []struct {
	key   string
	count int
}{{"province", 94}, {"city", 140}, {"county", 169}, {"renovation", 30}}

// BinzhouRoot is the province above, as the registry's configuration creates it.
const BinzhouRoot = "sd"

// BinzhouUnits are the city and its ten assessment units; three development zones
// have no GB/T 2260 code.
func BinzhouUnits() []Unit {
	county := registryv1.UnitKind_UNIT_KIND_COUNTY
	units := []Unit{{unit("sd-bz", "滨州市", "371600", registryv1.UnitKind_UNIT_KIND_CITY, "滨州"), BinzhouRoot}}
	for _, u := range []*registryv1.Unit{
		unit("sd-bz-bincheng", "滨城区", "371602", county, "滨城"),
		unit("sd-bz-zhanhua", "沾化区", "371603", county, "沾化", "沾化县"),
		unit("sd-bz-huimin", "惠民县", "371621", county, "惠民"),
		unit("sd-bz-yangxin", "阳信县", "371622", county, "阳信"),
		unit("sd-bz-wudi", "无棣县", "371623", county, "无棣"),
		unit("sd-bz-boxing", "博兴县", "371625", county, "博兴"),
		unit("sd-bz-zouping", "邹平市", "371681", county, "邹平", "邹平县"),
		unit("sd-bz-jkq", "滨州经开区", "", registryv1.UnitKind_UNIT_KIND_ZONE, "经开区", "滨州经济技术开发区"),
		unit("sd-bz-gxq", "高新区", "", registryv1.UnitKind_UNIT_KIND_ZONE, "滨州高新区", "滨州高新技术产业开发区"),
		unit("sd-bz-beihai", "北海经开区", "", registryv1.UnitKind_UNIT_KIND_ZONE, "北海", "北海经济开发区"),
	} {
		units = append(units, Unit{u, "sd-bz"})
	}
	return units
}

func unit(code, name, gb string, kind registryv1.UnitKind, aliases ...string) *registryv1.Unit {
	return &registryv1.Unit{Code: code, Name: name, GbCode: gb, Kind: kind, Aliases: aliases}
}

// Binzhou yields the 433 projects with their reports from January to May 2020.
func Binzhou() iter.Seq[Project] {
	return func(yield func(Project) bool) {
		drafts := binzhouDrafts()
		planned, invested := binzhouSums(len(drafts))
		for i, d := range drafts {
			r := source(binzhouSeed, kindProject, i)
			d.planned = planned[i]
			d.total = total(r.IntN(100), max(planned[i], invested[i]))
			if !yield(d.finish(invested[i], BinzhouMonths, binzhouSeed)) {
				return
			}
		}
	}
}

// total is a believable total investment: one to four and a half years' plans.
func total(percent int, planned int64) int64 {
	return (planned + planned*int64(percent)*7/200) / Wan * Wan
}

// finish builds the project and its reports.
func (d draft) finish(invested int64, count int, seed uint64) Project {
	p := d.build(source(seed, kindProject, d.index))
	r := source(seed, kindReports, d.index)
	before := cumulativeBefore(r, p, invested)
	return Project{Project: p, Reports: monthly(p, months(r, invested, 0, count), before)}
}

// binzhouDrafts deals the lists out to the ten units; larger units get more.
func binzhouDrafts() []draft {
	units, deal := BinzhouUnits()[1:], source(binzhouSeed, kindSpread, 0)
	share := []int{0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 8, 9, 9}
	var drafts []draft
	for _, list := range binzhouListings {
		for range list.count {
			u := units[share[len(drafts)%len(share)]].Unit
			nature := registryv1.Nature_NATURE_CONTINUED
			if deal.IntN(100) < 45 {
				nature = registryv1.Nature_NATURE_NEW
			}
			drafts = append(drafts, draft{
				index: len(drafts), unit: u, region: regionOf(u, "371600"), nature: nature,
				listings: []string{list.key}, year: BinzhouYear,
			})
		}
	}
	return drafts
}

func regionOf(u *registryv1.Unit, city string) string {
	if u.GetGbCode() == "" {
		return city
	}
	return u.GetGbCode()
}

// binzhouSums divides plan and investment exactly: sizes differ twentyfold, and how
// far a project is differs by about a third either way.
func binzhouSums(count int) ([]int64, []int64) {
	r := source(binzhouSeed, kindSpread, 1)
	size, done := make([]int64, count), make([]int64, count)
	for i := range count {
		size[i] = int64(5 + r.IntN(10)*r.IntN(12))
		done[i] = size[i] * int64(65+r.IntN(71))
	}
	planned, invested := spread(BinzhouPlanned/Wan, size), spread(BinzhouInvested/Wan, done)
	for i := range count {
		planned[i] *= Wan
		invested[i] *= Wan
	}
	return planned, invested
}
