package registry

import (
	"strings"
	"testing"
	"time"

	"pacesetter/pkg/errs"
)

func TestPhoneNumbersAreMasked(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"":               "",
		"13800000000":    "138****0000",
		"0543-3000000":   "054****0000",
		"3000012":        "****12",
		"+8613800000000": "****00",
		"12345":          "****",
		"nonsense":       "****",
	} {
		if got := MaskPhone(phone); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", phone, got, want)
		}
	}
}

func FuzzMaskPhone(f *testing.F) {
	f.Add("13800000000")
	f.Add("0543-3000000")
	f.Add("+----")
	f.Fuzz(func(t *testing.T, text string) {
		phone, err := tidyPhone(text)
		if err == nil && phone != "" && strings.Contains(MaskPhone(phone), strings.Trim(phone, "+-")) {
			t.Errorf("MaskPhone(%q) shows it", phone)
		}
	})
}

func TestMaskContacts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"某甲13800000000":                  "某甲138****0000",
		"某甲 138 0000 0000，某乙13900000000": "某甲 138****0000，某乙139****0000",
		"13800000000 13900000000":        "138****0000 139****0000",
		"+8613800000000":                 "138****0000",
		"０５４３－３００００００某处":                 "054****0000某处",
		"总价13800000000.50元":              "总价13800000000.50元",
		"2304-441900-04-01-135254":       "2304-441900-04-01-135254",
		"91350200776049653A":             "91350200776049653A",
		"合同12345678901234":               "合同12345678901234",
		"":                               "",
		"没有号码":                           "没有号码",
	} {
		if got := MaskContacts(text); got != want {
			t.Errorf("MaskContacts(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestWhoSeesContactData(t *testing.T) {
	t.Parallel()
	person := Person{Principal: "li"}
	for name, tc := range map[string]struct {
		viewer Viewer
		person Person
		want   bool
	}{
		"the administrator":                     {Viewer{"x", []string{"admin"}}, person, true},
		"the county office":                     {Viewer{"x", []string{"county"}}, person, true},
		"the city office, among other roles":    {Viewer{"x", []string{"leader", "city"}}, person, true},
		"the person themselves":                 {Viewer{"li", nil}, person, true},
		"a leader does not":                     {Viewer{"x", []string{"leader"}}, person, false},
		"another officer does not":              {Viewer{"x", []string{"officer"}}, person, false},
		"somebody without an account is nobody": {Viewer{"", nil}, Person{}, false},
	} {
		if got := MaySeeContact(tc.viewer, tc.person); got != tc.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

var may = time.Date(2020, 5, 20, 8, 0, 0, 0, time.UTC)

func TestPeopleAreTidiedAndJudged(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   Person
		want string
	}{
		"a sound person":         {Person{Name: " 演示\n人员 ", Phone: "１３８ 0000 0000"}, ""},
		"no name":                {Person{}, "PERSON_NAME_MISSING"},
		"a name without end":     {Person{Name: strings.Repeat("长", 201)}, "TEXT_TOO_LONG"},
		"letters in the number":  {Person{Name: "甲", Phone: "call me"}, "PHONE_SHAPE"},
		"too short a number":     {Person{Name: "甲", Phone: "110"}, "PHONE_SHAPE"},
		"a day that is none":     {Person{Name: "甲", Days: Days{From: "2020-02-30"}}, "DATE_INVALID"},
		"an end before the year": {Person{Name: "甲", Days: Days{From: "2020-05-01", To: "2020-04-30"}}, "DATE_ORDER"},
	} {
		p, err := NewPerson("1", tc.in, may)
		if errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (p.Name != "演示 人员" || p.Phone != "13800000000" || p.Days != (Days{From: "2020-05-20"})) {
			t.Errorf("%s: %+v", name, p)
		}
		if err != nil && tc.in.Phone != "" && strings.Contains(err.Error(), tc.in.Phone) {
			t.Errorf("%s: the refusal repeats the number: %v", name, err)
		}
	}
}

func TestResponsibilitiesHaveTheirBearer(t *testing.T) {
	t.Parallel()
	since := &Person{ID: "p", Days: Days{From: "2020-05-01", To: "2020-12-31"}}
	for name, tc := range map[string]struct {
		in     Responsibility
		person *Person
		want   string
	}{
		"a lead official":                {Responsibility{Kind: KindLeadOfficial, Person: "p"}, since, ""},
		"a team without a head":          {Responsibility{Kind: KindTeam, Team: "一号专班"}, nil, ""},
		"a team with one":                {Responsibility{Kind: KindTeam, Team: "一号专班", Person: "p"}, since, ""},
		"a unit's department":            {Responsibility{Kind: KindResponsibleUnit, Unit: "bc", Department: "发改"}, nil, ""},
		"no kind":                        {Responsibility{Person: "p"}, since, "RESPONSIBILITY_KIND_MISSING"},
		"an officer who is nobody":       {Responsibility{Kind: KindServiceOfficer}, nil, "BEARER_MISSING"},
		"a team without a name":          {Responsibility{Kind: KindTeam, Person: "p"}, since, "BEARER_MISSING"},
		"a responsible unit that is one": {Responsibility{Kind: KindResponsibleUnit}, nil, "BEARER_MISSING"},
		"an official with a unit":        {Responsibility{Kind: KindLeadOfficial, Person: "p", Unit: "bc"}, since, "BEARER_STRANGE"},
		"a unit with a person":           {Responsibility{Kind: KindResponsibleUnit, Unit: "bc", Person: "p"}, since, "BEARER_STRANGE"},
		"before they came":               {Responsibility{Kind: KindLeadOfficial, Person: "p", Days: Days{From: "2020-04-30"}}, since, "PERSON_NOT_IN_OFFICE"},
		"after they left":                {Responsibility{Kind: KindLeadOfficial, Person: "p", Days: Days{From: "2021-01-01"}}, since, "PERSON_NOT_IN_OFFICE"},
	} {
		if _, err := NewResponsibility("1", tc.in, tc.person, may); errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAResponsibilityEndsOnce(t *testing.T) {
	t.Parallel()
	open := Responsibility{ID: "1", Days: Days{From: "2020-05-01"}, Version: 1}
	for name, tc := range map[string]struct {
		before   Days
		to, want string
	}{
		"today":                        {open.Days, "2020-05-20", ""},
		"in the past":                  {open.Days, "2020-05-02", ""},
		"an end that lies ahead moves": {Days{"2020-05-01", "2020-06-30"}, "2020-05-31", ""},
		"before it began":              {open.Days, "2020-04-30", "DATE_ORDER"},
		"no day":                       {open.Days, "", "DATE_INVALID"},
		"it has ended":                 {Days{"2020-05-01", "2020-05-10"}, "2020-06-30", "RESPONSIBILITY_ENDED"},
	} {
		r := open
		r.Days = tc.before
		if _, err := r.End(tc.to, may); errs.ReasonOf(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
