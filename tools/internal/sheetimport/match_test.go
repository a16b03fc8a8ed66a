package sheetimport

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestParseMatch(t *testing.T) {
	const id = "0b6a4a2e-8c6f-4f0e-9d7e-2f3c1a5b6c7d"
	for text, want := range map[string]*registryv1.RowDecision{
		"9=new":                {Row: 9, Decision: &registryv1.RowDecision_Create{Create: true}},
		"9 = skip":             {Row: 9, Decision: &registryv1.RowDecision_Skip{Skip: true}},
		"12=overwrite":         {Row: 12, Decision: &registryv1.RowDecision_Overwrite{Overwrite: true}},
		"9=" + id:              {Row: 9, Decision: &registryv1.RowDecision_ProjectId{ProjectId: id}},
		"9=urn:uuid:" + id:     {Row: 9, Decision: &registryv1.RowDecision_ProjectId{ProjectId: id}},
		"9":                    nil,
		"":                     nil,
		"=new":                 nil,
		"0=new":                nil,
		"-1=skip":              nil,
		"99999999999=skip":     nil,
		"9=滨城项目":               nil,
		"9=" + id + "/2020-05": nil,
	} {
		t.Run(text, func(t *testing.T) {
			got, err := ParseMatch(text)
			if (err == nil) != (want != nil) || (err != nil && errs.ReasonOf(err) != "MATCH_INVALID") {
				t.Fatalf("ParseMatch() = %v, %v", got, err)
			}
			if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
