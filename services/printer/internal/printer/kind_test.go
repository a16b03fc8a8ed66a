package printer_test

import (
	"strings"
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/services/printer/internal/printer"
)

const project = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

func TestPageOf(t *testing.T) {
	for name, tc := range map[string]struct {
		kind       string
		parameters map[string]string
		want       string
	}{
		"a project's file":       {"project", map[string]string{"id": project, "month": "2020-05"}, "/print/projects/" + project + "?month=2020-05"},
		"a list with its filter": {"list", map[string]string{"unit": "sd-bz", "month": "2020-05", "q": "化工 & 园区", "order": "planned desc"}, "/print/list?month=2020-05&order=planned+desc&q=%E5%8C%96%E5%B7%A5+%26+%E5%9B%AD%E5%8C%BA&unit=sd-bz"},
		"a list of everything":   {"list", map[string]string{"unit": "", "q": ""}, "/print/list"},
		"a ranking":              {"ranking", map[string]string{"indicator": "completion_rate"}, "/print/ranking?indicator=completion_rate"},
		"a wall":                 {"wall", map[string]string{"unit": "sd", "at": "sd-bz"}, "/print/wall?at=sd-bz&unit=sd"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := printer.PageOf(tc.kind, tc.parameters)
			if err != nil || got.Address != tc.want || got.Width == 0 {
				t.Errorf("PageOf() = %v, %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestPageOfRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		kind       string
		parameters map[string]string
		want       string
	}{
		"a page that is no print":        {"admin", nil, "PRINT_KIND_UNKNOWN"},
		"an address as a kind":           {"http://169.254.169.254/", nil, "PRINT_KIND_UNKNOWN"},
		"a parameter of another kind":    {"project", map[string]string{"id": project, "unit": "sd"}, "PRINT_PARAMETER_UNKNOWN"},
		"a project without one":          {"project", nil, "PRINT_PARAMETER_INVALID"},
		"a path in the place of an id":   {"project", map[string]string{"id": "../../auth/login"}, "PRINT_PARAMETER_INVALID"},
		"another host in a unit":         {"wall", map[string]string{"unit": "//evil.example"}, "PRINT_PARAMETER_INVALID"},
		"a month that is none":           {"list", map[string]string{"month": "2020-13"}, "PRINT_PARAMETER_INVALID"},
		"a text without an end":          {"list", map[string]string{"q": strings.Repeat("长", 101)}, "PRINT_PARAMETER_INVALID"},
		"a text with a line's end in it": {"list", map[string]string{"q": "a\nb"}, "PRINT_PARAMETER_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := printer.PageOf(tc.kind, tc.parameters); errs.ReasonOf(err) != tc.want {
				t.Errorf("PageOf() = %v, %v, want %s", got, err, tc.want)
			}
		})
	}
}

func TestPDF(t *testing.T) {
	file := printer.PDF{Title: "滨化化工项目 · 旗手", Content: []byte("%PDF-1.4\n<</Type /Pages /Count 2>>\n<</Type /Page\n/MediaBox [0 0 595 842]>>\n<</Type /Page /Parent 1>>\n%%EOF\n")}
	if file.Pages() != 2 || !file.Whole() || file.FileName() != "滨化化工项目.pdf" {
		t.Errorf("%d pages, whole %t, called %q", file.Pages(), file.Whole(), file.FileName())
	}
	if broken := (printer.PDF{Content: file.Content[:40]}); broken.Whole() || broken.FileName() != "打印.pdf" {
		t.Errorf("half a file is whole, or called %q", broken.FileName())
	}
}
