package ranking

import (
	"strconv"
	"strings"

	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// number is a value: percent, points or times with 6 decimals, else a whole number, null
// where there is none.
type number struct{ value *statisticsv1.IndicatorValue }

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	switch {
	case n.value == nil || n.value.GetMissing() != nil:
		return []byte("null"), nil
	case n.value.Times != nil:
		return strconv.AppendFloat(nil, n.value.GetTimes(), 'f', 6, 64), nil
	case n.value.Amount != nil:
		return strconv.AppendInt(nil, n.value.GetAmount(), 10), nil
	default:
		return strconv.AppendFloat(nil, n.value.GetPercent(), 'f', 6, 64), nil
	}
}

// indicatorObject is an indicator as JSON writes it.
type indicatorObject struct {
	Key       string `json:"key"`
	Name      string `json:"name"`
	Measure   string `json:"measure"`   // percent, points, yuan, count, times, score
	Direction string `json:"direction"` // higher, lower
	Formula   string `json:"formula"`
	Source    string `json:"source"`
}

// missingObject says why there is no value.
type missingObject struct {
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// valueObject is a value, or why there is none.
type valueObject struct {
	Value   number         `json:"value"`
	Shown   string         `json:"shown"`
	Missing *missingObject `json:"missing,omitempty"`
	Parts   []partObject   `json:"parts,omitempty"` // of a score
}

// partObject is a part of a score: a share of a whole and its weight of 100.
type partObject struct {
	Key     string         `json:"key"`
	Name    string         `json:"name"`
	Weight  int32          `json:"weight"`
	Part    int64          `json:"part"`
	Whole   int64          `json:"whole"`
	Shown   string         `json:"shown"`
	Missing *missingObject `json:"missing,omitempty"`
}

type unitObject struct {
	Unit       string `json:"unit"`
	Name       string `json:"name"`
	Rank       *int32 `json:"rank"`
	Tied       bool   `json:"tied"`
	FormerRank *int32 `json:"former_rank"`
	Change     *int32 `json:"change"`
	valueObject
}

// object is what --json writes.
type object struct {
	Unit        string          `json:"unit"`
	Name        string          `json:"name"`
	Month       string          `json:"month"`
	Listing     string          `json:"listing"`
	FormerMonth string          `json:"former_month,omitempty"`
	AsOfTime    string          `json:"as_of_time,omitempty"`
	Cutoff      string          `json:"cutoff,omitempty"` // where the figures are frozen
	Indicator   indicatorObject `json:"indicator"`
	valueObject
	Units []unitObject `json:"units"`
}

// Object is the ranking as JSON writes it.
func Object(r *statisticsv1.Ranking) any {
	o := object{
		Unit: r.GetUnit(), Name: r.GetName(), Month: r.GetMonth(), Listing: r.GetListing(), FormerMonth: r.GetFormerMonth(), Cutoff: r.GetCutoff(),
		Indicator: toIndicator(r.GetIndicator()), valueObject: toValue(r.GetValue()), Units: []unitObject{},
	}
	if r.GetAsOfTime() != nil {
		o.AsOfTime = r.GetAsOfTime().AsTime().Format("2006-01-02T15:04:05.000Z07:00")
	}
	for _, u := range r.GetUnits() {
		o.Units = append(o.Units, unitObject{
			Unit: u.GetUnit(), Name: u.GetName(), Tied: u.GetTied(), valueObject: toValue(u.GetValue()),
			Rank: u.Rank, FormerRank: u.FormerRank, Change: u.Change,
		})
	}
	return o
}

// Formulas are the indicators as JSON writes them.
func Formulas(indicators []*statisticsv1.Indicator) any {
	out := make([]indicatorObject, len(indicators))
	for i, one := range indicators {
		out[i] = toIndicator(one)
	}
	return out
}

func toIndicator(i *statisticsv1.Indicator) indicatorObject {
	return indicatorObject{
		Key: i.GetKey(), Name: i.GetName(), Formula: i.GetFormula(), Source: i.GetSource(),
		Measure: plain(i.GetMeasure().String(), "MEASURE_"), Direction: plain(i.GetDirection().String(), "DIRECTION_"),
	}
}

// plain is an enum's value without its prefix, in small letters.
func plain(text, prefix string) string { return strings.ToLower(strings.TrimPrefix(text, prefix)) }

func toValue(v *statisticsv1.IndicatorValue) valueObject {
	out := valueObject{Value: number{v}, Shown: v.GetShown(), Missing: toMissing(v.GetMissing())}
	for _, p := range v.GetParts() {
		out.Parts = append(out.Parts, partObject{
			p.GetKey(), p.GetName(), p.GetWeight(), p.GetPart(), p.GetWhole(), p.GetShown(), toMissing(p.GetMissing()),
		})
	}
	return out
}

func toMissing(m *statisticsv1.MissingValue) *missingObject {
	if m == nil {
		return nil
	}
	return &missingObject{m.GetReason(), m.GetText()}
}
