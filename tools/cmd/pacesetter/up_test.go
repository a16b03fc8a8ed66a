package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestCtrlCSaysWhatBecomesOfTheLoading(t *testing.T) {
	pressed, cancel := context.WithCancel(t.Context())
	cancel()
	spoilt := errors.New("its own fault")
	for name, tc := range map[string]struct {
		ctx  context.Context //nolint:containedctx // the case is the context
		err  error
		want error
		said string
	}{
		"stopped by Ctrl-C":             {pressed, fmt.Errorf("send: %w", context.Canceled), nil, "接着装入\n"},
		"done just before it":           {pressed, nil, nil, "接着装入\n"},
		"failed, and Ctrl-C came later": {pressed, spoilt, spoilt, ""},
		"failed by itself":              {t.Context(), spoilt, spoilt, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var errOut bytes.Buffer
			if err := interrupted(tc.ctx, tc.err, "接着装入", &errOut); !errors.Is(err, tc.want) || errOut.String() != tc.said {
				t.Errorf("%v, said %q", err, errOut.String())
			}
		})
	}
}

func TestDownDataSaysThatThereIsNothing(t *testing.T) {
	t.Setenv("PACESETTER_DATA_DIR", filepath.Join(t.TempDir(), "none"))
	var out, errOut bytes.Buffer
	if code := dispatch(t.Context(), commands(), []string{"down-data"}, &out, &errOut); code != 0 || !strings.HasPrefix(out.String(), "没有可删除的数据：") {
		t.Errorf("code %d, said %q and %q", code, out.String(), errOut.String())
	}
}
