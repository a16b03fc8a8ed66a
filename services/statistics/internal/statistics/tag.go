package statistics

import (
	"slices"
	"strings"
	"sync"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
)

// ByTag begins the dimensions of tags, one of each system (标签体系): tag:six-new.
const ByTag = "tag:"

// Untagged is the value of what bears no tag of a system.
const Untagged = industry.Untagged

// tagSystems are read when they are first asked for.
var tagSystems = sync.OnceValue(func() industry.Tags {
	tags, err := industry.DefaultTags()
	if err != nil {
		panic(err) // the embedded file is broken, which the tests of its package exclude
	}
	return tags
})

// ByTags lists the dimensions of tags.
func ByTags() []Dimension {
	var out []Dimension
	for _, s := range tagSystems().Settable() {
		out = append(out, Dimension(ByTag+s.Key))
	}
	return out
}

// OfTags tells whether the dimension is that of a system of tags: a project may then stand
// in several of its values.
func (d Dimension) OfTags() bool { return strings.HasPrefix(string(d), ByTag) }

// system is the key of a dimension of tags.
func (d Dimension) system() string { return strings.TrimPrefix(string(d), ByTag) }

// tagValues are those of a system, in the order of the paper that names them.
func (d Dimension) tagValues() []Value {
	var out []Value
	system, _ := tagSystems().System(d.system())
	for _, t := range system.Tags {
		out = append(out, Value{t.Key, t.Name})
	}
	return append(out, Value{Untagged, "未标注"})
}

// tagsOf are the values of a system in which a project stands, at least one.
func (p *Project) tagsOf(system string) []string {
	var out []string
	for _, tag := range p.Milestones.Tags {
		if of, value, _ := strings.Cut(tag, "/"); of == system {
			out = append(out, value)
		}
	}
	if len(out) == 0 {
		return []string{Untagged}
	}
	return out
}

// Bears tells whether a project bears a tag ("six-new/new-material"), or none of its
// system ("six-new/untagged").
func (p *Project) Bears(tag string) bool {
	system, value, _ := strings.Cut(tag, "/")
	return slices.Contains(p.tagsOf(system), value)
}

// TagOrNone is the tag that is wanted, or how the tags begin of which none is.
func (w Where) TagOrNone() (tag, without string) {
	if system, none := strings.CutSuffix(w.Tag, Untagged); none {
		return "", system
	}
	return w.Tag, ""
}

// CheckTag judges a tag that projects are asked by; none is any. It fails with TAG_UNKNOWN.
func CheckTag(text string) error {
	system, value, _ := strings.Cut(text, "/")
	by := Dimension(ByTag + system)
	known := slices.Contains(ByTags(), by) && slices.ContainsFunc(by.tagValues(), func(v Value) bool { return v.Key == value })
	if text == "" || known {
		return nil
	}
	return errs.Invalid("TAG_UNKNOWN", "no tag %.60q", text).With("value", strings.ToValidUTF8(text[:min(len(text), 60)], "")).At("tag")
}
