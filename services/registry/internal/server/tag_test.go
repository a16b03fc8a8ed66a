package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

// tagged is a register whose city has 六新 and 十强, with a project of its county that bears tags.
func tagged(t *testing.T) (*register, *registryv1.Project) {
	t.Helper()
	r := start(t)
	r.setting("bz", &registryv1.UnitSettings{TagSystems: &registryv1.TagSystems{Keys: []string{"six-new", "ten-strong"}}})
	p := newProject("新材料项目")
	p.Tags = []string{"ten-strong/energy-material", "six-new/new-product", "six-new/new-material"}
	return r, r.create(p)
}

// retag states tags of a project, or none for nil.
func (r *register) retag(p *registryv1.Project, tags *registryv1.ProjectTags) (*registryv1.Project, error) {
	resp, err := r.UpdateProject(r.county(), &registryv1.UpdateProjectRequest{
		Id: p.GetId(), Project: p, Version: p.GetVersion(), Tags: tags, RequestId: uuid.NewString(),
	})
	return resp.GetProject(), err
}

func TestTagsAreSetChangedAndTold(t *testing.T) {
	t.Parallel()
	r, p := tagged(t)
	if diff := cmp.Diff([]string{"six-new/new-material", "six-new/new-product", "ten-strong/energy-material"}, p.GetTags()); diff != "" {
		t.Fatal(diff)
	}
	p.Name, p.Tags = "新材料项目二期", nil
	p, err := r.retag(p, nil)
	if err != nil || len(p.GetTags()) != 3 {
		t.Fatalf("an edit that states no tags left %v, %v", p.GetTags(), err)
	}
	p, err = r.retag(p, &registryv1.ProjectTags{Tags: []string{"six-new/new-material"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"six-new/new-material"}, got.GetProject().GetTags()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"六新", "十强"}, systemNames(got.GetTagSystems())); diff != "" {
		t.Error(diff)
	}
	history, err := r.ListProjectHistory(r.county(), &registryv1.ListProjectHistoryRequest{Id: p.GetId()})
	if err != nil {
		t.Fatal(err)
	}
	last := history.GetChanges()[0].GetFields()
	if len(last) != 1 || last[0].GetField() != "tags" || last[0].GetNewValue() != "six-new/new-material" ||
		last[0].GetOldValue() != "six-new/new-material six-new/new-product ten-strong/energy-material" {
		t.Errorf("the history says %v", last)
	}
	if p, err = r.retag(p, &registryv1.ProjectTags{}); err != nil || len(p.GetTags()) != 0 {
		t.Errorf("all taken away: %v, %v", p.GetTags(), err)
	}
}

func systemNames(systems []*registryv1.TagSystem) []string {
	var out []string
	for _, s := range systems {
		out = append(out, s.GetName())
	}
	return out
}

func TestTagRefusals(t *testing.T) {
	t.Parallel()
	r, p := tagged(t)
	for name, tc := range map[string]struct {
		tags   []string
		kind   errs.Kind
		reason string
	}{
		"a tag that there is not":        {[]string{"six-new/old"}, errs.KindInvalid, "TAG_UNKNOWN"},
		"a tag of no system":             {[]string{"new,{material}"}, errs.KindInvalid, "TAG_UNKNOWN"},
		"a system that bz has not":       {[]string{"two-new-one-major/major-works"}, errs.KindPrecondition, "TAG_SYSTEM_NOT_IN_FORCE"},
		"two of a system that takes one": {[]string{"ten-strong/marine", "ten-strong/health"}, errs.KindInvalid, "TAG_ONE_ONLY"},
	} {
		t.Run(name, func(t *testing.T) {
			created := newProject("被拒绝的项目")
			created.Tags = tc.tags
			_, err := r.CreateProject(r.county(), &registryv1.CreateProjectRequest{Project: created, RequestId: uuid.NewString()})
			wantReason(t, err, tc.kind, tc.reason)
			wantField(t, err, "project.tags")
			_, err = r.retag(p, &registryv1.ProjectTags{Tags: tc.tags})
			wantReason(t, err, tc.kind, tc.reason)
			wantField(t, err, "tags")
		})
	}
	_, err := r.UpdateUnit(r.as(authn.RoleAdmin, "sd"), &registryv1.UpdateUnitRequest{
		Code: "qd", Name: "青岛市", Version: 1, RequestId: uuid.NewString(),
		Settings: &registryv1.UnitSettings{TagSystems: &registryv1.TagSystems{Keys: []string{"seven-new"}}},
	})
	wantReason(t, err, errs.KindInvalid, "TAG_SYSTEM_UNKNOWN")
	_, err = r.UpdateUnit(r.as(authn.RoleAdmin, "sd"), &registryv1.UpdateUnitRequest{
		Code: "qd", Name: "青岛市", Version: 1, RequestId: uuid.NewString(),
		Settings: &registryv1.UnitSettings{TagSystems: &registryv1.TagSystems{Keys: []string{"six-new", "six-new"}}},
	})
	wantReason(t, err, errs.KindInvalid, "TAG_SYSTEM_TWICE")
}

