package registry_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/unittree"
	"pacesetter/services/registry/internal/registry"
)

func systems(t *testing.T) industry.Tags {
	t.Helper()
	tags, err := industry.DefaultTags()
	if err != nil {
		t.Fatal(err)
	}
	return tags
}

func TestTagsOfAProject(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		has, wanted, want []registry.Tag
		inForce           []string
		reason            string
	}{
		"several of a system that takes several, in order": {
			wanted: []registry.Tag{"six-new/new-product", "six-new/new-material"}, inForce: []string{"six-new"},
			want: []registry.Tag{"six-new/new-material", "six-new/new-product"},
		},
		"one said twice is one": {
			wanted: []registry.Tag{"ten-strong/marine", "ten-strong/marine"}, inForce: []string{"ten-strong"}, want: []registry.Tag{"ten-strong/marine"},
		},
		"one of each of two systems": {
			wanted: []registry.Tag{"two-new-one-major/major-works", "six-new/new-product"}, inForce: []string{"six-new", "two-new-one-major"},
			want: []registry.Tag{"six-new/new-product", "two-new-one-major/major-works"},
		},
		"two of a system that takes one": {
			wanted: []registry.Tag{"ten-strong/marine", "ten-strong/health"}, inForce: []string{"ten-strong"}, reason: "TAG_ONE_ONLY",
		},
		"one more of a system that takes one": {
			has: []registry.Tag{"ten-strong/marine"}, wanted: []registry.Tag{"ten-strong/marine", "ten-strong/health"}, inForce: []string{"ten-strong"}, reason: "TAG_ONE_ONLY",
		},
		"another one instead": {
			has: []registry.Tag{"ten-strong/marine"}, wanted: []registry.Tag{"ten-strong/health"}, inForce: []string{"ten-strong"}, want: []registry.Tag{"ten-strong/health"},
		},
		"a system that the unit has not":  {wanted: []registry.Tag{"six-new/new-product"}, inForce: []string{"ten-strong"}, reason: "TAG_SYSTEM_NOT_IN_FORCE"},
		"a value that there is not":       {wanted: []registry.Tag{"six-new/old"}, inForce: []string{"six-new"}, reason: "TAG_UNKNOWN"},
		"a system that there is not":      {wanted: []registry.Tag{"old/new"}, inForce: []string{"old"}, reason: "TAG_UNKNOWN"},
		"the category, which is a field":  {wanted: []registry.Tag{"category/industry"}, inForce: []string{"category"}, reason: "TAG_UNKNOWN"},
		"no system at all":                {wanted: []registry.Tag{"new-product"}, inForce: []string{"six-new"}, reason: "TAG_UNKNOWN"},
		"what it has may stay":            {has: []registry.Tag{"six-new/new-product"}, wanted: []registry.Tag{"six-new/new-product"}, want: []registry.Tag{"six-new/new-product"}},
		"what it has may go":              {has: []registry.Tag{"six-new/new-product"}},
		"nothing more of a system of old": {has: []registry.Tag{"six-new/new-product"}, wanted: []registry.Tag{"six-new/new-product", "six-new/new-material"}, reason: "TAG_SYSTEM_NOT_IN_FORCE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := slices.Clone(tc.wanted)
			got, err := registry.Project{Tags: tc.has}.WithTags(tc.wanted, registry.TagPolicy{Systems: systems(t), InForce: tc.inForce})
			if errs.ReasonOf(err) != tc.reason {
				t.Fatalf("%v, want %q", err, tc.reason)
			}
			if err == nil && !slices.Equal(got.Tags, tc.want) {
				t.Errorf("%v, want %v", got.Tags, tc.want)
			}
			if !slices.Equal(before, tc.wanted) {
				t.Error("it changed what it was given")
			}
		})
	}
}

// TestTagsGoByTheUnitOfTheYear: a new project is judged by what is in force where it lies.
func TestTagsGoByTheUnitOfTheYear(t *testing.T) {
	t.Parallel()
	p := policy(t)
	p.Tags = systems(t)
	p.Tree = unittree.New([]unittree.Unit{
		{Code: "sd", Kind: unittree.KindProvince, Settings: unittree.OwnSettings{TagSystems: []string{"ten-strong"}}},
		{Code: "bc", Kind: unittree.KindCounty, Places: []unittree.Place{{Parent: "sd", From: 2020}}},
	})
	in := sound()
	in.Tags = []registry.Tag{"ten-strong/chemicals"}
	got, _, err := registry.NewProject("id", in, p, time.Now())
	if err != nil || !slices.Equal(got.Tags, in.Tags) {
		t.Fatalf("%v, %v", got.Tags, err)
	}
	changes := registry.DiffProject(registry.Project{}, got)
	if !slices.Contains(changes, registry.FieldChange{Field: "tags", New: "ten-strong/chemicals"}) {
		t.Errorf("the history says %v", changes)
	}
	in.Tags = []registry.Tag{"six-new/new-material"}
	_, _, err = registry.NewProject("id", in, p, time.Now())
	e, _ := errs.As(err)
	if e == nil || e.Reason != "TAG_SYSTEM_NOT_IN_FORCE" || len(e.Fields) != 1 || e.Fields[0].Path != "project.tags" {
		t.Errorf("%v", err)
	}
}

func TestSystemsThatAreShown(t *testing.T) {
	t.Parallel()
	names := func(inForce []string, tags ...registry.Tag) (out []string) {
		for _, s := range (registry.TagPolicy{Systems: systems(t), InForce: inForce}).SystemsOf(tags) {
			out = append(out, s.Name)
		}
		return out
	}
	if diff := cmp.Diff([]string{"六新", "十强"}, names([]string{"ten-strong"}, "six-new/new-material")); diff != "" {
		t.Error(diff)
	}
	if got := names(nil); got != nil {
		t.Errorf("%v are shown where none are in force", got)
	}
}

func TestSystemsOfAUnit(t *testing.T) {
	t.Parallel()
	tree := unittree.New([]unittree.Unit{{Code: "sd", Kind: unittree.KindProvince}})
	for name, tc := range map[string]struct {
		keys   []string
		reason string
	}{
		"two":              {[]string{"six-new", "ten-strong"}, ""},
		"none":             {[]string{}, ""},
		"one twice":        {[]string{"six-new", "six-new"}, "TAG_SYSTEM_TWICE"},
		"one that is none": {[]string{"old"}, "TAG_SYSTEM_UNKNOWN"},
		"the category":     {[]string{"category"}, "TAG_SYSTEM_UNKNOWN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := unittree.Unit{Code: "bz", Name: "滨州市", Kind: unittree.KindCity, Settings: unittree.OwnSettings{TagSystems: tc.keys}}
			_, err := registry.CreateUnit(tree, u, "sd", 2020)
			if errs.ReasonOf(err) != tc.reason {
				t.Errorf("%v, want %q", err, tc.reason)
			}
			if e, ok := errs.As(err); ok && e.Fields[0].Path != "unit.settings.tag_systems" {
				t.Errorf("at %v", e.Fields)
			}
		})
	}
}
