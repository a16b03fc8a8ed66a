package indicator

import "slices"

// Unit is a unit with its value.
type Unit struct {
	Code  string
	Value Value
}

// Place is where a unit stands.
type Place struct {
	Unit
	Rank   int  // from 1; 0 without a value
	Tied   bool // whether others share the rank
	Former int  // its rank before; 0 if it had none or nothing is known of it
}

// Rank orders units by their values, the better ones first. Values that are equal as
// shown share a rank, and the next one is as far down as there are units before it
// (1, 2, 2, 4). Units without a value come last and have no rank. Within a rank, and
// among those without, the order is the given one.
func Rank(better Direction, units []Unit) []Place {
	places := make([]Place, len(units))
	for i, u := range units {
		places[i].Unit = u
	}
	slices.SortStableFunc(places, func(a, b Place) int { return compare(better, a.Value, b.Value) })
	for i := range places {
		if places[i].Value.Missing != None {
			break
		}
		places[i].Rank = i + 1
		if i > 0 && compareShown(places[i-1].Value, places[i].Value) == 0 {
			places[i].Rank = places[i-1].Rank
			places[i-1].Tied, places[i].Tied = true, true
		}
	}
	return places
}

func compare(better Direction, a, b Value) int {
	switch {
	case a.Missing != None && b.Missing != None:
		return 0
	case a.Missing != None:
		return 1
	case b.Missing != None:
		return -1
	case better == Lower:
		return compareShown(a, b)
	}
	return compareShown(b, a)
}

// Against tells each unit its rank in a former ranking.
func Against(places, former []Place) []Place {
	ranks := make(map[string]int, len(former))
	for _, p := range former {
		ranks[p.Code] = p.Rank
	}
	out := slices.Clone(places)
	for i, p := range out {
		out[i].Former = ranks[p.Code]
	}
	return out
}

// Change is how many places the unit gained (positive) or lost since its former rank;
// false where it lacks one of the two.
func (p Place) Change() (int, bool) {
	if p.Rank == 0 || p.Former == 0 {
		return 0, false
	}
	return p.Former - p.Rank, true
}
