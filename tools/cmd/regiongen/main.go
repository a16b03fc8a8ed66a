// Command regiongen writes the table of GB/T 2260 codes to standard output, from the
// packages that tools/regions.sh has unpacked into the folder it is given.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"pacesetter/tools/internal/regions"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: regiongen FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "regiongen:", err)
		os.Exit(1)
	}
}

func run(dir string, out io.Writer) error {
	editions, err := regions.ReadEditions(dir)
	if err != nil {
		return err
	}
	changes, err := regions.ReadChanges(dir)
	if err != nil {
		return err
	}
	rows, err := regions.Build(editions, changes)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := regions.Write(&table, rows); err != nil {
		return err
	}
	_, err = table.WriteTo(out)
	return err
}
