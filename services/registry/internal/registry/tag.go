package registry

import (
	"slices"
	"strings"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
)

// Tag (标签) is how a government sorts a project besides its industry: a value of a
// system of tags (标签体系), as "system/value", e.g. "six-new/new-material". Tags are of
// the project, not of a year: they say what it is, and that stays when a year ends.
type Tag string

// System is the key of the tag's system.
func (t Tag) System() string {
	system, _, _ := strings.Cut(string(t), "/")
	return system
}

// TagPolicy is what tags are judged by: the systems that there are, and which of them
// hold for the project's unit.
type TagPolicy struct {
	Systems industry.Tags
	InForce []string
}

// TagPolicy is what a project's tags are judged by in a year at a unit.
func (p Policy) TagPolicy(year int, unit string) TagPolicy {
	return TagPolicy{Systems: p.Tags, InForce: p.Tree.Settings(year, unit).TagSystems}
}

// WithTags is the project with other tags. What it bears already may stay although its
// unit's systems have changed since, or it was handed over: who edits its name should not
// have to sort it anew. It fails with TAG_UNKNOWN, TAG_SYSTEM_NOT_IN_FORCE or TAG_ONE_ONLY.
func (p Project) WithTags(wanted []Tag, policy TagPolicy) (Project, error) {
	wanted = slices.Clone(wanted)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	for i, t := range wanted {
		if slices.Contains(p.Tags, t) {
			continue
		}
		system, err := policy.check(t)
		if err != nil {
			return Project{}, err
		}
		if same := others(wanted, i); len(same) > 0 && !system.Multiple {
			return Project{}, errs.Invalid("TAG_ONE_ONLY", "tags %s and %s", t, same[0]).With("system", system.Name)
		}
	}
	p.Tags = wanted
	return p, nil
}

// others are those of the tags that are of the same system as the one at i.
func others(tags []Tag, i int) []Tag {
	var found []Tag
	for j, t := range tags {
		if j != i && t.System() == tags[i].System() {
			found = append(found, t)
		}
	}
	return found
}

// check judges one tag and tells its system.
func (p TagPolicy) check(t Tag) (industry.System, error) {
	system, err := KnownTag(p.Systems, t)
	if err != nil {
		return system, err
	}
	if !slices.Contains(p.InForce, system.Key) {
		return system, errs.Precondition("TAG_SYSTEM_NOT_IN_FORCE", "tag %s: %s is not in force", t, system.Key).With("system", system.Name)
	}
	return system, nil
}

// KnownTag is the system of a tag that there is. It fails with TAG_UNKNOWN.
func KnownTag(systems industry.Tags, t Tag) (industry.System, error) {
	key, value, _ := strings.Cut(string(t), "/")
	system, err := systems.SettableSystem(key)
	if err == nil {
		if _, known := system.Tag(value); known {
			return system, nil
		}
	}
	return industry.System{}, errs.Invalid("TAG_UNKNOWN", "no tag %.60q", string(t)).With("value", shorten(string(t)))
}

// SystemsOf are the systems that people are shown with a project or a list: those in
// force, and those of which tags are borne.
func (p TagPolicy) SystemsOf(tags []Tag) []industry.System {
	return slices.DeleteFunc(p.Systems.Settable(), func(s industry.System) bool {
		return !slices.Contains(p.InForce, s.Key) && !slices.ContainsFunc(tags, func(t Tag) bool { return t.System() == s.Key })
	})
}

// checkTagSystems judges a unit's setting: each system known, and named once.
func checkTagSystems(keys []string) error {
	systems, err := industry.DefaultTags()
	if err != nil {
		return err
	}
	for i, key := range keys {
		if _, err := systems.SettableSystem(key); err != nil {
			return atTagSystems(err)
		}
		if slices.Contains(keys[:i], key) {
			return errs.Invalid("TAG_SYSTEM_TWICE", "system %s twice", key).With("value", key).At("unit.settings.tag_systems")
		}
	}
	return nil
}

// atTagSystems names the field of a refusal that the kernel made, which knows no fields.
func atTagSystems(err error) error {
	if e, ok := errs.As(err); ok {
		return e.At("unit.settings.tag_systems")
	}
	return err
}

// tagText is the tags as the history shows them.
func tagText(tags []Tag) string {
	texts := make([]string, 0, len(tags))
	for _, t := range tags {
		texts = append(texts, string(t))
	}
	return strings.Join(texts, " ")
}
