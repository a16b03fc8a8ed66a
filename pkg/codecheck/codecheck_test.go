package codecheck

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEachKindHasItsVerdict(t *testing.T) {
	for _, tc := range []struct {
		kind, code string
		valid      bool
		reason     string
		standard   string
	}{
		{ProjectCode, "2509-320193-89-01-544060", true, "", "GB/T 40058-2021"},
		{ProjectCode, "2601-140100-89-01-123456", false, "PROJECT_CODE_CHECK_DIGIT", "GB/T 40058-2021"},
		{CreditCode, "91350200776049653A", true, "", "GB 32100-2015"},
		{Region, "371626", true, "", "GB/T 2260 旧码"},
		{Region, "320193", false, "REGION_UNKNOWN", ""},
		{Industry, "医药制造业", true, "", "GB/T 4754-2017"},
	} {
		v, known := Check(tc.kind, tc.code)
		if !known || v.Valid != tc.valid || v.Reason != tc.reason || v.Standard != tc.standard || v.Valid != (v.Message == "") {
			t.Errorf("%s %s: %+v", tc.kind, tc.code, v)
		}
	}
	if v, known := Check("postcode", "100000"); known {
		t.Errorf("%+v", v)
	}
}

func TestAVerdictAsJSON(t *testing.T) {
	v, _ := Check(CreditCode, "91350200776049653A")
	text, err := json.Marshal(v)
	const want = `{"code":"91350200776049653A","valid":true,"reason":"","message":"","warnings":[],"generation":"standard",` +
		`"parts":{"authority":"9","category":"1","region":"350200","organisation":"776049653","check":"A","region_name":"福建省厦门市"}}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}

// FuzzCheck: strangers send what they like; every refusal says why.
func FuzzCheck(f *testing.F) {
	for _, code := range []string{"", "2509-320193-89-01-544060", "91350200776049653A", "371602", "c27", strings.Repeat("9", 1000), "\xff"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for _, kind := range Kinds() {
			v, _ := Check(kind, code)
			if _, err := json.Marshal(v); err != nil || v.Valid == (v.Reason != "") {
				t.Errorf("%s %q: %+v, %v", kind, code, v, err)
			}
		}
	})
}
