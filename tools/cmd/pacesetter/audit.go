package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"pacesetter/pkg/audit"
)

const auditArgs = "check FILE [--head HASH]"

// runAudit checks a file that `registry audit export` wrote, without any platform.
func runAudit(_ context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("audit", auditArgs, errOut)
	var noted audit.Hash
	flags.TextVar(&noted, "head", audit.Hash{}, "hash of a head noted earlier, which must cover every entry")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || rest[0] != "check" {
		return misuse(flags)
	}
	file, err := os.Open(filepath.Clean(rest[1]))
	if err != nil {
		return err
	}
	defer file.Close()
	checked, err := audit.Check(file, noted)
	if err != nil {
		return err
	}
	showChecked(out, checked, noted != audit.Hash{})
	return nil
}

func showChecked(out io.Writer, c audit.Checked, covered bool) {
	fmt.Fprintf(out, "%s：%d 条记录的证明成立，区块 %d 个，链首 %d %s（%s）\n",
		c.Service, c.Entries, c.Blocks, c.Head.Number, c.Head.Hash, c.Head.SealedAt.Format(time.RFC3339))
	if !covered {
		fmt.Fprintln(out, "未给出 --head：文件自身前后一致；是否就是平台的记录，请与另行留存的链首核对。")
	}
}
