package region

import (
	"strings"
	"testing"

	"pacesetter/pkg/errs"
)

func TestCheck(t *testing.T) {
	for name, tc := range map[string]struct {
		code, reason, warning, says string
		parts                       Parts
	}{
		"a code of today": {code: "371681", parts: Parts{
			Name: "邹平市", Short: "邹平", FullName: "山东省滨州市邹平市", Level: County, Parent: "371600", From: 2018,
		}},
		"in full width, with blanks": {code: " ３７１６００ ", parts: Parts{
			Name: "滨州市", Short: "滨州", FullName: "山东省滨州市", Level: City, Parent: "370000",
		}},
		"a code of former years": {
			code: "371626", warning: ReasonEnded, says: "371626（邹平县）自 2018 年起不再使用，现为 371681 邹平市。",
			parts: Parts{
				Name: "邹平县", Short: "邹平", FullName: "山东省滨州市邹平县", Level: County, Parent: "371600", To: 2017,
				Successor: "371681", SuccessorName: "邹平市",
			},
		},
		"a code that nobody took over": {
			code: "232702", warning: ReasonEnded, says: "232702（松岭区）自 2009 年起不再使用。",
			parts: Parts{Name: "松岭区", Short: "松岭", FullName: "黑龙江省大兴安岭地区松岭区", Level: County, Parent: "232700", From: 2006, To: 2008},
		},
		"a zone's code":          {code: "320193", reason: ReasonUnknown, says: "江苏省南京市之下没有这个县（市、区）"},
		"a county of no city":    {code: "429999", reason: ReasonUnknown, says: "湖北省之下没有这个县（市、区）"},
		"a province that isn't":  {code: "990000", reason: ReasonUnknown, says: "GB/T 2260 中没有代码 990000。"},
		"a township's code":      {code: "371602001", reason: ReasonShape, says: "应为 6 位数字"},
		"something endless":      {code: strings.Repeat("滨", 300), reason: ReasonShape, says: "应为 6 位数字"},
		"bytes that are no text": {code: "\xff\xfe", reason: ReasonShape, says: "应为 6 位数字"},
	} {
		t.Run(name, func(t *testing.T) {
			r := Check(tc.code)
			said := r.Message
			if tc.warning != "" && len(r.Warnings) == 1 && r.Warnings[0].Reason == tc.warning {
				said = r.Warnings[0].Message
			}
			if r.Reason != tc.reason || r.Parts != tc.parts || !strings.Contains(said, tc.says) || len(r.Code) > 70 {
				t.Errorf("Check() = %+v", r)
			}
			if errs.ReasonOf(r.Err()) != tc.reason || r.Valid != (tc.reason == "") {
				t.Errorf("Err() = %v", r.Err())
			}
		})
	}
}
