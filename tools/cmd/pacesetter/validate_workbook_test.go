package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pacesetter/tools/internal/clerk"
)

func TestAWorkbookIsCheckedWithoutAPlatform(t *testing.T) {
	sample, err := clerk.Sample(2020) // its third row spends more in a month than in its year
	if err != nil {
		t.Fatal(err)
	}
	good, err := clerk.Workbook([]clerk.Row{{
		Section: "一、续建项目", Name: "示例精密铸造园区项目", Industry: "高端装备", Scale: "建设标准厂房12万平方米", Years: "2019-2021", Place: "经济开发区",
		Total: 52000, Month: 1200, Cumulative: 18300, Year: 9600, Planned: 26000, Progress: "主体施工", Filing: "已办结", Company: "示例精密铸造有限公司",
	}}, clerk.Messy(2020))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		content []byte
		code    int
		out     []string
		said    string
	}{
		"a good one":       {good.Content, 0, []string{" 有效（附件3，工作表“", "1 行，其中 0 行不能导入"}, ""},
		"a row too much":   {sample.Content, 1, []string{" 有错误（附件3", "3 行，其中 1 行不能导入", "错误：", "MONTH_OVER_YEAR"}, "WORKBOOK_INVALID"},
		"no workbook":      {[]byte("项目名称,总投资\n"), 1, nil, "SHEET_NOT_XLSX"},
		"an empty file":    {nil, 1, nil, "SHEET_EMPTY"},
		"a file that ends": {good.Content[:len(good.Content)/2], 1, nil, "SHEET_BROKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "book.xlsx")
			if err := os.WriteFile(path, tc.content, 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errOut bytes.Buffer
			code := dispatch(t.Context(), commands(), []string{"validate", "workbook", path}, &out, &errOut)
			if code != tc.code || !strings.Contains(errOut.String(), tc.said) {
				t.Errorf("exit code %d, said %s", code, errOut.String())
			}
			for _, want := range tc.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in\n%s", want, out.String())
				}
			}
		})
	}
}
