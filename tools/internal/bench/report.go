package bench

import (
	_ "embed" // the report's text
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/template"
	"time"

	"pacesetter/tools/internal/table"
)

// machine is where a run was made.
type machine struct {
	Cores     int
	MemoryGiB float64
	System    string
	Go        string
	Load      string // before the run
	postgres  string
}

func describe() machine {
	return machine{
		Cores: runtime.NumCPU(), MemoryGiB: kibOf("/proc/meminfo", "MemTotal:") / (1 << 20),
		System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(), Load: loadAverage(),
	}
}

// Postgres is the server's version.
func (m machine) Postgres() string { return m.postgres }

func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// report is what a run found.
type report struct {
	options options
	machine machine
	figures []Figure
	reports int
	began   time.Time
	took    time.Duration
}

//go:embed performance.md.tmpl
var performanceTemplate string

// write writes the table, the list and, where asked for, the document.
func (r report) write(out io.Writer) error {
	return errors.Join(r.writeTable(out), r.writeJSON(), r.writeDoc())
}

func (r report) writeTable(out io.Writer) error {
	columns := []table.Column{{Title: "measure"}, {Title: "ours", Right: true}, {Title: "baseline", Right: true}, {Title: "unit"}, {Title: "ratio", Right: true}, {Title: "mark"}, {Title: "met"}}
	var rows [][]string
	for _, f := range r.figures {
		rows = append(rows, []string{f.Name, number(f.Ours), number(f.Baseline), f.Unit, number(f.Ratio), f.markShown(), f.metShown()})
	}
	return table.Write(out, columns, rows)
}

func (f Figure) markShown() string {
	switch {
	case f.Mark == 0:
		return "–"
	case f.Bound == atMost:
		return "≤ " + number(f.Mark)
	default:
		return "≥ " + number(f.Mark)
	}
}

func (f Figure) metShown() string {
	switch {
	case f.Mark == 0:
		return "–"
	case f.Met:
		return "met"
	default:
		return "not met"
	}
}

// number shows three significant digits or all before the point.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

func (r report) writeJSON() error {
	text, err := json.MarshalIndent(r.figures, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(r.options.json), 0o755); err != nil { //nolint:gosec // build/ is for everybody
		return err
	}
	return os.WriteFile(r.options.json, append(text, '\n'), 0o644) //nolint:gosec // to be read by everybody
}

func (r report) writeDoc() error {
	if r.options.doc == "" {
		return nil
	}
	text, err := template.New("performance").Funcs(template.FuncMap{"number": number}).Parse(performanceTemplate)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := text.Execute(&b, r.data()); err != nil {
		return err
	}
	return os.WriteFile(r.options.doc, []byte(b.String()), 0o644) //nolint:gosec // to be read by everybody
}

// data is what the template is given.
func (r report) data() map[string]any {
	return map[string]any{
		"Machine": r.machine, "Figures": r.rows(), "Missed": r.missed(), "Rounds": r.options.rounds, "Scale": r.options.scale,
		"Reports": r.reports, "Date": r.began.UTC().Format("2006-01-02 15:04 MST"), "Minutes": r.took.Minutes(),
	}
}

// docRow is a figure as the document shows it.
type docRow struct {
	Figure
	MarkShown, MetShown string
}

func (r report) rows() []docRow {
	rows := make([]docRow, len(r.figures))
	for i, f := range r.figures {
		rows[i] = docRow{f, f.markShown(), f.metShown()}
	}
	return rows
}

// missed are the figures whose mark was not met.
func (r report) missed() []docRow {
	return slices.DeleteFunc(r.rows(), func(d docRow) bool { return d.Met })
}
