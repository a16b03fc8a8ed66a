package indicator

import (
	"bytes"
	_ "embed" // what the parts weigh is policy data, not code
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"pacesetter/pkg/errs"
)

//go:embed quality.json
var qualityJSON []byte

// Quality (数据质量评分) is the policy by which a unit's data is scored: which parts make
// up the score and what each weighs of 100.
type Quality struct {
	Version       int             `json:"version"`
	EffectiveDate string          `json:"effective_date"`
	Source        string          `json:"source"`
	Sample        string          `json:"sample"` // what no paper says and is made up
	Parts         []WeightedShare `json:"parts"`
}

// WeightedShare is the weight of an indicator in a score.
type WeightedShare struct {
	Key    string `json:"key"`
	Weight int    `json:"weight"`
}

// Part is a part of a score.
type Part struct {
	Key, Name   string
	Weight      int   // of 100, as the policy has it
	Part, Whole int64 // what counts out of what; 0 where Missing says why
	Shown       string
	Missing     Missing
}

// DefaultQuality is the policy that statistics ships with.
func DefaultQuality() (Quality, error) { return ParseQuality(qualityJSON) }

// ParseQuality reads a policy. It fails with QUALITY_INVALID for one without version,
// source or effective date, with a part that is none or stands there twice, or with
// weights that don't add up to 100.
func ParseQuality(data []byte) (Quality, error) {
	var q Quality
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&q); err != nil {
		return Quality{}, errs.Internal("QUALITY_INVALID", "read the quality policy").Wrap(err)
	}
	if q.Version < 1 || q.Source == "" || q.EffectiveDate == "" {
		return Quality{}, errs.Internal("QUALITY_INVALID", "no version, source or effective date")
	}
	seen, total := map[string]bool{}, 0
	for _, p := range q.Parts {
		if _, known := scored()[p.Key]; !known || seen[p.Key] || p.Weight < 1 {
			return Quality{}, errs.Internal("QUALITY_INVALID", "part %q of weight %d", p.Key, p.Weight)
		}
		seen[p.Key] = true
		total += p.Weight
	}
	if total != wholeWeight {
		return Quality{}, errs.Internal("QUALITY_INVALID", "weights add up to %d", total)
	}
	return q, nil
}

// wholeWeight is what the weights of a score add up to.
const wholeWeight = 100

// scoredPart is an indicator that may be part of a score, and what it is a share of.
type scoredPart struct {
	indicator Indicator
	of        func(Input) proportion
}

func scored() map[string]scoredPart {
	parts := map[string]scoredPart{}
	for _, p := range []scoredPart{{punctualityRate(), punctuality}, {factsRate(), facts}, {uncorrectedRate(), uncorrected}, {evidenceRate(), evidence}} {
		parts[p.indicator.Key] = p
	}
	return parts
}

// quality is how far a unit's data can be relied on.
func quality() Indicator {
	policy, err := DefaultQuality()
	if err != nil {
		panic(err) // the file is embedded above, and a test reads it
	}
	return Indicator{
		Key: "quality", Name: "数据质量评分", Measure: Score, Direction: Higher, Lifecycle: true,
		Formula: policy.formula(), Source: fmt.Sprintf("评分办法第 %d 版：%s；%s", policy.Version, policy.Source, policy.Sample),
		value: policy.Score,
	}
}

func (q Quality) formula() string {
	terms := make([]string, len(q.Parts))
	for i, p := range q.Parts {
		terms[i] = fmt.Sprintf("%s × %d", scored()[p.Key].indicator.Name, p.Weight)
	}
	return "数据质量评分 = " + strings.Join(terms, " + ") + "，满分 100 分，各率的算法见同名指标。某项没有可评的内容时，其余各项按权重之比补足 100；" +
		"某项的数还没有取得时不评分。"
}

// Score is the sum of the parts' shares by their weights. A part that has nothing to
// judge leaves its weight to the others; where one is not told, there is no score, for
// it would be another one once it is.
func (q Quality) Score(in Input) Value {
	var (
		parts  = make([]Part, len(q.Parts))
		sum    = new(big.Rat)
		weight int64
		untold Missing
	)
	for i, p := range q.Parts {
		s := scored()[p.Key]
		share := s.of(in)
		value := share.value(in)
		parts[i] = Part{p.Key, s.indicator.Name, p.Weight, share.part, share.whole, value.Shown, value.Missing}
		switch {
		case value.Missing == None:
			weight += int64(p.Weight)
			sum.Add(sum, new(big.Rat).SetFrac64(int64(p.Weight)*share.part, share.whole))
		case value.Missing.hinders() && untold == None:
			untold = value.Missing
		}
	}
	switch {
	case untold != None:
		return Value{Missing: untold, Parts: parts}
	case weight == 0:
		return Value{Missing: NothingToJudge, Parts: parts}
	}
	return scoreOf(sum.Mul(sum, big.NewRat(wholeWeight, weight)), in.Settings.Decimals, parts)
}

// hinders tells whether a score cannot be told without what is missing.
func (m Missing) hinders() bool {
	switch m {
	case NoProjects, PunctualityUntold, FactsUntold, LifecycleUntold:
		return true
	}
	return false
}

func scoreOf(exact *big.Rat, decimals int, parts []Part) Value {
	const programs = 6
	six, _ := strconv.ParseFloat(exact.FloatString(programs), 64) // what FloatString writes is a number
	return Value{Percent: six, Shown: exact.FloatString(decimals), Parts: parts}
}
