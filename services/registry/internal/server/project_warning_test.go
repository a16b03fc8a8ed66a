package server_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"pacesetter/pkg/authn"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

const (
	legacyMisfit = "2020-370305-26-03-012346" // its last digit is no check digit, and need not be one
	pilotCode    = "91350100M0001TGQXM"       // a real company's, and wrong by the standard
	soundCode    = "2304-441900-04-01-135254" // new generation
	soundCredit  = "91350200776049653A"       // of a real standard's example
	legacyDoubt  = "national_code WARNING PROJECT_CODE_CHECK_DIGIT"
	pilotDoubt   = "company.credit_code WARNING USCC_PILOT"
)

// TestDoubtfulCodesAreToldAndTaken: a warning hinders nobody, and a retry hears it again.
func TestDoubtfulCodesAreToldAndTaken(t *testing.T) {
	t.Parallel()
	r := start(t)
	county := r.as(authn.RoleCounty, "bc")
	for name, tc := range map[string]struct {
		national, credit string
		want             []string
	}{
		"no codes":                          {want: nil},
		"sound codes":                       {soundCode, soundCredit, nil},
		"a legacy code without check digit": {legacyMisfit, soundCredit, []string{legacyDoubt}},
		"a pilot credit code":               {"", pilotCode, []string{pilotDoubt}},
		"both":                              {"2019-370305-26-03-012346", pilotCode, []string{legacyDoubt, pilotDoubt}},
	} {
		t.Run(name, func(t *testing.T) {
			in := newProject(name)
			in.NationalCode, in.Company.CreditCode = tc.national, tc.credit
			create := &registryv1.CreateProjectRequest{Project: in, RequestId: uuid.NewString()}
			var created *registryv1.Project
			for range 2 { // an answer that was lost
				resp, err := r.CreateProject(county, create)
				if err != nil {
					t.Fatal(err)
				}
				wantWarnings(t, resp.GetWarnings(), tc.want)
				created = resp.GetProject()
			}
			created.Place = "别处"
			updated, err := r.UpdateProject(county, &registryv1.UpdateProjectRequest{
				Id: created.GetId(), Project: created, Version: created.GetVersion(), RequestId: uuid.NewString(),
			})
			if err != nil {
				t.Fatal(err)
			}
			wantWarnings(t, updated.GetWarnings(), tc.want)
		})
	}
}

// wantWarnings compares fields, severities and reasons, and wants a sentence for each.
func wantWarnings(t *testing.T, found []*registryv1.Finding, want []string) {
	t.Helper()
	var got []string
	for _, f := range found {
		got = append(got, f.GetField()+" "+f.GetSeverity().String()[len("SEVERITY_"):]+" "+f.GetReason())
		if f.GetMessage() == "" || f.GetMessage() == f.GetReason() {
			t.Errorf("%s has no sentence", f.GetReason())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}