func wantField(t *testing.T, err error, path string) {
	t.Helper()
	if e, _ := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Path != path {
		t.Errorf("%+v, want the field %s", err, path)
	}
}

// TestTagsOutliveTheirSystem: a city that gives a system up takes no tag away, and who edits
// such a project need not sort it anew.
func TestTagsOutliveTheirSystem(t *testing.T) {
	t.Parallel()
	r, p := tagged(t)
	r.setting("bc", &registryv1.UnitSettings{TagSystems: &registryv1.TagSystems{}})
	p.Name = "改了名的项目"
	p, err := r.retag(p, &registryv1.ProjectTags{Tags: p.GetTags()})
	if err != nil || len(p.GetTags()) != 3 {
		t.Fatalf("%v, %v", p.GetTags(), err)
	}
	got, err := r.GetProject(r.county(), &registryv1.GetProjectRequest{Id: p.GetId()})
	if err != nil || len(got.GetTagSystems()) != 2 {
		t.Errorf("what it bears has names all the same: %v, %v", got.GetTagSystems(), err)
	}
	list, err := r.ListProjects(r.county(), &registryv1.ListProjectsRequest{Month: "2020-05", Unit: "bc"})
	if err != nil || len(list.GetTagSystems()) != 0 {
		t.Errorf("the county's own word is none: %v, %v", list.GetTagSystems(), err)
	}
	_, err = r.retag(p, &registryv1.ProjectTags{Tags: append(p.GetTags(), "six-new/new-equipment")})
	wantReason(t, err, errs.KindPrecondition, "TAG_SYSTEM_NOT_IN_FORCE")
}

func TestTheListByTag(t *testing.T) {
	t.Parallel()
	r, p := tagged(t)
	other := newProject("另一个项目")
	other.Tags = []string{"six-new/new-business"}
	r.create(other)
	r.create(newProject("没有标签的项目"))
	for tag, want := range map[string]int{"": 3, "six-new/new-material": 1, "six-new/new-business": 1, "ten-strong/marine": 0} {
		got, err := r.ListProjects(r.county(), &registryv1.ListProjectsRequest{Month: "2020-05", Tag: tag})
		if err != nil || len(got.GetRows()) != want || got.GetTotals().GetProjects() != int64(want) {
			t.Errorf("%q: %d rows, %v, %v", tag, len(got.GetRows()), got.GetTotals(), err)
		}
		if tag == "six-new/new-material" {
			if diff := cmp.Diff(p.GetTags(), got.GetRows()[0].GetTags()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"六新", "十强"}, systemNames(got.GetTagSystems())); diff != "" {
				t.Error(diff)
			}
		}
	}
	_, err := r.ListProjects(r.county(), &registryv1.ListProjectsRequest{Month: "2020-05", Tag: "six-new/old"})
	wantReason(t, err, errs.KindInvalid, "TAG_UNKNOWN")
	first, err := r.ListProjects(r.county(), &registryv1.ListProjectsRequest{Month: "2020-05", PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.ListProjects(r.county(), &registryv1.ListProjectsRequest{
		Month: "2020-05", PageSize: 1, PageToken: first.GetNextPageToken(), Tag: "six-new/new-material",
	})
	wantReason(t, err, errs.KindInvalid, "PAGE_TOKEN_INVALID")
}

// TestAUnitTellsItsSystems: those in force with the unit's settings, and all that there are.
func TestAUnitTellsItsSystems(t *testing.T) {
	t.Parallel()
	r, _ := tagged(t)
	got, err := r.GetUnit(r.as(authn.RoleCounty, "bc"), &registryv1.GetUnitRequest{Code: "bc"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"six-new", "ten-strong"}, got.GetEffective().GetTagSystems().GetKeys()); diff != "" {
		t.Error(diff)
	}
	if got.GetUnit().GetSettings().GetTagSystems() != nil {
		t.Error("what is inherited is not the unit's own")
	}
	if diff := cmp.Diff([]string{"六新", "两新一重", "十强"}, systemNames(got.GetTagSystems())); diff != "" {
		t.Error(diff)
	}
	if n := len(got.GetTagSystems()[2].GetValues()); n != 10 || !got.GetTagSystems()[0].GetMultiple() || got.GetTagSystems()[2].GetMultiple() {
		t.Errorf("%v", got.GetTagSystems())
	}
}
