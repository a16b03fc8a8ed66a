package sheetimport

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
)

func TestWhatAHeaderMeans(t *testing.T) {
	for text, want := range map[string]*registryv1.ColumnChoice{
		"投资额=总投资":                {Header: "投资额", Choice: &registryv1.ColumnChoice_Field{Field: "总投资"}},
		"投资额 = total_investment": {Header: "投资额", Choice: &registryv1.ColumnChoice_Field{Field: "total_investment"}},
		"经办人=-":                  {Header: "经办人", Choice: &registryv1.ColumnChoice_Ignore{Ignore: true}},
		"投资额=":                   {Header: "投资额", Choice: &registryv1.ColumnChoice_Forget{Forget: true}},
	} {
		got, err := ParseColumn(text)
		if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || err != nil {
			t.Errorf("ParseColumn(%q): %v\n%s", text, err, diff)
		}
	}
	for _, text := range []string{"", "投资额", "=总投资", " =-"} {
		if _, err := ParseColumn(text); errs.ReasonOf(err) != "COLUMN_CHOICE_INVALID" {
			t.Errorf("ParseColumn(%q) = %v", text, err)
		}
	}
}

func TestColumnsAreTold(t *testing.T) {
	result := previewed(&registryv1.Import{Id: "i-1"}, &registryv1.Preview{
		Lacking: []string{"年度完成投资"},
		Columns: []*registryv1.SheetColumn{
			{Letter: "B", Header: "项目名称", Field: "name", Source: registryv1.ColumnSource_COLUMN_SOURCE_HEADER},
			{Letter: "C", Header: "投资额", Field: "total_investment", Source: registryv1.ColumnSource_COLUMN_SOURCE_REMEMBERED},
			{Letter: "D", Header: "经办人", Source: registryv1.ColumnSource_COLUMN_SOURCE_REMEMBERED},
			{Letter: "E", Header: "年内完成额"},
		},
	})
	var out bytes.Buffer
	if err := result.Show(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"表头缺少：年度完成投资", "按上次对应：不导入", "年内完成额=栏目"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not told:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "项目名称") {
		t.Errorf("what the header says is told again:\n%s", out.String())
	}
}
