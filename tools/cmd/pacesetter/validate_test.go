package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValidateAsJSON(t *testing.T) {
	for name, tc := range map[string]struct {
		args string
		code int
		want string
	}{
		"a good project code": {
			"project-code 2509-320193-89-01-544060", 0,
			`{"code":"2509-320193-89-01-544060","valid":true,"reason":"","message":"","warnings":[],"generation":"new",` +
				`"parts":{"year":2025,"month":9,"region":"320193","department":"89","type":"01","type_name":"基本建设","serial":"54406","check_digit":"0"}}`,
		},
		"no code at all": {
			"project-code x", 1,
			`{"code":"x","valid":false,"reason":"PROJECT_CODE_SHAPE","message":"项目代码应为 20 位数字，按 4-6-2-2-6 位用连字符“-”分为五组，例如 2509-320193-89-01-544060。","warnings":[],"generation":"","parts":null}`,
		},
		"a good credit code": {
			"uscc 91350200776049653A", 0,
			`{"code":"91350200776049653A","valid":true,"reason":"","message":"","warnings":[],"generation":"standard",` +
				`"parts":{"authority":"9","category":"1","region":"350200","organisation":"776049653","check":"A"}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			code := dispatch(t.Context(), commands(), append([]string{"validate"}, strings.Fields(tc.args+" --json")...), &out, &errOut)
			if code != tc.code {
				t.Errorf("exit code %d, want %d: %s", code, tc.code, errOut.String())
			}
			if diff := cmp.Diff(tc.want+"\n", out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestValidateForPeople(t *testing.T) {
	var out, errOut bytes.Buffer
	code := dispatch(t.Context(), commands(), []string{"validate", "uscc", "91350200776049653A", "91350100M0001TGQXM", "91350200776049653B"}, &out, &errOut)
	lines := strings.Split(out.String(), "\n")
	if code != 1 || len(lines) != 5 || lines[0] != "91350200776049653A 有效（GB 32100-2015）" ||
		lines[1] != "91350100M0001TGQXM 有效（试点码）" || !strings.HasPrefix(lines[2], "  提示：USCC_PILOT ") ||
		!strings.HasPrefix(lines[3], "91350200776049653B 无效：USCC_CHECK ") {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	if want := "pacesetter validate: CODE_INVALID 1 个代码无效，见上。\n"; errOut.String() != want {
		t.Errorf("said %q", errOut.String())
	}
}
