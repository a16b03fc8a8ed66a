// Package progress shows how far long work is: a bar on a terminal, a plain line
// per tenth elsewhere, so that a log stays readable.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
)

const cells = 30

// Bar is one piece of work of nearly known size. It isn't safe for concurrent use.
type Bar struct {
	w        io.Writer
	label    string
	total    int
	done     int
	shown    int // in cells on a terminal, in tenths elsewhere
	terminal bool
}

// New starts a bar; w is the error stream, so that results can be piped on.
func New(w io.Writer, label string, total int) *Bar {
	return &Bar{w: w, label: label, total: max(total, 1), shown: -1, terminal: isTerminal(w)}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Add tells of n more.
func (b *Bar) Add(n int) {
	b.done += n
	b.total = max(b.total, b.done) // it was an estimate, then
	if b.terminal {
		b.draw()
		return
	}
	if tenth := b.done * 10 / b.total; tenth > max(b.shown, 0) {
		b.shown = tenth
		fmt.Fprintf(b.w, "%s %d/%d\n", b.label, b.done, b.total)
	}
}

func (b *Bar) draw() {
	filled := b.done * cells / b.total
	fmt.Fprintf(b.w, "\r%s [%s%s] %3d%% %d/%d", b.label,
		strings.Repeat("#", filled), strings.Repeat(" ", cells-filled), b.done*100/b.total, b.done, b.total)
}

// Done ends the bar's line, if there is one.
func (b *Bar) Done() {
	if b.terminal && b.done > 0 {
		fmt.Fprintln(b.w)
	}
}
