package client_test

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	"pacesetter/tools/internal/client"
)

func TestExplain(t *testing.T) {
	service, err := errs.ParseCatalogue([]byte(`{"STAGE_ORDER": "不能从{from}到{to}。", "LISTING_UNKNOWN": "名单{value}？"}`))
	if err != nil {
		t.Fatal(err)
	}
	wire := func(e *errs.Error) error { return errgrpc.FromError(errgrpc.ToStatus(e, service, "t1").Err()) }
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"one of our own":         {errs.Invalid("TLS_REQUIRED", "no").With("address", "h:1"), "TLS_REQUIRED h:1 不在本机，请用 --ca 指明所信任的证书，令牌不能明文传送。"},
		"a service's sentence":   {wire(errs.Precondition("STAGE_ORDER", "no").With("from", "竣工").With("to", "谋划")), "STAGE_ORDER 不能从竣工到谋划。"},
		"right listings":         {wire(errs.Invalid("LISTING_UNKNOWN", "no").With("value", "x")), "LISTING_UNKNOWN 名单x？可用的有：province city county renovation。"},
		"a service's own list":   {wire(errs.Invalid("LISTING_UNKNOWN", "no").With("value", "x").With("known", "a b")), "LISTING_UNKNOWN 名单x？可用的有：a b。"},
		"a listing refused here": {errs.Invalid("LISTING_UNKNOWN", "no").With("value", "x"), "LISTING_UNKNOWN 没有“x”这个名单，可用的有：province city county renovation。"},
		"fields at fault":        {wire(errs.Invalid("STAGE_ORDER", "no").With("from", "竣工").With("to", "谋划").At("month")), "STAGE_ORDER 不能从竣工到谋划。 [month]"},
		"several fields":         {wire(errs.Invalid("STAGE_ORDER", "no").With("from", "a").With("to", "b").WithFields(errs.Field{Path: "x", Reason: "LISTING_UNKNOWN", Params: map[string]string{"value": "y"}})), "STAGE_ORDER 不能从a到b。\n  x: LISTING_UNKNOWN 名单y？"},
		"the file itself":        {wire(errs.Invalid("STAGE_ORDER", "no").With("from", "a").With("to", "b").At("content")), "STAGE_ORDER 不能从a到b。"},
		"a file that is missing": {fmt.Errorf("read: %w", &fs.PathError{Op: "open", Path: "五月.xlsx", Err: syscall.ENOENT}), "FILE_MISSING 没有文件“五月.xlsx”。"},
		"a file of others":       {&fs.PathError{Op: "open", Path: "a", Err: syscall.EACCES}, "FILE_FORBIDDEN 无权读写文件“a”。"},
		"a folder":               {&fs.PathError{Op: "read", Path: "a", Err: syscall.EISDIR}, "FILE_IS_FOLDER “a”是目录，不是文件。"},
		"an error of the system": {errors.New("disk full"), "disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := client.Explain(tc.err); got != tc.want {
				t.Errorf("Explain() = %s\nwant        %s", got, tc.want)
			}
		})
	}
}

func TestEveryOwnReasonHasASentence(t *testing.T) {
	c, err := client.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, reason := range []string{
		"TLS_REQUIRED", "TOKEN_FILE_MISSING", "ISSUER_AWAY", "TOKEN_REFUSED", "UNIT_UNKNOWN", "UNIT_AMBIGUOUS", "LISTING_UNKNOWN",
		"DIMENSION_UNKNOWN", "NATURE_UNKNOWN", "SCENARIO_UNKNOWN", "ANNEX_UNKNOWN", "MATCH_INVALID", "AMBIGUOUS_PROJECT",
		"IMPORT_CONFLICT", "IMPORT_HAS_ERRORS", "CODE_INVALID", "WORKBOOK_INVALID", "ROWS_REFUSED", "FIGURES_DIFFER", "FIGURES_LATE", "PLATFORM_AWAY",
		"STREAM_ENDED", "ANSWER_MISPLACED", "FILE_MISSING", "FILE_FORBIDDEN", "FILE_IS_FOLDER", "FILE_THERE", "FILE_NOT_XLSX",
	} {
		if !c.Has(reason) {
			t.Errorf("no sentence for %s", reason)
		}
	}
}
