package statistics

import (
	_ "embed" // the bands are policy, not code
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
)

//go:embed size_bands.json
var sizeBandsJSON []byte

// SizeBand is a span of total investments (规模档次).
type SizeBand struct {
	Key  string `json:"key"`       // stable
	From int64  `json:"from_yuan"` // included
	Name string `json:"name"`      // for people
	Upto int64  `json:"-"`         // included; the largest number for the last band
}

// sizeVersion are the bands from a plan year on, until the next version's.
type sizeVersion struct {
	Version  int        `json:"version"`
	FromYear int        `json:"from_year"`
	Source   string     `json:"source"`
	Bands    []SizeBand `json:"bands"` // the smallest first
}

// sizePolicy is read when it is first asked for.
var sizePolicy = sync.OnceValue(func() []sizeVersion {
	versions, err := parseSizes(sizeBandsJSON)
	if err != nil {
		panic(err) // the embedded file is broken, which the tests of this package exclude
	}
	return versions
})

// parseSizes reads a policy. Versions begin in years that rise, so that a new one leaves
// the years before it, and what was published of them, as they were.
func parseSizes(data []byte) ([]sizeVersion, error) {
	var file struct {
		Versions []sizeVersion `json:"versions"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read size bands: %w", err)
	}
	if len(file.Versions) == 0 {
		return nil, errors.New("read size bands: no version")
	}
	for i := range file.Versions {
		v := &file.Versions[i]
		if v.Version != i+1 || v.Source == "" || i > 0 && v.FromYear <= file.Versions[i-1].FromYear {
			return nil, fmt.Errorf("read size bands: version %d out of order or without a source", v.Version)
		}
		if err := v.close(); err != nil {
			return nil, err
		}
	}
	return file.Versions, nil
}

// close works out where each band ends.
func (v *sizeVersion) close() error {
	if len(v.Bands) == 0 || v.Bands[0].From != 0 {
		return fmt.Errorf("read size bands: version %d does not begin with nothing", v.Version)
	}
	for i := range v.Bands {
		b := &v.Bands[i]
		b.Upto = math.MaxInt64
		if i+1 < len(v.Bands) {
			b.Upto = v.Bands[i+1].From - 1
		}
		if b.Key == "" || b.Name == "" || b.Upto < b.From {
			return fmt.Errorf("read size bands: band %q of version %d", b.Key, v.Version)
		}
	}
	return nil
}

// SizeBands are the bands of a plan year, the smallest first.
func SizeBands(year int) []SizeBand {
	versions := sizePolicy()
	bands := versions[0].Bands
	for _, v := range versions[1:] {
		if v.FromYear <= year {
			bands = v.Bands
		}
	}
	return bands
}

// sizeOf is the band of a total investment in a plan year.
func sizeOf(year int, totalInvestment int64) SizeBand {
	bands := SizeBands(year)
	at := bands[0]
	for _, b := range bands[1:] {
		if b.From <= totalInvestment {
			at = b
		}
	}
	return at
}
