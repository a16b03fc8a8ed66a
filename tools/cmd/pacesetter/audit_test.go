package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"pacesetter/pkg/audit"
	"pacesetter/pkg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// exported is a file with one entry, and the head that it ends with.
func exported(t *testing.T) (string, audit.Head) {
	t.Helper()
	db := pgtest.New(t, "audit", audit.Schema())
	err := pgx.BeginFunc(t.Context(), db.Pool, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		audit.Record(batch, audit.Entry{Principal: "clerk", RPC: "SaveReport", RequestID: uuid.New()})
		return tx.SendBatch(t.Context(), batch).Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	sealer := audit.NewSealer(db.Pool, audit.Config{Service: "registry", Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if _, err := sealer.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	checked, err := audit.Export(t.Context(), db.Pool, "registry", audit.Filter{}, &out)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, checked.Head
}

func TestAnExportedRecordIsChecked(t *testing.T) {
	good, head := exported(t)
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, bytes.Replace(text, []byte("clerk"), []byte("clark"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args     []string
		code     int
		out, err string
	}{
		"alone":                   {[]string{"audit", "check", good}, 0, "请与另行留存的链首核对", ""},
		"with its head":           {[]string{"audit", "check", good, "--head", head.Hash.String()}, 0, head.Hash.String(), ""},
		"with another head":       {[]string{"audit", "check", good, "--head", strings.Repeat("0", 63) + "1"}, 1, "", audit.HeadLost},
		"changed":                 {[]string{"audit", "check", bad}, 1, "", audit.PathWrong},
		"not there":               {[]string{"audit", "check", good + "x"}, 1, "", "FILE_MISSING"},
		"without a file":          {[]string{"audit", "check"}, 2, "", "usage"},
		"with a head that's none": {[]string{"audit", "check", good, "--head", "x"}, 2, "", "no hash"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errOut bytes.Buffer
			code := dispatch(t.Context(), commands(), tc.args, &out, &errOut)
			if code != tc.code || !strings.Contains(out.String(), tc.out) || !strings.Contains(errOut.String(), tc.err) {
				t.Errorf("code %d\n%s%s", code, out.String(), errOut.String())
			}
		})
	}
}
