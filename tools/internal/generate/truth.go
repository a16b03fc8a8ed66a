package generate

import (
	"bufio"
	"encoding/json"
	"io"

	"pacesetter/tools/internal/synth"
)

// planted is a line of the ground truth: a report that is not as told.
type planted struct {
	Project string    `json:"project"` // national code
	Month   string    `json:"month"`
	Lie     synth.Lie `json:"lie"`
}

// WriteTruth writes which reports of the province are not as told, as JSON lines, so
// that what checks find can be held against it.
func WriteTruth(w io.Writer, s synth.Spec) error {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	for p := range s.Generate() {
		for _, r := range p.Reports {
			if r.Lie == "" {
				continue
			}
			if err := lines.Encode(planted{r.Row.GetProject(), r.Row.GetMonth(), r.Lie}); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}
