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
				`"parts":{"authority":"9","category":"1","region":"350200","organisation":"776049653","check":"A","region_name":"福建省厦门市"}}`,
		},
		"a code of a region that is no more": {
			"region 371626", 0,
			`{"code":"371626","valid":true,"reason":"","message":"","warnings":[{"reason":"REGION_CODE_ENDED","message":"371626（邹平县）自 2018 年起不再使用，现为 371681 邹平市。"}],"generation":"former",` +
				`"parts":{"name":"邹平县","short_name":"邹平","full_name":"山东省滨州市邹平县","level":"county","parent":"371600","valid_to":2017,"successor":"371681","successor_name":"邹平市"}}`,
		},
		"a zone's own code for a region": {
			"region 320193", 1,
			`{"code":"320193","valid":false,"reason":"REGION_UNKNOWN","message":"GB/T 2260 中没有代码 320193：江苏省南京市之下没有这个县（市、区），开发区等自编的代码不在其中。","warnings":[],"generation":"","parts":null}`,
		},
		"an industry by its name": {
			"industry 医药制造业", 0,
			`{"code":"医药制造业","valid":true,"reason":"","message":"","warnings":[],"generation":"2017",` +
				`"parts":{"section":"C","section_name":"制造业","division":"27","division_name":"医药制造业","matched_by":"name"}}`,
		},
		"a text of two industries": {
			"industry 煤炭", 1,
			`{"code":"煤炭","valid":false,"reason":"INDUSTRY_SEVERAL","message":"“煤炭”可能是以下行业之一，请写明：B06 煤炭开采和洗选业、C25 石油、煤炭及其他燃料加工业。","warnings":[],"generation":"","parts":null}`,
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
	if code != 1 || len(lines) != 5 || lines[0] != "91350200776049653A 有效（GB 32100-2015） 福建省厦门市" ||
		lines[1] != "91350100M0001TGQXM 有效（试点码） 福建省福州市" || !strings.HasPrefix(lines[2], "  提示：USCC_PILOT ") ||
		!strings.HasPrefix(lines[3], "91350200776049653B 无效：USCC_CHECK ") {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	if want := "pacesetter validate: CODE_INVALID 1 个代码无效，见上。\n"; errOut.String() != want {
		t.Errorf("said %q", errOut.String())
	}
}

func TestValidateNamesWhatACodeStandsFor(t *testing.T) {
	for args, want := range map[string]string{
		"project-code 2304-441900-04-01-135254": "2304-441900-04-01-135254 有效（GB/T 40058-2021） 广东省东莞市\n",
		"project-code 2509-320193-89-01-544060": "2509-320193-89-01-544060 有效（GB/T 40058-2021）\n", // a zone's code
		"region 371602":                         "371602 有效（GB/T 2260） 山东省滨州市滨城区\n",
		"region 371624":                         "371624 有效（GB/T 2260 旧码） 山东省滨州市沾化县\n  提示：REGION_CODE_ENDED 371624（沾化县）自 2014 年起不再使用，现为 371603 沾化区。\n",
		"industry c27 制造业":                      "C27 有效（GB/T 4754-2017） C27 医药制造业\n制造业 有效（GB/T 4754-2017） C 制造业\n",
	} {
		t.Run(args, func(t *testing.T) {
			var out, errOut bytes.Buffer
			code := dispatch(t.Context(), commands(), append([]string{"validate"}, strings.Fields(args)...), &out, &errOut)
			if diff := cmp.Diff(want, out.String()); code != 0 || diff != "" {
				t.Errorf("exit code %d: %s%s", code, errOut.String(), diff)
			}
		})
	}
}
