package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pacesetter/pkg/progress"
	"pacesetter/tools/internal/generate"
	"pacesetter/tools/internal/ingest"
	"pacesetter/tools/internal/synth"
)

const generateArgs = "[--seed N] [--cities N] [--counties N] [--projects N] [--months N] [--year Y] [--late N] [--missing N] [--corrected N] [--habits N] [--dishonest N] [--truth FILE] [--out FILE]"

// runGenerate makes a synthetic province, in the platform or in a file.
func runGenerate(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := newFlags("generate", generateArgs, errOut)
	at := connect(flags)
	s := generateFlags(flags)
	file := flags.String("out", "", "write JSON lines to `file` instead of the platform; - is the output")
	truth := flags.String("truth", "", "write which reports are not as told to `file`, as JSON lines")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 || !sound(*s) {
		return misuse(flags)
	}
	if *truth != "" {
		if err := intoFile(*truth, func(w io.Writer) error { return generate.WriteTruth(w, *s) }); err != nil {
			return err
		}
	}
	bar := progress.New(errOut, "生成", generate.Count(*s))
	defer bar.Done()
	if *file != "" {
		return toFile(*file, *s, *at.root, bar, out)
	}
	c, err := at.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	tally, err := generate.Load(ctx, c, *s, bar.Add)
	showTally(out, tally)
	return err
}

func generateFlags(flags *flag.FlagSet) *synth.Spec {
	s := &synth.Spec{}
	flags.Uint64Var(&s.Seed, "seed", 1, "the same seed makes the same province")
	flags.IntVar(&s.Year, "year", 2025, "plan year")
	flags.IntVar(&s.Cities, "cities", 4, "cities")
	flags.IntVar(&s.Counties, "counties", 30, "counties in all")
	flags.IntVar(&s.Projects, "projects", 2000, "projects in all")
	flags.IntVar(&s.Months, "months", 12, "months reported, 1 to 12")
	flags.IntVar(&s.LatePerMille, "late", 30, "reports of 1,000 that come late")
	flags.IntVar(&s.MissingPerMille, "missing", 0, "reports of 1,000 that never come")
	flags.IntVar(&s.CorrectedPerMille, "corrected", 10, "reports of 1,000 that are corrected")
	flags.IntVar(&s.HabitPerMille, "habits", 0, "projects of 1,000 that honestly look odd: frost, one large purchase, rounding …")
	flags.IntVar(&s.DishonestPerMille, "dishonest", 0, "projects of 1,000 that report what is not so, in twelve ways")
	return s
}

func sound(s synth.Spec) bool {
	share := s.LatePerMille + s.MissingPerMille + s.CorrectedPerMille
	return s.Cities > 0 && s.Counties >= s.Cities && s.Projects > 0 && s.Months >= 1 && s.Months <= 12 &&
		s.Year >= 1990 && s.Year <= 2100 && min(s.LatePerMille, s.MissingPerMille, s.CorrectedPerMille) >= 0 && share <= 1000 &&
		min(s.HabitPerMille, s.DishonestPerMille) >= 0 && s.HabitPerMille+s.DishonestPerMille <= 1000
}

func toFile(path string, s synth.Spec, root string, bar *progress.Bar, out io.Writer) error {
	if path == "-" {
		return generate.Write(out, s, root, bar.Add)
	}
	return intoFile(path, func(w io.Writer) error { return generate.Write(w, s, root, bar.Add) })
}

// intoFile makes a file anew and lets write fill it.
func intoFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Clean(path))
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

func showTally(w io.Writer, t ingest.Tally) {
	fmt.Fprintf(w, "新写入 %d 行，更新 %d 行，原已有 %d 行，未接受 %d 行\n", t.Created, t.Updated, t.Unchanged, t.Refused)
}
