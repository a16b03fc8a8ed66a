package registry

import (
	_ "embed" // the vocabulary is policy data, not code
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

//go:embed vocabulary.json
var vocabularyJSON []byte

// Level is the government level at which a listing is decided.
type Level string

// The levels of listings.
const (
	LevelProvince Level = "province"
	LevelCity     Level = "city"
	LevelCounty   Level = "county"
)

// ListingKind is a named list that projects may stand in, e.g. 省重点.
type ListingKind struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Level Level  `json:"level"`
}

// Category (类别) is what a project is for, e.g. 产业.
type Category struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Vocabulary is the policy data that says which listings and categories there are,
// with the paper it comes from and the day since when it holds.
type Vocabulary struct {
	Version       int           `json:"version"`
	EffectiveDate string        `json:"effective_date"`
	Source        string        `json:"source"`
	Listings      []ListingKind `json:"listings"`
	Categories    []Category    `json:"categories"`
}

// DefaultVocabulary is the vocabulary that the register ships with.
func DefaultVocabulary() (Vocabulary, error) { return ParseVocabulary(vocabularyJSON) }

// ParseVocabulary reads a vocabulary and refuses one without version, source or
// effective date, or with an unknown level.
func ParseVocabulary(data []byte) (Vocabulary, error) {
	var v Vocabulary
	if err := json.Unmarshal(data, &v); err != nil {
		return Vocabulary{}, fmt.Errorf("read vocabulary: %w", err)
	}
	if v.Version < 1 || v.Source == "" || v.EffectiveDate == "" {
		return Vocabulary{}, errs.Internal("VOCABULARY_INVALID", "vocabulary without version, source or effective date")
	}
	for _, l := range v.Listings {
		if l.Key == "" || !slices.Contains([]Level{LevelProvince, LevelCity, LevelCounty}, l.Level) {
			return Vocabulary{}, errs.Internal("VOCABULARY_INVALID", "listing %q at level %q", l.Key, l.Level)
		}
	}
	return v, nil
}

// Listing is the listing of that key.
func (v Vocabulary) Listing(key string) (ListingKind, bool) {
	i := slices.IndexFunc(v.Listings, func(l ListingKind) bool { return l.Key == key })
	if i < 0 {
		return ListingKind{}, false
	}
	return v.Listings[i], true
}

// HasCategory tells whether there is a category of that key.
func (v Vocabulary) HasCategory(key string) bool {
	return slices.ContainsFunc(v.Categories, func(c Category) bool { return c.Key == key })
}

// CategoryName is the category's Chinese name, its key where there is none.
func (v Vocabulary) CategoryName(key string) string {
	for _, c := range v.Categories {
		if c.Key == key {
			return c.Name
		}
	}
	return key
}

// ListingKeys are the keys of all listings, for the sentence that lists the right ones.
func (v Vocabulary) ListingKeys() string {
	var keys []string
	for _, l := range v.Listings {
		keys = append(keys, l.Key)
	}
	return strings.Join(keys, " ")
}

// CategoryKeys are the keys of all categories.
func (v Vocabulary) CategoryKeys() string {
	var keys []string
	for _, c := range v.Categories {
		keys = append(keys, c.Key)
	}
	return strings.Join(keys, " ")
}

// CheckListing fails with LISTING_UNKNOWN for a listing that there is not.
func (v Vocabulary) CheckListing(key string) error {
	if _, ok := v.Listing(key); ok {
		return nil
	}
	return errs.Invalid("LISTING_UNKNOWN", "no listing %.40q", key).With("value", key).With("known", v.ListingKeys()).At("listing")
}

// CheckCategory fails with CATEGORY_UNKNOWN for a category that there is not.
func (v Vocabulary) CheckCategory(key string) error {
	if v.HasCategory(key) {
		return nil
	}
	return errs.Invalid("CATEGORY_UNKNOWN", "no category %.40q", key).With("value", key).With("known", v.CategoryKeys()).At("category")
}
