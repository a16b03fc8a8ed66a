package audit

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestTheSubjectIsTheOneThingThatACallIsAbout(t *testing.T) {
	t.Parallel()
	const id = "0b7f6f3c-59f4-4f0c-8f5e-0d6c4a3c2b1a"
	for name, tc := range map[string]struct {
		request, answer proto.Message
		want            string
	}{
		"what the request names": {&registryv1.UpdateProjectRequest{Id: id, Project: &registryv1.Project{Id: "other"}}, &registryv1.UpdateProjectResponse{}, id},
		"a project's month":      {&registryv1.SaveReportRequest{ProjectId: id, Month: "2020-05"}, &registryv1.SaveReportResponse{}, id + "/2020-05"},
		"what was made":          {&registryv1.CreateProjectRequest{}, &registryv1.CreateProjectResponse{Project: &registryv1.Project{Id: id}}, id},
		"a unit that was made":   {&registryv1.CreateUnitRequest{Parent: "bz"}, &registryv1.CreateUnitResponse{Unit: &registryv1.Unit{Code: "bc"}}, "bc"},
		"before the unit it is in": {
			&registryv1.CreateImportRequest{Unit: "bc", Month: "2020-05"}, &registryv1.CreateImportResponse{Import: &registryv1.Import{Id: id, Month: "2020-05"}}, id,
		},
		"the unit where nothing else": {&registryv1.CreateImportRequest{Unit: "bc", Month: "2020-05"}, &registryv1.CreateImportResponse{}, "bc/2020-05"},
		"nothing where many":          {&registryv1.IngestRequest{RequestId: id}, &registryv1.IngestResponse{RequestId: id, Results: []*registryv1.RowResult{{ProjectId: id}}}, ""},
		"no words":                    {&registryv1.UpdateUnitRequest{Code: "滨城区 张三"}, &registryv1.UpdateUnitResponse{}, ""},
		"no long text":                {&registryv1.UpdateUnitRequest{Code: strings.Repeat("a", 101)}, &registryv1.UpdateUnitResponse{}, ""},
		"a request that is not known": {nil, &registryv1.CreateUnitResponse{Unit: &registryv1.Unit{Code: "bc"}}, "bc"},
		"an answer that is none":      {&registryv1.UpdateUnitRequest{Code: "bc"}, (*registryv1.UpdateUnitResponse)(nil), "bc"},
		"nothing at all":              {nil, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := SubjectOf(tc.request, tc.answer); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}
