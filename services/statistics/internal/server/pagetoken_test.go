package server_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/server"
	"pacesetter/services/statistics/internal/store"
)

func TestAPageTokenSurvivesTheRoundTrip(t *testing.T) {
	req := &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05"}
	for name, at := range map[string]store.Position{
		"as usual":     {Unit: "371602", Name: "滨城区某项目", ID: projectID(1)},
		"with no name": {Unit: "371602", ID: projectID(1)},
		"with no unit": {Name: "x", ID: projectID(2)},
		"with nothing": {},
		"a long unit":  {Unit: strings.Repeat("u", 300), Name: "y"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := server.ParsePageToken(req, server.PageToken(req, at))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(at, got); diff != "" {
				t.Errorf("position (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAPageTokenWithANULIsNone: PostgreSQL takes none, and would fail where the
// caller is at fault.
func TestAPageTokenWithANULIsNone(t *testing.T) {
	req := &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05"}
	_, err := server.ParsePageToken(req, server.PageToken(req, store.Position{Unit: "u", Name: "a\x00b"}))
	wantReason(t, err, "PAGE_TOKEN_INVALID")
}

func FuzzParsePageToken(f *testing.F) {
	req := &statisticsv1.ListFigureProjectsRequest{Unit: "37", Month: "2020-05"}
	f.Add(server.PageToken(req, store.Position{Unit: "371602", Name: "项目", ID: projectID(1)}))
	f.Add("")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, token string) {
		at, err := server.ParsePageToken(req, token)
		if err != nil {
			if errs.ReasonOf(err) != "PAGE_TOKEN_INVALID" {
				t.Fatalf("ParsePageToken(%q) = %v", token, err)
			}
			return
		}
		again, err := server.ParsePageToken(req, server.PageToken(req, at))
		if err != nil || again != at {
			t.Fatalf("ParsePageToken(%q) = %+v, which comes back as %+v, %v", token, at, again, err)
		}
	})
}
