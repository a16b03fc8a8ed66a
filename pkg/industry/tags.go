package industry

import (
	"cmp"
	_ "embed" // the systems are policy data, not code
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pacesetter/pkg/errs"
)

//go:embed tags.json
var tagsJSON []byte

// Tag is one value of a system, e.g. 新材料.
type Tag struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// System is a system of tags (标签体系) by which a government sorts projects, e.g. 六新.
type System struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Field    string `json:"field"`    // of a project, where it is kept as one: no tags are set by it
	Multiple bool   `json:"multiple"` // whether a project may bear several of its tags
	Source   string `json:"source"`   // the paper that names it
	Sample   bool   `json:"sample"`   // its members come from elsewhere and want confirming
	Tags     []Tag  `json:"tags"`
}

// Tags are the systems in force, with the papers they come from and the day since
// when they hold.
type Tags struct {
	Version       int      `json:"version"`
	EffectiveDate string   `json:"effective_date"`
	Source        string   `json:"source"`
	Systems       []System `json:"systems"`
}

// DefaultTags are the systems that the platform ships with.
func DefaultTags() (Tags, error) { return ParseTags(tagsJSON) }

// ParseTags reads systems of tags, and refuses a file without version, source or
// effective date, and a system without source or with a key twice.
func ParseTags(data []byte) (Tags, error) {
	var t Tags
	if err := json.Unmarshal(data, &t); err != nil {
		return Tags{}, fmt.Errorf("read tags: %w", err)
	}
	if t.Version < 1 || t.Source == "" || t.EffectiveDate == "" {
		return Tags{}, errs.Internal("TAGS_INVALID", "tags without version, source or effective date")
	}
	seen := map[string]bool{}
	for _, s := range t.Systems {
		if s.Key == "" || s.Source == "" || len(s.Tags) == 0 || seen[s.Key] {
			return Tags{}, errs.Internal("TAGS_INVALID", "system %q", s.Key)
		}
		seen[s.Key] = true
		for _, tag := range s.Tags {
			if tag.Key == "" || tag.Name == "" || seen[s.Key+"/"+tag.Key] {
				return Tags{}, errs.Internal("TAGS_INVALID", "tag %q of %s", tag.Key, s.Key)
			}
			seen[s.Key+"/"+tag.Key] = true
		}
	}
	return t, nil
}

// System is the system of that key.
func (t Tags) System(key string) (System, bool) {
	i := slices.IndexFunc(t.Systems, func(s System) bool { return s.Key == key })
	if i < 0 {
		return System{}, false
	}
	return t.Systems[i], true
}

// Text is a project's tags ("six-new/new-material") for people, each system's after its
// name: 六新：新材料、新产品；十强：高端化工. What is not known stays as it is.
func (t Tags) Text(tags []string) string {
	var parts []string
	for _, s := range t.Systems {
		var names []string
		for _, tag := range tags {
			if of, key, _ := strings.Cut(tag, "/"); of == s.Key {
				names = append(names, cmp.Or(s.name(key), key))
			}
		}
		if len(names) > 0 {
			parts = append(parts, s.Name+"："+strings.Join(names, "、"))
		}
	}
	return strings.Join(parts, "；")
}

// Untagged is the value of what bears no tag of a system, where it is told.
const Untagged = "untagged"

// name is what people call a value of the system; empty for one that there is not.
func (s System) name(key string) string {
	if key == Untagged {
		return "未标注"
	}
	tag, _ := s.Tag(key)
	return tag.Name
}

// Settable are the systems by which projects are tagged: those that are no field of a
// project already.
func (t Tags) Settable() []System {
	return slices.DeleteFunc(slices.Clone(t.Systems), func(s System) bool { return s.Field != "" })
}

// SettableSystem is the settable system of that key. It fails with TAG_SYSTEM_UNKNOWN,
// which names the right ones.
func (t Tags) SettableSystem(key string) (System, error) {
	var known []string
	for _, s := range t.Settable() {
		if s.Key == key {
			return s, nil
		}
		known = append(known, s.Key)
	}
	return System{}, errs.Invalid("TAG_SYSTEM_UNKNOWN", "no system of tags %.40q", key).
		With("value", key).With("known", strings.Join(known, " "))
}

// Tag is the tag of that key.
func (s System) Tag(key string) (Tag, bool) {
	i := slices.IndexFunc(s.Tags, func(t Tag) bool { return t.Key == key })
	if i < 0 {
		return Tag{}, false
	}
	return s.Tags[i], true
}
