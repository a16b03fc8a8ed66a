package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDispatch(t *testing.T) {
	all := []command{
		{"works", "", "", func(context.Context, []string, io.Writer, io.Writer) error { return nil }},
		{"breaks", "", "", func(context.Context, []string, io.Writer, io.Writer) error { return errors.New("the reason") }},
		{"misused", "", "", func(context.Context, []string, io.Writer, io.Writer) error { return errUsage }},
	}
	for name, tc := range map[string]struct {
		args   []string
		code   int
		errOut string
	}{
		"a command that works":            {[]string{"works"}, 0, ""},
		"a command that fails says why":   {[]string{"breaks"}, 1, "pacesetter breaks: the reason"},
		"a misused command has told":      {[]string{"misused"}, 2, ""},
		"an unknown one gets the list":    {[]string{"wrks"}, 2, "没有命令“wrks”，可用的有：works、breaks、misused"},
		"nothing at all shows the usage":  {nil, 0, ""},
		"asking for help shows the usage": {[]string{"--help"}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			if code := dispatch(t.Context(), all, tc.args, &out, &errOut); code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
			if !strings.Contains(errOut.String(), tc.errOut) {
				t.Errorf("error stream %q, want %q in it", errOut.String(), tc.errOut)
			}
		})
	}
}
